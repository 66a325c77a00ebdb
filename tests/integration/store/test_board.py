"""The board, the inbox and the fleet on both databases: a fixed number of statements, and few bytes for many cards."""

import gzip
import itertools
import json
import random
from datetime import timedelta

import pytest
from sqlalchemy import event as hook
from sqlalchemy import insert

from taskyard.domain.board import Board
from taskyard.domain.inbox import Inbox, Tab
from taskyard.domain.run import RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.server.auth import adapter
from taskyard.service import board, fleet, inbox
from taskyard.service.yard import SYSTEM, Deed, Terms
from taskyard.store.schema import message as message_table
from taskyard.store.schema import run as run_table
from taskyard.store.schema import run_body as body_table
from taskyard.store.schema import task as task_table
from taskyard.store.schema import usage as usage_table
from taskyard.store.schema import worker as worker_table

pytestmark = pytest.mark.anyio
CARDS = 10_000
MOST = 25  # bytes a card, packed
WORDS = """
Add,Fix,Remove,Split,Rename,Cache,Log,Test,Document,Speed up,Harden,Retry,Validate,Move,Replace,Drop
login form,lease renewal,token refresh,search index,invoice export,retry queue,session store,health check,date picker,\
error page,upload limit,webhook signature,user avatar,dark theme,audit log,rate limit,csv import,mail template,\
payment status,feature flag,cache key,database pool,sort order,file watcher,progress bar
on the start page,for slow networks,in the worker,when the disk is full,behind the proxy,for new accounts,under load,\
in the nightly job,after a restart,without JavaScript,for right-to-left text,on PostgreSQL
"""
VERBS, THINGS, WHERE = (line.split(",") for line in WORDS.strip().splitlines())
# How full the columns of a board are that has been used for a year.
SHARES = {
    TaskStatus.BACKLOG: 1500, TaskStatus.QUEUED: 1000, TaskStatus.RUNNING: 20, TaskStatus.REVIEW: 60,
    TaskStatus.MERGING: 5, TaskStatus.DONE: 7000, TaskStatus.FAILED: 215, TaskStatus.CANCELLED: 200,
}  # fmt: skip


def deed(tx):
    return Deed(tx, SYSTEM, Terms(), random.Random(1).randbytes)


