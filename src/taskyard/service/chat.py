"""The conversation: questions of a run, answers of people, comments. Each is delivered exactly once."""

from datetime import datetime, timedelta

from taskyard.domain import id as ids
from taskyard.domain.chat import (
    ASKS,
    STOP,
    Message,
    MessageKind,
    MessageState,
    as_heard,
    holds,
    may_answer,
    same,
    stands,
    without_people,
)
from taskyard.domain.error import AlreadyAnswered, NotFound
from taskyard.domain.run import Reason, Run, RunStatus, become
from taskyard.domain.settings import resolve
from taskyard.domain.task import Act, Task, TaskStatus
from taskyard.service import approval, lease
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service.yard import SYSTEM, Deed
from taskyard.store import chat as rows
from taskyard.store import run as run_rows


def of_task(deed: Deed, task_id: str) -> list[Message]:
    return rows.of_task(deed.tx, tasks.get(deed, task_id).id)


def waiting(deed: Deed) -> list[Message]:
    return rows.open(deed.tx, deed.org)


def post(deed: Deed, task_id: str, text: str, reply_to: str | None) -> Message:
    """A word about a task. To a run at work it is the next turn; a reply to a question answers it."""
    task = tasks.get(deed, task_id)
    if reply_to is not None:
        question = _get(deed, reply_to)
        if question.task != task.id:
            raise NotFound("there is no message by that id on this task")
        if question.state is MessageState.OPEN:
            return answer(deed, reply_to, text)
    run = run_rows.open_of_task(deed.tx, task.id)
    return _put(
        deed,
        MessageKind.COMMENT,
        text,
        project=task.project,
        task=task.id,
        run=None if run is None else run.id,
        reply_to=reply_to,
        author=deed.actor.name,
    )


def remark(deed: Deed, task: Task, kind: MessageKind, text: str) -> Message:
    """A word that no run is told of."""
    return _put(deed, kind, text, project=task.project, task=task.id, run=task.run, author=deed.actor.name)


def by_agent(
    deed: Deed, run: Run, kind: MessageKind, text: str, choices: tuple[str, ...] = (), binds: str = ""
) -> Message:
    ttl = timedelta(seconds=resolve(run.settings).approval_ttl)
    return _put(
        deed,
        kind,
        text,
        binds=binds,
        expires_at=deed.now + ttl if kind is MessageKind.PERMISSION else None,
        project=run.project,
        task=run.task,
        run=run.id,
        choices=choices,
        author=f"agent:{run.agent}",
    )


def ask(
    deed: Deed,
    run_id: str,
    fence: int,
    text: str,
    *,
    choices: tuple[str, ...] = (),
    kind: MessageKind = MessageKind.QUESTION,
    binds: str = "",
) -> Message:
    """A run asks a person and waits. The card says so until somebody answers or the run ends.

    An agent that died while it asked does so again: what it has not been told in these very words is not asked
    anew, and an answer that came meanwhile is given at once. A permission is one only for what it `binds`, while
    it is good; the next run may use one that the run before it was given and could not use.
    """
    run = lease.held(deed, run_id, fence)
    for message in reversed(of_run(deed, run)):
        if _untold(message) and same(message, kind, text, choices, binds):
            if not stands(message, deed.now):
                approval.drop(deed, message)
                continue
            if message.state is MessageState.OPEN and run.status is RunStatus.RUNNING:
                lease.stand(deed, run, RunStatus.WAITING)
            return message
    given = (
        approval.of_run_before(deed, run, text, choices, binds) if kind is MessageKind.PERMISSION else None
    )
    if given is not None:
        return approval.take_over(deed, given, by_agent(deed, run, kind, text, choices, binds))
    if run.status is not RunStatus.WAITING:
        become(run.status, RunStatus.WAITING)
        lease.stand(deed, run, RunStatus.WAITING)
    _count(deed, run.task, 1)
    return by_agent(deed, run, kind, text, choices, binds)


def answer(deed: Deed, message_id: str, text: str) -> Message:
    """The first valid answer wins; the others are told who was quicker. A parked task goes on with it."""
    question = _get(deed, message_id)
    may_answer(question, text, deed.now)
    if not rows.answer(deed.tx, question.id, text, deed.actor.name, deed.now):
        found = _get(deed, message_id)
        raise AlreadyAnswered(
            f"already answered by {found.answered_by}", answer=found.answer, by=found.answered_by
        )
    return _settle(deed, question, deed.actor.name)


def go_without(deed: Deed, question: Message) -> Message:
    """Nobody has answered in time, and the agent shall decide itself. A person who was quicker has won."""
    if not rows.answer(deed.tx, question.id, without_people(question), SYSTEM.name, deed.now):
        return _get(deed, question.id)
    return _settle(deed, question, SYSTEM.name)


def _settle(deed: Deed, question: Message, by: str) -> Message:
    task = _count(deed, question.task, -1)
    deed.tell(
        "message.answered",
        project=question.project,
        task=question.task,
        run=question.run,
        body={"message": question.id, "by": by},
    )
    run = None if question.run is None else run_rows.get(deed.tx, deed.org, question.run)
    if run is not None and run.status is RunStatus.PARKED:
        resume(deed, task, run)
    return _get(deed, question.id)


