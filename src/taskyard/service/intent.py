"""What people mean who set a status: the act that brings the task there, by the table of legal moves."""

from collections.abc import Callable, Mapping

from taskyard.domain import dialect
from taskyard.domain.task import Act, Task, TaskStatus
from taskyard.service import queue
from taskyard.service import review as reviews
from taskyard.service import task as tasks
from taskyard.service.yard import Deed


def bring(deed: Deed, task_id: str, wanted: TaskStatus, text: str) -> Task:
    task = tasks.get(deed, task_id)
    act = dialect.act(task.status, wanted)
    return task if act is None else _DO[act](deed, task, text)


def _done(deed: Deed, task: Task, text: str) -> Task:
    """Merges what there is to merge, or accepts the task as it is."""
    if task.head_commit:
        return reviews.approve(deed, task.id, head_commit=task.head_commit, text=text)
    return reviews.accept(deed, task.id, text=text)


_DO: Mapping[Act, Callable[[Deed, Task, str], Task]] = {
    Act.ENQUEUE: lambda deed, task, _: queue.enqueue(deed, task.id),
    Act.RETRY: lambda deed, task, _: queue.retry(deed, task.id),
    Act.PARK: lambda deed, task, _: queue.park(deed, task.id),
    Act.RESET: lambda deed, task, _: queue.reset(deed, task.id),
    Act.CANCEL: lambda deed, task, _: queue.cancel(deed, task.id),
    Act.CONTINUE: lambda deed, task, text: queue.carry_on(deed, task.id, text),
    Act.REQUEST_CHANGES: lambda deed, task, text: reviews.request_changes(
        deed, task.id, text=text, remarks=()
    ),
    Act.ACCEPT: _done,
}