def fill(tx, build, many):
    """Rows in bulk, in the shares of an old board, with runs, what they used and what they changed."""
    chance = random.Random(many)
    project = build.project(tx)
    one = build.run(tx, project=project.id)
    cards = dict(tx.execute(task_table.select().where(task_table.c.id == one.task)).one()._mapping)
    run = dict(tx.execute(run_table.select().where(run_table.c.id == one.id)).one()._mapping)
    body = dict(tx.execute(body_table.select().where(body_table.c.run == one.id)).one()._mapping)
    states = [state for state, share in SHARES.items() for _ in range(share * many // CARDS)]
    chance.shuffle(states)
    rows = {"task": [], "run": [], "body": [], "usage": []}
    for number, status in enumerate(states, 1000):
        own, of = f"t{number:025}", f"r{number:025}"
        began = tx.now - timedelta(seconds=chance.randrange(90 * 86400))
        ran = status not in {TaskStatus.BACKLOG, TaskStatus.CANCELLED}
        over = status in {TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED}
        ended = began + timedelta(seconds=chance.randrange(60, 3600))
        rank = chance.choices(range(4), (1, 10, 80, 9))[0]
        rows["task"].append(
            cards | {
                "id": own, "number": number, "status": status.value, "priority": rank, "position": f"b{number:06}",
                "title": " ".join(map(chance.choice, (VERBS, ["the"], THINGS, WHERE))),
                "labels": chance.choices([[], ["web"], ["api"]], (8, 1, 1))[0], "run": of if ran else None,
                "created_at": began, "updated_at": ended, "queued_at": began, "runs": int(ran),
                "finished_at": ended if over else None,
            }
        )  # fmt: skip
        if not ran:
            continue
        state = RunStatus.QUEUED if status is TaskStatus.QUEUED else RunStatus.SUCCEEDED
        rows["run"].append(
            run | {
                "id": of, "task": own, "number": 2, "status": state.value, "priority": rank, "agent": "claude",
                "position": f"b{number:06}", "queued_at": began, "claimed_at": began, "ended_at": ended,
            }
        )  # fmt: skip
        done = status in {TaskStatus.DONE, TaskStatus.REVIEW, TaskStatus.FAILED}
        stat = [
            {"path": f"src/part{place}.py", "added": int(chance.expovariate(1 / 30)), "removed": place, "kind": "modified"}
            for place in range(chance.choice((1, 1, 2, 3, 5)))
        ]  # fmt: skip
        rows["body"].append(body | {"run": of, "stat": stat if done else []})
        if done:
            rows["usage"].append(
                {
                    "run": of, "org": cards["org"], "project": project.id, "task": own, "agent": "claude",
                    "day": "2026-01-01", "tokens_in": int(chance.lognormvariate(12, 1)), "tokens_out": 2000,
                    "tokens_cached": 0, "turns": 9, "cost_usd": chance.lognormvariate(0, 0.8),
                }
            )  # fmt: skip
    tables = {"task": task_table, "run": run_table, "body": body_table, "usage": usage_table}
    for name, table in tables.items():
        if rows[name]:
            tx.execute(insert(table), rows[name])
    return len(states) + 1


async def test_ten_thousand_cards_are_few_bytes_each(sqlite, build):
    many = await sqlite.change(lambda tx: fill(tx, build, CARDS))
    found = await sqlite.read(lambda tx: board.board(deed(tx)))
    text = adapter(Board).dump_json(found, exclude_defaults=True)
    assert len(found.cards) == many
    assert sum(bool(card.tokens and card.cost and card.files) for card in found.cards) > many / 2
    packed = len(gzip.compress(text, compresslevel=6, mtime=0))
    assert packed / many <= MOST


def statements(tx, work):
    """How many statements `work` runs, by either way to the driver."""
    seen, raw = [], tx.raw

    class Counting:
        def __getattr__(self, name):
            return getattr(raw, name)

        def execute(self, *given):
            seen.append(given[0])
            return raw.execute(*given)

    def note(_conn, _cursor, statement, *_rest):
        seen.append(statement)

    hook.listen(tx.conn, "before_cursor_execute", note)
    tx.raw = Counting()
    try:
        work(tx)
    finally:
        tx.raw = raw
        hook.remove(tx.conn, "before_cursor_execute", note)
    return len(seen)


async def test_the_number_of_statements_does_not_follow_the_number_of_cards(database, build):
    looks = {
        "board": (lambda tx: board.board(deed(tx)), 8),
        "one project": (lambda tx: board.board(deed(tx), "p2"), 9),
        "a few": (lambda tx: board.board(deed(tx), None, range(1000, 1200)), 8),
        "fleet": (lambda tx: fleet.fleet(deed(tx)), 8),
    } | {tab.value: (lambda tx, tab=tab: inbox.inbox(deed(tx), tab, 200), 2) for tab in Tab}
    counted = []
    for many in (0, 400):
        if many:
            await database.change(lambda tx, many=many: fill(tx, build, many))
        else:
            await database.change(lambda tx: build.project(tx, name="p2"))
        found = await database.read(lambda tx: {n: statements(tx, work) for n, (work, _) in looks.items()})
        assert all(found[name] <= most for name, (_, most) in looks.items()), found
        counted.append(found)
    assert counted[0] == counted[1]


async def test_both_databases_give_the_same_board(database, build, clock):
    def work(tx):
        fill(tx, build, 400)
        later = build.task(
            tx, title="later", not_before=clock.now() + timedelta(hours=1), position="c", executable=False
        )
        build.task(tx, title="after it", depends_on=(later.id,), position="d")

    await database.change(work)
    found = await database.read(lambda tx: board.board(deed(tx)))
    cards = json.loads(adapter(Board).dump_json(found, exclude_defaults=True))["cards"]
    columns = [name for name, _ in itertools.groupby(card["status"] for card in cards)]
    assert columns == [status.value for status in SHARES if SHARES[status] * 400 >= CARDS]
    last = next(place for place, card in enumerate(cards) if card["status"] == "queued") - 1
    assert (cards[last]["title"], cards[last]["waits_on"]) == ("after it", 1)
    assert cards[last - 1]["manual"] is True
    assert cards[last - 1]["not_before"] == int(clock.now().timestamp()) + 3600
    done = [card for card in cards if card["status"] == "done"]
    assert [card["at"] for card in done] == sorted((card["at"] for card in done), reverse=True)
    assert all(card["tokens"] < 10**3 or str(card["tokens"])[3:].strip("0") == "" for card in done)
    some = await database.read(lambda tx: board.board(deed(tx), None, [1001, 1002, 999_999, 9_999_999_999]))
    whole = {card.number: card for card in found.cards}
    assert {card.number: card for card in some.cards} == {number: whole[number] for number in (1001, 1002)}
    assert (await database.read(lambda tx: board.board(deed(tx), None, []))).cards == ()


@pytest.mark.parametrize("tab", list(Tab))
async def test_pages_of_the_inbox_are_the_whole_of_it(database, build, tab):
    def work(tx):
        fill(tx, build, 1000)
        task = build.task(tx)
        row = {
            "org": "default", "project": task.project, "task": task.id, "kind": "question", "text": "Which\nwood?",
            "choices": ["oak"], "author": "agent:claude", "binds": "", "at": tx.now,
        }  # fmt: skip
        rows = [
            row | {"id": build.id(), "state": state, "answered_at": tx.now if state == "answered" else None}
            for state in ("open", "answered")
            for _ in range(5)
        ]
        tx.execute(insert(message_table), rows)

    await database.change(work)
    whole = await database.read(lambda tx: inbox.inbox(deed(tx), tab, 200))
    assert whole.next is None
    pages, cursor = [], None
    while not pages or cursor is not None:
        page = await database.read(lambda tx, cursor=cursor: inbox.inbox(deed(tx), tab, 2, cursor))
        pages += page.items
        cursor = page.next
    assert tuple(pages) == whole.items
    assert len(pages) >= 5
    if tab is not Tab.ANSWERED:
        assert getattr(whole.counts, tab.value) == len(pages)
    assert adapter(Inbox).dump_json(whole)


async def test_the_fleet_of_workers_that_have_been_busy(database, build, clock):
    def work(tx):
        fill(tx, build, 400)
        now = tx.now
        worker = {
            "org": "default", "slots": 2, "offer": {"agents": ["claude"], "tiers": ["none"]}, "version": "1",
            "host": "h", "drain": False, "note": "", "runs": [], "profiles": {}, "registered_at": now,
            "heartbeat_at": now,
        }  # fmt: skip
        tx.execute(
            insert(worker_table),
            [worker | {"id": build.id(), "name": name, "status": status} for name, status in WORKERS.items()],
        )
        took = {"claimed_at": now - timedelta(seconds=90), "ended_at": now - timedelta(seconds=30)}
        for number in (1, 2, 3):
            task = build.task(tx)
            ran = build.run(tx, task=task.id, project=task.project)
            ended = {"status": "succeeded"} | took
            tx.execute(run_table.update().where(run_table.c.id == ran.id).values(ended))
            at = now - timedelta(minutes=40 * (number - 1))
            tx.execute(
                task_table.update().where(task_table.c.id == task.id).values(status="done", finished_at=at)
            )

    await database.change(work)
    found = await database.read(lambda tx: fleet.fleet(deed(tx)))
    assert [one.name for one in found.workers] == ["anvil", "forge"]
    depth = found.depth
    waiting = depth.urgent + depth.high + depth.normal + depth.low
    assert waiting == found.queues.high_priority + found.queues.default + found.queues.low_priority > 0
    assert found.pace.done_last_hour >= 2
    assert found.pace.done_last_day > found.pace.done_last_hour
    assert found.pace.median_seconds is not None
    assert found.pace.empty_at == clock.now() + timedelta(hours=1) / found.pace.done_last_hour * waiting


WORKERS = {"anvil": "busy", "forge": "idle", "left": "gone"}
