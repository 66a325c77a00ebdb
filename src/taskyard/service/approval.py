"""A permission that people gave: it is for one request, used once, and only while it is good."""

from dataclasses import replace

from taskyard.domain.chat import Message, MessageKind, MessageState, holds, same
from taskyard.domain.run import Run, RunKind, RunStatus
from taskyard.service import task as tasks
from taskyard.service.yard import Deed
from taskyard.store import chat as rows
from taskyard.store import run as runs

# After these the same work goes on; a run that people stopped leaves nothing to the next.
_GOES_ON = frozenset({RunStatus.PARKED, RunStatus.LOST, RunStatus.FAILED})


def of_run_before(deed: Deed, run: Run, text: str, choices: tuple[str, ...], binds: str) -> Message | None:
    """The yes to this very request that the run before this one was given and did not use."""
    own = [one for one in runs.of_task(deed.tx, run.task) if one.number < run.number]
    before = max((one for one in own if one.kind is RunKind.WORK), key=lambda one: one.number, default=None)
    if not binds or before is None or before.status not in _GOES_ON:
        return None
    for message in rows.of_task(deed.tx, run.task):
        asked = same(message, MessageKind.PERMISSION, text, choices, binds)
        if message.run == before.id and asked and holds(message, deed.now):
            return message
    return None


def take_over(deed: Deed, given: Message, asked: Message) -> Message:
    """The new request is answered with what was given, which is used up. It is not good for longer by that."""
    answered = replace(
        asked,
        state=MessageState.ANSWERED,
        answer=given.answer,
        answered_by=given.answered_by,
        answered_at=given.answered_at,
        expires_at=given.expires_at,
    )
    rows.take_over(deed.tx, answered)
    rows.delivered(deed.tx, [given.id], given.run or "", deed.now)
    deed.tell(
        "message.answered",
        project=asked.project,
        task=asked.task,
        run=asked.run,
        body={"message": asked.id, "by": given.answered_by, "given_to": given.id},
    )
    return answered


def drop(deed: Deed, message: Message) -> None:
    """It has expired, or its answer has, and the agent asks anew: nobody waits for this one any more."""
    if message.state is not MessageState.OPEN:
        rows.delivered(deed.tx, [message.id], message.run or "", deed.now)
        return
    if rows.expire(deed.tx, message.id):
        task = tasks.get(deed, message.task)
        tasks.note(deed, task, open_questions=max(0, task.open_questions - 1))
        body = {"messages": [message.id]}
        deed.tell("message.expired", project=message.project, task=message.task, run=message.run, body=body)
