"""One deed on many tasks: each is done or refused by itself, and the answer says which."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from taskyard.domain.error import TaskyardError
from taskyard.domain.task import Task
from taskyard.service.yard import Deed


@dataclass(frozen=True, kw_only=True)
class Result:
    task: str
    ok: bool
    status: str | None = None  # where it is now; of a removed one, nothing
    code: str | None = None  # why not, as everywhere
    detail: str = ""


def each(deed: Deed, some: Iterable[str], work: Callable[[str], Task | None]) -> list[Result]:
    return [_one(deed, task_id, work) for task_id in some]


def _one(deed: Deed, task_id: str, work: Callable[[str], Task | None]) -> Result:
    try:
        with deed.tx.apart():
            task = work(task_id)
    except TaskyardError as refused:
        return Result(task=task_id, ok=False, code=refused.code, detail=refused.message)
    return Result(task=task_id, ok=True, status=None if task is None else task.status.value)
