"""Workers: who offers to work, what they say about themselves, and how they leave. History stays."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from taskyard.domain import id as ids
from taskyard.domain.account import Scope
from taskyard.domain.error import Forbidden, NotFound
from taskyard.domain.profile import Shelf
from taskyard.domain.worker import OFFLINE_AFTER, Offer, Wish, Worker, WorkerStatus, seen
from taskyard.domain.workspace import Survey
from taskyard.service import workspace as workspaces
from taskyard.service.yard import Deed
from taskyard.store import pause
from taskyard.store import worker as rows


@dataclass(frozen=True, kw_only=True)
class Registration:
    name: str
    slots: int
    offer: Offer
    version: str = ""
    host: str = ""
    profiles: Shelf = field(default_factory=Shelf)


@dataclass(frozen=True, kw_only=True)
class Beat:
    """What a heartbeat says."""

    status: WorkerStatus
    runs: tuple[str, ...] = ()
    note: str = ""
    profiles: Shelf | None = None  # when it has looked again
    survey: Survey | None = None  # the same, of its disk


@dataclass(frozen=True, kw_only=True)
class AgentShown:
    """An agent, and who can start it now."""

    name: str
    workers: tuple[str, ...] = ()
    slots: int = 0
    paused_until: datetime | None = None


def register(deed: Deed, asked: Registration) -> Worker:
    """The same name on the same host, with the same key, is the same worker come back; another one's name gets a number."""
    name, known = _free(deed, asked)
    worker = Worker(
        id=deed.id() if known is None else known.id,
        org=deed.org,
        name=name,
        status=WorkerStatus.IDLE,
        slots=asked.slots,
        offer=asked.offer,
        version=asked.version,
        host=asked.host,
        key=deed.actor.key,
        registered_at=deed.now if known is None else known.registered_at,
        heartbeat_at=deed.now,
    )
    rows.save(deed.tx, worker)
    rows.put_profiles(deed.tx, worker.id, asked.profiles)
    deed.tell("worker.registered", worker=worker.id, body={"name": name, "slots": asked.slots})
    return worker


def get(deed: Deed, worker_id: str) -> Worker:
    found = rows.get(deed.tx, deed.org, ids.parse(worker_id))
    if found is None:
        raise NotFound("there is no worker by that id")
    return _seen(deed, found)


def every(deed: Deed) -> list[Worker]:
    return [_seen(deed, worker) for worker in rows.all(deed.tx, deed.org)]


def demand_own(deed: Deed, worker: Worker) -> None:
    """Raises Forbidden when another worker key has registered it: a key acts for its own workers only."""
    own = worker.key in {None, deed.actor.key}
    if deed.actor.scope is Scope.WORKER and not own:
        raise Forbidden("that worker has registered with another key")


def heartbeat(deed: Deed, worker_id: str, beat: Beat) -> Wish:
    old = get(deed, worker_id)
    demand_own(deed, old)
    if old.status is WorkerStatus.GONE:
        raise NotFound("that worker has signed off; register again")
    rows.heartbeat(deed.tx, old.id, status=beat.status, runs=beat.runs, note=beat.note, at=deed.now)
    if old.status is not beat.status or old.runs != beat.runs:
        body = {"name": old.name, "status": beat.status.value, "runs": list(beat.runs)}
        deed.tell("worker.changed", worker=old.id, body=body)
    if beat.profiles is not None:
        rows.put_profiles(deed.tx, old.id, beat.profiles)
        found = {"name": old.name, "profiles": len(beat.profiles.items)}
        deed.tell("worker.changed", worker=old.id, body=found)
    if beat.survey is not None:
        workspaces.surveyed(deed, old.id, beat.survey)
    return Wish(
        drain=old.drain,
        profiles=rows.asked_profiles(deed.tx, deed.org),
        workspaces=workspaces.asked(deed, old.id),
        repositories=workspaces.repositories(deed),
        targets=workspaces.aims(deed, old.id),
    )


def agents(deed: Deed) -> list[AgentShown]:
    """What the workers that are there offer, and which accounts must rest."""
    resting = pause.active(deed.tx, deed.org)
    there = [one for one in every(deed) if one.status not in {WorkerStatus.GONE, WorkerStatus.OFFLINE}]
    names = sorted({name for one in there for name in one.offer.agents} | resting.keys())
    return [
        AgentShown(
            name=name,
            workers=tuple(one.name for one in there if name in one.offer.agents),
            slots=sum(one.slots for one in there if name in one.offer.agents),
            paused_until=resting.get(name),
        )
        for name in names
    ]


def drain(deed: Deed, worker_id: str) -> Worker:
    worker = replace(get(deed, worker_id), drain=True)
    rows.save(deed.tx, worker)
    deed.tell("worker.changed", worker=worker.id, body={"name": worker.name, "drain": True})
    return worker


def sign_off(deed: Deed, worker_id: str) -> None:
    """Runs it still holds end with their leases."""
    worker = get(deed, worker_id)
    demand_own(deed, worker)
    if worker.status is WorkerStatus.GONE:
        return
    rows.save(deed.tx, replace(worker, status=WorkerStatus.GONE, runs=(), gone_at=deed.now))
    deed.tell("worker.gone", worker=worker.id, body={"name": worker.name})


def _free(deed: Deed, asked: Registration) -> tuple[str, Worker | None]:
    """A name to register under, and the worker that comes back under it, if it is one."""
    count = 1
    while True:
        name = asked.name if count == 1 else f"{asked.name}-{count}"
        known = rows.by_name(deed.tx, deed.org, name)
        if known is None:
            return name, None
        alive = known.status is not WorkerStatus.GONE and deed.now - known.heartbeat_at <= OFFLINE_AFTER
        ours = known.host == asked.host and known.key in {None, deed.actor.key}
        if ours or not alive:
            return name, known
        count += 1


def _seen(deed: Deed, worker: Worker) -> Worker:
    return replace(worker, status=seen(worker.status, worker.heartbeat_at, deed.now))
