"""The three speeds that must not be lost, held by plans and by counts: no clock, no machine in it."""

import re
from collections import Counter

import anyio
import pytest

from taskyard.bus.memory import MemoryBus
from taskyard.clock import SystemClock
from taskyard.domain.entry import Entry, EntryKind
from taskyard.domain.run import Outcome, Reason, Run, RunStatus
from taskyard.domain.worker import Offer
from taskyard.service import claim, project, task, transcript, worker
from taskyard.service import queue as orders
from taskyard.service.claim import Bid
from taskyard.service.project import ProjectDraft
from taskyard.service.task import TaskDraft
from taskyard.service.worker import Registration
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store import queue, run
from taskyard.store.db import GROUP, Database
from taskyard.store.upgrade import upgrade

pytestmark = pytest.mark.anyio
CLAIMERS = 8
DONE = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED)


@pytest.fixture
async def db(tmp_path):
    url = f"sqlite:///{tmp_path}/gates.db"
    upgrade(url)
    async with Database.open(url, SystemClock()) as found:
        yield found


@pytest.fixture
async def owner(db):
    """(project, task) that the runs of a test belong to."""

    def work(deed):
        made = project.add(deed, ProjectDraft(name="gates", settings={}))
        return made.id, task.add(deed, TaskDraft(project="gates", title="one", settings={})).id

    return await Yard(db, MemoryBus(), SystemClock()).act(SYSTEM, work)


def order(owner, number, tx):
    return Run(
        id=f"0{number:025d}",
        org="default",
        project=owner[0],
        task=owner[1],
        number=number + 1,
        queued_at=tx.now,
    )


async def queued(db, owner, many, pool="default/gates", first=0):
    def work(tx):
        for number in range(first, first + many):
            place = f"a{number:08d}"
            run.add(tx, order(owner, number, tx), pool=pool, priority_rank=2, position=place, ready=True)

    await db.change(work)


@pytest.fixture
async def desk(db):
    """A yard with a registered worker and a queued task: (yard, worker)."""

    def work(deed):
        project.add(deed, ProjectDraft(name="desk", settings={"agent": "scripted", "tier": "none"}))
        new = task.add(deed, TaskDraft(project="desk", title="one", settings={}))
        orders.enqueue(deed, new.id)
        return worker.register(deed, Registration(name="hand", slots=1, offer=Offer()))

    yard = Yard(db, MemoryBus(), SystemClock())
    return yard, (await yard.act(SYSTEM, work)).id


async def traced(yard, work):
    """What `work` gives, and every statement that the database was asked to run for it, each row of facts as one."""
    said = []

    def noted(deed):
        deed.tx.raw.set_trace_callback(said.append)
        return work(deed)

    found = await yard.act(SYSTEM, noted)
    await yard.db.change(lambda tx: tx.raw.set_trace_callback(None))
    verbs = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
    return found, [one for one in said if one.lstrip().upper().startswith(verbs)]


def bid(worker_id):
    return Bid(worker=worker_id, key="k", offer=Offer(agents=("scripted",), tiers=("none",)))


async def test_a_claim_asks_the_database_few_things_and_writes_few_columns(desk):
    """Rows 1 to 3: each statement costs as much as a part of the HTTP server's own work."""
    yard, hand = desk
    found, said = await traced(yard, lambda deed: claim.claim(deed, bid(hand), b"secret"))
    assert found is not None
    assert len(said) <= 12, [one[:60] for one in said]
    [moved] = [one for one in said if one.startswith("UPDATE task")]
    assert "position" not in moved  # an index has it


async def test_a_batch_of_a_hundred_entries_is_a_handful_of_statements_and_its_rows(desk):
    """Row 11."""
    yard, hand = desk
    got = await yard.act(SYSTEM, lambda deed: claim.claim(deed, bid(hand), b"secret"))
    many = [Entry(seq=n, kind=EntryKind.TEXT, at=yard.clock.now(), body={"n": n}) for n in range(1, 101)]
    told, said = await traced(yard, lambda deed: transcript.append(deed, got.run.id, got.fence, 1, many))
    assert told.expected == 101
    rows = [one for one in said if one.startswith("INSERT INTO entry")]
    assert len(rows) == 100
    assert len(said) - len(rows) <= 6, [one[:60] for one in said[:8]]


async def test_a_claim_reads_one_index_and_never_sorts_or_scans(db, owner, plan_of):
    """Row 4: what makes a claim as quick with a million queued as with a thousand."""
    await queued(db, owner, 50)
    await queued(db, owner, 50, pool="default/other", first=50)
    found, plan = [], []

    def work(tx):
        def claim(tx):
            pools = queue.pools(tx, "default")
            found.append(queue.take(tx, pools=pools, worker="w", claim_key="k", lease_seconds=90))

        plan.extend(plan_of(tx, claim))

    await db.change(work)
    assert found[0].id == f"0{0:025d}"
    assert [line for line in plan if "run_queued" in line], plan
    # A row handed on by a subquery shows as a scan of its alias h, h0, …, and one made of nothing as a constant row;
    # a scan of a table would grow with it.
    assert not [
        line for line in plan if re.match(r"SCAN (?!h\d*$|CONSTANT ROW$)", line) or "TEMP B-TREE" in line
    ], plan


async def test_eight_claimers_get_the_same_share(db, owner):
    """Row 6: whoever waits longest is served first, so that nobody starves."""
    await queued(db, owner, 50 * CLAIMERS)
    got = Counter()
    taken = []

    async def claimer(number):
        for turn in range(100):
            key = f"{number}-{turn}"
            found = await db.change(
                lambda tx, key=key: queue.take(
                    tx, pools=["default/gates"], worker="w", claim_key=key, lease_seconds=90
                )
            )
            if found is None:
                return
            got[number] += 1
            taken.append(found.id)

    async with anyio.create_task_group() as group:
        for number in range(CLAIMERS):
            group.start_soon(claimer, number)
    assert len(taken) == len(set(taken)) == 50 * CLAIMERS
    assert min(got.values()) >= 0.8 * max(got.values())


async def test_what_waits_together_is_committed_together(db, owner):
    """Row 7: durable cycles of many clients cost far less than a commit each."""
    many = 4 * GROUP
    before = db.commits

    async def add(number):
        await queued(db, owner, 1, first=number)

    async with anyio.create_task_group() as group:
        for number in range(many):
            group.start_soon(add, number)
    # All are handed over before the writer can answer any but the first.
    assert db.commits - before <= many // GROUP + 2


async def test_clients_that_go_in_cycles_share_their_commits(db, owner):
    before = db.commits
    cycles = 20

    async def client(number):
        for turn in range(cycles):
            nth = number * cycles + turn
            await queued(db, owner, 1, first=nth)
            got = await db.change(
                lambda tx, nth=nth: queue.take(
                    tx, pools=["default/gates"], worker="w", claim_key=f"{nth}", lease_seconds=90
                )
            )
            await db.change(lambda tx, got=got: run.save_outcome(tx, got.id, got.fence, DONE, tx.now))

    async with anyio.create_task_group() as group:
        for number in range(CLAIMERS):
            group.start_soon(client, number)
    assert db.commits - before <= CLAIMERS * cycles * 3 / 2
