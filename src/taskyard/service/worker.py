"""Workers: who offers to work, what they say about themselves, and how they leave. History stays."""

from dataclasses import dataclass, field, replace

from taskyard.domain import id as ids
from taskyard.domain.error import NotFound
from taskyard.domain.profile import Shelf
from taskyard.domain.worker import OFFLINE_AFTER, Offer, Wish, Worker, WorkerStatus, seen
from taskyard.service.yard import Deed
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


def register(deed: Deed, asked: Registration) -> Worker:
    """The same name on the same host is the same worker come back; another one's name gets a number."""
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


def heartbeat(deed: Deed, worker_id: str, beat: Beat) -> Wish:
    old = get(deed, worker_id)
    rows.heartbeat(deed.tx, old.id, status=beat.status, runs=beat.runs, note=beat.note, at=deed.now)
    if old.status is not beat.status or old.runs != beat.runs:
        body = {"name": old.name, "status": beat.status.value, "runs": list(beat.runs)}
        deed.tell("worker.changed", worker=old.id, body=body)
    if beat.profiles is not None:
        rows.put_profiles(deed.tx, old.id, beat.profiles)
        found = {"name": old.name, "profiles": len(beat.profiles.items)}
        deed.tell("worker.changed", worker=old.id, body=found)
    return Wish(drain=old.drain, profiles=rows.asked_profiles(deed.tx, deed.org))


def drain(deed: Deed, worker_id: str) -> Worker:
    worker = replace(get(deed, worker_id), drain=True)
    rows.save(deed.tx, worker)
    deed.tell("worker.changed", worker=worker.id, body={"name": worker.name, "drain": True})
    return worker


def sign_off(deed: Deed, worker_id: str) -> None:
    """Runs it still holds end with their leases."""
    worker = get(deed, worker_id)
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
        if known.host == asked.host or not alive:
            return name, known
        count += 1


def _seen(deed: Deed, worker: Worker) -> Worker:
    return replace(worker, status=seen(worker.status, worker.heartbeat_at, deed.now))
