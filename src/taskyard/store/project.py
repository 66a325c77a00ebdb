"""Projects: rows."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from taskyard.domain.project import Project
from taskyard.store.schema import project as table
from taskyard.store.tx import Tx


def add(tx: Tx, project: Project) -> None:
    tx.execute(insert(table).values(asdict(project)))


def get(tx: Tx, org: str, project_id: str) -> Project | None:
    return _one(tx.execute(select(table).where(table.c.id == project_id, table.c.org == org)).first())


def by_name(tx: Tx, org: str, name: str) -> Project | None:
    return _one(tx.execute(select(table).where(table.c.org == org, table.c.name == name)).first())


def all(tx: Tx, org: str) -> list[Project]:  # noqa: A001 - read as project.all
    rows = tx.execute(select(table).where(table.c.org == org).order_by(table.c.name))
    return [Project(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for it


def save(tx: Tx, project: Project) -> None:
    tx.execute(
        update(table).where(table.c.id == project.id, table.c.org == project.org).values(asdict(project))
    )


def remove(tx: Tx, org: str, project_id: str) -> None:
    tx.execute(delete(table).where(table.c.id == project_id, table.c.org == org))


def _one(row: Row[Any] | None) -> Project | None:
    return None if row is None else Project(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
