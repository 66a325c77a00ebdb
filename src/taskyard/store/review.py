"""Reviews: rows, never changed."""

from dataclasses import asdict

from sqlalchemy import insert, select

from taskyard.domain.review import Remark, Review, Verdict
from taskyard.store.schema import review as table
from taskyard.store.tx import Tx


def add(tx: Tx, review: Review) -> None:
    tx.execute(insert(table).values(asdict(review)))


def of_task(tx: Tx, task_id: str) -> list[Review]:
    found = []
    for row in tx.execute(select(table).where(table.c.task == task_id).order_by(table.c.at, table.c.id)):
        values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
        values["verdict"] = Verdict(values["verdict"])
        values["remarks"] = tuple(Remark(**one) for one in values["remarks"])
        found.append(Review(**values))
    return found
