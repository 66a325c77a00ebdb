"""An agent asks a person and waits: the question is made once, the wait wakes by the bell, the answer is noted once."""

from dataclasses import dataclass
from functools import partial

import anyio

from taskyard.bus.protocol import Topic
from taskyard.domain.account import Actor
from taskyard.domain.chat import Message, MessageKind, MessageState
from taskyard.domain.error import Conflict
from taskyard.domain.run import RunStatus
from taskyard.domain.settings import resolve
from taskyard.service import chat, lease, wait
from taskyard.service.yard import Deed, Yard
from taskyard.store import chat as rows


@dataclass(frozen=True, kw_only=True)
class Asked:
    question: Message
    seconds: float  # how long one call may wait for the answer


def begin(deed: Deed, run_id: str, fence: int, text: str, choices: tuple[str, ...]) -> Asked:
    run = lease.held(deed, run_id, fence)
    if run.cancel_requested:
        raise Conflict("the run is being cancelled; stop here")
    question = chat.ask(deed, run_id, fence, text, choices=choices)
    return Asked(question=question, seconds=resolve(run.settings).ask_park)


async def answer(yard: Yard, actor: Actor, run_id: str, fence: int, message_id: str) -> Message:
    """Waits for it. Raises when nobody needs the answer any more: cancelled, or the run is not ours now."""
    look = partial(_look, run_id=run_id, fence=fence, message_id=message_id)
    async with yard.bus.listen(Topic.ORDERS, run_id) as ear:
        while True:
            found = await yard.look(actor, look)
            if found.state is not MessageState.OPEN:
                return found
            with anyio.move_on_after(wait.BACKSTOP):
                await ear.wait()


def deliver(deed: Deed, run_id: str, fence: int, message_id: str) -> None:
    """The agent has the answer. Saying it twice changes nothing; with its last question the run goes on."""
    chat.delivered(deed, run_id, fence, [message_id])
    run = lease.held(deed, run_id, fence)
    if run.status is RunStatus.WAITING and not rows.open_of_run(deed.tx, run.id):
        lease.stand(deed, run, RunStatus.RUNNING)


def progress(deed: Deed, run_id: str, fence: int, text: str) -> Message:
    """A word about how it goes, which wants no answer."""
    return chat.by_agent(deed, lease.held(deed, run_id, fence), MessageKind.STATUS, text)


def _look(deed: Deed, run_id: str, fence: int, message_id: str) -> Message:
    run = lease.held(deed, run_id, fence)
    if run.cancel_requested:
        raise Conflict("the run is being cancelled; stop here")
    found = rows.get(deed.tx, deed.org, message_id)
    if found is None or found.state is MessageState.EXPIRED:
        raise Conflict("that question no longer waits for an answer")
    return found
