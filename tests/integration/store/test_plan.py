"""Plans: the hot statements read an index and stay flat, however long the history is."""

import pytest
from sqlalchemy import insert, text

from taskyard.store import entry, event, queue, run, task
from taskyard.store.schema import entry as entry_table
from taskyard.store.schema import event as event_table
from taskyard.store.schema import run as run_table
from taskyard.store.schema import run_body as body_table
from taskyard.store.schema import task as task_table

pytestmark = pytest.mark.anyio
ORG = "default"
POOLS = [f"{ORG}/p{number}/a/none//work/queue" for number in range(4)]
HISTORY = 4_000


def fill(tx, build):
    """A long history and a short queue: what a year leaves behind. Only PostgreSQL gathers statistics by itself."""
    owner = build.project(tx)
    one = build.run(tx, project=owner.id, pool=POOLS[0])
    values = dict(tx.execute(run_table.select().where(run_table.c.id == one.id)).one()._mapping)
    card = dict(tx.execute(task_table.select().where(task_table.c.id == one.task)).one()._mapping)
    many = range(2, HISTORY)
    tx.execute(
        insert(task_table),
        [card | {"id": f"t{n:025}", "number": 10_000 + n, "position": f"b{n:06}"} for n in many],
    )
    ended = {"status": "succeeded", "fence": 1, "lease_until": None}
    tx.execute(insert(run_table), [values | ended | {"id": f"r{n:025}", "number": n} for n in many])
    queued = [values | {"id": f"q{n:025}", "number": HISTORY + n, "pool": POOLS[n % 4]} for n in range(40)]
    tx.execute(insert(run_table), queued)
    body = dict(tx.execute(body_table.select().where(body_table.c.run == one.id)).one()._mapping)
    runs = [f"r{n:025}" for n in many] + [row["id"] for row in queued]
    tx.execute(insert(body_table), [body | {"run": of} for of in runs])
    now = tx.now
    tx.execute(
        insert(entry_table),
        [
            {"run": f"r{n % 20 + 2:025}", "seq": n, "kind": "text", "at": now, "body": {"text": "x" * 100}}
            for n in range(HISTORY)
        ],
    )
    tx.execute(
        insert(event_table),
        [
            {"seq": n, "at": now, "org": ORG, "kind": "task.changed", "actor": "a", "body": {}}
            for n in range(1, HISTORY)
        ],
    )
    if tx.dialect != "sqlite":
        tx.execute(text("ANALYZE"))


def scans(lines, *tables):
    """Reads of whole tables; sqlite calls a walk in the order of an index a scan too, USING INDEX."""
    return [
        line
        for line in lines
        for table in tables
        if f"Seq Scan on {table} " in line
        or (f"{line} ".startswith(f"SCAN {table} ") and "USING" not in line)
    ]


@pytest.fixture
async def filled(database, build):
    await database.change(lambda tx: fill(tx, build))
    return database


async def test_claim_reads_the_head_of_the_queue(filled, plan_of):
    def work(tx):
        found = plan_of(
            tx, lambda tx: queue.take(tx, pools=POOLS, worker="w", claim_key="k", lease_seconds=90)
        )
        return found + plan_of(tx, lambda tx: queue.pools(tx, ORG))

    lines = await filled.change(work)
    assert any("run_queued" in line for line in lines), lines
    assert not scans(lines, "run", "run_body"), lines
    assert not [line for line in lines if "TEMP B-TREE" in line], lines


async def test_renew_touches_one_row_by_its_id(filled, plan_of):
    def work(tx):
        got = queue.take(tx, pools=POOLS, worker="w", claim_key="k", lease_seconds=90)
        return plan_of(tx, lambda tx: queue.renew(tx, got.id, got.fence, 90))

    lines = await filled.change(work)
    assert not scans(lines, "run"), lines
    assert any("run_pkey" in line or "autoindex_run_1" in line or "run_live" in line for line in lines), lines


async def test_expire_and_live_read_only_live_runs(filled, plan_of):
    def work(tx):
        queue.take(tx, pools=POOLS, worker="w", claim_key="k", lease_seconds=90)
        return plan_of(tx, lambda tx: queue.expire(tx, 100)) + plan_of(tx, lambda tx: run.live(tx, ORG))

    lines = await filled.change(work)
    assert any("run_live" in line for line in lines), lines
    assert not scans(lines, "run"), lines


async def test_depth_reads_nothing_of_the_history(filled, plan_of):
    lines = await filled.read(
        lambda tx: plan_of(tx, lambda tx: (queue.depth(tx, ORG), queue.running_by_project(tx, ORG)))
    )
    assert not scans(lines, "run"), lines


async def test_events_after_a_number(filled, plan_of):
    lines = await filled.read(lambda tx: plan_of(tx, lambda tx: event.after(tx, ORG, HISTORY - 10, 100)))
    assert not scans(lines, "event"), lines
    assert not [line for line in lines if "TEMP B-TREE" in line or "Sort" in line], lines


async def test_a_window_of_a_transcript(filled, plan_of):
    lines = await filled.read(lambda tx: plan_of(tx, lambda tx: entry.window(tx, f"r{2:025}", 3000, 50)))
    assert any("entry_seq" in line or "autoindex_entry" in line for line in lines), lines
    assert not scans(lines, "entry"), lines


async def test_a_page_of_tasks_far_down(filled, plan_of):
    def work(tx):
        _, cursor = task.page(tx, ORG, limit=2_000)
        return plan_of(tx, lambda tx: task.page(tx, ORG, cursor=cursor, limit=50))

    lines = await filled.read(work)
    assert any("task_order" in line for line in lines), lines
    assert not scans(lines, "task"), lines
