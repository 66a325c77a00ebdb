"""What an ended run means for its task: again, for review, done, or given up. And when, if again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from taskyard.domain.project import OnSuccess, Settings
from taskyard.domain.run import Outcome, Reason, Run, RunKind, RunStatus
from taskyard.domain.task import Act, Task

LOSSES = 5  # runs lost one after the other before a task is given up: something kills its workers


@dataclass(frozen=True, kw_only=True)
class Retry:
    """What follows a failure. `delay` (seconds) None: it is not tried again."""

    delay: float | None
    uses_attempt: bool
    at: datetime | None = None


NEVER = frozenset(
    {
        Reason.AGENT_AUTH,
        Reason.SETUP_FAILED,
        Reason.BUDGET_EXCEEDED,
        Reason.SANDBOX_UNAVAILABLE,
        Reason.CANCELLED,
        Reason.PARKED,
        Reason.HUMAN_TIMEOUT,
    }
)
_BY_PEOPLE = frozenset({Reason.CANCELLED, Reason.PARKED, Reason.HUMAN_TIMEOUT})
# The agent itself broke off. When its conversation has a name it goes on there at once, and once.
BROKE_OFF = frozenset({Reason.AGENT_CRASHED, Reason.PROTOCOL_ERROR, Reason.AGENT_ERROR})
_NOT_ITS_DOING = frozenset({Reason.WORKER_LOST, Reason.RATE_LIMITED})


def after_failure(
    reason: Reason, attempts: int, settings: Settings, now: datetime, retry_at: datetime | None = None
) -> Retry:
    """`attempts` used up before this failure. Delays double from `retry_delay` seconds to `retry_delay_max`."""
    if reason in NEVER:
        return Retry(delay=None, uses_attempt=reason not in _BY_PEOPLE)
    if reason is Reason.WORKER_LOST:
        return Retry(delay=0.0, uses_attempt=False)
    if reason is Reason.RATE_LIMITED:
        # A wake time that has passed already would make this a loop without a pause or an end.
        wake = retry_at if retry_at is not None and retry_at > now else None
        at = wake or now + timedelta(seconds=settings.retry_delay)
        return Retry(delay=(at - now).total_seconds(), uses_attempt=False, at=at)
    used = attempts + 1
    if used >= settings.max_attempts:
        return Retry(delay=None, uses_attempt=True)
    delay = min(settings.retry_delay * 2.0 ** min(used - 1, 60), settings.retry_delay_max)
    return Retry(delay=delay, uses_attempt=True, at=now + timedelta(seconds=delay))


# The agent's account is to blame, not the task: another agent may do it at once.
_OF_THE_ACCOUNT = frozenset({Reason.RATE_LIMITED, Reason.AGENT_AUTH})


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an ended run means for its task. `act` None: the task stays where it is."""

    act: Act | None
    attempts: int
    resumes: bool = (
        False  # the next run only goes on where this one broke off: what it has not heard is for that one
    )
    agent: str | None = None  # the next try is for this one
    not_before: datetime | None = None
    reason: Reason | None = None
    note: str = ""


def decide_outcome(
    task: Task,
    run: Run,
    outcome: Outcome,
    settings: Settings,
    now: datetime,
    before: Sequence[Run] = (),
    other: str | None = None,
) -> Decision:
    """`before`: the task's earlier runs, the oldest first. `other`: who may stand in (`stand_in`).

    A parked run leaves its task running: nobody works on it, but it is not waiting for a worker either. The
    answer queues it again. A merge run that was lost is tried again: its task stays in merging.
    """
    losses = len(list(takewhile(lambda old: old.status is RunStatus.LOST, reversed(before))))
    if run.kind is RunKind.MERGE:
        return _after_merge(task, outcome, losses)
    keep = task.attempts
    if outcome.status is RunStatus.SUCCEEDED:
        if settings.on_success is OnSuccess.DONE:
            return Decision(act=Act.SUCCEED_TO_DONE, attempts=keep, reason=outcome.reason)
        note = "" if outcome.head_commit else "nothing was changed; accept it, or say what is missing"
        return Decision(act=Act.SUCCEED_TO_REVIEW, attempts=keep, reason=outcome.reason, note=note)
    if outcome.status is RunStatus.CANCELLED or run.cancel_requested:
        note = outcome.message or "cancelled"
        return Decision(act=Act.CANCEL, attempts=keep, reason=Reason.CANCELLED, note=note)
    if outcome.status is RunStatus.PARKED:
        return Decision(act=None, attempts=keep, reason=Reason.PARKED, note="waits for an answer")
    return _going_on(task, run, outcome, before) or _after_failure(
        task, outcome, settings, now, losses, other
    )


