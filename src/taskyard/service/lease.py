"""The right to work on a run: every report names run and fence, and a stale one changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from taskyard.domain import id as ids
from taskyard.domain.account import Scope
from taskyard.domain.chat import as_heard
from taskyard.domain.claim import Orders
from taskyard.domain.error import Forbidden, LeaseLost, NotFound
from taskyard.domain.run import LIVE, Run, RunStatus, become
from taskyard.service import session as sessions
from taskyard.service.yard import Deed
from taskyard.store import chat, queue
from taskyard.store import run as rows
from taskyard.store import worker as workers


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a worker reports about a run that goes on; None: as before."""

    status: RunStatus | None = None
    session: str | None = None
    tier: str | None = None
    branch: str | None = None
    base_commit: str | None = None


def held(deed: Deed, run_id: str, fence: int) -> Run:
    """The run, if this fence still holds it. Raises LeaseLost and says what happened instead."""
    return _own(deed, _holding(_run(deed, run_id), fence))


def told(deed: Deed, run_id: str, fence: int) -> Run:
    """Like `held`, and also right after the end: a worker may fill the gap that its receipt named."""
    run = _run(deed, run_id)
    filling = run.fence == fence and run.incomplete and run.status is not RunStatus.LOST
    return _own(deed, run if filling else _holding(run, fence))


def _run(deed: Deed, run_id: str) -> Run:
    run = rows.get(deed.tx, deed.org, ids.parse(run_id))
    if run is None:
        raise NotFound("there is no run by that id")
    return run


def _own(deed: Deed, run: Run) -> Run:
    """Raises Forbidden for a worker key other than the one whose worker has the run: fences are no secret."""
    if deed.actor.scope is Scope.WORKER and run.worker is not None:
        key = workers.key_of(deed.tx, run.worker)
        if key is not None and key != deed.actor.key:
            raise Forbidden("another worker key holds that run")
    return run


def _holding(run: Run, fence: int) -> Run:
    if run.fence != fence:
        raise LeaseLost("another claim has superseded this one", why="superseded", status=run.status.value)
    if run.status not in LIVE:
        why = "cancelled" if run.status is RunStatus.CANCELLED else "ended"
        raise LeaseLost(f"the run is {run.status.value}", why=why, status=run.status.value)
    return run


def renew(deed: Deed, run_id: str, fence: int) -> Orders:
    run = held(deed, run_id, fence)
    until = queue.renew(deed.tx, run.id, fence, deed.terms.lease_seconds)
    if until is None:
        raise LeaseLost("the lease has ended", why="superseded")
    return orders(deed, run, until)


def orders(deed: Deed, run: Run, until: datetime | None = None) -> Orders:
    """Cancel, drain and messages ride on every answer; `expected` tells where the transcript goes on."""
    worker = None if run.worker is None else workers.get(deed.tx, deed.org, run.worker)
    return Orders(
        lease_until=until or run.lease_until or deed.now,
        lease_seconds=deed.terms.lease_seconds,
        renew_seconds=deed.terms.renew_seconds,
        cancel=run.cancel_requested,
        drain=worker is not None and worker.drain,
        messages=tuple(as_heard(message, deed.now) for message in chat.undelivered(deed.tx, run.id)),
        open_questions=chat.open_of_run(deed.tx, run.id),
        expected=run.last_seq + 1,
    )


def report(deed: Deed, run_id: str, fence: int, standing: Standing) -> Orders:
    run = held(deed, run_id, fence)
    status = standing.status or run.status
    if status is not run.status:
        become(run.status, status)
    stand(deed, run, status, standing)
    if standing.session:
        sessions.use(deed, run, standing.session)
    return orders(deed, run)


def stand(deed: Deed, run: Run, status: RunStatus, standing: Standing | None = None) -> None:
    said = standing or Standing()
    changed = rows.set_status(
        deed.tx,
        run.id,
        run.fence,
        status,
        session=said.session,
        tier=said.tier,
        branch=said.branch,
        base_commit=said.base_commit,
    )
    if not changed:
        raise LeaseLost("the lease has ended", why="superseded")
    deed.tell("run.status", project=run.project, task=run.task, run=run.id, body={"status": status.value})
