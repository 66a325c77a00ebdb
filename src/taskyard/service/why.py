"""Why a task is not being worked on: every reason, in words a person can act on."""

from collections import Counter
from dataclasses import dataclass

from taskyard.domain.queue import Hand, Scene, Why, eligible
from taskyard.domain.run import RunKind
from taskyard.domain.task import Task
from taskyard.domain.worker import WorkerStatus
from taskyard.service import budget
from taskyard.service import project as projects
from taskyard.service import task as tasks
from taskyard.service import worker as workers
from taskyard.service.yard import Deed
from taskyard.store import pause, queue
from taskyard.store import run as runs
from taskyard.store import task as task_rows

_AWAY = frozenset({WorkerStatus.OFFLINE, WorkerStatus.GONE, WorkerStatus.DRAINING})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    claimable: bool
    why: tuple[Why, ...]


def explain(deed: Deed, task_id: str) -> Verdict:
    task = tasks.get(deed, task_id)
    why = eligible(task, _scene(deed, task), deed.now)
    return Verdict(claimable=not why, why=why)


def _scene(deed: Deed, task: Task) -> Scene:
    project = projects.get(deed, task.project)
    settings = projects.settings_of(project, task)
    run = runs.open_of_task(deed.tx, task.id)
    running = queue.running_by_project(deed.tx, deed.org)
    return Scene(
        project=project,
        settings=settings,
        unmet=task_rows.unmet_dependencies(deed.tx, task, settings.depends_on),
        running_in_project=running.get(project.id, 0),
        running=sum(running.values()),
        limit=deed.terms.max_running,
        hands=_hands(deed),
        paused_agents=pause.active(deed.tx, deed.org),
        kind=RunKind.WORK if run is None else run.kind,
        override=run is not None and run.override,
        budget=budget.of_project(deed, project),
    )


def _hands(deed: Deed) -> list[Hand]:
    busy = Counter(run.worker for run in runs.live(deed.tx, deed.org) if not run.override)
    return [
        Hand(name=worker.name, offer=worker.offer, free=worker.slots - busy[worker.id])
        for worker in workers.every(deed)
        if worker.status not in _AWAY and not worker.drain
    ]
