"""The conversation: questions of a run, answers of people, comments. Each is delivered exactly once."""

from taskyard.domain import id as ids
from taskyard.domain.chat import STOP, Message, MessageKind, MessageState, may_answer
from taskyard.domain.error import AlreadyAnswered, NotFound
from taskyard.domain.run import Reason, Run, RunStatus, become
from taskyard.domain.task import Act, Task, TaskStatus
from taskyard.service import lease
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service.yard import Deed
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
    message = Message(
        id=deed.id(),
        org=deed.org,
        project=task.project,
        task=task.id,
        run=None if run is None else run.id,
        kind=MessageKind.COMMENT,
        state=MessageState.POSTED,
        text=text,
        reply_to=reply_to,
        author=deed.actor.name,
        at=deed.now,
    )
    rows.add(deed.tx, message)
    deed.tell("message.posted", project=task.project, task=task.id, run=message.run, body=_card(message))
    return message


def ask(
    deed: Deed,
    run_id: str,
    fence: int,
    text: str,
    *,
    choices: tuple[str, ...] = (),
    kind: MessageKind = MessageKind.QUESTION,
) -> Message:
    """A run asks a person and waits. The card says so until somebody answers or the run ends."""
    run = lease.held(deed, run_id, fence)
    if run.status is not RunStatus.WAITING:
        become(run.status, RunStatus.WAITING)
        lease.stand(deed, run, RunStatus.WAITING)
    message = Message(
        id=deed.id(),
        org=deed.org,
        project=run.project,
        task=run.task,
        run=run.id,
        kind=kind,
        state=MessageState.OPEN,
        text=text,
        choices=choices,
        author=f"agent:{run.agent}",
        at=deed.now,
    )
    rows.add(deed.tx, message)
    _count(deed, run.task, 1)
    deed.tell("message.posted", project=run.project, task=run.task, run=run.id, body=_card(message))
    return message


def answer(deed: Deed, message_id: str, text: str) -> Message:
    """The first valid answer wins; the others are told who was quicker. A parked task goes on with it."""
    question = _get(deed, message_id)
    may_answer(question, text)
    if not rows.answer(deed.tx, question.id, text, deed.actor.name, deed.now):
        found = _get(deed, message_id)
        raise AlreadyAnswered(
            f"already answered by {found.answered_by}", answer=found.answer, by=found.answered_by
        )
    task = _count(deed, question.task, -1)
    deed.tell(
        "message.answered",
        project=question.project,
        task=question.task,
        run=question.run,
        body={"message": question.id, "by": deed.actor.name},
    )
    run = None if question.run is None else run_rows.get(deed.tx, deed.org, question.run)
    if run is not None and run.status is RunStatus.PARKED:
        resume(deed, task, run)
    return _get(deed, message_id)


def resume(deed: Deed, task: Task, parked: Run) -> Task:
    """Queues the run that takes the answers of a parked one into its conversation, once all are there."""
    mine = [message for message in rows.of_task(deed.tx, task.id) if message.run == parked.id]
    unanswered = [message for message in mine if message.state is MessageState.OPEN]
    if unanswered or task.status is not TaskStatus.RUNNING or task.run != parked.id:
        return task
    ready = rows.undelivered(deed.tx, parked.id)
    if any(message.kind is MessageKind.BUDGET and message.answer == STOP for message in ready):
        rows.delivered(deed.tx, [message.id for message in ready], parked.id, deed.now)
        reason, note = Reason.BUDGET_EXCEEDED.value, "its budget was not raised"
        return tasks.transition(deed, task, Act.FAIL, reason=reason, note=note, finished_at=deed.now)
    run = runs.put(deed, task, extra=_in_words(ready), session=parked.session)
    rows.delivered(deed.tx, [message.id for message in ready], parked.id, deed.now)
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
    own = [message for message in rows.of_task(deed.tx, run.task) if message.run == run.id]
    left = [message.id for message in own if message.state is MessageState.OPEN]
    rows.expire_of_run(deed.tx, run.id)
    if left:
        deed.tell("message.expired", project=run.project, task=run.task, run=run.id, body={"messages": left})
    return len(left)


def of_run(deed: Deed, run: Run) -> list[Message]:
    return [message for message in rows.of_task(deed.tx, run.task) if message.run == run.id]


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


def _card(message: Message) -> dict[str, object]:
    return {"message": message.id, "kind": message.kind.value, "state": message.state.value}
