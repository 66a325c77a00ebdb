"""The sums of the page of insights and the first steps: the same on both databases, and flat however long the history."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from taskyard.domain import id as ids
from taskyard.domain.project import Project
from taskyard.store import entry, event, project, start
from taskyard.store.column import to_micros
from taskyard.store.insight import Readings
from taskyard.store.schema import event as event_table
from taskyard.store.schema import message as message_table
from taskyard.store.schema import run as run_table
from taskyard.store.schema import task as task_table
from taskyard.store.schema import usage as usage_table

pytestmark = pytest.mark.anyio
ORG, MANY = "default", 3_000
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SINCE = datetime(2026, 2, 28, tzinfo=UTC)


def at(hours):
    """So long before now; and an id that was made then."""
    moment = NOW - timedelta(hours=hours)
    at.made += 1
    return moment, ids.make(to_micros(moment) // 1000, at.made.to_bytes(10, "big"))


at.made = 0


def fill(tx, build):
    """One thing an hour, for months."""
    one = build.run(tx)
    values = dict(tx.execute(run_table.select().where(run_table.c.id == one.id)).one()._mapping)
    card = dict(tx.execute(task_table.select().where(task_table.c.id == one.task)).one()._mapping)
    ended = values | {"status": "succeeded", "agent": "a", "kind": "work"}
    asked = {
        "org": ORG, "project": one.project, "task": one.task, "run": one.id, "kind": "question", "text": "?",
        "choices": [], "author": "agent:a", "binds": "", "state": "answered", "answer": "x", "answered_by": "key:a",
    }  # fmt: skip
    spent = {"org": ORG, "project": one.project, "task": one.task, "agent": "a", "tokens_in": 2**33}
    spent |= {"tokens_out": 2, "tokens_cached": 3, "turns": 1, "cost_usd": 0.5}
    tasks, runs, messages, used = [], [], [], []
    for nth in range(MANY):
        moment, name = at(nth)
        tasks.append(
            card
            | {"id": name, "number": 100 + nth, "status": "done", "created_at": moment, "finished_at": moment}
        )
        took = timedelta(seconds=nth + 1)
        runs.append(ended | {"id": name, "number": nth + 2, "started_at": moment - took, "ended_at": moment})
        messages.append(asked | {"id": name, "at": moment, "answered_at": moment + took})
        used.append(spent | {"run": name, "day": moment.date().isoformat()})
    for table, rows in (
        (task_table, tasks),
        (run_table, runs),
        (message_table, messages),
        (usage_table, used),
    ):
        tx.execute(insert(table), rows)
    tx.execute(
        insert(event_table),
        [
            {"seq": n, "at": NOW, "org": ORG, "kind": "task.changed", "actor": "a", "body": {}}
            for n in range(1, MANY)
        ],
    )
    if tx.dialect != "sqlite":
        tx.execute(text("ANALYZE"))
    return one.project


@pytest.fixture
async def filled(database, build):
    await database.change(lambda tx: fill(tx, build))
    return database


def readings(tx, org=ORG, own=None):
    return Readings(tx, org, own, SINCE, SINCE - timedelta(days=10))


def every(tx):
    read = readings(tx)
    found = [read.spent(), read.created(), read.asked(NOW), read.runs(), read.costs(), read.times()]
    return [*found, read.answers()]


async def test_the_sums_are_those_of_the_rows(filled):
    def work(tx):
        read = readings(tx)
        day = (SINCE - datetime(1970, 1, 1, tzinfo=UTC)).days
        # 13 hours of the last day, 24 of the one before: numbers 0 to 36, which took 1 to 37 seconds.
        assert sorted((row["day"], row["many"]) for row in read.created()) == [(day, 24), (day + 1, 13)]
        assert sorted((row["day"], row["status"], row["many"]) for row in read.ended()) == [
            (day, "done", 24), (day + 1, "done", 13),
        ]  # fmt: skip
        [first, second] = sorted(read.spent(), key=lambda row: row["day"])
        assert (first["day"], first["cost_usd"], first["tokens_in"]) == ("2026-02-28", 12.0, 24 * 2**33)
        assert (second["day"], second["tokens_out"], second["tokens_cached"]) == ("2026-03-01", 26, 39)
        waited = {row["day"]: (row["many"], row["waited"]) for row in read.asked(NOW)}
        assert waited == {day: (24, sum(range(14, 38)) * 10**6), day + 1: (13, sum(range(1, 14)) * 10**6)}
        assert [(row["agent"], row["status"], row["many"]) for row in read.runs()] == [("a", "succeeded", 37)]
        assert [float(row["took"]) for row in read.times()] == [19e6]
        assert read.costs()[0]["cost_usd"] == 18.5
        answers = read.answers()
        assert (answers["many"], answers["longest"], float(answers["took"])) == (37, 37 * 10**6, 19e6)
        assert read.open() == 0

    await filled.read(work)


async def test_nothing_is_found_of_nothing(filled):
    def work(tx):
        for read in (readings(tx, "other"), readings(tx, own="0" * 26)):
            assert read.spent() == read.created() == read.ended() == read.asked(NOW) == read.runs() == []
            assert read.times() == read.costs() == []
            assert read.answers()["many"] is None
            assert read.open() == 0

    await filled.read(work)


async def test_the_readings_begin_in_the_middle_of_an_index(filled, plan_of):
    lines = await filled.read(lambda tx: plan_of(tx, every))
    for line in lines:
        # What is read of a statement's own result is short.
        assert not line.startswith("SCAN ") or "subquery" in line or line == "SCAN one", lines
        assert "task_order" not in line, lines
        assert not any(f"Seq Scan on {table} " in line for table in ("task", "run", "message", "usage")), (
            lines
        )


async def test_the_past_and_the_end_of_a_transcript_read_an_index(filled, plan_of):
    def work(tx):
        past = plan_of(tx, lambda tx: event.before(tx, ORG, MANY - 10, 50, floor=MANY - 100, prefix="run."))
        texts = plan_of(tx, lambda tx: entry.texts(tx, "0" * 26, 10, 50))
        return past + texts + plan_of(tx, lambda tx: entry.window_before(tx, "0" * 26, 10, 0, 50))

    lines = await filled.read(work)
    assert not [line for line in lines if line.startswith("SCAN ") or "Seq Scan on event " in line], lines
    assert not [line for line in lines if "TEMP B-TREE" in line], lines


async def test_the_first_steps_are_those_of_the_organisation(database, build):
    def work(tx):
        def found(org):
            return [
                ask(tx, org) for ask in (start.has_project, start.has_task, start.has_answer, start.has_merge)
            ]

        assert found(ORG) == [False] * 4
        own = build.project(tx)
        assert found(ORG) == [True, False, False, False]
        build.task(tx, project=own.id)
        assert found(ORG) == [True, True, False, False]
        build.task(tx, project=own.id, status="done", merged_commit="a" * 40)
        assert found(ORG) == [True, True, False, True]
        assert found("other") == [False] * 4

    await database.change(work)
    assert isinstance(await database.read(lambda tx: project.all(tx, ORG)[0]), Project)
