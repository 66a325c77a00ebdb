"""A parked run whose question nobody answers, on both databases: it waits, goes on or fails, as its project says."""

import anyio
import pytest

from taskyard.bus.memory import MemoryBus
from taskyard.domain.account import Actor, Scope
from taskyard.domain.chat import NOBODY, MessageKind, MessageState
from taskyard.domain.error import AlreadyAnswered
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.domain.worker import Offer
from taskyard.service import ask, chat, claim, lease, org, outcome, project, run, task, upkeep, worker
from taskyard.service import queue as orders
from taskyard.service.claim import Bid
from taskyard.service.lease import Standing
from taskyard.service.project import ProjectDraft
from taskyard.service.task import TaskDraft
from taskyard.service.worker import Registration
from taskyard.service.yard import SYSTEM, Yard

pytestmark = pytest.mark.anyio
OFFER = Offer(agents=("scripted",), tiers=("none",))
WAIT = 1800
ADA = Actor(org=SYSTEM.org, name="ada", scope=Scope.ADMIN)


class Play:
    """A task whose agent has asked, and whose run is parked."""

    def __init__(self, yard, actor, **rules):
        self.yard, self.actor, self.rules = yard, actor, {"human_wait": WAIT} | rules

    async def act(self, work):
        return await self.yard.act(self.actor, work)

    async def park(self, *questions, kind=MessageKind.QUESTION):
        def work(deed):
            project.add(deed, ProjectDraft(name="p", settings=self.rules))
            new = task.add(deed, TaskDraft(project="p", title="one", settings={}))
            orders.enqueue(deed, new.id)
            hand = worker.register(deed, Registration(name="hand", slots=9, offer=OFFER)).id
            got = claim.claim(deed, Bid(worker=hand, key=f"k-{deed.org}", offer=OFFER), b"secret")
            for status in (RunStatus.PREPARING, RunStatus.RUNNING):
                lease.report(deed, got.run.id, got.fence, Standing(status=status))
            choices = () if kind is MessageKind.QUESTION else ("allow", "deny")
            asked = [
                chat.ask(deed, got.run.id, got.fence, words, kind=kind, choices=choices)
                for words in questions
            ]
            said = Outcome(status=RunStatus.PARKED, reason=Reason.PARKED, session="s-1")
            outcome.finish(deed, got.run.id, got.fence, said, outcome.FAILURE)
            return new.id, asked

        self.task, self.asked = await self.act(work)
        return self

    async def seen(self):
        def work(deed):
            found = task.get(deed, self.task)
            return found, chat.of_task(deed, self.task), run.of_task(deed, found)

        return await self.act(work)


@pytest.fixture
def yard(database, clock):
    return Yard(database, MemoryBus(), clock)


@pytest.fixture
def look(yard):
    watch = upkeep.begin(yard)
    return lambda: upkeep.look(yard, watch)


async def test_the_agent_goes_on_without_an_answer(yard, clock, look):
    play = await Play(yard, ADA, on_no_answer="proceed").park("Tea?", "Milk?")
    clock.advance(WAIT - 1)
    await look()
    assert (await play.seen())[0].open_questions == 2
    clock.advance(1)
    await look()
    found, messages, runs = await play.seen()
    assert (found.status, found.open_questions) == (TaskStatus.QUEUED, 0)
    assert {(one.state, one.answer, one.answered_by) for one in messages} == {
        (MessageState.ANSWERED, NOBODY, "system")
    }
    assert [each.session for each in runs] == ["s-1", "s-1"]
    assert runs[1].prompt_extra.count(NOBODY) == 2


async def test_what_it_asked_to_be_permitted_is_denied(yard, clock, look):
    play = await Play(yard, ADA, on_no_answer="proceed").park("Run: rm", kind=MessageKind.PERMISSION)
    clock.advance(WAIT)
    await look()
    _, [message], _ = await play.seen()
    assert message.answer == "deny"


async def test_the_task_fails_for_that_reason(yard, clock, look):
    play = await Play(yard, ADA, on_no_answer="fail").park("Tea?", "Milk?")
    clock.advance(WAIT)
    await look()
    found, messages, runs = await play.seen()
    assert (found.status, found.reason) == (TaskStatus.FAILED, Reason.HUMAN_TIMEOUT.value)
    assert (found.note, found.open_questions) == ("nobody answered within 1800 s", 0)
    assert found.finished_at is not None
    assert {one.state for one in messages} == {MessageState.EXPIRED}
    assert len(runs) == 1


@pytest.mark.parametrize("rule", ["park", "proceed", "fail"])
async def test_a_budget_and_a_rule_to_park_wait_for_ever(yard, clock, look, rule):
    kind = MessageKind.QUESTION if rule == "park" else MessageKind.BUDGET
    play = await Play(yard, ADA, on_no_answer=rule).park("Go on?", kind=kind)
    clock.advance(WAIT * 100)
    await look()
    found, [message], _ = await play.seen()
    assert (found.status, message.state) == (TaskStatus.RUNNING, MessageState.OPEN)


async def test_it_is_so_in_every_organisation(yard, clock, look):
    await yard.act(SYSTEM, lambda deed: org.add(deed, "north"))
    there = Actor(org="north", name="bo", scope=Scope.ADMIN)
    plays = [
        await Play(yard, who, on_no_answer=rule).park("Tea?")
        for who, rule in ((ADA, "fail"), (there, "proceed"))
    ]
    clock.advance(WAIT)
    await look()
    assert [(await play.seen())[0].status for play in plays] == [TaskStatus.FAILED, TaskStatus.QUEUED]


async def test_two_servers_and_a_person_at_the_same_moment_give_one_answer(yard, clock):
    play = await Play(yard, ADA, on_no_answer="proceed").park("Tea?")
    clock.advance(WAIT)
    said = []

    async def person():
        try:
            said.append(await play.act(lambda deed: chat.answer(deed, play.asked[0].id, "green")))
        except AlreadyAnswered as late:
            said.append(late.detail["by"])

    async with anyio.create_task_group() as group:
        for work in (ask.end_overdue, ask.end_overdue):
            group.start_soon(yard.act, SYSTEM, work)
        group.start_soon(person)
    found, [message], runs = await play.seen()
    assert (found.status, len(runs)) == (TaskStatus.QUEUED, 2)
    assert message.answered_by in {"ada", "system"}
    assert len(said) == 1
