"""Live sessions: a run begins one, rests it when it ends, and the upkeep ends what has rested too long."""

from dataclasses import dataclass, replace

from taskyard.domain import id as ids
from taskyard.domain.error import Conflict, Invalid, NotFound
from taskyard.domain.run import LIVE, Run
from taskyard.domain.session import Session, SessionStatus, overdue
from taskyard.domain.worker import WorkerStatus
from taskyard.service import queue
from taskyard.service import task as tasks
from taskyard.service import worker as workers
from taskyard.service.yard import Deed
from taskyard.store import run as runs
from taskyard.store import session as rows
from taskyard.store import task as task_rows


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a worker says of a conversation that it keeps."""

    session_id: str
    worker: str
    task: str | None = None
    agent: str = ""


def create(deed: Deed, asked: Opening) -> Session:
    """Idle, unless the worker is at work on a run of that task."""
    worker = workers.get(deed, asked.worker)
    if worker.status is WorkerStatus.GONE:
        raise Conflict("that worker has signed off", status=worker.status.value)
    task = None if asked.task is None else tasks.get(deed, asked.task).id
    known = rows.by_session_id(deed.tx, deed.org, asked.session_id)
    if known is not None:
        raise Conflict("there is a session by that session_id already", session=known.id)
    run = None if task is None else runs.open_of_task(deed.tx, task)
    at_work = run if run is not None and run.status in LIVE and run.worker == worker.id else None
    session = Session(
        id=deed.id(),
        org=deed.org,
        session_id=asked.session_id,
        worker=worker.id,
        task=task,
        run=None if at_work is None else at_work.id,
        agent=asked.agent or ("" if at_work is None else at_work.agent),
        status=SessionStatus.IDLE if at_work is None else SessionStatus.ACTIVE,
        created_at=deed.now,
        started_at=deed.now,
        last_activity_at=deed.now,
    )
    rows.add(deed.tx, session)
    _tell(deed, "session.started", session)
    return session


def get(deed: Deed, id_: str) -> Session:
    return _seen(deed, [_found(deed, id_)])[0]


def page(
    deed: Deed, *, status: SessionStatus | None, session_id: str | None, cursor: str | None, limit: int
) -> tuple[list[Session], str | None]:
    if cursor is not None and not ids.is_id(cursor):
        raise Invalid("cursor: is not one that this list has given", field="cursor")
    found, following = rows.page(
        deed.tx, deed.org, status=status, session_id=session_id, cursor=cursor, limit=limit
    )
    return _seen(deed, found), following


def heartbeat(deed: Deed, id_: str) -> Session:
    old = _found(deed, id_, lock=True)
    if old.status is SessionStatus.TERMINATED:
        raise Conflict(f"the session has ended: {old.reason}", status=old.status.value)
    session = replace(old, last_activity_at=deed.now)
    rows.save(deed.tx, session)
    return session


def end(deed: Deed, id_: str) -> Session:
    """By a person. A run that works in it is asked to stop; the agent's own id stays on its runs."""
    seen = _found(deed, id_)
    if seen.status is SessionStatus.TERMINATED:
        return seen
    why = f"ended by {deed.actor.name}"
    run = runs.get(deed.tx, deed.org, seen.run) if seen.run is not None else None
    if seen.status is SessionStatus.ACTIVE and run is not None and run.status in LIVE:
        queue.cancel(deed, run.task)
        why += "; its run was asked to stop"
    session = _found(deed, id_, lock=True)  # after the run, as a worker's report does: no deadlock
    if (session.status, session.run) != (seen.status, seen.run):
        raise Conflict("the session has changed meanwhile; look again", status=session.status.value)
    return _terminate(deed, session, why)


def use(deed: Deed, run: Run, session_id: str) -> None:
    """A run works in it: it is begun, goes on, or, after its end, begins anew.

    What a person has ended does not come back by the run that was at work in it.
    """
    old = rows.by_session_id(deed.tx, deed.org, session_id, lock=True)
    if (
        old is not None
        and (old.run, old.worker) == (run.id, run.worker)
        and old.status is not SessionStatus.IDLE
    ):
        return
    rest(deed, run)  # an agent that could not go on has begun another one
    anew = old is None or old.status is SessionStatus.TERMINATED
    session = Session(
        id=deed.id() if old is None else old.id,
        org=run.org,
        session_id=session_id,
        worker=run.worker,
        task=run.task,
        run=run.id,
        agent=run.agent,
        created_at=deed.now if old is None else old.created_at,
        started_at=deed.now if old is None or anew else old.started_at,
        last_activity_at=deed.now,
    )
    (rows.add if old is None else rows.save)(deed.tx, session)
    _tell(deed, "session.started", session)


def rest(deed: Deed, run: Run) -> None:
    """The run has ended. A session that is too old by now ends with it."""
    for old in rows.active_of_run(deed.tx, run.id):
        session = replace(old, status=SessionStatus.IDLE, last_activity_at=deed.now)
        why = overdue(session, deed.now, deed.terms.keep)
        if why is not None:
            _terminate(deed, session, why)
            continue
        rows.save(deed.tx, session)
        _tell(deed, "session.idle", session)


def late(deed: Deed, limit: int, *, lock: bool = False) -> list[Session]:
    """Sessions to be ended now, of every organisation."""
    keep = deed.terms.keep
    return rows.late(deed.tx, deed.now - keep.idle, deed.now - keep.age, limit, lock=lock)


def sweep(deed: Deed, limit: int) -> int:
    found = late(deed, limit, lock=True)
    for session in found:
        why = overdue(session, deed.now, deed.terms.keep)
        if why is not None:
            _terminate(replace(deed, actor=replace(deed.actor, org=session.org)), session, why)
    return len(found)


def _terminate(deed: Deed, old: Session, why: str) -> Session:
    session = replace(old, status=SessionStatus.TERMINATED, terminated_at=deed.now, reason=why)
    rows.save(deed.tx, session)
    _tell(deed, "session.terminated", session)
    return session


def _found(deed: Deed, id_: str, *, lock: bool = False) -> Session:
    found = rows.get(deed.tx, deed.org, ids.parse(id_), lock=lock)
    if found is None:
        raise NotFound("there is no session by that id")
    return found


def _seen(deed: Deed, found: list[Session]) -> list[Session]:
    """A run's lease tells when its worker was last heard of: nothing is written for it."""
    runs_ = [one.run for one in found if one.status is SessionStatus.ACTIVE and one.run is not None]
    until = rows.leases(deed.tx, runs_) if runs_ else {}
    shown = []
    for one in found:
        at = until.get(one.run or "") if one.status is SessionStatus.ACTIVE else None
        heard = one.last_activity_at if at is None else at - deed.terms.lease
        shown.append(replace(one, last_activity_at=max(one.last_activity_at, heard)))
    return shown


def _tell(deed: Deed, kind: str, session: Session) -> None:
    task = None if session.task is None else task_rows.get(deed.tx, session.org, session.task)
    body = {"id": session.id, "session_id": session.session_id, "status": session.status.value}
    if session.reason:
        body["reason"] = session.reason
    deed.tell(
        kind,
        project=None if task is None else task.project,
        task=session.task,
        run=session.run,
        worker=session.worker,
        body=body,
    )
