"""What an ended run means for its task, and when it is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskyard.domain.outcome import (
    BROKE_OFF,
    LOSSES,
    after_failure,
    decide_outcome,
    is_resume,
    session_of,
    stand_in,
)
from taskyard.domain.project import OnSuccess, Settings
from taskyard.domain.run import Outcome, Reason, RunKind, RunStatus
from taskyard.domain.task import Act, TaskStatus, move

USES_AN_ATTEMPT = [
    Reason.NO_CHANGES, Reason.AGENT_ERROR, Reason.AGENT_CRASHED, Reason.PROTOCOL_ERROR, Reason.CHECKS_FAILED,
    Reason.RUN_TIMEOUT, Reason.SILENCE_TIMEOUT, Reason.GIT_FAILED, Reason.OUT_OF_MEMORY, Reason.DISK_FULL,
]  # fmt: skip
GIVEN_UP = [Reason.AGENT_AUTH, Reason.SETUP_FAILED, Reason.BUDGET_EXCEEDED, Reason.SANDBOX_UNAVAILABLE]
BY_PEOPLE = [Reason.CANCELLED, Reason.PARKED, Reason.HUMAN_TIMEOUT]
FREE = [Reason.WORKER_LOST, Reason.RATE_LIMITED]
MANY = Settings(max_attempts=99)


def failed(reason, **other):
    return Outcome(status=RunStatus.FAILED, reason=reason, **other)


def test_the_table_has_every_reason():
    table = {*USES_AN_ATTEMPT, *GIVEN_UP, *BY_PEOPLE, *FREE}
    assert table == set(Reason) - {Reason.COMPLETED}


# the retry table


@pytest.mark.parametrize("reason", USES_AN_ATTEMPT)
def test_two_tries_by_default(reason, now):
    first = after_failure(reason, 0, Settings(), now)
    assert (first.delay, first.uses_attempt, first.at) == (30.0, True, now + timedelta(seconds=30))
    second = after_failure(reason, 1, Settings(), now)
    assert (second.delay, second.uses_attempt, second.at) == (None, True, None)


def test_delays_double_from_half_a_minute_to_half_an_hour(now):
    delays = [after_failure(Reason.AGENT_ERROR, used, MANY, now).delay for used in range(9)]
    assert delays == [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]


def test_one_attempt_is_never_repeated(now):
    assert after_failure(Reason.CHECKS_FAILED, 0, Settings(max_attempts=1), now).delay is None


@given(st.integers(0, 2000), st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from(USES_AN_ATTEMPT))
def test_a_delay_never_passes_its_most_however_many_tries_there_were(now, used, first, most, reason):
    rules = Settings(max_attempts=10_000, retry_delay=first, retry_delay_max=most)
    retry = after_failure(reason, used, rules, now)
    assert 0 <= retry.delay <= most
    longer = after_failure(reason, used + 1, rules, now)
    assert longer.delay >= retry.delay


@pytest.mark.parametrize("reason", GIVEN_UP)
@pytest.mark.parametrize("used", [0, 5])
def test_what_no_second_try_would_mend_is_given_up(reason, used, now):
    assert after_failure(reason, used, MANY, now).delay is None


@pytest.mark.parametrize("reason", BY_PEOPLE)
def test_what_a_person_ended_is_not_tried_again_and_costs_nothing(reason, now):
    retry = after_failure(reason, 0, MANY, now)
    assert (retry.delay, retry.uses_attempt) == (None, False)


@pytest.mark.parametrize("used", [0, 1, 50])
def test_a_lost_worker_costs_no_attempt_and_no_time(used, now):
    retry = after_failure(Reason.WORKER_LOST, used, Settings(), now)
    assert (retry.delay, retry.uses_attempt) == (0.0, False)


def test_a_rate_limit_wakes_when_the_agent_said_and_costs_no_attempt(now):
    wake = now + timedelta(minutes=7)
    told = after_failure(Reason.RATE_LIMITED, 5, Settings(), now, wake)
    assert (told.delay, told.uses_attempt, told.at) == (420.0, False, wake)
    for unknown in (None, now, now - timedelta(hours=1)):
        retry = after_failure(Reason.RATE_LIMITED, 5, Settings(), now, unknown)
        assert (retry.delay, retry.uses_attempt, retry.at) == (30.0, False, now + timedelta(seconds=30))


# what becomes of the task


@pytest.mark.parametrize("reason", USES_AN_ATTEMPT)
def test_a_failure_goes_back_to_the_queue_then_fails(a_task, a_run, now, reason):
    first = decide_outcome(a_task(attempts=0), a_run(), failed(reason, message="oh no"), Settings(), now)
    assert (first.act, first.attempts, first.reason, first.note) == (Act.REQUEUE, 1, reason, "oh no")
    assert first.not_before == now + timedelta(seconds=30)
    last = decide_outcome(a_task(attempts=1), a_run(), failed(reason), Settings(), now)
    assert (last.act, last.attempts, last.not_before) == (Act.FAIL, 2, None)
    assert last.note == reason.value.replace("_", " ")


@pytest.mark.parametrize("reason", GIVEN_UP)
def test_what_is_given_up_fails_at_once(a_task, a_run, now, reason):
    decision = decide_outcome(a_task(), a_run(), failed(reason), MANY, now)
    assert (decision.act, decision.attempts) == (Act.FAIL, 1)


def test_a_loss_is_tried_again_at_once_until_something_must_be_killing_workers(a_task, a_run, now):
    lost = Outcome(status=RunStatus.LOST, reason=Reason.WORKER_LOST)
    one = a_run(status=RunStatus.LOST, reason=Reason.WORKER_LOST)
    for losses in range(LOSSES - 1):
        again = decide_outcome(a_task(attempts=1), a_run(), lost, Settings(), now, [one] * losses)
        assert (again.act, again.attempts, again.not_before) == (Act.REQUEUE, 1, None)
    last = decide_outcome(a_task(attempts=1), a_run(), lost, Settings(), now, [one] * (LOSSES - 1))
    assert (last.act, last.attempts) == (Act.FAIL, 1)
    assert f"loss {LOSSES} in a row" in last.note


def test_success_is_for_review_or_done_as_the_project_says(a_task, a_run, now):
    good = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, head_commit="abc")
    seen = decide_outcome(a_task(attempts=1), a_run(), good, Settings(), now)
    assert (seen.act, seen.attempts, seen.note) == (Act.SUCCEED_TO_REVIEW, 1, "")
    trusted = decide_outcome(a_task(), a_run(), good, Settings(on_success=OnSuccess.DONE), now)
    assert trusted.act is Act.SUCCEED_TO_DONE


def test_success_without_a_change_says_so(a_task, a_run, now):
    nothing = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.NO_CHANGES)
    decision = decide_outcome(a_task(), a_run(), nothing, Settings(), now)
    assert decision.act is Act.SUCCEED_TO_REVIEW
    assert "accept it" in decision.note


def test_a_cancel_that_was_asked_for_wins_over_a_failure_but_not_over_success(a_task, a_run, now):
    asked = a_run(cancel_requested=True)
    stopped = decide_outcome(a_task(), asked, failed(Reason.AGENT_CRASHED), Settings(), now)
    assert (stopped.act, stopped.reason, stopped.attempts) == (Act.CANCEL, Reason.CANCELLED, 0)
    good = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, head_commit="abc")
    assert decide_outcome(a_task(), asked, good, Settings(), now).act is Act.SUCCEED_TO_REVIEW


def test_a_parked_run_leaves_its_task_where_it_is(a_task, a_run, now):
    parked = Outcome(status=RunStatus.PARKED, reason=Reason.PARKED)
    decision = decide_outcome(a_task(attempts=1), a_run(), parked, Settings(), now)
    assert (decision.act, decision.attempts, decision.reason) == (None, 1, Reason.PARKED)


@given(st.sampled_from(Reason), st.sampled_from(RunStatus), st.integers(0, 5), st.booleans(), st.data())
def test_whatever_a_worker_says_the_task_can_make_that_move(
    a_task, a_run, now, reason, status, used, asked, data
):
    kind = data.draw(st.sampled_from(RunKind))
    home = TaskStatus.RUNNING if kind is RunKind.WORK else TaskStatus.MERGING
    outcome = Outcome(status=status, reason=reason, merged_commit=data.draw(st.sampled_from([None, "abc"])))
    run = a_run(kind=kind, cancel_requested=asked)
    decision = decide_outcome(a_task(status=home, attempts=used), run, outcome, Settings(), now)
    assert decision.act is None or move(home, decision.act)
    assert used <= decision.attempts <= used + 1


# an agent that broke off goes on once


def broke(a_run, reason=Reason.AGENT_CRASHED, session="s", **other):
    return a_run(status=RunStatus.FAILED, reason=reason, session=session, **other)


@pytest.mark.parametrize("reason", sorted(BROKE_OFF))
@pytest.mark.parametrize("named", ["by the worker", "by the run"])
def test_an_agent_that_broke_off_goes_on_at_once_in_its_conversation(a_task, a_run, now, reason, named):
    """R3.16: one retry if a session id is known; it costs no attempt and no time, also where none is left."""
    run = a_run(session="s" if named == "by the run" else None)
    outcome = failed(reason, message="oh no", session="s" if named == "by the worker" else None)
    decision = decide_outcome(a_task(), run, outcome, Settings(max_attempts=1), now)
    assert (decision.act, decision.resumes) == (Act.REQUEUE, True)
    assert (decision.attempts, decision.not_before) == (0, None)
    assert decision.note == "oh no; it goes on in its conversation"


@pytest.mark.parametrize("session", [None, ""])
def test_without_a_conversation_it_is_a_try_of_the_task(a_task, a_run, now, session):
    """R3.16: fails before any session id; or the one it had is lost."""
    run = a_run(session=None if session is None else "lost")
    outcome = failed(Reason.AGENT_CRASHED, session=session)
    decision = decide_outcome(a_task(), run, outcome, Settings(), now)
    assert (decision.act, decision.resumes, decision.attempts) == (Act.REQUEUE, False, 1)
    assert decision.not_before is not None
    assert session_of(run, outcome) is None


@pytest.mark.parametrize("reason", sorted(set(USES_AN_ATTEMPT) - BROKE_OFF))
def test_what_the_agent_is_not_to_blame_for_is_a_try_of_the_task(a_task, a_run, now, reason):
    decision = decide_outcome(a_task(), a_run(), failed(reason, session="s"), Settings(), now)
    assert (decision.resumes, decision.attempts) == (False, 1)


def test_the_run_that_goes_on_is_no_start_of_another_one(a_task, a_run, now):
    """C4: two runs for each try of the task, and no more."""
    crash, before, seen = failed(Reason.AGENT_CRASHED, session="s"), [], []
    task, settings = a_task(), Settings(max_attempts=3)
    for number in range(1, 7):
        run = broke(a_run, number=number, is_retry=number > 1)
        decision = decide_outcome(task, run, crash, settings, now, before)
        task = a_task(attempts=decision.attempts)
        seen.append((decision.act, decision.resumes, decision.attempts))
        before.append(run)
    again, last = Act.REQUEUE, Act.FAIL
    assert seen == [
        (again, True, 0), (again, False, 1), (again, True, 1), (again, False, 2), (again, True, 2), (last, False, 3),
    ]  # fmt: skip


def test_a_lost_worker_between_gives_no_second_one(a_run):
    first, lost = broke(a_run), a_run(status=RunStatus.LOST, reason=Reason.WORKER_LOST, is_retry=True)
    assert is_resume(a_run(is_retry=True), [first, lost, lost])
    assert not is_resume(a_run(is_retry=True), [lost])


def test_what_a_person_queued_begins_anew(a_run):
    assert not is_resume(a_run(is_retry=False), [broke(a_run)])


# merges


def test_a_merge_is_done_only_with_its_commit(a_task, a_run, now):
    merge = a_run(kind=RunKind.MERGE)
    merged = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, merged_commit="abc")
    assert decide_outcome(a_task(), merge, merged, Settings(), now).act is Act.MERGED
    empty = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED)
    assert decide_outcome(a_task(), merge, empty, Settings(), now).act is Act.UNMERGED


def test_a_merge_that_failed_uses_no_attempt_and_names_its_files(a_task, a_run, now):
    files = tuple(f"f{number}.txt" for number in range(12))
    outcome = failed(Reason.GIT_FAILED, conflicts=files)
    decision = decide_outcome(a_task(attempts=1), a_run(kind=RunKind.MERGE), outcome, Settings(), now)
    assert (decision.act, decision.attempts) == (Act.UNMERGED, 1)
    assert "f9.txt and 2 more" in decision.note
    assert "`continue`" in decision.note


def test_a_lost_merge_is_tried_again_until_it_is_lost_too_often(a_task, a_run, now):
    lost = Outcome(status=RunStatus.LOST, reason=Reason.WORKER_LOST)
    merge, one = a_run(kind=RunKind.MERGE), a_run(status=RunStatus.LOST, reason=Reason.WORKER_LOST)
    before = [one] * (LOSSES - 1)
    assert decide_outcome(a_task(), merge, lost, Settings(), now, before[1:]).act is None
    assert decide_outcome(a_task(), merge, lost, Settings(), now, before).act is Act.UNMERGED


# another agent goes on

CHAIN = Settings(agent="claude", fallback_agents=("goose", "codex"))


def test_the_next_in_the_list_stands_in(now):
    assert stand_in(CHAIN, "claude", ()) == "goose"
    assert stand_in(CHAIN, "claude", {"goose"}) == "codex"
    assert stand_in(CHAIN, "goose", ()) == "codex"
    assert stand_in(CHAIN, "codex", ()) is None
    assert stand_in(CHAIN, "claude", {"goose", "codex"}) is None
    assert stand_in(CHAIN, "stranger", {"claude"}) == "goose"
    assert stand_in(Settings(), "scripted", ()) is None


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.AGENT_AUTH])
def test_what_the_account_is_to_blame_for_goes_to_another_agent_at_once(a_task, a_run, now, reason):
    decision = decide_outcome(a_task(attempts=1), a_run(), failed(reason), CHAIN, now, other="goose")
    assert (decision.act, decision.agent, decision.attempts) == (Act.REQUEUE, "goose", 1)
    assert decision.not_before is None
    assert "goose goes on" in decision.note


def test_what_the_task_is_to_blame_for_does_not(a_task, a_run, now):
    decision = decide_outcome(a_task(), a_run(), failed(Reason.CHECKS_FAILED), CHAIN, now, other="goose")
    assert decision.agent is None
