"""Transactions: all or nothing, many in one commit, numbered facts, trouble in words."""

import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from taskyard.clock import SystemClock
from taskyard.domain.error import Conflict, StorageFull, Unavailable
from taskyard.domain.event import Draft
from taskyard.store import count, engine, event, project, secret
from taskyard.store.db import GROUP, Database, translate
from taskyard.store.lock import alone, sole_server
from taskyard.testing.postgres import fresh_database

pytestmark = pytest.mark.anyio
ORG = "default"


def _fact(tx, number=0, org=ORG):
    tx.tell(Draft(org=org, kind="task.changed", body={"number": number}))


def _all(tx):
    return [fact.seq for fact in event.after(tx, ORG, 0, 10_000)]


async def test_a_work_that_raises_leaves_nothing_behind(database, build):
    def spoil(tx):
        build.project(tx)
        _fact(tx)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.change(spoil)
    assert await database.read(lambda tx: (project.all(tx, ORG), _all(tx))) == ([], [])


async def test_a_failure_in_a_group_costs_its_neighbours_nothing(sqlite, build):
    begun, gate = threading.Event(), threading.Event()
    answers = {}

    async def one(number, work):
        try:
            answers[number] = await sqlite.change(work)
        except (ValueError, Conflict) as failed:
            answers[number] = type(failed)

    def good(tx):
        _fact(tx)
        return build.project(tx).name

    def bad(tx):
        build.project(tx)
        _fact(tx)
        raise ValueError

    def broken(tx):
        first = build.project(tx, name="same")
        project.add(tx, first)

    before = sqlite.commits
    async with anyio.create_task_group() as group:
        group.start_soon(one, "gate", lambda _tx: (begun.set(), gate.wait(30)))
        await anyio.to_thread.run_sync(begun.wait, 30)
        for number in range(9):
            group.start_soon(one, number, [good, bad, broken][number % 3])
        await anyio.wait_all_tasks_blocked()
        gate.set()
    assert [answers[number] for number in (1, 4, 7)] == [ValueError] * 3
    assert [answers[number] for number in (2, 5, 8)] == [Conflict] * 3
    names = [made.name for made in await sqlite.read(lambda tx: project.all(tx, ORG))]
    assert sorted(names) == sorted(answers[number] for number in (0, 3, 6))
    assert await sqlite.read(_all) == [1, 2, 3]
    assert sqlite.commits - before == 2  # the gate's, and one for the nine that waited


async def test_waiting_works_share_a_commit(sqlite):
    begun, gate, many = threading.Event(), threading.Event(), 3 * GROUP
    before = sqlite.commits
    async with anyio.create_task_group() as group:
        group.start_soon(sqlite.change, lambda _tx: (begun.set(), gate.wait(30)))
        await anyio.to_thread.run_sync(begun.wait, 30)
        for _ in range(many):
            group.start_soon(sqlite.change, _fact)
        await anyio.wait_all_tasks_blocked()
        gate.set()
    assert sqlite.commits - before == 1 + many // GROUP
    assert await sqlite.read(_all) == list(range(1, many + 1))


async def test_a_reader_never_waits_for_the_writer(sqlite):
    gate = threading.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(sqlite.change, lambda tx: (_fact(tx), gate.wait(30)))
        with anyio.fail_after(10):
            assert await sqlite.read(_all) == []
        gate.set()


async def test_a_reader_cannot_write(database):
    with pytest.raises(DBAPIError):
        await database.read(lambda tx: count.up(tx, "x"))


async def test_a_reader_that_follows_never_misses_a_fact(database):
    """Numbers are given in the order of commits: a cursor may pass over nothing."""
    writers, each = 8, 15
    seen = []

    async def write(number):
        for turn in range(each):
            await database.change(lambda tx, turn=turn: [_fact(tx, number), _fact(tx, turn)][: 1 + turn % 2])

    async def follow():
        while len(seen) < writers * each * 2:
            seen.extend(
                await database.read(
                    lambda tx: [fact.seq for fact in event.after(tx, ORG, seen[-1] if seen else 0, 7)]
                )
            )

    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            group.start_soon(follow)
            for number in range(writers):
                group.start_soon(write, number)
    assert seen == list(range(1, writers * each * 2 + 1))


