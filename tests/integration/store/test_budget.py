"""A project's budget on both databases: measured by an index, only where there is one, and no claim beyond it."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from taskyard.bus.memory import MemoryBus
from taskyard.domain.id import make
from taskyard.domain.project import BudgetWindow
from taskyard.domain.run import Outcome, Reason, Run, RunStatus, Usage
from taskyard.domain.worker import Offer
from taskyard.service import budget, claim, outcome, project, task, why, worker
from taskyard.service import queue as orders
from taskyard.service.claim import Bid
from taskyard.service.project import ProjectDraft
from taskyard.service.task import TaskDraft
from taskyard.service.worker import Registration
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store import event, usage
from taskyard.store.schema import usage as table

pytestmark = pytest.mark.anyio
ORG = "default"


@pytest.fixture
def yard(database, clock):
    return Yard(database, MemoryBus(), clock)


def used(tx, build, project_id, at, usd=0.0, tokens=0, org=ORG):
    run = Run(id=build.id(), org=org, project=project_id, task=build.id(), number=1, queued_at=at)
    usage.add(tx, run, Usage(cost_usd=usd, tokens_in=tokens, tokens_out=tokens, tokens_cached=10_000), at)


class Desk:
    """One project, one worker, and tasks as many as are wanted."""

    def __init__(self, yard):
        self.yard, self.keys = yard, 0

    async def begin(self, **settings):
        def work(deed):
            made = project.add(deed, ProjectDraft(name="desk", settings=settings))
            offer = Offer(agents=("scripted",), tiers=("none",))
            return made.id, worker.register(deed, Registration(name="hand", slots=9, offer=offer)).id

        self.project, self.hand = await self.yard.act(SYSTEM, work)
        return self

    async def task(self):
        def work(deed):
            new = task.add(deed, TaskDraft(project="desk", title="one", settings={}))
            orders.enqueue(deed, new.id)
            return new.id

        return await self.yard.act(SYSTEM, work)

    async def claim(self):
        self.keys += 1
        offer = Offer(agents=("scripted",), tiers=("none",))
        bid = Bid(worker=self.hand, key=f"k{self.keys}", offer=offer)
        return await self.yard.act(SYSTEM, lambda deed: claim.claim(deed, bid, b"secret"))

    async def spend(self, got, **spent):
        said = Outcome(status=RunStatus.FAILED, reason=Reason.SETUP_FAILED, usage=Usage(**spent))
        run, fence = got.run.id, got.fence
        await self.yard.act(SYSTEM, lambda deed: outcome.finish(deed, run, fence, said, outcome.FAILURE))

    async def set(self, **settings):
        fields = {"settings": settings}
        await self.yard.act(SYSTEM, lambda deed: project.change(deed, self.project, fields))

    async def why(self, task_id):
        return (await self.yard.look(SYSTEM, lambda deed: why.explain(deed, task_id))).why

    async def facts(self, kind):
        def work(deed):
            return [one for one in event.after(deed.tx, ORG, 0, 1000) if one.kind == kind]

        return await self.yard.look(SYSTEM, work)


@pytest.fixture
def desk(yard):
    return Desk(yard)


async def test_a_window_sums_its_own_days_of_its_own_project(database, build, clock):
    now = clock.now()
    mine, other = build.id(), build.id()

    def work(tx):
        used(tx, build, mine, now, 1.5, 10)
        used(tx, build, mine, now - timedelta(days=1), 2.0, 5)
        used(tx, build, other, now, 50.0, 500)
        used(tx, build, mine, now, 70.0, 700, org="else")
        return [
            usage.of_project(tx, ORG, mine, since) for since in (now.date().isoformat(), "", "2999-01-01")
        ]

    assert await database.change(work) == [(1.5, 20), (3.5, 30), (0.0, 0)]


async def test_the_sum_is_read_from_the_index_alone(database, build, clock, plan_of):
    def fill(tx):
        row = {"org": ORG, "agent": "a", "tokens_in": 1, "tokens_out": 1, "tokens_cached": 1, "turns": 1}
        row |= {"cost_usd": 0.1, "task": build.id()}
        projects = [f"p{n:025}" for n in range(40)]
        rows = [
            row | {"run": make(n, bytes(10)), "project": projects[n % 40], "day": f"2026-01-{n % 28 + 1:02}"}
            for n in range(4_000)
        ]
        tx.execute(insert(table), rows)
        if tx.dialect != "sqlite":
            tx.execute(text("ANALYZE"))
        return projects[7]

    wanted = await database.change(fill)
    plan = await database.read(
        lambda tx: plan_of(tx, lambda tx: usage.of_project(tx, ORG, wanted, "2026-01-20"))
    )
    assert any("usage_project" in line for line in plan), plan
    assert not [line for line in plan if "Seq Scan" in line or line.startswith("SCAN")], plan


async def test_without_a_budget_a_claim_reads_no_usage(sqlite, clock):
    desk = await Desk(Yard(sqlite, MemoryBus(), clock)).begin()
    await desk.task()
    said = []
    await sqlite.change(lambda tx: tx.raw.set_trace_callback(said.append))
    assert (await desk.claim()).left is None
    await sqlite.change(lambda tx: tx.raw.set_trace_callback(None))
    assert [one for one in said if "UPDATE run" in one]
    assert not [one for one in said if "usage_project" in one or "FROM usage" in one]


async def test_a_claim_says_what_is_left_and_none_is_given_when_nothing_is(desk):
    await desk.begin(project_budget_usd=1.0, project_budget_tokens=1000)
    first, second = await desk.task(), await desk.task()
    got = await desk.claim()
    assert (got.left.usd, got.left.tokens) == (1.0, 1000)
    await desk.spend(got, cost_usd=0.75, tokens_in=10, tokens_out=20)
    got = await desk.claim()
    assert (got.task.id, got.left.usd, got.left.tokens) == (second, 0.25, 970)
    await desk.spend(got, cost_usd=0.27)
    third = await desk.task()
    assert await desk.claim() is None
    [reason] = await desk.why(third)
    assert reason.code == "project_budget"
    assert reason.words == (
        "the project's budget for this month is used up: 1.02 of 1.00 USD; raise project_budget_usd"
    )
    await desk.set(project_budget_usd=2.0)
    assert (await desk.claim()).task.id == third
    assert first != second


async def test_run_now_does_not_get_past_the_budget(desk, yard):
    await desk.begin(project_budget_tokens=10)
    await desk.task()
    await desk.spend(await desk.claim(), tokens_out=10)
    late = await desk.task()
    await yard.act(SYSTEM, lambda deed: orders.run_now(deed, late))
    offer = Offer(agents=("scripted",), tiers=("none",), override=True)
    bid = Bid(worker=desk.hand, key="now", offer=offer)
    assert await yard.act(SYSTEM, lambda deed: claim.claim(deed, bid, b"secret")) is None
    assert "project_budget" in [one.code for one in await desk.why(late)]


@pytest.mark.parametrize("window", [BudgetWindow.DAY, BudgetWindow.MONTH])
async def test_a_new_window_has_its_budget_again(desk, clock, window):
    await desk.begin(project_budget_usd=1.0, budget_window=window.value)
    await desk.task()
    await desk.spend(await desk.claim(), cost_usd=1.0)
    await desk.task()
    assert await desk.claim() is None
    clock.advance(86400 if window is BudgetWindow.DAY else 31 * 86400)
    assert (await desk.claim()).left.usd == 1.0


async def test_it_is_warned_once_for_each_window_and_budget(desk, clock):
    await desk.begin(project_budget_usd=1.0, budget_soft=0.5, budget_window="day")
    for spent, warnings in ((0.4, 0), (0.2, 1), (0.1, 1)):
        await desk.task()
        await desk.spend(await desk.claim(), cost_usd=spent)
        assert len(await desk.facts("budget.warned")) == warnings
    [fact] = await desk.facts("budget.warned")
    assert (fact.project, fact.body["limit_usd"], fact.body["window"]) == (desk.project, 1.0, "day")
    assert fact.body["used"] == pytest.approx(0.6)
    clock.advance(86400)
    await desk.task()
    await desk.spend(await desk.claim(), cost_usd=0.9)
    assert len(await desk.facts("budget.warned")) == 2
    await desk.set(project_budget_usd=10.0, budget_window="day")
    await desk.task()
    await desk.spend(await desk.claim(), cost_usd=8.0)
    assert [each.body["limit_usd"] for each in await desk.facts("budget.warned")] == [1.0, 1.0, 10.0]


async def test_a_project_shows_what_it_has_used(desk, yard):
    await desk.begin(project_budget_usd=4.0)
    await desk.task()
    await desk.spend(await desk.claim(), cost_usd=1.0)
    shown = await yard.look(SYSTEM, lambda deed: budget.shown(deed, project.get(deed, desk.project)))
    assert (shown.budget.spent_usd, shown.budget.limit_usd, shown.budget.used) == (1.0, 4.0, 0.25)
    assert await yard.look(SYSTEM, budget.every) == {desk.project: shown.budget}
