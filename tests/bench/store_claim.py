"""Rows 4, 5, 6, 7 and the SQLite half of 17: the store in one process, without HTTP."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import floors
from load import run as run_loop
from measure import Figure, Scale, Times, at_least, at_most, main, middle, ms, rate
from product import BORN, ORG, Seed, more_runs, new_run, seed

from taskyard.clock import SystemClock
from taskyard.domain.run import Outcome, Reason, Run, RunStatus
from taskyard.store import queue as rows
from taskyard.store import run as runs
from taskyard.store.db import Database, Tx

DONE = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED)
CLIENTS = 8


@dataclass(frozen=True)
class Case:
    """One database with its own depth, claimed from in turns with the others."""

    seeded: Seed
    pool: str
    waits: list[float]


def _claim(case: Case, key: str) -> Callable[[Tx], Any]:
    """What a claim asks of the store: which pools have something, then the head of the one that fits."""

    def work(tx: Tx) -> Any:
        pools = [pool for pool in rows.pools(tx, ORG) if pool == case.pool]
        return rows.take(tx, pools=pools, worker=case.seeded.worker, claim_key=key, lease_seconds=90)

    return work


def _pool(seeded: Seed) -> str:
    async def look() -> str:
        async with Database.open(f"sqlite:///{seeded.path}", SystemClock()) as db:
            return await db.read(lambda tx: runs.pool(tx, seeded.run))

    return asyncio.run(look())


async def _turns(cases: list[Case], turns: int, each: int) -> None:
    """Alternating turns, so that a busy neighbour hits every case alike."""
    clock = SystemClock()
    keys = count()
    for _ in range(turns):
        for case in cases:
            async with Database.open(f"sqlite:///{case.seeded.path}", clock) as db:
                for at in range(each + 20):
                    begin = time.perf_counter()
                    found = await db.change(_claim(case, f"turn-{next(keys)}"))
                    if at >= 20:
                        case.waits.append(time.perf_counter() - begin)
                    assert found is not None


def depth(scale: Scale, root: Path) -> list[Figure]:
    deep = scale.count(1_000_000, 100_000)
    turns, each = (12, 60) if not scale.quick else (6, 50)
    cases = {}
    for name in ("shallow", "deep", "done", "others"):
        seeded = seed(root / f"{name}.db")
        pool = _pool(seeded)
        more_runs(seeded, 1000 if name != "deep" else deep, bodies=1000)
        if name == "done":
            more_runs(seeded, deep, first=2_000_000, bodies=0, status="'succeeded'")
        if name == "others":
            place = "printf('a%010d', n)"
            more_runs(seeded, 10_000, first=2_000_000, bodies=0, pool=f"'{pool}x'", position=place)
        cases[name] = Case(seeded, pool, [])
    run_loop(_turns(list(cases.values()), turns, each))
    base = Times.of(cases["shallow"].waits)

    def line(row: str, what: str, name: str, most: float, *, tail: bool = False) -> Figure:
        found = Times.of(cases[name].waits)
        old, new = (base.p99, found.p99) if tail else (base.p50, found.p50)
        return at_most(
            row, f"{what}: {'p99' if tail else 'p50'}", f"1,000 queued {ms(old)}", ms(new), new / old, most
        )

    return [
        line("4", f"claim with {deep:,} queued", "deep", 1.2),
        line("4", f"claim with {deep:,} queued", "deep", 1.5, tail=True),
        line("4", f"claim beside {deep:,} ended runs", "done", 1.15),
        line("5", "claim behind 10,000 that do not fit", "others", 1.2),
    ]


async def _compete(seeded: Seed, pool: str, seconds: float) -> tuple[list[int], list[float]]:
    counts, waits = [0] * CLIENTS, list[float]()
    case = Case(seeded, pool, waits)
    async with Database.open(f"sqlite:///{seeded.path}", SystemClock()) as db:
        end = time.perf_counter() + seconds

        async def claimer(number: int) -> None:
            while time.perf_counter() < end:
                begin = time.perf_counter()
                found = await db.change(_claim(case, f"{number}-{counts[number]}"))
                assert found is not None
                waits.append(time.perf_counter() - begin)
                counts[number] += 1

        async with asyncio.TaskGroup() as group:
            for number in range(CLIENTS):
                group.create_task(claimer(number))
    return counts, waits


def fairness(scale: Scale, root: Path) -> list[Figure]:
    shares, tails, worst = [], [], []
    for turn in range(scale.passes):
        seeded = seed(root / f"fair{turn}.db")
        more_runs(seeded, 60_000)
        counts, waits = run_loop(_compete(seeded, _pool(seeded), scale.of(2.0, 1.0)))
        times = Times.of(waits)
        shares.append(min(counts) / max(counts))
        tails.append(times.p99 / times.p50)
        worst.append(times.worst)
    share, tail, longest = middle(shares), middle(tails), max(worst)
    return [
        at_least(
            "6",
            "8 claimers at once: fewest against most claims",
            "the luckiest",
            f"{share:.0%} of it",
            share,
            0.8,
        ),
        at_most("6", "8 claimers at once: p99", "their own p50", f"p99 {tail:.2g}× p50", tail, 10),
        at_most("6", "8 claimers at once: the longest", "250 ms", ms(longest), longest / 0.25, 1),
    ]


def raw_cycles(path: Path, seconds: float) -> float:
    """Enqueue, claim, finish: three durable transactions of plain sqlite3 in one loop, each second."""
    db = floors.connect(str(path))
    db.execute(floors.TABLE)
    db.execute(floors.INDEX)
    done, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        db.execute(floors.ENQUEUE, ("any", 2, f"{done:010d}", floors.BODY))
        job, attempt, _ = db.execute(floors.CLAIM, ("w", time.time() + 90, "any")).fetchall()[0]
        db.execute(floors.FINISH, (job, attempt))
        done += 1
    took = time.perf_counter() - begin
    db.close()
    path.unlink()
    return done / took


def _insert(db: sqlite3.Connection, table: str) -> tuple[str, dict[str, Any]]:
    """The statement for a whole row, and the seeded row to copy."""
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    columns, marks = (", ".join(form.format(name) for name in names) for form in ('"{}"', ":{}"))
    row = db.execute(f"SELECT * FROM {table}").fetchone()
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})", dict(zip(names, row, strict=True))


def raw_same_rows(seeded: Seed, seconds: float) -> float:
    """The raw loop again, but over the product's own tables: the same rows and indexes, read and written alike."""
    db = floors.connect(str(seeded.path))
    db.execute("PRAGMA foreign_keys = ON")
    add, run = _insert(db, "run")
    add_body, body = _insert(db, "run_body")
    live = "fence = 1 AND status IN ('claimed','preparing','running','waiting','checking')"
    claim = (
        "UPDATE run SET status = 'claimed', fence = fence + 1, worker = ?, claim_key = ?, claimed_at = ?,"
        " lease_until = ? WHERE id = (SELECT id FROM run WHERE status = 'queued' AND ready AND pool = ?"
        " ORDER BY priority, position, queued_at, id LIMIT 1) RETURNING id"
    )
    whole = "SELECT * FROM run JOIN run_body ON run_body.run = run.id WHERE run.id = ?"
    end = f"UPDATE run SET status = 'succeeded', ended_at = ?, lease_until = NULL WHERE id = ? AND {live}"
    rest = (
        "UPDATE run_body SET message = '', summary = '', stat = '[]', usage = '{}', patch = '' WHERE run = ?"
    )
    done, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        number = f"2{done:025d}"
        db.execute("BEGIN IMMEDIATE")
        db.execute(add, run | {"id": number, "number": done + 10, "pool": "raw"})
        db.execute(add_body, body | {"run": number})
        db.execute("COMMIT")
        db.execute("BEGIN IMMEDIATE")
        [(found,)] = db.execute(claim, ("w", f"raw-{done}", done, done, "raw")).fetchall()
        db.execute(whole, (found,)).fetchall()
        db.execute("COMMIT")
        db.execute("BEGIN IMMEDIATE")
        db.execute(end, (done, found))
        db.execute(rest, (found,))
        db.execute("COMMIT")
        done += 1
    took = time.perf_counter() - begin
    db.close()
    return done / took


