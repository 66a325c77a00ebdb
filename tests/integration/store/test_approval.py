"""Approvals on both databases: one of two answers wins, and a yes is for one request, once, while it is good."""

import anyio
import pytest

from taskyard.bus.memory import MemoryBus
from taskyard.domain.account import Actor, Scope
from taskyard.domain.chat import ASK_AGAIN, EXPIRED, MessageKind, MessageState
from taskyard.domain.error import AlreadyAnswered, ApprovalExpired
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.worker import Offer
from taskyard.service import chat, claim, lease, outcome, project, task, worker
from taskyard.service import queue as orders
from taskyard.service.claim import Bid
from taskyard.service.lease import Standing
from taskyard.service.project import ProjectDraft
from taskyard.service.task import TaskDraft
from taskyard.service.worker import Registration
from taskyard.service.yard import SYSTEM, Yard

pytestmark = pytest.mark.anyio
OFFER = Offer(agents=("scripted",), tiers=("none",))
THIS, OTHER = "a" * 64, "b" * 64
TTL = 3600


class Play:
    """One task whose agent asks for permission, in one run after the other."""

    def __init__(self, yard):
        self.yard, self.keys = yard, 0

    async def begin(self):
        def work(deed):
            project.add(deed, ProjectDraft(name="p", settings={"approval_ttl": TTL, "retry_delay": 0}))
            new = task.add(deed, TaskDraft(project="p", title="one", settings={}))
            orders.enqueue(deed, new.id)
            return new.id, worker.register(deed, Registration(name="hand", slots=9, offer=OFFER)).id

        self.task, self.hand = await self.act(work)
        await self.claim()
        return self

    async def act(self, work, who="ada"):
        return await self.yard.act(Actor(org=SYSTEM.org, name=who, scope=Scope.ADMIN), work)

    async def claim(self):
        self.keys += 1
        bid = Bid(worker=self.hand, key=f"k{self.keys}", offer=OFFER)

        def work(deed):
            got = claim.claim(deed, bid, b"secret")
            for status in (RunStatus.PREPARING, RunStatus.RUNNING):
                lease.report(deed, got.run.id, got.fence, Standing(status=status))
            return got

        self.got = await self.act(work)

    async def ask(self, binds=THIS, text="Run the command: ls", choices=("allow", "deny")):
        def work(deed):
            given = {"choices": choices, "kind": MessageKind.PERMISSION, "binds": binds}
            return chat.ask(deed, self.got.run.id, self.got.fence, text, **given)

        return await self.act(work)

    async def answer(self, message, text, who="ada"):
        return await self.act(lambda deed: chat.answer(deed, message.id, text), who)

    async def orders(self):
        run, fence = self.got.run.id, self.got.fence
        return await self.act(lambda deed: lease.orders(deed, lease.held(deed, run, fence)))

    async def end(self, status=RunStatus.PARKED, reason=Reason.PARKED):
        said = Outcome(status=status, reason=reason, session="s-1")
        run, fence = self.got.run.id, self.got.fence
        await self.act(lambda deed: outcome.finish(deed, run, fence, said, outcome.FAILURE))

    async def seen(self):
        return await self.act(lambda deed: task.get(deed, self.task))


@pytest.fixture
async def play(database, clock):
    return await Play(Yard(database, MemoryBus(), clock)).begin()


async def test_two_people_answer_at_once_and_one_wins(play):
    asked = await play.ask()
    done, refused = {}, {}

    async def say(who, text):
        try:
            done[who] = await play.answer(asked, text, who)
        except AlreadyAnswered as late:
            refused[who] = late.detail

    async with anyio.create_task_group() as group:
        for number in range(6):
            group.start_soon(say, f"p{number}", ("allow", "deny")[number % 2])
    [(winner, message)] = done.items()
    assert (message.answered_by, len(refused)) == (winner, 5)
    assert {(each["by"], each["answer"]) for each in refused.values()} == {(winner, message.answer)}
    assert (await play.seen()).open_questions == 0


async def test_a_late_allow_is_refused_and_writes_nothing(play, clock):
    asked = await play.ask()
    clock.advance(TTL)
    before = await play.seen()
    with pytest.raises(ApprovalExpired):
        await play.answer(asked, "allow")
    [kept] = await play.act(lambda deed: chat.of_task(deed, play.task))
    assert (kept, await play.seen()) == (asked, before)
    assert (await play.answer(asked, "deny")).answer == "deny"


