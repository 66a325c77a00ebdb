"""The SQL that hands out work: one statement takes and marks a row. Every later write carries the fence."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, text, update

from taskyard.domain.run import LIVE, Run, RunStatus
from taskyard.store.column import to_micros
from taskyard.store.prepared import Prepared
from taskyard.store.run import WHOLE, fetch, many
from taskyard.store.schema import run as table
from taskyard.store.schema import task
from taskyard.store.tx import Tx

_LIVE = ("claimed", "preparing", "running", "waiting", "checking")
_LIVE_SQL = "status IN ('claimed','preparing','running','waiting','checking')"
_ORDER = "priority, position, queued_at, id"

# One probe per pool in the partial index gives that pool's head. The state stands in the text and is not bound: a
# generic plan of PostgreSQL cannot match a bound state to a partial index.
_HEAD = "SELECT id, pool, priority, position, queued_at FROM run WHERE status = 'queued' AND ready AND pool = :pool{n}"
_TAKE = (
    "UPDATE run SET status = 'claimed', fence = fence + 1, worker = :worker, claim_key = :claim_key,"
    " claimed_at = :now, lease_until = :until, cancel_requested = :no"
)
# Each third reads one partial index and nothing of the history.
_DEPTH = text(
    " UNION ALL ".join(
        f"SELECT status, ready, priority, count(*) AS many FROM run WHERE org = :org AND {what}"
        " GROUP BY status, ready, priority"
        for what in ("status = 'queued' AND ready", "status = 'queued' AND NOT ready", _LIVE_SQL)
    )
)
_PROBES = 50  # pools in one statement
# A key takes one run, ever: a repeat takes nothing, and is answered with what the key has.
_FRESH = "NOT EXISTS (SELECT 1 FROM run WHERE claim_key = :claim_key)"
_ONE = f"SELECT id FROM ({_HEAD.format(n=0)} AND {_FRESH} ORDER BY {_ORDER} LIMIT 1"
# The CTE must be materialized, or the planner may run the LIMIT more than once.
_CLAIM = {
    "sqlite": Prepared(text(f"{_TAKE} WHERE id = ({_ONE}) h) RETURNING id")),
    "postgresql": Prepared(
        text(
            f"WITH head AS MATERIALIZED ({_ONE} FOR UPDATE SKIP LOCKED) h)"
            f" {_TAKE} FROM head WHERE run.id = head.id RETURNING run.id"
        )
    ),
}
_THIS = Prepared(
    text(f"{_TAKE} WHERE id = :the_run AND status = 'queued' AND ready AND {_FRESH} RETURNING id")
)
_BY_ID = Prepared(WHOLE.where(table.c.id == bindparam("the_run")))
_RENEW = Prepared(
    update(table)
    .where(
        table.c.id == bindparam("the_run"), table.c.fence == bindparam("the_fence"), text(f"run.{_LIVE_SQL}")
    )
    .values(lease_until=bindparam("until"))
)
# Each pool is found by one jump in the index from the pool before it; the rows between are never read.
_JUMP = (
    "SELECT (SELECT pool FROM run WHERE status = 'queued' AND ready AND pool > {after} AND pool < :end"
    " ORDER BY pool LIMIT 1)"
)
_POOLS = Prepared(
    text(
        f"WITH RECURSIVE h(pool) AS ({_JUMP.format(after=':after')} UNION ALL"
        f" {_JUMP.format(after='h.pool')} FROM h WHERE h.pool IS NOT NULL) SELECT pool FROM h WHERE pool IS NOT NULL"
    )
)
_RUNNING = Prepared(
    text(f"SELECT project, count(*) AS many FROM run WHERE org = :org AND {_LIVE_SQL} GROUP BY project")
)
_MERGING = Prepared(
    text(f"SELECT DISTINCT project FROM run WHERE org = :org AND kind = 'merge' AND {_LIVE_SQL}")
)
_BY_KEY = Prepared(WHOLE.where(table.c.claim_key == bindparam("the_key")))


def take(
    tx: Tx, *, pools: list[str], worker: str, claim_key: str, lease_seconds: float, override: bool = False
) -> Run | None:
    """The best head of the pools; nothing when the key has a run: see `by_claim_key`.

    Two calls with one key at the same moment: the key is unique, so the later one runs again and takes nothing.
    `override` is part of the pools, and checked.
    """
    words: dict[str, Any] = {
        "worker": worker,
        "claim_key": claim_key,
        "now": to_micros(tx.now),
        "until": to_micros(tx.now + timedelta(seconds=lease_seconds)),
        "no": False,
    }
    for pool in pools if len(pools) < 2 else _by_head(tx, pools):
        taken = _CLAIM[tx.dialect].value(tx, words | {"pool0": pool})
        if taken is not None:
            [run] = fetch(tx, _BY_ID, the_run=taken)
            assert run.override is override
            return run
    return None


def take_this(tx: Tx, run_id: str, *, worker: str, claim_key: str, lease_seconds: float) -> Run | None:
    """This very run; None when it is not to be had any more."""
    words = {
        "the_run": run_id,
        "worker": worker,
        "claim_key": claim_key,
        "now": to_micros(tx.now),
        "until": to_micros(tx.now + timedelta(seconds=lease_seconds)),
        "no": False,
    }
    taken = _THIS.value(tx, words)
    return None if taken is None else fetch(tx, _BY_ID, the_run=taken)[0]


def _by_head(tx: Tx, pools: list[str]) -> list[str]:
    """Pools that have something, the one with the best head first."""
    return [head.pool for head in heads(tx, pools)]


def heads(tx: Tx, pools: list[str]) -> list[Any]:
    """The first run (`id`) of each pool that has one, the best first."""
    found: list[Any] = []
    for start in range(0, len(pools), _PROBES):
        some = pools[start : start + _PROBES]
        heads = " UNION ALL ".join(
            f"SELECT * FROM ({_HEAD.format(n=n)} ORDER BY {_ORDER} LIMIT 1) h{n}" for n in range(len(some))
        )
        found += tx.execute(text(heads), {f"pool{n}": pool for n, pool in enumerate(some)}).all()
    found.sort(key=lambda head: (head.priority, head.position, head.queued_at, head.id))
    return found


def by_claim_key(tx: Tx, key: str) -> Run | None:
    return next(iter(fetch(tx, _BY_KEY, the_key=key)), None)


def renew(tx: Tx, run_id: str, fence: int, lease_seconds: float) -> datetime | None:
    """The new end of the lease; None when this fence no longer holds the run."""
    until = tx.now + timedelta(seconds=lease_seconds)
    return until if _RENEW.run(tx, {"the_run": run_id, "the_fence": fence, "until": until}) == 1 else None


def expire(tx: Tx, limit: int) -> list[Run]:
    """Marks runs lost whose lease has ended, each by compare-and-set; gives them as they were before."""
    late = many(
        tx,
        WHOLE.where(text(f"run.{_LIVE_SQL}"), table.c.lease_until < tx.now).order_by(table.c.id).limit(limit),
    )
    lost = []
    for run in late:
        seen = and_(
            table.c.id == run.id,
            table.c.fence == run.fence,
            table.c.status == run.status,
            table.c.lease_until < tx.now,
        )
        done = tx.execute(
            update(table)
            .where(seen)
            .values(status=RunStatus.LOST, reason="worker_lost", ended_at=tx.now, lease_until=None)
        )
        if done.rowcount == 1:
            lost.append(run)
    return lost


def release(tx: Tx, run_id: str, fence: int) -> bool:
    """Back to the queue, untouched: only before the agent has begun."""
    fresh = table.c.status.in_(["claimed", "preparing"])
    done = tx.execute(
        update(table)
        .where(table.c.id == run_id, table.c.fence == fence, fresh)
        .values(status=RunStatus.QUEUED, worker=None, claim_key=None, lease_until=None, claimed_at=None)
    )
    return done.rowcount == 1


def pools(tx: Tx, org: str) -> list[str]:
    """Pools that have something to take."""
    return [row["pool"] for row in _POOLS.rows(tx, {"after": f"{org}/", "end": f"{org}0"})]


def due(tx: Tx, now: datetime) -> list[Run]:
    """Held-back runs whose task's date has come and that wait for no task which is not done yet."""
    query = WHOLE.join(task, task.c.id == table.c.task).where(
        text("run.status = 'queued' AND NOT run.ready"),
        task.c.not_before.is_not(None),
        task.c.not_before <= now,
        task.c.executable,
        text(
            'NOT EXISTS (SELECT 1 FROM depend d JOIN task o ON o.id = d."on"'
            " WHERE d.task = task.id AND o.status <> 'done')"
        ),
    )
    return many(tx, query)


