"""An agent asks a person and waits: the question is made once, the wait wakes by the bell, the answer is noted once."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import anyio

from taskyard.bus.protocol import Topic
from taskyard.domain.account import Actor
from taskyard.domain.chat import Message, MessageKind, MessageState
from taskyard.domain.error import Conflict
from taskyard.domain.project import OnNoAnswer, Settings
from taskyard.domain.run import RunStatus
from taskyard.domain.settings import resolve
from taskyard.service import chat, lease, wait
from taskyard.service import run as runs
from taskyard.service.yard import Deed, Yard
from taskyard.store import chat as rows

_NOT_FOR_EVER = (OnNoAnswer.FAIL.value, OnNoAnswer.PROCEED.value)


@dataclass(frozen=True, kw_only=True)
class Asked:
    question: Message
    seconds: float  # how long one call may wait for the answer
    decides: bool = False  # after them the agent goes on without one


def begin(deed: Deed, run_id: str, fence: int, text: str, choices: tuple[str, ...]) -> Asked:
    run = lease.held(deed, run_id, fence)
    if run.cancel_requested:
        raise Conflict("the run is being cancelled; stop here")
    question = chat.ask(deed, run_id, fence, text, choices=choices)
    settings = resolve(run.settings)
    left = max(0.0, settings.human_wait - (deed.now - question.at).total_seconds())
    if settings.on_no_answer is OnNoAnswer.PARK or left > settings.ask_park:
        return Asked(question=question, seconds=settings.ask_park)
    return Asked(question=question, seconds=left, decides=settings.on_no_answer is OnNoAnswer.PROCEED)


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


def give_up(deed: Deed, run_id: str, fence: int, asked: Asked) -> Message:
    """The call has waited long enough. The question as it is then: open still, when the run is to be parked."""
    found = _look(deed, run_id, fence, asked.question.id)
    waits = found.state is MessageState.OPEN
    return chat.go_without(deed, found) if waits and asked.decides else found


def overdue(deed: Deed, *, lock: bool = False) -> list[Message]:
    """Questions of parked runs, of every organisation, that the project does not let wait any longer."""
    found = rows.of_parked(deed.tx, _NOT_FOR_EVER, lock=lock)
    return [message for message, rules in found if deed.now >= message.at + _wait(resolve(rules))]


def end_overdue(deed: Deed) -> int:
    """The agent goes on without an answer, or the task fails, as the project says."""
    found = overdue(deed, lock=True)
    for message in found:
        own = replace(deed, actor=replace(deed.actor, org=message.org))
        run = runs.get(own, message.run or "")
        settings = resolve(run.settings)
        if settings.on_no_answer is OnNoAnswer.PROCEED:
            chat.go_without(own, message)
        else:
            chat.give_up(own, run, f"nobody answered within {settings.human_wait:g} s")
    return len(found)


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


def _wait(settings: Settings) -> timedelta:
    return timedelta(seconds=settings.human_wait)
