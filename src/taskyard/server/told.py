"""A fact in the words of every live face, made once for all who are told."""

from collections.abc import Sequence
from dataclasses import dataclass

from taskyard.domain.event import Event
from taskyard.server import chat_wire
from taskyard.server.auth import as_json
from taskyard.server.hub_frame import invocation
from taskyard.server.hub_wire import calls
from taskyard.service import active, talk
from taskyard.service.active import AtWork
from taskyard.service.talk import ChatMessage, SenderType
from taskyard.service.yard import Deed

EXPIRED = "message.expired"
KEYS_END = frozenset({"key.revoked", "key.rotated"})
ENDS = KEYS_END | {"browser.closed", "run.ended"}  # what may end a line
CHAT = talk.KINDS | {EXPIRED}  # what the chat socket has words for


@dataclass(frozen=True)
class Told:
    fact: Event
    text: bytes  # as an event of SSE
    chat: str  # for the chat socket; empty: nothing
    to_run: bool  # also a run, and who works on it, is told of it there
    hub: str  # all that the hub says of it
    run: AtWork | None  # which has begun or ended with it

    @property
    def seq(self) -> int:
        return self.fact.seq

    @property
    def size(self) -> int:
        return len(self.text) + len(self.chat) + len(self.hub)


def told(deed: Deed, facts: Sequence[Event]) -> list[Told]:
    """At most one reading for the messages among them, and one for the runs."""
    said, runs = talk.of_facts(deed, facts), active.of_facts(deed, facts)
    return [_told(fact, said.get(fact.seq), runs.get(fact.seq)) for fact in facts]


def _told(fact: Event, said: ChatMessage | None, run: AtWork | None) -> Told:
    chat, to_run = "", fact.kind == EXPIRED
    if said is not None:
        chat, to_run = chat_wire.told(said), said.sender_type is SenderType.HUMAN
    elif to_run:
        fields = {"seq": fact.seq, "run_id": fact.run, "conversation_id": fact.task}
        chat = chat_wire.word("request_closed", **fields, messages=fact.body["messages"])
    return Told(
        fact=fact,
        text=b"id: %d\ndata: %b\n\n" % (fact.seq, as_json(Event, fact)),
        chat=chat,
        to_run=to_run,
        hub="".join(invocation(target, arguments) for target, arguments in calls(fact, run)),
        run=run,
    )