def resume(deed: Deed, task: Task, parked: Run) -> Task:
    """Queues the run that takes the answers of a parked one into its conversation, once all are there."""
    unanswered = [message for message in of_run(deed, parked) if message.state is MessageState.OPEN]
    if unanswered or task.status is not TaskStatus.RUNNING or task.run != parked.id:
        return task
    ready = rows.undelivered(deed.tx, parked.id)
    if any(message.kind is MessageKind.BUDGET and message.answer == STOP for message in ready):
        rows.delivered(deed.tx, [message.id for message in ready], parked.id, deed.now)
        reason, note = Reason.BUDGET_EXCEEDED.value, "its budget was not raised"
        return tasks.transition(deed, task, Act.FAIL, reason=reason, note=note, finished_at=deed.now)
    words = _in_words([as_heard(message, deed.now) for message in ready])
    run = runs.put(deed, task, extra=words, session=parked.session)
    # A permission is used when the agent asks for it again, not when it hears of it.
    heard = [message.id for message in ready if not holds(message, deed.now)]
    rows.delivered(deed.tx, heard, parked.id, deed.now)
    return tasks.transition(
        deed,
        task,
        Act.REQUEUE,
        run=run.id,
        runs=run.number,
        queued_at=deed.now,
        reason=None,
        note="answered; goes on",
    )


def give_up(deed: Deed, parked: Run, why: str) -> None:
    """Nobody has answered in time, and then the task is to fail."""
    task = tasks.get(deed, parked.task)
    if task.status is not TaskStatus.RUNNING or task.run != parked.id:
        return
    tasks.transition(
        deed,
        task,
        Act.FAIL,
        reason=Reason.HUMAN_TIMEOUT.value,
        note=why,
        finished_at=deed.now,
        open_questions=max(0, task.open_questions - close(deed, parked)),
    )


def delivered(deed: Deed, run_id: str, fence: int, messages: list[str]) -> None:
    """The worker says that the agent has them. Saying it twice changes nothing."""
    run = lease.held(deed, run_id, fence)
    waiting_for = {message.id for message in rows.undelivered(deed.tx, run.id)}
    now = [message for message in messages if message in waiting_for]
    if now:
        rows.delivered(deed.tx, now, run.id, deed.now)
        deed.tell("message.delivered", project=run.project, task=run.task, run=run.id, body={"messages": now})


def close(deed: Deed, run: Run) -> int:
    """A run has ended for good: nobody waits for its questions any more. Gives how many were open."""
    left = [message.id for message in of_run(deed, run) if message.state is MessageState.OPEN]
    rows.expire_of_run(deed.tx, run.id)
    if left:
        deed.tell("message.expired", project=run.project, task=run.task, run=run.id, body={"messages": left})
    return len(left)


def hand_on(deed: Deed, old: Run, new: Run) -> None:
    """`new` goes on where `old` broke off: what was asked, answered and said and not heard is for it now."""
    rows.hand_on(deed.tx, old.id, new.id)


def of_run(deed: Deed, run: Run) -> list[Message]:
    return [message for message in rows.of_task(deed.tx, run.task) if message.run == run.id]


def _untold(message: Message) -> bool:
    answered = message.state is MessageState.ANSWERED and message.delivered_at is None
    return answered or message.state is MessageState.OPEN


def _put(
    deed: Deed,
    kind: MessageKind,
    text: str,
    *,
    project: str,
    task: str,
    run: str | None,
    author: str,
    choices: tuple[str, ...] = (),
    reply_to: str | None = None,
    binds: str = "",
    expires_at: datetime | None = None,
) -> Message:
    """Into the conversation, and everybody hears of it."""
    message = Message(
        id=deed.id(),
        org=deed.org,
        project=project,
        task=task,
        run=run,
        kind=kind,
        state=MessageState.OPEN if kind in ASKS else MessageState.POSTED,
        text=text,
        choices=choices,
        reply_to=reply_to,
        author=author,
        at=deed.now,
        binds=binds,
        expires_at=expires_at,
    )
    rows.add(deed.tx, message)
    body = {"message": message.id, "kind": kind.value, "state": message.state.value}
    deed.tell("message.posted", project=project, task=task, run=run, body=body)
    return message


def _get(deed: Deed, message_id: str) -> Message:
    found = rows.get(deed.tx, deed.org, ids.parse(message_id))
    if found is None:
        raise NotFound("there is no message by that id")
    return found


def _count(deed: Deed, task_id: str, by: int) -> Task:
    task = tasks.get(deed, task_id)
    return tasks.note(deed, task, open_questions=max(0, task.open_questions + by))


def _in_words(answers: list[Message]) -> str:
    parts = []
    for message in answers:
        if message.answer is not None:
            parts.append(f"You asked: {message.text}\nThe answer: {message.answer}")
        else:
            parts.append(message.text)
    return "\n\n".join(parts)
