"""Organisations: rows."""

from dataclasses import asdict

from sqlalchemy import delete, exists, insert, select, update

from taskyard.domain.org import Org
from taskyard.store.ledger import org as table
from taskyard.store.schema import project
from taskyard.store.tx import Tx


def add(tx: Tx, org: Org) -> None:
    tx.execute(insert(table).values(asdict(org)))


def get(tx: Tx, org_id: str) -> Org | None:
    row = tx.execute(select(table).where(table.c.id == org_id)).mappings().first()
    return None if row is None else Org(**row)


def all(tx: Tx) -> list[Org]:  # noqa: A001 - read as org.all
    return [Org(**row) for row in tx.execute(select(table).order_by(table.c.id)).mappings()]


def save(tx: Tx, org: Org) -> None:
    tx.execute(update(table).where(table.c.id == org.id).values(asdict(org)))


def remove(tx: Tx, org_id: str) -> None:
    tx.execute(delete(table).where(table.c.id == org_id))


def is_used(tx: Tx, org_id: str) -> bool:
    return bool(tx.execute(select(exists().where(project.c.org == org_id))).scalar())
