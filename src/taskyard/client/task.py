"""Tasks, what people do to them, and the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from taskyard.client.http import Http
from taskyard.client.wire import dump, read, read_many
from taskyard.domain.limit import PAGE
from taskyard.domain.project import Project
from taskyard.domain.review import Remark
from taskyard.domain.run import Run
from taskyard.domain.task import Priority, Task, TaskStatus


@dataclass(frozen=True, kw_only=True)
class WhyNot:
    code: str
    words: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Claimable:
    claimable: bool
    why: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    items: tuple[Task, ...]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class NextTask:
    task: Task
    project: Project


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of one task of many."""

    task: str
    ok: bool
    status: TaskStatus | None = None
    code: str | None = None
    detail: str = ""


class TaskCalls:
    http: Http

    async def add_task(
        self,
        project: str,
        title: str,
        description: str = "",
        *,
        priority: Priority | None = None,
        labels: Sequence[str] = (),
        depends_on: Sequence[str] = (),
        not_before: datetime | None = None,
        agent: str | None = None,
        settings: Mapping[str, object] | None = None,
        enqueue: bool = False,
        key: str | None = None,
    ) -> Task:
        """`key` names this task: whoever says it again, in the same words, makes no second one."""
        body = {
            "project": project,
            "title": title,
            "description": description,
            "priority": (priority or Priority.NORMAL).value,
            "labels": list(labels),
            "depends_on": list(depends_on),
            "not_before": not_before and not_before.isoformat(),
            "agent": agent,
            "settings": dict(settings or {}),
            "enqueue": enqueue,
        }
        return read(Task, await self.http.send("POST", "/tasks", body, key=key))

    async def tasks(
        self,
        *,
        project: str | None = None,
        status: TaskStatus | None = None,
        label: str | None = None,
        text: str | None = None,
        number: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> TaskPage:
        answer = await self.http.get(
            "/tasks",
            project=project,
            status=status and status.value,
            label=label,
            q=text,
            number=number,
            cursor=cursor,
            limit=limit,
        )
        return read(TaskPage, answer)

    async def task(self, task: str) -> Task:
        return read(Task, await self.http.get(f"/tasks/{task}"))

    async def next_task(self) -> NextTask | None:
        """What the next claim would take."""
        answer = await self.http.get("/tasks/next")
        return None if answer is None else read(NextTask, answer)

    async def bulk(
        self, tasks: Sequence[str], act: str, change: Mapping[str, Any] | None = None
    ) -> list[Done]:
        """`act`: change, enqueue, park, cancel, retry, reset or delete; each task for itself."""
        body = {"tasks": list(tasks), "act": act} | ({} if change is None else {"change": dict(change)})
        return read_many(Done, await self.http.send("POST", "/tasks/bulk", body))

    async def change_task(self, task: str, **changes: Any) -> Task:
        return read(Task, await self.http.send("PATCH", f"/tasks/{task}", changes))

    async def remove_task(self, task: str) -> None:
        await self.http.send("DELETE", f"/tasks/{task}")

    async def move_task(
        self,
        task: str,
        *,
        before: str | None = None,
        after: str | None = None,
        priority: Priority | None = None,
    ) -> Task:
        body = {"before": before, "after": after, "priority": priority and priority.value}
        return await self._act(task, "position", {name: value for name, value in body.items() if value})

    async def enqueue(self, task: str) -> Task:
        return await self._act(task, "enqueue")

    async def park(self, task: str) -> Task:
        return await self._act(task, "park")

    async def cancel(self, task: str) -> Task:
        return await self._act(task, "cancel")

    async def run_now(self, task: str) -> Task:
        return await self._act(task, "run-now")

    async def retry(self, task: str) -> Task:
        return await self._act(task, "retry")

    async def reset(self, task: str) -> Task:
        return await self._act(task, "reset")

    async def continue_task(self, task: str, text: str) -> Task:
        return await self._act(task, "continue", {"text": text})

    async def approve(
        self, task: str, *, head_commit: str | None = None, text: str = "", remove_workspace: bool = False
    ) -> Task:
        body = {"head_commit": head_commit, "text": text, "remove_workspace": remove_workspace}
        return await self._act(task, "approve", body)

    async def request_changes(self, task: str, text: str, remarks: Sequence[Remark] = ()) -> Task:
        return await self._act(
            task, "request-changes", {"text": text, "remarks": [dump(remark) for remark in remarks]}
        )

    async def accept(self, task: str, text: str = "") -> Task:
        return await self._act(task, "accept", {"text": text})

    async def why(self, task: str) -> Claimable:
        return read(Claimable, await self.http.get(f"/tasks/{task}/why"))

    async def task_runs(self, task: str) -> list[Run]:
        return read_many(Run, await self.http.get(f"/tasks/{task}/runs"))

    async def task_patch(self, task: str) -> str:
        return _patch(await self.http.get(f"/tasks/{task}/patch"))

    async def every_task(self, project: str | None = None) -> list[Task]:
        """All of them whole, in the order of the board; for what is drawn, `board` is much less to carry."""
        found: dict[str, Task] = {}
        cursor: str | None = None
        while True:
            page = await self.tasks(project=project, cursor=cursor, limit=PAGE)
            found |= {task.id: task for task in page.items}  # one that moves meanwhile may come twice
            cursor = page.next
            if cursor is None:
                return list(found.values())

    async def _act(self, task: str, act: str, body: object = None) -> Task:
        return read(Task, await self.http.send("POST", f"/tasks/{task}/{act}", body))


def _patch(answer: Any) -> str:
    return str(answer.get("patch", "")) if isinstance(answer, dict) else str(answer or "")
