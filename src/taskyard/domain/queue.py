"""Who may run what next, and why not; what an ended run means for its task. Pure functions over frozen values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote

from taskyard.domain.project import OnSuccess, Project, Settings
from taskyard.domain.run import Outcome, Reason, Run, RunKind, RunStatus
from taskyard.domain.task import Act, Task, TaskStatus
from taskyard.domain.worker import Offer

LOSSES = 5  # runs lost one after the other before a task is given up: something kills its workers


@dataclass(frozen=True, kw_only=True)
class Pool:
    """What a worker must offer to take a run: the narrow key that the queue's index begins with."""

    org: str
    project: str
    agent: str
    tier: str
    labels: tuple[str, ...]
    kind: str
    override: bool


@dataclass(frozen=True, kw_only=True)
class Why:
    """One reason why nothing happens, in words a person can act on."""

    code: str
    words: str
    detail: Mapping[str, Any] = field(default_factory=dict)


def pool_key(
    org: str, project: str, agent: str, tier: str, labels: Iterable[str], kind: str, override: bool
) -> str:
    parts = [
        org,
        project,
        agent,
        tier,
        ",".join(quote(label, safe="") for label in sorted(set(labels))),
        kind,
    ]
    quoted = [quote(part, safe="%," if place == 4 else "") for place, part in enumerate(parts)]
    return "/".join([*quoted, "now" if override else "queue"])


def parse_pool(key: str) -> Pool:
    org, project, agent, tier, labels, kind, when = key.split("/")
    return Pool(
        org=unquote(org),
        project=unquote(project),
        agent=unquote(agent),
        tier=unquote(tier),
        labels=tuple(unquote(label) for label in labels.split(",") if label),
        kind=unquote(kind),
        override=when == "now",
    )


def fits(pool: str | Pool, offer: Offer, project_name: str) -> tuple[Why, ...]:
    """Every reason why a worker with this offer cannot take from the pool; empty when it can."""
    need = parse_pool(pool) if isinstance(pool, str) else pool
    found = []
    if offer.projects and need.project not in offer.projects and project_name not in offer.projects:
        found.append(Why(code="project", words=f"does not work on {project_name}"))
    if need.kind not in offer.kinds:
        found.append(Why(code="kind", words=f"does not take {need.kind} runs"))
    if need.override and not offer.override:
        found.append(Why(code="override", words="has no override slot free"))
    if offer.override and not need.override:
        found.append(Why(code="override", words="this slot is for run now"))
    if need.kind == RunKind.MERGE:
        return tuple(found)  # a merge needs git and the repository, not the agent
    if offer.agents and need.agent not in offer.agents:
        found.append(Why(code="agent", words=f"has no agent {need.agent}", detail={"agent": need.agent}))
    missing = [label for label in need.labels if label not in offer.labels]
    if missing:
        found.append(
            Why(code="label", words=f"lacks the label {', '.join(missing)}", detail={"labels": missing})
        )
    if need.tier not in offer.tiers:
        found.append(
            Why(code="tier", words=f"cannot open the sandbox tier {need.tier}", detail={"tier": need.tier})
        )
    return tuple(found)


def order(task: Task) -> tuple[int, str, datetime, str]:
    """Smaller goes first; the id makes it total."""
    return (task.priority.rank, task.position, task.queued_at or task.created_at, task.id)


