"""The three speeds that must not be lost, held by plans and by counts: no clock, no machine in it."""

import re
from collections import Counter

import anyio
import pytest

from taskyard.bus.memory import MemoryBus
from taskyard.clock import SystemClock
from taskyard.domain.run import Outcome, Reason, Run, RunStatus
from taskyard.service import project, task
from taskyard.service.project import ProjectDraft
from taskyard.service.task import TaskDraft
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


async def test_a_claim_reads_one_index_and_never_sorts_or_scans(db, owner, plan_of):
    """Row 4: what makes a claim as quick with a million queued as with a thousand."""
    await queued(db, owner, 50)
    await queued(db, owner, 50, pool="default/other", first=50)
    found, plan = [], []

    def work(tx):
        def claim(tx):
            pools = queue.pools(tx, "default")
            found.append(queue.claim(tx, pools=pools, worker="w", claim_key="k", lease_seconds=90))

        plan.extend(plan_of(tx, claim))

    await db.change(work)
    assert found[0].id == f"0{0:025d}"
    assert [line for line in plan if "run_queued" in line], plan
    # A row handed on by a subquery shows as a scan of its alias h, h0, …; a scan of a table would grow with it.
    assert not [line for line in plan if re.match(r"SCAN (?!h\d*$)", line) or "TEMP B-TREE" in line], plan


async def test_eight_claimers_get_the_same_share(db, owner):
    """Row 6: whoever waits longest is served first, so that nobody starves."""
    await queued(db, owner, 50 * CLAIMERS)
    got = Counter()
    taken = []

    async def claimer(number):
        for turn in range(100):
            key = f"{number}-{turn}"
            found = await db.change(
                lambda tx, key=key: queue.claim(
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
                lambda tx, nth=nth: queue.claim(
                    tx, pools=["default/gates"], worker="w", claim_key=f"{nth}", lease_seconds=90
                )
            )
            await db.change(lambda tx, got=got: run.save_outcome(tx, got.id, got.fence, DONE, tx.now))

    async with anyio.create_task_group() as group:
        for number in range(CLAIMERS):
            group.start_soon(client, number)
    assert db.commits - before <= CLAIMERS * cycles * 3 / 2
