"""Who may run what next, and why not. Pure functions over frozen values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from taskyard.domain import allowance
from taskyard.domain.account import DEFAULT_ORG
from taskyard.domain.allowance import Allowance
from taskyard.domain.outcome import decide_outcome as decide_outcome
from taskyard.domain.project import Project, Settings
from taskyard.domain.run import Reason, RunKind
from taskyard.domain.task import Task, TaskStatus
from taskyard.domain.worker import Offer

_NAMED = 5  # workers that are named before "and 7 more"


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
    names = (quote(part, safe="") for part in (org, project, agent, tier))
    marks = ",".join(quote(label, safe="") for label in sorted(set(labels)))
    return "/".join([*names, marks, quote(kind, safe=""), "now" if override else "queue"])


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
    """Every reason why a worker with this offer cannot take from the pool; empty when it can.

    An offer that names no projects takes any, and one that names no agents runs any.
    """
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
    budget: Allowance | None = None  # of the project, where it has one


def eligible(task: Task, scene: Scene, now: datetime) -> tuple[Why, ...]:
    """Names every predicate that fails; empty when the next claim may take it."""
    if task.status is TaskStatus.RUNNING:
        return (_parked() if task.reason == Reason.PARKED else _claimed(),)
    found = []
    if task.status not in {TaskStatus.QUEUED, TaskStatus.MERGING}:
        words = f"it is in {task.status.value}: {_INSTEAD[task.status]}"
        found.append(Why(code="not_queued", words=words, detail={"status": task.status.value}))
    if scene.kind is RunKind.WORK:  # a merge waits for none of these
        found += _of_task(task, scene, now)
    return (*found, *_of_project(scene), *_of_workers(scene))


_INSTEAD = {
    TaskStatus.BACKLOG: "enqueue it",
    TaskStatus.REVIEW: "approve it, accept it, or request changes",
    TaskStatus.DONE: "continue it, if more is to be done",
    TaskStatus.FAILED: "retry or continue it",
    TaskStatus.CANCELLED: "enqueue it",
}


def _claimed() -> Why:
    return Why(code="already_claimed", words="a worker is on it")


def _parked() -> Why:
    return Why(code="not_queued", words="it waits for an answer: answer its question")


def _of_task(task: Task, scene: Scene, now: datetime) -> list[Why]:
    found = []
    if not task.executable:
        found.append(Why(code="not_executable", words="it is marked as not for agents"))
    for other in scene.unmet:
        words = f"waits on #{other.number} {other.title} ({other.status.value})"
        found.append(Why(code="waits_on", words=words, detail={"task": other.id, "number": other.number}))
    if task.not_before is not None and task.not_before > now and not scene.override:
        when = task.not_before.isoformat()
        found.append(Why(code="not_due", words=f"not before {when}", detail={"not_before": when}))
    until = scene.paused_agents.get(scene.settings.agent)
    if until is not None and until > now:
        words = f"{scene.settings.agent} is rate limited until {until.isoformat()}"
        found.append(Why(code="agent_rate_limited", words=words, detail={"until": until.isoformat()}))
    return found


def _of_project(scene: Scene) -> list[Why]:
    found, most = [], scene.settings.max_running
    if scene.project.paused:
        found.append(Why(code="project_paused", words=f"project {scene.project.name} is paused: resume it"))
    if scene.kind is RunKind.WORK and scene.budget is not None and scene.budget.used >= 1:
        detail = {"window": scene.budget.window.value, "since": scene.budget.since}
        found.append(Why(code="project_budget", words=allowance.words(scene.budget), detail=detail))
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
        return [Why(code="no_worker", words=_nobody(scene.project.org))]
    pool = Pool(
        org=scene.project.org,
        project=scene.project.id,
        agent=scene.settings.agent,
        tier=scene.settings.tier,
        labels=scene.settings.labels,
        kind=scene.kind.value,
        override=False,
    )
    misfits = [(hand, fits(pool, hand.offer, scene.project.name)) for hand in scene.hands]
    able = [hand for hand, misfit in misfits if not misfit]
    if not able:
        reasons = [f"{hand.name} {' and '.join(why.words for why in misfit)}" for hand, misfit in misfits]
        missing = sorted({why.code for _hand, misfit in misfits for why in misfit})
        detail = {"workers": len(reasons), "missing": missing}
        return [Why(code="no_worker_offers", words=_some(reasons, "; "), detail=detail)]
    if not scene.override and all(hand.free <= 0 for hand in able):
        names = _some([hand.name for hand in able], ", ")
        return [Why(code="all_workers_busy", words=f"every worker that could take it is busy: {names}")]
    return []


def _some(words: list[str], between: str) -> str:
    """A fleet of hundreds must still fit on a card."""
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    return between.join(words[:_NAMED]) + more


def _nobody(org: str) -> str:
    start = "start `taskyard work` or `taskyard up`"
    if org == DEFAULT_ORG:
        return f"no worker is online: {start}"
    return f"no worker of the organisation {org} is online, and those of others do not see this: {start} with its key"
