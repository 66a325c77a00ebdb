"""Bots: agents that take tasks by themselves and speak only when they have something to say.

A bot is a worker without slots. It sends no heartbeat, so what it claims is held for as long as a run may last, and
every word of it begins that time anew. What it holds is held by its key: another key cannot speak for it.
"""

from dataclasses import dataclass, replace

from taskyard.domain.chat import Message, MessageState
from taskyard.domain.claim import Orders
from taskyard.domain.error import Conflict, Forbidden, IllegalMove, LeaseLost
from taskyard.domain.project import Project
from taskyard.domain.queue import fits, parse_pool
from taskyard.domain.review import Verdict, as_prompt
from taskyard.domain.run import LIVE, FileStat, Outcome, Reason, Run, RunStatus
from taskyard.domain.settings import resolve
from taskyard.domain.task import Task, TaskStatus
from taskyard.domain.worker import Offer, Worker, WorkerStatus
from taskyard.service import ask, chat, lease, outcome, review
from taskyard.service import claim as claims
from taskyard.service import project as projects
from taskyard.service import task as tasks
from taskyard.service import worker as workers
from taskyard.service.claim import Bid
from taskyard.service.worker import Registration
from taskyard.service.yard import Deed
from taskyard.store import queue as rows
from taskyard.store import run as run_rows
from taskyard.store import worker as worker_rows

_HOST = "a bot"
_OFFER = Offer(kinds=("work",))  # any agent's task, but none that needs a sandbox or a label


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a bot needs to begin."""

    task: Task
    project: Project
    run: str
    extra: str  # what has been said about it since: remarks, an answer, a conflict
    remarks: tuple[str, ...]
    lease_until: str


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a bot says about a task it holds."""

    notes: str = ""
    files: tuple[str, ...] = ()
    branch: str | None = None
    head_commit: str | None = None


def claim(deed: Deed, task_id: str | None, bot: str) -> Taken:
    """One task, or the next in order. Raises Conflict, saying why, when it is not to be had."""
    run = _next(deed, bot) if task_id is None else _this(deed, tasks.get(deed, task_id), bot)
    held = resolve(run.settings).run_timeout
    until = rows.renew(deed.tx, run.id, run.fence, held)
    if until is None:
        raise LeaseLost("the lease has ended", why="superseded")
    task = claims.begin(deed, run)
    for status in (RunStatus.PREPARING, RunStatus.RUNNING):
        lease.stand(deed, run, status)
    _seen(deed, run.worker)
    said = review.of_task(deed, task.id)
    return Taken(
        task=task,
        project=projects.get(deed, task.project),
        run=run.id,
        extra=run.prompt_extra,
        remarks=tuple(as_prompt(one) for one in said if one.verdict is Verdict.REQUEST_CHANGES),
        lease_until=until.isoformat(),
    )


def go_on(deed: Deed, task_id: str, word: Word) -> Orders:
    """It is still at work; the answer may carry a cancel, or messages from people."""
    run = _held(deed, task_id)
    if word.notes:
        ask.progress(deed, run.id, run.fence, word.notes)
    until = rows.renew(deed.tx, run.id, run.fence, resolve(run.settings).run_timeout)
    _seen(deed, run.worker)
    orders = lease.orders(deed, run, until)
    if orders.messages:
        chat.delivered(deed, run.id, run.fence, [one.id for one in orders.messages])
    return orders


def question(deed: Deed, task_id: str, text: str, choices: tuple[str, ...]) -> Message:
    """Asks people and does not wait: asked again in the same words, it is the same question, with its answer."""
    run = _held(deed, task_id)
    rows.renew(deed.tx, run.id, run.fence, resolve(run.settings).run_timeout)
    asked = chat.ask(deed, run.id, run.fence, text, choices=choices)
    if asked.state is not MessageState.OPEN:
        ask.deliver(deed, run.id, run.fence, asked.id)
    return asked


