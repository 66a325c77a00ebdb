"""Handing out work: the domain judges the pools, the limits cut them, the store takes one row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from taskyard.domain import allowance
from taskyard.domain import id as ids
from taskyard.domain.claim import Claim, DependencySummary
from taskyard.domain.error import Conflict, LeaseLost, NotFound
from taskyard.domain.project import Base, Checkout, Project, Settings
from taskyard.domain.queue import fits, parse_pool
from taskyard.domain.run import LIVE, Run, RunKind
from taskyard.domain.settings import resolve
from taskyard.domain.task import Act, Task, TaskStatus
from taskyard.domain.worker import Offer, Worker, WorkerStatus
from taskyard.service import account, budget, lease
from taskyard.service import session as sessions
from taskyard.service import task as tasks
from taskyard.service.worker import demand_own
from taskyard.service.yard import Deed
from taskyard.store import count, pause
from taskyard.store import project as projects
from taskyard.store import queue as rows
from taskyard.store import run as runs
from taskyard.store import task as task_rows
from taskyard.store import worker as workers

_REMEMBERED = 100
_settled: dict[str, Settings] = {}


@dataclass(frozen=True, kw_only=True)
class Bid:
    """One call for work. The key names it, so that a repeat after a lost answer gives the same run."""

    worker: str
    key: str
    offer: Offer


def claim(deed: Deed, bid: Bid, secret: bytes) -> Claim | None:
    """The next run that fits, or None. Raises LeaseLost when the key's run is no longer this worker's."""
    worker = _worker(deed, bid.worker)
    open_ = {} if worker.drain else open_pools(deed, bid.offer)
    run = take(deed, bid, list(open_)) if open_ else None
    if run is None:
        known = rows.by_claim_key(deed.tx, bid.key)
        if known is None:
            return None
        if known.org != deed.org or known.worker != worker.id or known.status not in LIVE:
            raise LeaseLost("that claim has ended", why="ended")
        return _answer(deed, known, tasks.get(deed, known.task), _project(deed, known), secret)
    task = begin(deed, run)
    project = next(one for one in open_.values() if one.id == run.project)
    return _answer(deed, run, task, project, secret)


def begin(deed: Deed, run: Run) -> Task:
    """The run was taken just now: its task moves, and everybody hears of it."""
    task = tasks.get(deed, run.task)
    if run.kind is RunKind.WORK:
        task = tasks.transition(deed, task, Act.CLAIM, run=run.id, note="")
    deed.tell(
        "run.claimed",
        project=run.project,
        task=run.task,
        run=run.id,
        worker=run.worker,
        body={"fence": run.fence, "kind": run.kind.value, "run_number": run.number},
    )
    return task


def take(deed: Deed, bid: Bid, pools: list[str]) -> Run | None:
    return rows.take(
        deed.tx,
        pools=pools,
        worker=bid.worker,
        claim_key=bid.key,
        lease_seconds=deed.terms.lease_seconds,
        override=bid.offer.override,
    )


def release(deed: Deed, run_id: str, fence: int) -> None:
    """A worker that cannot start gives the run back untouched; no attempt is used up."""
    run = lease.held(deed, run_id, fence)
    task = tasks.get(deed, run.task)
    if not rows.release(deed.tx, run.id, fence):
        raise LeaseLost("the lease has ended", why="superseded")
    if run.kind is RunKind.WORK and task.status is TaskStatus.RUNNING:
        tasks.transition(deed, task, Act.REQUEUE, note="given back by the worker")
    sessions.rest(deed, run)
    pool = runs.pool(deed.tx, run.id)
    deed.tell(
        "run.released",
        project=run.project,
        task=run.task,
        run=run.id,
        worker=run.worker,
    )
    deed.ring(pool)


def listener(deed: Deed, offer: Offer) -> Callable[[str], bool]:
    """Which rings concern a claimer with this offer; names are read once, when it starts to wait."""
    names = {project.id: project.name for project in projects.all(deed.tx, deed.org)}

    def hears(pool: str) -> bool:
        project = parse_pool(pool).project
        return not fits(pool, offer, names.get(project, project))

    return hears


def _worker(deed: Deed, worker_id: str) -> Worker:
    worker = workers.get(deed.tx, deed.org, ids.parse(worker_id))
    if worker is None:
        raise NotFound("there is no worker by that id; register first")
    if worker.status is WorkerStatus.GONE:
        raise Conflict("that worker has signed off; register again")
    demand_own(deed, worker)
    return worker


def _project(deed: Deed, run: Run) -> Project:
    found = projects.get(deed.tx, deed.org, run.project)
    if found is None:
        raise NotFound("the project is gone")
    return found


def open_pools(deed: Deed, offer: Offer) -> dict[str, Project]:
    """What this worker may take from now, and the project that each belongs to."""
    pools = {pool: parse_pool(pool) for pool in rows.pools(deed.tx, deed.org)}
    if not pools:
        return {}
    known = {project.id: project for project in projects.all(deed.tx, deed.org)}
    running: dict[str, int] = {}
    merges = any(parts.kind == RunKind.MERGE for parts in pools.values())
    if merges or deed.terms.max_running or any(_most(project) for project in known.values()):
        # Counting and taking must not interleave with another server's: the counter's row is the lock.
        count.up(deed.tx, f"limit:{deed.org}")
        running = rows.running_by_project(deed.tx, deed.org)
    full = 0 < deed.terms.max_running <= sum(running.values())
    merging = rows.merging(deed.tx, deed.org) if merges else set()
    resting = pause.active(deed.tx, deed.org)
    found = {}
    for pool, parts in pools.items():
        project = known.get(parts.project)
        if project is None or project.paused or fits(parts, offer, project.name):
            continue
        if not parts.override and (full or _project_full(project, running)):
            continue
        if parts.kind == RunKind.MERGE and project.id in merging:
            continue
        if parts.kind == RunKind.WORK and (parts.agent in resting or _used_up(deed, project)):
            continue
        found[pool] = project
    return found


def _resolved(*layers: Mapping[str, Any]) -> Settings:
    """Remembered by what it says: a queue is full of runs with the same forty settings."""
    text = repr(layers)
    found = _settled.get(text)
    if found is None:
        if len(_settled) >= _REMEMBERED:
            _settled.clear()
        found = _settled[text] = resolve(*layers)
    return found


def _most(project: Project) -> int:
    """Runs at once in the project; 0: no limit. Working in place, two would stand on each other's feet."""
    settings = _resolved(project.inherited, project.settings)
    return 1 if settings.checkout is Checkout.IN_PLACE else settings.max_running