async def test_facts_of_a_slow_work_come_after_those_already_numbered(postgres):
    """The one that numbers first commits first, however the two began."""
    begun, go = threading.Event(), threading.Event()

    def slow(tx):
        tx.execute(text("SELECT 1"))
        begun.set()
        go.wait(30)
        _fact(tx, 1)

    async with anyio.create_task_group() as group:
        group.start_soon(postgres.change, slow)
        await anyio.to_thread.run_sync(begun.wait, 30)
        await postgres.change(lambda tx: _fact(tx, 2))
        go.set()
    facts = await postgres.read(lambda tx: event.after(tx, ORG, 0, 10))
    assert [(fact.seq, fact.body["number"]) for fact in facts] == [(1, 2), (2, 1)]


async def test_facts_of_another_organisation_are_not_seen(database):
    await database.change(lambda tx: (_fact(tx), _fact(tx, org="other"), _fact(tx)))
    assert await database.read(_all) == [1, 3]
    assert await database.read(lambda tx: (event.last(tx, "other"), event.last(tx, "none"))) == (2, 0)


async def test_a_deadlock_is_tried_again(postgres):
    """Two works lock two rows crosswise; both go through in the end."""
    await postgres.change(lambda tx: (count.up(tx, "a"), count.up(tx, "b")))
    meet = threading.Barrier(2)
    tries = []

    def cross(first, second):
        def work(tx):
            again = first in tries
            tries.append(first)
            if again:  # in the other's order now, so that it cannot happen twice
                return count.up(tx, second), count.up(tx, first)
            count.up(tx, first)
            meet.wait(30)
            return count.up(tx, second)

        return work

    async with anyio.create_task_group() as group:
        group.start_soon(postgres.change, cross("a", "b"))
        group.start_soon(postgres.change, cross("b", "a"))
    assert len(tries) == 3
    values = await postgres.read(
        lambda tx: tx.execute(text("SELECT value FROM counter WHERE name IN ('a', 'b')")).scalars().all()
    )
    assert values == [3, 3]


async def test_who_was_second_with_a_name_runs_again_and_sees_the_first(postgres, build):
    meet = threading.Barrier(2)
    tries = []

    def work(tx):
        found = project.by_name(tx, ORG, "same")
        tries.append(found)
        if len(tries) <= 2:
            meet.wait(30)
        return (found or build.project(tx, name="same")).id

    got = set()

    async def one():
        got.add(await postgres.change(work))

    async with anyio.create_task_group() as group:
        group.start_soon(one)
        group.start_soon(one)
    assert len(got) == 1
    assert len(tries) == 3


