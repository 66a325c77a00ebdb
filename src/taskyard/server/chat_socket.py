"""/chat/ws: the conversation live. What comes in is stored by the services; what goes out is read from the log.

Nothing is echoed: what a client sent comes back only as everybody sees it. People see the whole organisation's
conversations; a worker, or an agent with its run's token, only what people say to the runs it asked for.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, WebSocket

from taskyard.domain.account import Need, Scope, allowed, demand
from taskyard.domain.error import Forbidden, Invalid, TaskyardError
from taskyard.server import chat_wire as wire
from taskyard.server.form import MOST
from taskyard.server.line import POLL, Line, rest
from taskyard.server.seat import ANYONE, Pass
from taskyard.server.tail import tails
from taskyard.server.told import CHAT, ENDS, Told
from taskyard.service import ask, lease, talk, wait
from taskyard.service import event as events
from taskyard.service.talk import ChatMessage

router = APIRouter(tags=["message"])
_KINDS = CHAT | ENDS


@router.websocket("/chat/ws")
async def serve(
    socket: WebSocket,
    given: Annotated[Pass, Depends(ANYONE)],
    since: Annotated[int | None, Query(ge=0, le=MOST)] = None,
) -> None:
    """`since`: the number of the last message that the client has; without it, from now on."""
    line = Line(socket, given)
    line.seen = await line.yard.look(line.actor, events.last) if since is None else since
    await socket.accept()
    async with socket.app.state.lines.connected(line):
        table = _Table(line)
        end = await line.run(table.tell, table.hear)
    if end is not None:
        await line.close(end)


class _Table:
    """One client at the table of its organisation."""

    def __init__(self, line: Line) -> None:
        self._line, self._actor = line, line.actor
        self._sees_all = allowed(line.actor.scope, Need.READ)
        self._runs = {line.actor.run}  # of one who does not see all: those that it asked for

    async def tell(self) -> None:
        line, rung = self._line, True
        tail = tails.of(line.yard, self._actor.org)
        async with wait.news(line.yard, org=self._actor.org) as ear:
            hello = {"since": line.seen, "name": self._actor.name, "scope": self._actor.scope.value}
            await line.send(wire.word("hello", **hello))
            while True:
                await tail.refresh(0.0 if rung else POLL)
                more = True
                while more:
                    page = await tail.page(line.seen, _KINDS)
                    await line.heard(page.told)
                    for one in page.told:
                        if one.chat and self._is_for(one):
                            await line.send(one.chat)
                        line.seen = one.seq
                    line.seen, more = page.seen, page.more
                rung = await rest(line, ear)

    def _is_for(self, told: Told) -> bool:
        return self._sees_all or (told.to_run and told.fact.run in self._runs)

    async def hear(self) -> None:
        while True:
            text = await self._line.receive()
            word: wire.Word | None = None
            try:
                word = wire.parse(text)
                answers = await self._answers(word)
            except TaskyardError as error:
                answers = [wire.refusal(error, word.ref if word else None)]
            for answer in answers:
                await self._line.send(answer)

    async def _answers(self, word: wire.Word) -> list[str]:
        match word:
            case wire.Ping():
                return [wire.word("pong", ref=word.ref)]
            case wire.HumanResponse() | wire.ChatWord():
                return await self._say(word)
            case wire.WorkerRequest():
                return await self._request(word)
            case wire.Received():
                run, fence = self._held(word)
                await self._act(lambda deed: ask.deliver(deed, run, fence, word.message_id))
                return [wire.word("accepted", ref=word.ref)]

    async def _say(self, word: wire.HumanResponse | wire.ChatWord) -> list[str]:
        demand(self._actor, Need.ACT)
        self._line.spend()
        said = talk.Said(
            text=word.message,
            conversation=word.conversation_id,
            parent=word.parent_message_id,
            answers=isinstance(word, wire.HumanResponse),
        )
        made = await self._act(lambda deed: talk.say(deed, said))
        return [_accepted(word.ref, made)]

    async def _request(self, word: wire.WorkerRequest) -> list[str]:
        run, fence = self._held(word)
        # Before it asks, or an answer that is quicker than this line would pass it by.
        await self._line.yard.look(self._actor, lambda deed: lease.held(deed, run, fence))
        self._runs.add(run)
        asked, answer = await self._act(
            lambda deed: talk.request(deed, run, fence, word.message, word.choices)
        )
        there = [] if answer is None else [wire.told(answer)]
        return [_accepted(word.ref, asked), *there]

    def _held(self, word: wire.WorkerRequest | wire.Received) -> tuple[str, int]:
        own = self._actor.run, self._actor.fence
        if self._actor.scope is not Scope.RUN:
            demand(self._actor, Need.WORK)
            own = word.run_id, word.fence
        elif (word.run_id or own[0], own[1] if word.fence is None else word.fence) != own:
            raise Forbidden("a run's token speaks for its own run only")
        run, fence = own
        if run is None or fence is None:
            raise Invalid("run_id: name the run, and the fence that holds it", field="run_id")
        return run, fence

    async def _act(self, work: Any) -> Any:
        return await self._line.yard.act(self._actor, work)


def _accepted(ref: str | None, made: ChatMessage) -> str:
    """Stored. The message itself comes with its number, as everybody sees it."""
    return wire.word("accepted", ref=ref, message=wire.shown(made))