def _used_up(deed: Deed, project: Project) -> bool:
    found = budget.of_project(deed, project, _resolved(project.inherited, project.settings))
    return found is not None and found.used >= 1


def _project_full(project: Project, running: dict[str, int]) -> bool:
    return 0 < _most(project) <= running.get(project.id, 0)


def _answer(deed: Deed, run: Run, task: Task, project: Project, secret: bytes) -> Claim:
    settings = _resolved(run.settings)
    depends = [found for other in task.depends_on if (found := task_rows.get(deed.tx, deed.org, other))]
    before = _previous(deed, task, settings, depends)
    spent = budget.of_project(deed, project, _resolved(project.inherited, project.settings))
    return Claim(
        run=run,
        task=task,
        project=project,
        settings=settings,
        fence=run.fence,
        token=account.run_token(secret, run.org, run.id, run.fence),
        lease_seconds=deed.terms.lease_seconds,
        renew_seconds=deed.terms.renew_seconds,
        dependencies=tuple(_summary(deed, other) for other in depends),
        previous_branch=None if before is None else before.branch,
        previous_head=None if before is None else before.head_commit,
        left=None if spent is None or run.kind is not RunKind.WORK else allowance.left(spent),
    )


def _previous(deed: Deed, task: Task, settings: Settings, depends: list[Task]) -> Task | None:
    """Where a chained branch starts: at the dependency's head, else at the task before it in the project."""
    if settings.base is not Base.PREVIOUS_TASK:
        return None
    chained = [other for other in depends if other.head_commit]
    if not chained:
        own = task_rows.board(deed.tx, deed.org, task.project)
        chained = [other for other in own if other.head_commit and other.number < task.number]
    return max(chained, key=lambda other: other.number, default=None)


def _summary(deed: Deed, task: Task) -> DependencySummary:
    done = [run for run in runs.of_task(deed.tx, task.id) if run.summary]
    return DependencySummary(
        task=task.id,
        number=task.number,
        title=task.title,
        summary=done[-1].summary if done else "",
        branch=task.branch,
        head_commit=task.head_commit,
    )
