"""Workers: rows. One that signed off keeps its row: history names it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update

from taskyard.domain.profile import Card, Shelf
from taskyard.domain.worker import Offer, Worker, WorkerStatus
from taskyard.store import count
from taskyard.store.prepared import Prepared
from taskyard.store.schema import counter
from taskyard.store.schema import worker as table
from taskyard.store.tx import Tx

# Without the profiles: they are long, and a claim looks at its worker.
_COLUMNS = [column for column in table.c if column.name != "profiles"]
_GET = Prepared(
    select(*_COLUMNS).where(table.c.id == bindparam("the_worker"), table.c.org == bindparam("the_org"))
)

_ASKED = Prepared(select(counter.c.value).where(counter.c.name == bindparam("the_name")))
_KEY = Prepared(select(table.c.key).where(table.c.id == bindparam("the_worker")))


def key_of(tx: Tx, worker_id: str) -> str | None:
    """The key it has registered with."""
    found: str | None = _KEY.value(tx, {"the_worker": worker_id})
    return found


def save(tx: Tx, worker: Worker) -> None:
    done = tx.execute(update(table).where(table.c.id == worker.id).values(asdict(worker)))
    if done.rowcount == 0:
        tx.execute(insert(table).values(asdict(worker) | {"profiles": asdict(Shelf())}))


def heartbeat(
    tx: Tx, worker_id: str, *, status: WorkerStatus, runs: tuple[str, ...], note: str, at: datetime
) -> bool:
    """Only what a heartbeat says, so that it cannot undo a drain; False for one that has signed off."""
    done = tx.execute(
        update(table)
        .where(table.c.id == worker_id, table.c.status != WorkerStatus.GONE)
        .values(status=status, runs=list(runs), note=note, heartbeat_at=at)
    )
    return done.rowcount == 1


def get(tx: Tx, org: str, worker_id: str) -> Worker | None:
    found = _GET.rows(tx, {"the_worker": worker_id, "the_org": org})
    return next((_worker(row) for row in found), None)


def by_name(tx: Tx, org: str, name: str) -> Worker | None:
    """The one by that name that has not signed off."""
    query = select(*_COLUMNS).where(
        table.c.org == org, table.c.name == name, table.c.status != WorkerStatus.GONE
    )
    return next(iter(_many(tx, query)), None)


def all(tx: Tx, org: str) -> list[Worker]:  # noqa: A001 - read as worker.all
    return _many(tx, select(*_COLUMNS).where(table.c.org == org).order_by(table.c.name, table.c.id))


def put_profiles(tx: Tx, worker_id: str, shelf: Shelf) -> None:
    tx.execute(update(table).where(table.c.id == worker_id).values(profiles=asdict(shelf)))


def profiles(tx: Tx, org: str) -> dict[str, Shelf]:
    """By worker, of those that have not signed off."""
    query = select(table.c.id, table.c.profiles).where(
        table.c.org == org, table.c.status != WorkerStatus.GONE
    )
    return {row.id: _shelf(row.profiles) for row in tx.execute(query)}


def ask_profiles(tx: Tx, org: str) -> int:
    """All workers of the organisation are to look again; the number names this request."""
    return count.up(tx, f"profiles:{org}")


def asked_profiles(tx: Tx, org: str) -> int:
    return int(_ASKED.value(tx, {"the_name": f"profiles:{org}"}) or 0)


def _shelf(values: dict[str, Any]) -> Shelf:
    return Shelf(round=values["round"], items=tuple(Card(**card) for card in values["items"]))


def _many(tx: Tx, query: Select[Any]) -> list[Worker]:
    return [_worker(dict(row)) for row in tx.execute(query).mappings()]


def _worker(values: dict[str, Any]) -> Worker:
    offer: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values["offer"].items()
    }
    own = {
        "status": WorkerStatus(values["status"]),
        "offer": Offer(**offer),
        "runs": tuple(values["runs"]),
    }
    return Worker(**values | own)
