"""Runs: rows, and the conditional updates by which they change."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, literal, select, text, update

from taskyard.domain.run import LIVE, Evidence, FileStat, Outcome, Reason, Run, RunKind, RunStatus, Usage
from taskyard.store.schema import run as table
from taskyard.store.schema import run_body as body
from taskyard.store.tx import Tx

_LIVE = sorted(status.value for status in LIVE)
# In the text and not bound, so that also a generic plan of PostgreSQL finds the partial index.
_LIVE_SQL = text("run.status IN ('claimed','preparing','running','waiting','checking')")
_BODY = (
    "settings", "prompt_extra", "message", "summary", "branch", "base_commit", "head_commit", "merged_commit",
    "snapshot_ref", "stat", "conflicts", "evidence", "usage", "incomplete",
)  # fmt: skip
_OWN = tuple(column.name for column in table.c)
_QUEUE_ONLY = ("pool", "priority", "position", "ready", "claim_key", "checksum")

WHOLE = select(table, *(body.c[name] for name in _BODY), body.c.expected).join(body, body.c.run == table.c.id)


def add(tx: Tx, run: Run, *, pool: str, priority_rank: int, position: str, ready: bool) -> None:
    values = asdict(run)
    own = {name: values[name] for name in _OWN if name not in _QUEUE_ONLY}
    queue = {"pool": pool, "priority": priority_rank, "position": position, "ready": ready, "checksum": ""}
    tx.execute(insert(table).values(own | queue))
    rest = {name: values[name] for name in _BODY} | {"patch": "", "patch_cut": False, "expected": 0}
    tx.execute(insert(body).values(run=run.id, **rest))


def get(tx: Tx, org: str, run_id: str) -> Run | None:
    return _one(tx, WHOLE.where(table.c.id == run_id, table.c.org == org))


def of_task(tx: Tx, task_id: str) -> list[Run]:
    return many(tx, WHOLE.where(table.c.task == task_id).order_by(table.c.number))


def open_of_task(tx: Tx, task_id: str) -> Run | None:
    """The run that is queued or at work; there is one at the most."""
    return _one(tx, WHOLE.where(table.c.task == task_id, table.c.status.in_(["queued", *_LIVE])))


def live(tx: Tx, org: str) -> list[Run]:
    return many(tx, WHOLE.where(table.c.org == org, _LIVE_SQL).order_by(table.c.id))


def set_status(tx: Tx, run_id: str, fence: int, status: RunStatus, **said: str | None) -> bool:
    """`said`: session, tier, branch, base_commit; None leaves what is there."""
    given = {name: value for name, value in said.items() if value is not None}
    own: dict[str, Any] = {name: value for name, value in given.items() if name in {"session", "tier"}}
    if status is RunStatus.RUNNING:
        # Once: a run comes back to running after a question or a check.
        own["started_at"] = func.coalesce(table.c.started_at, literal(tx.now, table.c.started_at.type))
    done = tx.execute(update(table).where(*_held(run_id, fence)).values(status=status, **own))
    rest = {name: value for name, value in given.items() if name not in own}
    if done.rowcount == 1 and rest:
        tx.execute(update(body).where(body.c.run == run_id).values(rest))
    return done.rowcount == 1


def save_outcome(tx: Tx, run_id: str, fence: int, outcome: Outcome, ended_at: datetime) -> bool:
    """Ends the run, once: False when this fence does not hold it."""
    own = {"status": outcome.status, "reason": outcome.reason, "ended_at": ended_at, "lease_until": None}
    if outcome.session is not None:
        own["session"] = outcome.session
    done = tx.execute(update(table).where(*_held(run_id, fence)).values(own))
    if done.rowcount != 1:
        return False
    stored = tx.execute(select(table.c.last_seq).where(table.c.id == run_id)).scalar_one()
    values = asdict(outcome)
    rest: dict[str, Any] = {name: values[name] for name in _BODY if name in values}
    # A merge that found no conflict keeps none; a work run keeps the conflicts it was given to resolve.
    if not outcome.conflicts:
        del rest["conflicts"]
    for name in ("branch", "base_commit", "head_commit"):
        if rest[name] is None:
            del rest[name]
    rest |= {"patch": outcome.patch, "patch_cut": outcome.patch_cut}
    rest |= {"expected": outcome.entries, "incomplete": stored < outcome.entries}
    tx.execute(update(body).where(body.c.run == run_id).values(rest))
    return True


def request_cancel(tx: Tx, run_id: str) -> bool:
    done = tx.execute(
        update(table).where(table.c.id == run_id, table.c.status.in_(_LIVE)).values(cancel_requested=True)
    )
    return done.rowcount == 1


def cancel_queued(tx: Tx, run_id: str) -> bool:
    done = tx.execute(
        update(table)
        .where(table.c.id == run_id, table.c.status == RunStatus.QUEUED)
        .values(status=RunStatus.CANCELLED, reason=Reason.CANCELLED, ended_at=tx.now)
    )
    return done.rowcount == 1


def pool(tx: Tx, run_id: str) -> str:
    return str(tx.execute(select(table.c.pool).where(table.c.id == run_id)).scalar_one())


def patch(tx: Tx, run_id: str) -> str:
    return str(tx.execute(select(body.c.patch).where(body.c.run == run_id)).scalar() or "")


def many(tx: Tx, query: Select[Any]) -> list[Run]:
    return [_run(row) for row in tx.execute(query)]


def _one(tx: Tx, query: Select[Any]) -> Run | None:
    return next(iter(many(tx, query)), None)


def _held(run_id: str, fence: int) -> tuple[Any, ...]:
    return (table.c.id == run_id, table.c.fence == fence, table.c.status.in_(_LIVE))


def _run(row: Row[Any]) -> Run:
    values = {name: value for name, value in row._mapping.items() if name not in {*_QUEUE_ONLY, "expected"}}  # noqa: SLF001 - SQLAlchemy's public name for it
    values["kind"] = RunKind(values["kind"])
    values["status"] = RunStatus(values["status"])
    values["reason"] = None if values["reason"] is None else Reason(values["reason"])
    values["stat"] = tuple(FileStat(**one) for one in values["stat"])
    values["conflicts"] = tuple(values["conflicts"])
    values["evidence"] = tuple(Evidence(**one) for one in values["evidence"])
    values["usage"] = Usage(**values["usage"])
    return Run(**values)
