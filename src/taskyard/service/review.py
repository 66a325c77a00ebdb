"""A person's verdict on a branch: approve it into a merge, send it back, or accept it as it is."""

from taskyard.domain.merge import may_merge
from taskyard.domain.review import Remark, Review, Verdict, as_prompt
from taskyard.domain.run import RunKind
from taskyard.domain.task import Act, Task, move
from taskyard.service import queue, workspace
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service.yard import Deed
from taskyard.store import review as rows


def approve(
    deed: Deed, task_id: str, *, head_commit: str | None, text: str, remove_workspace: bool = False
) -> Task:
    """Queues the merge of exactly the commit that was looked at. Its workspace may be asked to go afterwards."""
    task = tasks.get(deed, task_id)
    move(task.status, Act.APPROVE)
    review = _make(deed, task, Verdict.APPROVE, text=text, head_commit=head_commit or task.head_commit)
    may_merge(task, review)
    _keep(deed, review, task)
    workspace.go_with_merge(deed, task, going=remove_workspace)
    run = runs.put(deed, task, kind=RunKind.MERGE)
    return tasks.transition(
        deed, task, Act.APPROVE, run=run.id, runs=run.number, reason=None, note="", attempts=0
    )


def request_changes(deed: Deed, task_id: str, *, text: str, remarks: tuple[Remark, ...]) -> Task:
    task = tasks.get(deed, task_id)
    move(task.status, Act.REQUEST_CHANGES)
    review = _make(
        deed, task, Verdict.REQUEST_CHANGES, text=text, head_commit=task.head_commit, remarks=remarks
    )
    _keep(deed, review, task)
    told, paths = queue.conflict_of(deed, task)
    extra = "\n\n".join(part for part in (told, as_prompt(review)) if part)
    return queue.send(deed, task, Act.REQUEST_CHANGES, extra=extra, resume=True, conflicts=paths)


def accept(deed: Deed, task_id: str, *, text: str) -> Task:
    """Done without a merge, and recorded as such."""
    task = tasks.get(deed, task_id)
    move(task.status, Act.ACCEPT)
    _keep(deed, _make(deed, task, Verdict.ACCEPT, text=text, head_commit=task.head_commit), task)
    done = tasks.transition(
        deed, task, Act.ACCEPT, finished_at=deed.now, reason=None, note="accepted without a merge"
    )
    runs.ready_dependents(deed, done)
    return done


def of_task(deed: Deed, task_id: str) -> list[Review]:
    return rows.of_task(deed.tx, tasks.get(deed, task_id).id)


def _make(
    deed: Deed,
    task: Task,
    verdict: Verdict,
    *,
    text: str,
    head_commit: str | None,
    remarks: tuple[Remark, ...] = (),
) -> Review:
    return Review(
        id=deed.id(),
        org=deed.org,
        task=task.id,
        run=task.run,
        head_commit=head_commit,
        verdict=verdict,
        text=text,
        remarks=remarks,
        author=deed.actor.name,
        at=deed.now,
    )


def _keep(deed: Deed, review: Review, task: Task) -> None:
    rows.add(deed.tx, review)
    deed.tell(
        "review.given",
        project=task.project,
        task=task.id,
        run=task.run,
        body={"review": review.id, "verdict": review.verdict.value},
    )