def finish(deed: Deed, task_id: str, wanted: TaskStatus, word: Word) -> Task:
    """Hands it in for review, or gives it back with what went wrong. What is done, people say."""
    if wanted is TaskStatus.DONE:
        raise Forbidden("whoever works on a task cannot call it done: set it to review")
    run = _held(deed, task_id)
    if wanted is TaskStatus.REVIEW:
        status, reason, allowed = RunStatus.SUCCEEDED, Reason.COMPLETED, outcome.SUCCESS
    elif wanted in {TaskStatus.QUEUED, TaskStatus.FAILED}:
        status, reason, allowed = RunStatus.FAILED, Reason.AGENT_ERROR, outcome.FAILURE
    elif wanted is TaskStatus.CANCELLED:
        status, reason, allowed = RunStatus.CANCELLED, Reason.CANCELLED, outcome.FAILURE
    else:
        raise IllegalMove(
            f"whoever works on a task cannot set it to {wanted.value}; possible: review, queued, failed",
            status=TaskStatus.RUNNING.value,
        )
    if word.notes:
        ask.progress(deed, run.id, run.fence, word.notes)
    said = Outcome(
        status=status,
        reason=reason,
        message="" if status is RunStatus.SUCCEEDED else word.notes,
        summary=word.notes,
        branch=word.branch,
        head_commit=word.head_commit,
        stat=tuple(FileStat(path=path, added=None, removed=None) for path in word.files),
        entries=run.last_seq,
    )
    outcome.finish(deed, run.id, run.fence, said, allowed)
    _seen(deed, run.worker)
    return tasks.get(deed, task_id)


def _this(deed: Deed, task: Task, bot: str) -> Run:
    run = run_rows.open_of_task(deed.tx, task.id)
    if task.status is not TaskStatus.QUEUED or run is None or run.status is not RunStatus.QUEUED:
        raise Conflict(f"the task is {task.status.value}, not queued", status=task.status.value)
    pool = run_rows.pool(deed.tx, run.id)
    offer = replace(_OFFER, override=run.override)
    against = fits(parse_pool(pool), offer, projects.get(deed, task.project).name)
    if against:
        raise Conflict("; ".join(f"a bot {one.words}" for one in against), why=[one.code for one in against])
    found = None
    if pool in claims.open_pools(deed, offer):
        worker = _worker(deed, bot)
        found = rows.take_this(
            deed.tx,
            run.id,
            worker=worker.id,
            claim_key=_key(deed),
            lease_seconds=deed.terms.lease_seconds,
        )
    if found is None:
        raise Conflict("the task is held back, by its project or by what it waits for; `why_task` says more")
    return found


def _next(deed: Deed, bot: str) -> Run:
    for override in (True, False):
        offer = replace(_OFFER, override=override)
        pools = list(claims.open_pools(deed, offer))
        if pools:
            bid = Bid(worker=_worker(deed, bot).id, key=_key(deed), offer=offer)
            found = claims.take(deed, bid, pools)
            if found is not None:
                return found
    raise Conflict("there is nothing to do now")


def _worker(deed: Deed, bot: str) -> Worker:
    """The key's own bot of that name. A name that another has is never taken over: it may only be silent."""
    for name in (bot, f"{bot[:90]}-{str(deed.actor.key)[-6:]}"):
        known = worker_rows.by_name(deed.tx, deed.org, name)
        if known is None:
            return workers.register(deed, Registration(name=name, slots=0, offer=_OFFER, host=_HOST))
        if _ours(deed, known):
            return known
    raise Conflict("that name is taken; choose another", field="bot_name")


def _seen(deed: Deed, worker: str | None) -> None:
    """Its word stands for a heartbeat: people see it, and what it holds."""
    own = tuple(one.id for one in run_rows.live(deed.tx, deed.org) if one.worker == worker)
    status = WorkerStatus.BUSY if own else WorkerStatus.IDLE
    worker_rows.heartbeat(deed.tx, worker or "", status=status, runs=own, note="", at=deed.now)


def _ours(deed: Deed, worker: Worker) -> bool:
    return worker.host == _HOST and worker.key == deed.actor.key


def _held(deed: Deed, task_id: str) -> Run:
    task = tasks.get(deed, task_id)
    run = run_rows.open_of_task(deed.tx, task.id)
    worker = None if run is None or run.worker is None else worker_rows.get(deed.tx, deed.org, run.worker)
    if run is None or run.status not in LIVE or worker is None or not _ours(deed, worker):
        raise Forbidden("this key does not hold that task: claim it first")
    return run


def _key(deed: Deed) -> str:
    return f"bot {deed.actor.key} {deed.id()}"