async def test_an_allow_that_was_not_delivered_in_time_is_heard_as_expired(play, clock):
    asked = await play.ask()
    await play.answer(asked, "allow")
    assert [one.answer for one in (await play.orders()).messages] == ["allow"]
    clock.advance(TTL)
    assert [(one.id, one.answer) for one in (await play.orders()).messages] == [(asked.id, EXPIRED)]
    again = await play.ask()
    assert (again.id != asked.id, again.state) == (True, MessageState.OPEN)
    assert (await play.orders()).messages == ()


async def test_an_open_request_that_has_expired_is_asked_anew(play, clock):
    asked = await play.ask()
    clock.advance(TTL)
    again = await play.ask()
    assert again.id != asked.id
    assert again.expires_at > asked.expires_at
    assert (await play.seen()).open_questions == 1
    states = {one.id: one.state for one in await play.act(lambda deed: chat.of_task(deed, play.task))}
    assert states == {asked.id: MessageState.EXPIRED, again.id: MessageState.OPEN}


async def test_the_same_request_of_the_same_run_is_one(play):
    asked = await play.ask()
    assert (await play.ask()).id == asked.id
    assert (await play.ask(OTHER)).id != asked.id


async def test_the_next_run_uses_a_yes_once_for_the_same_request(play):
    asked = await play.ask()
    await play.end()
    given = await play.answer(asked, "allow")
    await play.claim()
    assert "The answer: allow" in play.got.run.prompt_extra
    again = await play.ask()
    assert (again.state, again.answer, again.answered_by) == (MessageState.ANSWERED, "allow", "ada")
    assert (again.run, again.expires_at) == (play.got.run.id, given.expires_at)
    assert [one.id for one in (await play.orders()).messages] == [again.id]
    assert (await play.seen()).open_questions == 0
    run, fence = play.got.run.id, play.got.fence
    await play.act(lambda deed: chat.delivered(deed, run, fence, [again.id]))
    assert (await play.ask()).state is MessageState.OPEN


@pytest.mark.parametrize(
    "change", [{"binds": OTHER}, {"text": "Run the command: ls -a"}, {"choices": ("allow", "always", "deny")}]
)
async def test_a_changed_request_is_asked_anew(play, change):
    asked = await play.ask()
    await play.end()
    await play.answer(asked, "allow")
    await play.claim()
    assert (await play.ask(**change)).state is MessageState.OPEN
    assert (await play.seen()).open_questions == 1


async def test_what_is_not_known_whole_is_asked_anew(play):
    asked = await play.ask(binds="")
    await play.end()
    await play.answer(asked, "allow")
    await play.claim()
    assert (await play.ask(binds="")).state is MessageState.OPEN


async def test_a_yes_that_has_expired_meanwhile_is_asked_anew(play, clock):
    asked = await play.ask()
    await play.end()
    await play.answer(asked, "allow")
    clock.advance(TTL)
    await play.claim()
    assert (await play.ask()).state is MessageState.OPEN


async def test_a_no_is_not_carried_over(play):
    asked = await play.ask()
    await play.end()
    await play.answer(asked, "deny")
    await play.claim()
    assert (await play.ask()).state is MessageState.OPEN


async def test_a_run_that_failed_before_it_heard_leaves_its_yes_to_the_next(play):
    asked = await play.ask()
    await play.answer(asked, "allow")
    await play.end(RunStatus.FAILED, Reason.AGENT_CRASHED)
    await play.claim()
    assert (await play.ask()).answer == "allow"


async def test_a_run_that_was_cancelled_leaves_nothing(play):
    asked = await play.ask()
    await play.answer(asked, "allow")
    await play.end(RunStatus.CANCELLED, Reason.CANCELLED)
    await play.act(lambda deed: orders.enqueue(deed, play.task))
    await play.claim()
    assert (await play.ask()).state is MessageState.OPEN


async def test_a_parked_task_goes_on_when_it_may_ask_again(play, clock):
    asked = await play.ask()
    await play.end()
    clock.advance(TTL)
    with pytest.raises(ApprovalExpired):
        await play.answer(asked, "allow")
    await play.answer(asked, ASK_AGAIN)
    await play.claim()
    assert f"The answer: {EXPIRED}" in play.got.run.prompt_extra
    assert play.got.run.session == "s-1"
    assert (await play.ask()).state is MessageState.OPEN