@dataclass(frozen=True, kw_only=True)
class Hand:
    """A worker as the queue sees it."""

    name: str
    offer: Offer
    free: int  # queue slots with nothing in them


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything besides the task itself that decides whether it may run."""

    project: Project
    settings: Settings
    unmet: Sequence[Task] = ()
    running_in_project: int = 0
    running: int = 0
    limit: int = 0  # runs at once in the whole organisation; 0: no limit
    hands: Sequence[Hand] = ()
    paused_agents: Mapping[str, datetime] = field(default_factory=dict)
    kind: RunKind = RunKind.WORK
    override: bool = False


def eligible(task: Task, scene: Scene, now: datetime) -> tuple[Why, ...]:
    """Names every predicate that fails; empty when the next claim may take it."""
    if task.status is TaskStatus.RUNNING:
        return (Why(code="already_claimed", words="a worker is on it"),)
    if task.status not in {TaskStatus.QUEUED, TaskStatus.MERGING}:
        return (Why(code="not_queued", words=f"it is in {task.status.value}: enqueue it"),)
    return (*_of_task(task, scene, now), *_of_project(scene), *_of_workers(scene))


def _of_task(task: Task, scene: Scene, now: datetime) -> list[Why]:
    found = []
    if not task.executable:
        found.append(Why(code="not_executable", words="it is marked as not for agents"))
    for other in scene.unmet:
        words = f"waits on #{other.number} {other.title} ({other.status.value})"
        found.append(Why(code="waits_on", words=words, detail={"task": other.id, "number": other.number}))
    if task.not_before is not None and task.not_before > now:
        when = task.not_before.isoformat()
        found.append(Why(code="not_due", words=f"not before {when}", detail={"not_before": when}))
    until = scene.paused_agents.get(scene.settings.agent)
    if until is not None and until > now:
        words = f"{scene.settings.agent} is rate limited until {until.isoformat()}"
        found.append(Why(code="agent_rate_limited", words=words))
    return found


def _of_project(scene: Scene) -> list[Why]:
    found, most = [], scene.settings.max_running
    if scene.project.paused:
        found.append(Why(code="project_paused", words=f"project {scene.project.name} is paused: resume it"))
    if scene.override:
        return found
    if 0 < most <= scene.running_in_project:
        words = f"{scene.running_in_project} of {most} runs of the project are at work"
        found.append(Why(code="project_limit", words=words, detail={"max_running": most}))
    if 0 < scene.limit <= scene.running:
        words = f"{scene.running} of {scene.limit} runs are at work"
        found.append(Why(code="global_limit", words=words, detail={"max_running": scene.limit}))
    return found


def _of_workers(scene: Scene) -> list[Why]:
    if not scene.hands:
        return [Why(code="no_worker", words="no worker is online: start `taskyard work` or `taskyard up`")]
    pool = Pool(
        org=scene.project.org,
        project=scene.project.id,
        agent=scene.settings.agent,
        tier=scene.settings.tier,
        labels=scene.settings.labels,
        kind=scene.kind.value,
        override=False,
    )
    able, reasons = [], []
    for hand in scene.hands:
        misfits = fits(pool, hand.offer, scene.project.name)
        if misfits:
            reasons.append(f"{hand.name} {' and '.join(why.words for why in misfits)}")
        else:
            able.append(hand)
    if not able:
        return [Why(code="no_worker_offers", words="; ".join(reasons), detail={"workers": len(reasons)})]
    if not scene.override and all(hand.free <= 0 for hand in able):
        names = ", ".join(hand.name for hand in able)
        return [Why(code="all_workers_busy", words=f"every worker that could take it is busy: {names}")]
    return []


@dataclass(frozen=True, kw_only=True)
class Retry:
    """What follows a failure. `delay` None: it is not tried again."""

    delay: float | None
    uses_attempt: bool
    at: datetime | None = None


FREE = frozenset({Reason.WORKER_LOST, Reason.RATE_LIMITED})  # these do not use up an attempt
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


def after_failure(
    reason: Reason, attempts: int, settings: Settings, now: datetime, retry_at: datetime | None = None
) -> Retry:
    """`attempts` used up before this failure. Delays double from `retry_delay` seconds to `retry_delay_max`."""
    if reason in NEVER:
        return Retry(delay=None, uses_attempt=True)
    if reason is Reason.WORKER_LOST:
        return Retry(delay=0.0, uses_attempt=False)
    if reason is Reason.RATE_LIMITED:
        at = retry_at or now + timedelta(seconds=settings.retry_delay)
        return Retry(delay=max(0.0, (at - now).total_seconds()), uses_attempt=False, at=at)
    used = attempts + 1
    if used >= settings.max_attempts:
        return Retry(delay=None, uses_attempt=True)
    delay = min(settings.retry_delay * 2.0 ** min(used - 1, 60), settings.retry_delay_max)
    return Retry(delay=delay, uses_attempt=True, at=now + timedelta(seconds=delay))


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an ended run means for its task. `act` None: the task stays where it is."""

    act: Act | None
    attempts: int
    not_before: datetime | None = None
    reason: Reason | None = None
    note: str = ""


def decide_outcome(
    task: Task, run: Run, outcome: Outcome, settings: Settings, now: datetime, losses: int = 0
) -> Decision:
    """`losses`: runs of the task lost one after the other before this one.

    A parked run leaves its task running: nobody works on it, but it is not waiting for a worker either. The
    answer queues it again. A merge run that was lost is tried again: its task stays in merging.
    """
    if run.kind is RunKind.MERGE:
        return _after_merge(task, outcome)
    keep = task.attempts
    match outcome.status:
        case RunStatus.SUCCEEDED:
            done = settings.on_success is OnSuccess.DONE
            act = Act.SUCCEED_TO_DONE if done else Act.SUCCEED_TO_REVIEW
            note = "" if outcome.head_commit else "nothing was changed; accept it, or say what is missing"
            return Decision(act=act, attempts=keep, reason=outcome.reason, note=note)
        case RunStatus.CANCELLED:
            return Decision(act=Act.CANCEL, attempts=keep, reason=Reason.CANCELLED, note=outcome.message)
        case RunStatus.PARKED:
            return Decision(act=None, attempts=keep, reason=Reason.PARKED, note="waits for an answer")
        case _:
            return _after_failure(task, run, outcome, settings, now, losses)


def _after_failure(
    task: Task, run: Run, outcome: Outcome, settings: Settings, now: datetime, losses: int
) -> Decision:
    if run.cancel_requested:
        return Decision(act=Act.CANCEL, attempts=task.attempts, reason=Reason.CANCELLED, note="cancelled")
    retry = after_failure(outcome.reason, task.attempts, settings, now, outcome.retry_at)
    attempts = task.attempts + (1 if retry.uses_attempt else 0)
    too_often = outcome.reason is Reason.WORKER_LOST and losses + 1 >= LOSSES
    if retry.delay is None or too_often:
        return Decision(act=Act.FAIL, attempts=attempts, reason=outcome.reason, note=outcome.message)
    return Decision(
        act=Act.REQUEUE, attempts=attempts, not_before=retry.at, reason=outcome.reason, note=outcome.message
    )


def _after_merge(task: Task, outcome: Outcome) -> Decision:
    if outcome.status is RunStatus.SUCCEEDED and outcome.merged_commit:
        return Decision(act=Act.MERGED, attempts=task.attempts, reason=outcome.reason)
    if outcome.status is RunStatus.LOST:
        return Decision(act=None, attempts=task.attempts, reason=outcome.reason, note=outcome.message)
    note = outcome.message or "the merge did not happen"
    if outcome.conflicts:
        note = f"conflicts in {', '.join(outcome.conflicts[:10])}; `continue` lets the agent resolve them"
    return Decision(act=Act.UNMERGED, attempts=task.attempts, reason=outcome.reason, note=note)