async def _cycle(db: Database, new: Run, pool: str) -> None:
    """Enqueue, claim, finish: three changes, each waited for."""
    key = f"cycle-{new.id}"

    def take(tx: Tx) -> Run | None:
        return rows.take(tx, pools=[pool], worker="w", claim_key=key, lease_seconds=90)

    await db.change(lambda tx: runs.add(tx, new, pool=pool, priority_rank=2, position="a0", ready=True))
    got = None
    for _ in range(1000):  # on PostgreSQL the others may have just taken what this one saw
        got = await db.change(take)
        if got is not None:
            break
    assert got is not None
    run, fence = got.id, got.fence
    assert await db.change(lambda tx: runs.save_outcome(tx, run, fence, DONE, BORN))


@dataclass(frozen=True)
class Cycles:
    per_second: float
    changes: int
    commits: int


async def cycles(url: str, owned: tuple[str, str], seconds: float, clients: int, first: int = 0) -> Cycles:
    """The product's store under so many clients of one process."""
    project, task = owned
    numbers = count(first)
    pool = f"{ORG}/{project}/bench"
    done = 0
    async with Database.open(url, SystemClock()) as db:
        before, begin = db.commits, time.perf_counter()

        async def client() -> None:
            nonlocal done
            while time.perf_counter() - begin < seconds:
                await _cycle(db, new_run(task, project, next(numbers)), pool)
                done += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(client())
        took = time.perf_counter() - begin
        return Cycles(done / took, 3 * done, db.commits - before)