async def test_a_lost_connection_is_unavailable_and_the_next_work_goes_through(postgres, postgres_cluster):
    def cut(tx):
        pid = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(postgres_cluster, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        tx.execute(text("SELECT 1"))

    with pytest.raises(Unavailable):
        await postgres.change(cut)
    await postgres.change(_fact)
    assert await postgres.read(_all) == [1]


async def test_connections_that_died_in_the_pool_cost_nobody_an_error(postgres, postgres_cluster):
    """As after a restart of PostgreSQL: every idle connection is dead, and nobody was told."""
    await postgres.change(_fact)
    await postgres.read(_all)
    with psycopg.connect(postgres_cluster, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            (make_url(postgres.url).database,),
        )
    assert await postgres.read(_all) == [1]
    await postgres.change(_fact)
    assert await postgres.read(_all) == [1, 2]


async def test_a_full_disk_is_said_and_leaves_the_database_whole(sqlite):
    # The writer's own page limit is the disk; SQLite raises the very error of a full one.
    await sqlite.change(lambda tx: tx.conn.exec_driver_sql("PRAGMA max_page_count = 1"))
    with pytest.raises(StorageFull):
        await sqlite.change(lambda tx: [_fact(tx, "x" * 5000) for _ in range(200)])
    await sqlite.change(lambda tx: tx.conn.exec_driver_sql("PRAGMA max_page_count = 100000"))
    await sqlite.change(_fact)
    assert await sqlite.read(_all) == [1]


async def test_a_file_locked_by_a_stranger_is_unavailable(sqlite):
    await sqlite.change(lambda tx: tx.conn.exec_driver_sql("PRAGMA busy_timeout = 1"))
    stranger = sqlite3.connect(sqlite.url.removeprefix("sqlite:///"), isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await sqlite.change(_fact)
    stranger.close()
    await sqlite.change(_fact)
    assert await sqlite.read(_all) == [1]


async def test_a_closed_database_says_so(tmp_path, clock):
    async with Database.open(f"sqlite:///{tmp_path}/a.db", clock) as db:
        await db.change(lambda _tx: None)
    with pytest.raises(Unavailable):
        await db.change(lambda _tx: None)


async def test_a_file_that_is_no_database_is_said_at_once(tmp_path, clock):
    (tmp_path / "a.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DBAPIError):
        async with Database.open(f"sqlite:///{tmp_path}/a.db", clock):
            pass


async def test_only_the_owner_may_read_the_files(sqlite):
    await sqlite.change(_fact)
    path = sqlite.url.removeprefix("sqlite:///")
    with sole_server(sqlite.url):
        for end in ("", "-wal", "-shm", ".lock"):
            assert stat.S_IMODE((await anyio.Path(path + end).stat()).st_mode) == 0o600, end


async def test_time_is_the_databases_unless_a_test_wants_its_own(postgres_cluster, clock):
    url = fresh_database(postgres_cluster)
    async with Database.open(url, clock) as db:
        assert abs((await db.read(lambda tx: tx.now) - SystemClock().now()).total_seconds()) < 60
    async with Database.open(url, clock, own_time=True) as db:
        assert await db.read(lambda tx: tx.now) == clock.now()


async def test_writes_are_durable(sqlite):
    def settings(tx):
        return [
            tx.conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert await sqlite.change(settings) == ["wal", 2, 1]
    assert await sqlite.read(settings) == ["wal", 2, 1]


def test_one_server_on_a_file(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    with sole_server(url), pytest.raises(Unavailable, match="another Taskyard server"), sole_server(url):
        pass
    with sole_server(url):
        pass


def test_several_servers_on_postgresql():
    url = "postgresql://localhost/yard"
    with sole_server(url), sole_server(url):
        pass


async def test_one_of_several_servers_does_the_upkeep(postgres):
    begun, go = threading.Event(), threading.Event()

    def holds(tx):
        got = alone(tx, "upkeep")
        begun.set()
        go.wait(30)
        assert got

    async with anyio.create_task_group() as group:
        group.start_soon(postgres.change, holds)
        await anyio.to_thread.run_sync(begun.wait, 30)
        assert not await postgres.change(lambda tx: alone(tx, "upkeep"))
        assert await postgres.change(lambda tx: alone(tx, "other"))
        go.set()
    assert await postgres.change(lambda tx: alone(tx, "upkeep"))


async def test_the_secret_is_made_once(database):
    first = await database.change(secret.server_secret)
    assert len(first) == 32
    assert await database.change(secret.server_secret) == first


def test_an_old_sqlite_is_warned_of(monkeypatch):
    def said(*version):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        return engine.sqlite_warning()

    assert "3.51.3" in said(3, 40, 1)
    assert "3.51.3" in said(3, 51, 2)
    assert said(3, 51, 3) is said(3, 53, 0) is said(3, 50, 7) is None


def test_words_for_trouble():
    def said(words):
        return type(translate(OperationalError("x", {}, sqlite3.OperationalError(words))))

    assert said("database or disk is full") is StorageFull
    assert said("database is locked") is Unavailable
    assert said("no such table: x") is OperationalError


def test_a_cluster_leaves_no_process_behind(postgres_cluster):
    with ThreadPoolExecutor(1) as pool:  # it is usable from any thread
        assert pool.submit(lambda: psycopg.connect(postgres_cluster).close()).result() is None
