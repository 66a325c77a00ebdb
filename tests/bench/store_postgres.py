"""Row 8 and the PostgreSQL half of 17: the same store on PostgreSQL."""

import asyncio
import time
from pathlib import Path

import floors
import psycopg
from load import run as run_loop
from measure import Figure, Scale, at_least, main, middle, rate
from postgres import postgres
from product import ORG, new_run, owner
from store_claim import cycles

from taskyard.clock import SystemClock
from taskyard.store import queue as rows
from taskyard.store import run as runs
from taskyard.store.db import Database, Tx
from taskyard.store.upgrade import upgrade

WORKERS = 8
_TABLE = floors.TABLE.replace(
    "INTEGER PRIMARY KEY", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
).replace("REAL", "DOUBLE PRECISION")
_ENQUEUE = "INSERT INTO job (state, pool, priority, position, body) VALUES ('queued', %s, %s, %s, %s)"
_CLAIM = (
    "WITH head AS MATERIALIZED (SELECT id FROM job WHERE state = 'queued' AND pool = %s"
    " ORDER BY priority, position, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " UPDATE job SET state = 'running', attempt = attempt + 1, worker = %s, lease_until = %s FROM head"
    " WHERE job.id = head.id RETURNING job.id, job.attempt, job.body"
)
_FINISH = (
    "UPDATE job SET state = 'done', lease_until = NULL WHERE id = %s AND attempt = %s AND state = 'running'"
)


async def _raw(url: str, seconds: float) -> float:
    """Enqueue, claim, finish: three prepared statements, each its own durable transaction."""
    finished = [0] * WORKERS
    begin = time.perf_counter()

    async def worker(number: int) -> None:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True, prepare_threshold=1) as db:
            while time.perf_counter() - begin < seconds:
                await db.execute(_ENQUEUE, ("any", 2, f"{finished[number]:010d}", floors.BODY))
                found = None
                while (
                    found is None
                ):  # the others may have taken what this one saw; its own job comes back to it
                    assert time.perf_counter() - begin < seconds + 10
                    found = await (await db.execute(_CLAIM, ("any", "w", time.time() + 90))).fetchone()
                await db.execute(_FINISH, found[:2])
                finished[number] += 1

    async with asyncio.TaskGroup() as group:
        for number in range(WORKERS):
            group.create_task(worker(number))
    return sum(finished) / (time.perf_counter() - begin)


async def _owner(url: str) -> tuple[str, str]:
    async with Database.open(url, SystemClock()) as db:
        return await owner(db)


async def _hold(url: str, owned: tuple[str, str], many: int) -> list[tuple[str, int]]:
    """So many claimed runs: (id, fence)."""
    project, task = owned
    pool = f"{ORG}/{project}/beat"
    async with Database.open(url, SystemClock()) as db:

        def work(tx: Tx) -> list[tuple[str, int]]:
            held = []
            for number in range(5_000_000, 5_000_000 + many):
                new = new_run(task, project, number)
                runs.add(tx, new, pool=pool, priority_rank=2, position="a0", ready=True)
                got = rows.take(tx, pools=[pool], worker="w", claim_key=f"beat-{number}", lease_seconds=90)
                assert got is not None
                held.append((got.id, got.fence))
            return held

        return await db.change(work)


def _updates(url: str) -> tuple[int, int]:
    """(updates, those of them that left the indexes alone) of the table of runs."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("SELECT pg_stat_force_next_flush()")
        found = db.execute(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'run'"
        ).fetchone()
    assert found is not None
    return found[0], found[1]


def _hot(url: str, owned: tuple[str, str], scale: Scale) -> float:
    many, rounds = (100, 20) if not scale.quick else (50, 10)
    held = run_loop(_hold(url, owned, many))
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("VACUUM run")
    before = _updates(url)

    async def renew() -> None:
        async with Database.open(url, SystemClock()) as db, asyncio.TaskGroup() as group:

            async def keep(run: str, fence: int) -> None:
                for _ in range(rounds):
                    assert await db.change(lambda tx: rows.renew(tx, run, fence, 90)) is not None

            for run, fence in held:
                group.create_task(keep(run, fence))

    run_loop(renew())
    after = _updates(url)
    for _ in range(40):  # the statistics arrive a moment after the connections close
        if after[0] - before[0] >= len(held) * rounds:
            break
        time.sleep(0.1)
        after = _updates(url)
    return (after[1] - before[1]) / (after[0] - before[0])


def suite(scale: Scale, root: Path) -> list[Figure]:
    seconds = scale.of(2.0, 1.0)
    raw, ours = [], []
    with postgres(root) as url:
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(_TABLE)
            db.execute(floors.INDEX)
        upgrade(url)
        owned = run_loop(_owner(url))
        for turn in range(scale.passes):
            raw.append(run_loop(_raw(url, seconds)))
            ours.append(run_loop(cycles(url, owned, seconds, WORKERS, first=1 + turn * 1_000_000)).per_second)
        hot = _hot(url, owned, scale)
    floor, speed = middle(raw), middle(ours)
    return [
        at_least(
            "8",
            "PostgreSQL: enqueue + claim + finish, 8 at once",
            f"raw psycopg {rate(floor)}",
            rate(speed),
            speed / floor,
            0.45,
        ),
        at_least(
            "17", "PostgreSQL: renewals that leave the indexes alone", "all renewals", f"{hot:.1%}", hot, 0.95
        ),
    ]


if __name__ == "__main__":
    main(suite)
