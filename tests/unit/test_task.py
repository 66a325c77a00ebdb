"""The table of moves, and a small model of claims and fences."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from taskyard.domain.error import IllegalMove
from taskyard.domain.run import ENDED, LIVE, RunStatus, may_become
from taskyard.domain.task import MOVES, Act, TaskStatus, move


def test_only_the_table_moves():
    for status in TaskStatus:
        for act in Act:
            if (status, act) in MOVES:
                assert move(status, act) is MOVES[status, act]
                continue
            with pytest.raises(IllegalMove) as refused:
                move(status, act)
            assert refused.value.detail["status"] == status.value


def test_every_state_is_reached_and_left():
    reached = {TaskStatus.BACKLOG, *MOVES.values()}
    assert reached == set(TaskStatus)
    assert {status for status, _ in MOVES} == set(TaskStatus)


def test_a_run_that_has_ended_stays_ended():
    for ended in ENDED:
        assert not any(may_become(ended, then) for then in RunStatus)
    for live in LIVE:
        assert all(may_become(live, then) for then in ENDED)


class Yard(RuleBasedStateMachine):
    """Workers claim, report, lose their lease and wake again, in any order."""

    def __init__(self):
        super().__init__()
        self.task = TaskStatus.BACKLOG
        self.fence = 0
        self.holder = None
        self.claims = []
        self.applied = []

    @rule()
    def enqueue(self):
        if (self.task, Act.ENQUEUE) in MOVES:
            self.task = move(self.task, Act.ENQUEUE)

    @rule()
    def claim(self):
        if self.task is TaskStatus.QUEUED:
            self.task, self.fence = move(self.task, Act.CLAIM), self.fence + 1
            self.holder = self.fence
            self.claims.append(self.fence)

    @rule()
    def lose(self):
        if self.holder is not None:
            self.holder, self.task = None, move(self.task, Act.REQUEUE)

    @rule(pick=st.integers(0, 100), act=st.sampled_from([Act.SUCCEED_TO_REVIEW, Act.FAIL, Act.CANCEL]))
    def report(self, pick, act):
        if not self.claims:
            return
        fence = self.claims[pick % len(self.claims)]
        if fence == self.holder:
            self.task, self.holder = move(self.task, act), None
            self.applied.append(fence)

    @invariant()
    def a_fence_ends_once_and_only_a_holder_runs(self):
        assert len(self.applied) == len(set(self.applied))
        assert (self.task is TaskStatus.RUNNING) == (self.holder is not None)


Yard.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestYard = Yard.TestCase
