"""Runs: rows, and the conditional updates by which they change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, literal, select, text, update

from taskyard.domain.run import LIVE, Evidence, FileStat, Outcome, Reason, Run, RunKind, RunStatus, Usage
from taskyard.store.prepared import Prepared
from taskyard.store.schema import run as table
from taskyard.store.schema import run_body as body
from taskyard.store.schema import worker
from taskyard.store.tx import Tx

_LIVE = sorted(status.value for status in LIVE)
# In the text and not bound, so that also a generic plan of PostgreSQL finds the partial index.
_LIVE_SQL = text("run.status IN ('claimed','preparing','running','waiting','checking')")
_ENDING = ("structured_output", "exit_code", "log_path")
_BODY = (
    "settings", "prompt_extra", "message", "summary", "branch", "base_commit", "head_commit", "merged_commit",
    "snapshot_ref", "stat", "conflicts", "evidence", "usage", "incomplete",
    *_ENDING,
)  # fmt: skip
_KEPT = ("branch", "base_commit", "head_commit", "conflicts")
_SAID = ("message", "summary", "merged_commit", "snapshot_ref", "stat", "evidence", "usage", *_ENDING)
_QUEUE_ONLY = ("pool", "priority", "position", "ready", "claim_key", "checksum")

# What makes a Run.
WHOLE = select(
    *(column for column in table.c if column.name not in _QUEUE_ONLY), *(body.c[name] for name in _BODY)
).join(body, body.c.run == table.c.id)

_ADD = Prepared(insert(table), (column.name for column in table.c if column.name != "claim_key"))
_ADD_BODY = Prepared(insert(body), (column.name for column in body.c))
_GET = Prepared(WHOLE.where(table.c.id == bindparam("the_run")))
_OF_TASK = Prepared(WHOLE.where(table.c.task == bindparam("the_task")).order_by(table.c.number))
_OPEN = Prepared(
    WHOLE.where(
        table.c.task == bindparam("the_task"),
        text("run.status IN ('queued','claimed','preparing','running','waiting','checking')"),
    )
)
_MINE = (table.c.id == bindparam("the_run"), table.c.fence == bindparam("the_fence"), _LIVE_SQL)
_END = Prepared(
    update(table)
    .where(*_MINE)
    .values(
        status=bindparam("status"),
        reason=bindparam("reason"),
        ended_at=bindparam("ended_at"),
        lease_until=None,
        session=func.coalesce(bindparam("session"), table.c.session),
    )
)
_STORED = select(table.c.last_seq).where(table.c.id == body.c.run).scalar_subquery()
# A merge that found no conflict keeps none; a work run keeps the conflicts it was given to resolve, and its commits.
_END_BODY = Prepared(
    update(body)
    .where(body.c.run == bindparam("the_run"))
    .values(
        {name: bindparam(name) for name in (*_SAID, "patch", "patch_cut", "expected")}
        | {"incomplete": bindparam("expected") > _STORED}
        | {name: func.coalesce(bindparam(name, type_=body.c[name].type), body.c[name]) for name in _KEPT}
    )
)


def add(tx: Tx, run: Run, *, pool: str, priority_rank: int, position: str, ready: bool) -> None:
    queue = {"pool": pool, "priority": priority_rank, "position": position, "ready": ready, "checksum": ""}
    rest = {"run": run.id, "patch": "", "patch_cut": False, "expected": 0}
    values = _flat(run) | queue | rest
    _ADD.run(tx, values)
    _ADD_BODY.run(tx, values)


def get(tx: Tx, org: str, run_id: str) -> Run | None:
    return next((run for run in fetch(tx, _GET, the_run=run_id) if run.org == org), None)


def of_task(tx: Tx, task_id: str) -> list[Run]:
    return fetch(tx, _OF_TASK, the_task=task_id)


def open_of_task(tx: Tx, task_id: str) -> Run | None:
    """The run that is queued or at work; there is one at the most."""
    return next(iter(fetch(tx, _OPEN, the_task=task_id)), None)


def live(tx: Tx, org: str) -> list[Run]:
    return many(tx, WHOLE.where(table.c.org == org, _LIVE_SQL).order_by(table.c.id))


def holders(tx: Tx, runs: Iterable[str]) -> dict[str, str]:
    """The names of the workers that are at work on these; runs that nobody is on are left out."""
    query = select(table.c.id, worker.c.name).join(worker, worker.c.id == table.c.worker)
    return {row.id: row.name for row in tx.execute(query.where(table.c.id.in_(list(runs)), _LIVE_SQL))}


def succeeded(tx: Tx, tasks: Iterable[str]) -> dict[str, datetime]:
    """When the newest work on each of these tasks succeeded."""
    last = func.max(table.c.ended_at, type_=table.c.ended_at.type).label("last")
    query = select(table.c.task, last).group_by(table.c.task)
    of = (table.c.task.in_(list(tasks)), table.c.kind == RunKind.WORK, table.c.status == RunStatus.SUCCEEDED)
    return {row.task: row.last for row in tx.execute(query.where(*of))}


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
    values = _flat(outcome) | {"ended_at": ended_at, "the_run": run_id, "the_fence": fence}
    if _END.run(tx, values) != 1:
        return False
    _END_BODY.run(tx, values | {"conflicts": outcome.conflicts or None, "expected": outcome.entries})
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
    return [_run(dict(row)) for row in tx.execute(query).mappings()]


def fetch(tx: Tx, query: Prepared, **params: Any) -> list[Run]:
    """Like `many`, for a query that gives the columns of WHOLE."""
    return [_run(row) for row in query.rows(tx, params)]


def _held(run_id: str, fence: int) -> tuple[Any, ...]:
    return (table.c.id == run_id, table.c.fence == fence, table.c.status.in_(_LIVE))


def _flat(value: Run | Outcome) -> dict[str, Any]:
    """By hand: `asdict` copies deeply, which took longer than the writing."""
    return vars(value) | {
        "stat": [vars(one) for one in value.stat] if value.stat else (),
        "evidence": [vars(one) for one in value.evidence] if value.evidence else (),
        "usage": vars(value.usage),
    }


def _run(values: dict[str, Any]) -> Run:
    if values["reason"] is not None:
        values["reason"] = Reason(values["reason"])
    values["kind"] = RunKind(values["kind"])
    values["status"] = RunStatus(values["status"])
    values["stat"] = tuple(FileStat(**one) for one in values["stat"]) if values["stat"] else ()
    values["conflicts"] = tuple(values["conflicts"])
    values["evidence"] = tuple(Evidence(**one) for one in values["evidence"]) if values["evidence"] else ()
    values["usage"] = Usage(**values["usage"])
    return Run(**values)
