"""What the live board knows: read once, then only what the facts say has changed. It holds what a screen can show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from taskyard.cli.project import find
from taskyard.cli.run import words
from taskyard.client.api import Client
from taskyard.domain.chat import Message
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import NotFound
from taskyard.domain.event import Event
from taskyard.domain.run import LIVE, Run
from taskyard.domain.task import Task, TaskStatus
from taskyard.domain.worker import Worker, WorkerStatus

MOST = 200  # cards kept of one column: more than any screen shows
_FEW = 20  # tasks asked for one by one; with more, the whole board is read again
_TAIL = 20  # entries looked at for the last thing that was said
_QUIET = frozenset({EntryKind.USAGE, EntryKind.RAW, EntryKind.SESSION_STARTED, EntryKind.TOOL_RESULT})
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Working:
    """A run at work: by whom, and the last thing that was said in it."""

    run: Run
    worker: str = ""
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """All that a frame is drawn from."""

    at: datetime
    project: str | None = None
    columns: Mapping[TaskStatus, tuple[Task, ...]] = field(default_factory=dict)
    counts: Mapping[TaskStatus, int] = field(default_factory=dict)
    waiting: tuple[Message, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)  # of the tasks that wait
    working: Mapping[str, Working] = field(default_factory=dict)  # by task
    workers: tuple[Worker, ...] = ()
    resting: Mapping[str, datetime] = field(default_factory=dict)
    hour: int = 0  # tasks done within the last hour
    trouble: str = ""  # why it is not live now


class Board:
    """`look` reads what is due and gives a picture; `hear` notes what a fact was about."""

    def __init__(self, client: Client, project: str | None = None) -> None:
        self._client = client
        self._project = project
        self._tasks: dict[str, Task] = {}
        self._dirty: set[str] | None = None  # None: everything
        self._around = True  # messages, workers, the queue
        self._project_id: str | None = None
        self._picture: Picture | None = None

    def hear(self, fact: Event) -> None:
        self._around = True
        if fact.task is not None and self._dirty is not None:
            self._dirty.add(fact.task)

    def forget(self) -> None:
        """Nothing is believed any more: facts may have been missed."""
        self._dirty, self._around = None, True

    async def look(self, now: datetime, *, tails: bool = True) -> Picture:
        """`tails`: also what running agents say, which makes no facts."""
        old = self._picture or Picture(at=now, project=self._project)
        changed = await self._read_tasks()
        if changed:
            old = replace(old, **_sorted(self._tasks.values()))
        if self._around:
            self._around = False
            old = replace(old, **await self._read_around())
        if tails or changed:
            old = replace(old, working=await self._read_runs(old))
        hour = sum(_done_since(one, now - _HOUR) for one in self._tasks.values())
        self._picture = replace(old, at=now, hour=hour)
        return self._picture

    async def _read_tasks(self) -> bool:
        dirty, self._dirty = self._dirty, set()
        if dirty is None or len(dirty) > _FEW:
            if self._project is not None:
                self._project_id = (await find(self._client, self._project)).id
            self._tasks = {one.id: _slim(one) for one in await self._client.every_task(self._project)}
            return True
        for task in dirty:
            try:
                found = await self._client.task(task)
            except NotFound:
                self._tasks.pop(task, None)
                continue
            if self._project_id in {None, found.project}:
                self._tasks[task] = _slim(found)
        return bool(dirty)

    async def _read_around(self) -> dict[str, Any]:
        waiting = [one for one in await self._client.open_messages() if one.task in self._tasks]
        status = await self._client.queue_status()
        workers = [one for one in await self._client.workers() if one.status is not WorkerStatus.GONE]
        return {
            "waiting": tuple(waiting[:MOST]),
            "numbers": {one.task: self._tasks[one.task].number for one in waiting[:MOST]},
            "workers": tuple(workers),
            "resting": {
                str(agent): datetime.fromisoformat(str(until))
                for agent, until in dict(status.get("resting") or {}).items()
            },
        }

    async def _read_runs(self, picture: Picture) -> dict[str, Working]:
        names = {one.id: one.name for one in picture.workers}
        found = {}
        for status in (TaskStatus.RUNNING, TaskStatus.MERGING):
            for task in picture.columns.get(status, ())[:_FEW]:
                if task.run is None:
                    continue
                run = await self._client.run(task.run)
                known = picture.working.get(task.id)
                said = known.said if known is not None and known.run.id == run.id else ""
                if run.status in LIVE and (known is None or known.run.last_seq != run.last_seq):
                    said = await self._last_words(run) or said
                found[task.id] = Working(run=run, worker=names.get(run.worker or "", ""), said=said)
        return found

    async def _last_words(self, run: Run) -> str:
        entries = await self._client.transcript(run.id, max(0, run.last_seq - _TAIL), _TAIL)
        for entry in reversed(entries):
            text = words(entry).strip() if entry.kind not in _QUIET else ""
            if text:
                return text.splitlines()[-1] if entry.kind is EntryKind.TEXT else text.splitlines()[0]
        return ""


def _slim(task: Task) -> Task:
    return replace(task, description="", settings={})


def _sorted(tasks: Any) -> dict[str, Any]:
    """Queued in the order of the next claims; what is over: the newest first."""
    columns: dict[TaskStatus, list[Task]] = {status: [] for status in TaskStatus}
    for task in tasks:
        columns[task.status].append(task)
    columns[TaskStatus.QUEUED].sort(
        key=lambda one: (one.priority.rank, one.position, one.queued_at or one.created_at, one.id)
    )
    for status in (TaskStatus.RUNNING, TaskStatus.MERGING):
        columns[status].sort(key=lambda one: (one.updated_at, one.id))
    for status in (TaskStatus.REVIEW, TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED):
        columns[status].sort(key=lambda one: (one.updated_at, one.id), reverse=True)
    return {
        "columns": {status: tuple(found[:MOST]) for status, found in columns.items()},
        "counts": Counter({status: len(found) for status, found in columns.items()}),
    }


def _done_since(task: Task, since: datetime) -> bool:
    return task.status is TaskStatus.DONE and task.finished_at is not None and task.finished_at > since


def as_data(picture: Picture) -> dict[str, Any]:
    """For `--json`: the same things in the API's own shapes."""
    listed: Sequence[TaskStatus] = (TaskStatus.QUEUED, TaskStatus.RUNNING, TaskStatus.MERGING)
    listed = (*listed, TaskStatus.REVIEW, TaskStatus.FAILED)
    return {
        "at": picture.at,
        "counts": {status.value: many for status, many in picture.counts.items()},
        "waiting": picture.waiting,
        "columns": {status.value: picture.columns.get(status, ()) for status in listed},
        "working": [
            {"task": task, "run": one.run, "worker": one.worker, "said": one.said}
            for task, one in picture.working.items()
        ],
        "workers": picture.workers,
        "resting": picture.resting,
        "done_last_hour": picture.hour,
    }