def session_of(run: Run, outcome: Outcome) -> str | None:
    """The conversation to go on with. A worker says "" for one that its agent does not know any more."""
    return (run.session if outcome.session is None else outcome.session) or None


def is_resume(run: Run, before: Sequence[Run]) -> bool:
    """Whether `run` is the one that goes on at once where the run before it broke off.

    It is told by the history: every other try of those that broke off one after the other is such a run.
    """
    told = [old for old in before if old.reason not in _NOT_ITS_DOING]
    if not run.is_retry or not told:
        return False
    last = told[-1]
    return last.reason in BROKE_OFF and bool(last.session) and not is_resume(last, told[:-1])


def _going_on(task: Task, run: Run, outcome: Outcome, before: Sequence[Run]) -> Decision | None:
    """Costs no attempt and no time: it is the rest of the same try, in a run of its own."""
    if outcome.reason not in BROKE_OFF or not session_of(run, outcome) or is_resume(run, before):
        return None
    words = f"{outcome.message or outcome.reason.value.replace('_', ' ')}; it goes on in its conversation"
    return Decision(act=Act.REQUEUE, attempts=task.attempts, resumes=True, reason=outcome.reason, note=words)


def stand_in(settings: Settings, agent: str, paused: Collection[str]) -> str | None:
    """The agent that takes over from one whose account cannot go on: the next in the project's list."""
    chain = [settings.agent, *settings.fallback_agents]
    later = chain[chain.index(agent) + 1 :] if agent in chain else chain
    return next((name for name in later if name != agent and name not in paused), None)


def _after_failure(
    task: Task, outcome: Outcome, settings: Settings, now: datetime, losses: int, other: str | None
) -> Decision:
    if other is not None and outcome.reason in _OF_THE_ACCOUNT:
        note = f"{outcome.message or outcome.reason.value.replace('_', ' ')}; {other} goes on"
        return Decision(
            act=Act.REQUEUE, attempts=task.attempts, agent=other, reason=outcome.reason, note=note
        )
    retry = after_failure(outcome.reason, task.attempts, settings, now, outcome.retry_at)
    attempts = task.attempts + (1 if retry.uses_attempt else 0)
    note = outcome.message or outcome.reason.value.replace("_", " ")
    if _lost_too_often(outcome, losses):
        note = f"{note}; that was loss {losses + 1} in a row, so it is not tried again"
    elif retry.delay is not None:
        return Decision(
            act=Act.REQUEUE, attempts=attempts, not_before=retry.at, reason=outcome.reason, note=note
        )
    return Decision(act=Act.FAIL, attempts=attempts, reason=outcome.reason, note=note)


def _after_merge(task: Task, outcome: Outcome, losses: int) -> Decision:
    if outcome.status is RunStatus.SUCCEEDED and outcome.merged_commit:
        return Decision(act=Act.MERGED, attempts=task.attempts, reason=outcome.reason)
    if outcome.status is RunStatus.LOST and not _lost_too_often(outcome, losses):
        return Decision(act=None, attempts=task.attempts, reason=outcome.reason, note=outcome.message)
    note = outcome.message or "the merge did not happen"
    if outcome.conflicts:
        more = f" and {len(outcome.conflicts) - 10} more" if len(outcome.conflicts) > 10 else ""
        files = ", ".join(outcome.conflicts[:10]) + more
        note = f"conflicts in {files}; `continue` lets the agent resolve them"
    return Decision(act=Act.UNMERGED, attempts=task.attempts, reason=outcome.reason, note=note)


def _lost_too_often(outcome: Outcome, losses: int) -> bool:
    return outcome.reason is Reason.WORKER_LOST and losses + 1 >= LOSSES