def set_ready(tx: Tx, run_id: str, ready: bool) -> bool:
    done = tx.execute(
        update(table).where(table.c.id == run_id, table.c.status == "queued").values(ready=ready)
    )
    return done.rowcount == 1


def reorder(tx: Tx, run_id: str, priority_rank: int, position: str) -> bool:
    done = tx.execute(
        update(table)
        .where(table.c.id == run_id, table.c.status == "queued")
        .values(priority=priority_rank, position=position)
    )
    return done.rowcount == 1


def depth(tx: Tx, org: str) -> dict[str, int]:
    """Runs by status, of those that have not ended, and queued ones by the rank of their priority."""
    found: dict[str, int] = {}
    for row in tx.execute(_DEPTH, {"org": org}):
        names = [row.status]
        if row.status == "queued":
            names += ["ready" if row.ready else "held_back", f"priority_{row.priority}"]
        for name in names:
            found[name] = found.get(name, 0) + row.many
    return found


def running_by_project(tx: Tx, org: str) -> dict[str, int]:
    assert set(_LIVE) == {status.value for status in LIVE}
    return {row["project"]: row["many"] for row in _RUNNING.rows(tx, {"org": org})}


def merging(tx: Tx, org: str) -> set[str]:
    """Projects that have a merge at work: merges into one target go one after the other."""
    return {row["project"] for row in _MERGING.rows(tx, {"org": org})}
