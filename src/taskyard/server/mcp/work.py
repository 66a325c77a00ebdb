"""What the tools at the board do: each calls what its route calls, and shows what its route shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from taskyard.domain import dialect
from taskyard.domain.account import Scope
from taskyard.domain.claim import Orders
from taskyard.domain.entry import Entry
from taskyard.domain.error import NotFound, TaskyardError
from taskyard.domain.project import Project
from taskyard.domain.task import Act, Task, TaskStatus
from taskyard.server.mcp import form
from taskyard.service import bot, budget, chat, intent, queue, transcript, usage
from taskyard.service import listing as listings
from taskyard.service import project as projects
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service.bot import Taken, Word
from taskyard.service.budget import ProjectShown
from taskyard.service.listing import Filter
from taskyard.service.task import TaskDraft
from taskyard.service.usage import Spent
from taskyard.service.yard import Deed


@dataclass(frozen=True, kw_only=True)
class TaskList(ProjectShown):
    workspace_id: str
    repository_url: str | None


@dataclass(frozen=True, kw_only=True)
class TaskLists:
    items: tuple[TaskList, ...]


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    items: tuple[Task, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Claimed:
    success: bool
    message: str = ""
    claim: Taken | None = None


@dataclass(frozen=True, kw_only=True)
class Stood:
    """The task where it ended, or, while its worker goes on, what people want of the worker."""

    task: Task | None = None
    orders: Orders | None = None


@dataclass(frozen=True, kw_only=True)
class Window:
    run: str
    items: tuple[Entry, ...]
    next: int | None


@dataclass(frozen=True, kw_only=True)
class Diff:
    patch: str
    next: int | None


@dataclass(frozen=True, kw_only=True)
class Used:
    items: tuple[Spent, ...]


def lists(deed: Deed, said: form.Workspaced) -> TaskLists:
    _workspace(deed, said.workspace_id)
    found = sorted(projects.every(deed), key=lambda one: (one.created_at, one.id), reverse=True)
    return TaskLists(items=tuple(_shown(deed, one) for one in found))


def one_list(deed: Deed, said: form.OneList) -> TaskList:
    return _shown(deed, projects.named(deed, said.task_list_id))


def many(deed: Deed, said: form.ManyTasks) -> TaskPage:
    _workspace(deed, said.workspace_id)
    wanted = Filter(
        project=said.task_list_id,
        states=frozenset() if said.status is None else dialect.found_by(said.status, None),
        task_type=said.task_type,
        priority=said.priority,
        assigned=said.assigned_to or ("" if "assigned_to" in said.model_fields_set else None),
        label=said.label,
        text=said.text,
        number=said.number,
    )
    found, following = listings.tasks_page(deed, wanted, said.cursor, said.limit)
    return TaskPage(items=tuple(found), next=following)


def add(deed: Deed, said: form.NewTask) -> Task:
    fields = said.model_dump(exclude={"enqueue", "task_list_id"})
    task = tasks.add(deed, TaskDraft(project=said.task_list_id, settings={}, **fields))
    return queue.send(deed, task, Act.ENQUEUE) if said.enqueue else task


def claim(deed: Deed, said: form.ClaimTask) -> Claimed:
    return Claimed(success=True, claim=bot.claim(deed, said.task_id, said.bot_name))


def refused(error: TaskyardError) -> Mapping[str, Any]:
    return {"success": False, "message": error.message}


def set_status(deed: Deed, said: form.SetStatus) -> Stood:
    wanted = dialect.status(said.status)
    if deed.actor.scope is not Scope.WORKER:
        return Stood(task=intent.bring(deed, said.task_id, wanted, said.words))
    word = Word(notes=said.words, files=said.files_changed, branch=said.branch, head_commit=said.head_commit)
    if wanted is TaskStatus.RUNNING:
        return Stood(orders=bot.go_on(deed, said.task_id, word))
    return Stood(task=bot.finish(deed, said.task_id, wanted, word))


def reorder(deed: Deed, said: form.Reorder) -> Task:
    if said.position is not None:
        return tasks.place_at(deed, said.task_id, said.position)
    return tasks.place(deed, said.task_id, before=said.before, after=said.after, priority=None)


def window(deed: Deed, said: form.Transcript) -> Window:
    run = said.run_id or _newest(deed, said.task_id or "")
    items = transcript.window(deed, run, said.after, said.limit)
    return Window(run=run, items=tuple(items), next=items[-1].seq if len(items) == said.limit else None)


def diff(deed: Deed, said: form.Diff) -> Diff:
    patch = runs.newest_patch(deed, tasks.get(deed, said.task_id))
    end = said.offset + said.limit
    return Diff(patch=patch[said.offset : end], next=end if end < len(patch) else None)


def used(deed: Deed, said: form.Usage) -> Used:
    asked = usage.Asked(by=said.by, project=said.task_list_id, task=said.task_id)
    return Used(items=tuple(usage.spent(deed, asked)))


def comments(deed: Deed, said: form.OneTask) -> dict[str, Any]:
    return {"items": chat.of_task(deed, said.task_id)}


def inbox(deed: Deed, _: form.Nothing) -> dict[str, Any]:
    return {"items": chat.waiting(deed)}


def _newest(deed: Deed, task_id: str) -> str:
    own = runs.of_task(deed, tasks.get(deed, task_id))
    if not own:
        raise NotFound("the task has not been run yet")
    return own[-1].id


def _workspace(deed: Deed, name: str | None) -> None:
    """There is one workspace for a key: its organisation. Any other does not exist for it."""
    if name is not None and name != deed.org:
        raise NotFound("there is no workspace by that id")


def _shown(deed: Deed, project: Project) -> TaskList:
    shown = budget.shown(deed, project)
    return TaskList(**vars(shown), workspace_id=project.org, repository_url=project.repository)
