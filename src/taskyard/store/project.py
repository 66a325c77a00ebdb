"""Projects: rows."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from taskyard.domain.project import Project
from taskyard.store.ledger import org
from taskyard.store.prepared import Prepared
from taskyard.store.schema import project as table
from taskyard.store.tx import Tx

_MINE = (
    select(table, org.c.settings.label("inherited"))
    .outerjoin(org, org.c.id == table.c.org)
    .where(table.c.org == bindparam("the_org"))
)
_GET = Prepared(_MINE.where(table.c.id == bindparam("the_project")))
_BY_NAME = Prepared(_MINE.where(table.c.name == bindparam("the_name")))
_ALL = Prepared(_MINE.order_by(table.c.name))


def add(tx: Tx, project: Project) -> None:
    tx.execute(insert(table).values(_row(project)))


def get(tx: Tx, org: str, project_id: str) -> Project | None:
    return _one(tx, _GET, the_project=project_id, the_org=org)


def by_name(tx: Tx, org: str, name: str) -> Project | None:
    return _one(tx, _BY_NAME, the_org=org, the_name=name)


def all(tx: Tx, org: str) -> list[Project]:  # noqa: A001 - read as project.all
    return [_project(row) for row in _ALL.rows(tx, {"the_org": org})]


def save(tx: Tx, project: Project) -> None:
    tx.execute(
        update(table).where(table.c.id == project.id, table.c.org == project.org).values(_row(project))
    )


def remove(tx: Tx, org: str, project_id: str) -> None:
    tx.execute(delete(table).where(table.c.id == project_id, table.c.org == org))


def _one(tx: Tx, query: Prepared, **params: Any) -> Project | None:
    return next((_project(row) for row in query.rows(tx, params)), None)


def _row(project: Project) -> dict[str, Any]:
    return {name: value for name, value in asdict(project).items() if name != "inherited"}


def _project(row: dict[str, Any]) -> Project:
    return Project(**row | {"inherited": row["inherited"] or {}})
