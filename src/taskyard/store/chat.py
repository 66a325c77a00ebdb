"""Messages: rows. The first answer wins by a conditional update; delivery is noted once."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, or_, select, update

from taskyard.domain.chat import Message, MessageKind, MessageState
from taskyard.store.schema import message as table
from taskyard.store.tx import Tx


def add(tx: Tx, message: Message) -> None:
    tx.execute(insert(table).values(asdict(message) | {"choices": list(message.choices)}))


def get(tx: Tx, org: str, message_id: str) -> Message | None:
    return next(iter(_many(tx, select(table).where(table.c.id == message_id, table.c.org == org))), None)


def of_task(tx: Tx, task_id: str) -> list[Message]:
    return _many(tx, select(table).where(table.c.task == task_id).order_by(table.c.at, table.c.id))


def open(tx: Tx, org: str) -> list[Message]:  # noqa: A001 - read as chat.open
    return _many(
        tx, select(table).where(table.c.org == org, table.c.state == MessageState.OPEN).order_by(table.c.id)
    )


def answer(tx: Tx, message_id: str, text: str, by: str, at: datetime) -> bool:
    done = tx.execute(
        update(table)
        .where(table.c.id == message_id, table.c.state == MessageState.OPEN)
        .values(state=MessageState.ANSWERED, answer=text, answered_by=by, answered_at=at)
    )
    return done.rowcount == 1


def undelivered(tx: Tx, run_id: str) -> list[Message]:
    """Answers, and words of people, that the run has not acknowledged."""
    wanted = or_(table.c.state == MessageState.ANSWERED, table.c.kind == MessageKind.COMMENT)
    query = select(table).where(table.c.run == run_id, table.c.delivered_at.is_(None), wanted)
    return _many(tx, query.order_by(table.c.at, table.c.id))


def delivered(tx: Tx, messages: list[str], run_id: str, at: datetime) -> None:
    wanted = (table.c.id.in_(messages), table.c.run == run_id, table.c.delivered_at.is_(None))
    tx.execute(update(table).where(*wanted).values(delivered_at=at))


def expire_of_run(tx: Tx, run_id: str) -> int:
    done = tx.execute(
        update(table)
        .where(table.c.run == run_id, table.c.state == MessageState.OPEN)
        .values(state=MessageState.EXPIRED)
    )
    return done.rowcount


def _many(tx: Tx, query: Select[Any]) -> list[Message]:
    found = []
    for row in tx.execute(query):
        values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
        values["kind"] = MessageKind(values["kind"])
        values["state"] = MessageState(values["state"])
        values["choices"] = tuple(values["choices"])
        found.append(Message(**values))
    return found