def embedded(scale: Scale, root: Path) -> list[Figure]:
    seconds = scale.of(1.5, 0.8)
    raw, same, ours, commits = [], [], [], []
    for turn in range(scale.passes):
        seeded = seed(root / f"cycle{turn}.db")
        raw.append(raw_cycles(root / f"raw{turn}.db", seconds))
        same.append(raw_same_rows(seed(root / f"same{turn}.db"), seconds))
        url = f"sqlite:///{seeded.path}"
        found = run_loop(cycles(url, (seeded.project, seeded.task), seconds, CLIENTS))
        ours.append(found.per_second)
        commits.append(found.commits / found.changes)
    floor, alike, speed, share = (middle(found) for found in (raw, same, ours, commits))
    what = "enqueue + claim + finish, 8 clients, FULL"
    return [
        at_least("7", what, f"raw loop, least row {rate(floor)}", rate(speed), speed / floor, 1.5),
        at_least("7", "the same", f"raw loop, our rows {rate(alike)}", rate(speed), speed / alike, None),
        at_most("7", "commits for each change, 8 clients", "one each", f"{share:.2f}", share, 0.5),
    ]


def heartbeats(scale: Scale, root: Path) -> list[Figure]:
    """Every renewal that waits is in one commit of at most 64."""
    seeded = seed(root / "beat.db")
    many = 640
    more_runs(seeded, many, status="'running'", fence="1", lease_until="1")

    async def beat() -> float:
        async with Database.open(f"sqlite:///{seeded.path}", SystemClock()) as db:
            before = db.commits

            async def one(run: str) -> None:
                assert await db.change(lambda tx: rows.renew(tx, run, 1, 90)) is not None

            async with asyncio.TaskGroup() as group:
                for number in range(1, many + 1):
                    group.create_task(one(f"0{number:025d}"))
            return float(db.commits - before)

    made = run_loop(beat())
    flushes = many / 64 + 2  # the first may go alone, the last may be short
    return [
        at_most(
            "17",
            f"{many} renewals at once: commits",
            f"{flushes:.0f} flushes",
            f"{made:.0f}",
            made / flushes,
            1,
        )
    ]


def suite(scale: Scale, root: Path) -> list[Figure]:
    return [*depth(scale, root), *fairness(scale, root), *embedded(scale, root), *heartbeats(scale, root)]


if __name__ == "__main__":
    main(suite)
