"""A model of one task with its runs, made of the domain's own rules: any order of claims, losses, words and ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from taskyard.domain.error import IllegalMove
from taskyard.domain.outcome import decide_outcome, session_of
from taskyard.domain.project import Settings
from taskyard.domain.run import ENDED, LIVE, Outcome, Reason, Run, RunKind, RunStatus, become, may_become
from taskyard.domain.task import FINAL, MOVES, Act, Task, TaskStatus, move

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PEOPLE = (
    Act.ENQUEUE,
    Act.RUN_NOW,
    Act.PARK,
    Act.CANCEL,
    Act.RESET,
    Act.RETRY,
    Act.CONTINUE,
    Act.REQUEST_CHANGES,
)
FAILURES = (
    Reason.AGENT_ERROR,
    Reason.AGENT_CRASHED,
    Reason.CHECKS_FAILED,
    Reason.AGENT_AUTH,
    Reason.RATE_LIMITED,
    Reason.RUN_TIMEOUT,
)


def test_a_state_is_waiting_live_or_ended():
    assert {RunStatus.QUEUED} | LIVE | ENDED == set(RunStatus)
    assert not LIVE & ENDED


def test_a_queued_run_only_starts_or_is_cancelled():
    after = {then for then in RunStatus if may_become(RunStatus.QUEUED, then)}
    assert after == {RunStatus.CLAIMED, RunStatus.CANCELLED}


@pytest.mark.parametrize("now", RunStatus)
@pytest.mark.parametrize("then", RunStatus)
def test_what_may_not_be_is_refused_with_the_state_it_is_in(now, then):
    if may_become(now, then):
        assert become(now, then) is then
        return
    with pytest.raises(IllegalMove) as refused:
        become(now, then)
    assert refused.value.detail["status"] == now.value


def test_only_a_run_that_has_not_spoken_yet_goes_back_untouched():
    back = {now for now in RunStatus if may_become(now, RunStatus.QUEUED)}
    assert back == {RunStatus.CLAIMED, RunStatus.PREPARING}


class House(RuleBasedStateMachine):
    """Workers hold fences; whoever reports shows one, and only the newest of a live run counts."""

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.settings = Settings(max_attempts=2)
        self.task = Task(
            id="t", number=1, org="o", project="p", title="x", position="a0", created_at=NOW, updated_at=NOW
        )
        self.runs = []
        self.held = []  # (run number, fence) of every claim ever made
        self.ended = []  # (run number, fence) of every end that counted
        self.resumed = []  # for each of them, whether the next run goes on where it broke off

    @property
    def run(self):
        return self.runs[-1]

    def put(self, **facts):
        self.runs[-1] = replace(self.run, **facts)

    def queue(self, kind=RunKind.WORK, **more):
        number = len(self.runs) + 1
        assert not self.runs or self.run.status in ENDED
        plain = {"id": str(number), "org": "o", "project": "p", "task": "t", "number": number}
        self.runs.append(Run(**plain, kind=kind, queued_at=self.now, **more))

    def holds(self, number, fence):
        return (number, fence) == (self.run.number, self.run.fence) and self.run.status in LIVE

    def do(self, act):
        before = self.task.status
        self.task = replace(self.task, status=move(before, act))

    @rule(act=st.sampled_from(PEOPLE))
    def a_person_acts(self, act):
        before = self.task.status
        if (before, act) not in MOVES:
            with pytest.raises(IllegalMove):
                move(before, act)
            return
        self.do(act)
        if self.runs and self.run.status not in ENDED and self.task.status in {TaskStatus.BACKLOG, *FINAL}:
            self.put(status=become(self.run.status, RunStatus.CANCELLED))
        if self.task.status is TaskStatus.QUEUED and before is not TaskStatus.QUEUED:
            self.task = replace(self.task, attempts=0)
            self.resumed.append(False)
            self.queue()

    @rule()
    @precondition(lambda self: self.task.status is TaskStatus.REVIEW)
    def approve(self):
        self.do(Act.APPROVE)
        self.queue(RunKind.MERGE)

    @rule()
    @precondition(lambda self: self.runs and self.run.status is RunStatus.QUEUED)
    def claim(self):
        if self.task.status is TaskStatus.QUEUED:
            self.do(Act.CLAIM)
        self.put(status=become(self.run.status, RunStatus.CLAIMED), fence=self.run.fence + 1)
        self.held.append((self.run.number, self.run.fence))

    @rule(pick=st.integers(0, 99), then=st.sampled_from(sorted(LIVE)))
    @precondition(lambda self: self.held)
    def a_worker_speaks(self, pick, then):
        if self.holds(*self.held[pick % len(self.held)]) and may_become(self.run.status, then):
            self.put(status=become(self.run.status, then))

    @rule()
    @precondition(lambda self: self.runs and may_become(self.run.status, RunStatus.QUEUED))
    def release(self):
        self.put(status=become(self.run.status, RunStatus.QUEUED))
        if self.task.status is TaskStatus.RUNNING:
            self.do(Act.REQUEUE)

    @rule()
    @precondition(lambda self: self.runs and self.run.status in LIVE)
    def the_lease_ends(self):
        self.end(self.run.number, self.run.fence, Outcome(status=RunStatus.LOST, reason=Reason.WORKER_LOST))

    @rule(
        pick=st.integers(0, 99),
        status=st.sampled_from([RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED]),
        reason=st.sampled_from(FAILURES),
        merged=st.sampled_from([None, "abc"]),
        session=st.sampled_from([None, "s"]),
    )
    @precondition(lambda self: self.held)
    def a_worker_ends(self, pick, status, reason, merged, session):
        outcome = Outcome(status=status, reason=reason, merged_commit=merged, session=session)
        self.end(*self.held[pick % len(self.held)], outcome)

    def end(self, number, fence, outcome):
        if not self.holds(number, fence):
            return
        session = session_of(self.run, outcome)
        self.put(status=become(self.run.status, outcome.status), reason=outcome.reason, session=session)
        self.ended.append((number, fence))
        decision = decide_outcome(self.task, self.run, outcome, self.settings, self.now, self.runs[:-1])
        self.resumed.append(decision.resumes)
        self.task = replace(self.task, attempts=decision.attempts)
        if decision.act is not None:
            self.do(decision.act)
        if decision.not_before is not None:
            self.now = max(self.now, decision.not_before) + timedelta(seconds=1)
        if self.task.status is TaskStatus.QUEUED:
            self.queue(is_retry=True, session=session)
        elif self.task.status is TaskStatus.MERGING:
            self.queue(RunKind.MERGE)

    @invariant()
    def at_most_the_newest_run_is_alive(self):
        assert all(run.status in ENDED for run in self.runs[:-1])

    @invariant()
    def the_task_says_what_its_run_does(self):
        waiting = bool(self.runs) and self.run.status is RunStatus.QUEUED
        live = bool(self.runs) and self.run.status in LIVE
        assert (self.task.status is TaskStatus.RUNNING) == (live and self.run.kind is RunKind.WORK)
        assert (self.task.status is TaskStatus.QUEUED) == (waiting and self.run.kind is RunKind.WORK)
        assert (self.task.status is TaskStatus.MERGING) == (
            (waiting or live) and self.run.kind is RunKind.MERGE
        )

    @invariant()
    def nothing_ends_twice_and_no_fence_comes_again(self):
        assert len(self.ended) == len({number for number, _fence in self.ended})
        assert len(self.held) == len(set(self.held))

    @invariant()
    def no_run_that_goes_on_is_followed_by_another(self):
        assert not any(one and other for one, other in pairwise(self.resumed))

    @invariant()
    def attempts_are_never_more_than_allowed(self):
        assert self.task.attempts <= self.settings.max_attempts


House.TestCase.settings = effort(max_examples=40, stateful_step_count=40, deadline=None)
TestHouse = House.TestCase
