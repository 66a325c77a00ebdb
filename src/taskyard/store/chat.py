"""Messages: rows. The first answer wins by a conditional update; delivery is noted once."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, text, update

from taskyard.domain.chat import Message, MessageKind, MessageState
from taskyard.store.prepared import Prepared
from taskyard.store.schema import message as table
from taskyard.store.tx import Tx

_UNDELIVERED = Prepared(
    select(table)
    .where(
        table.c.run == bindparam("the_run"),
        table.c.delivered_at.is_(None),
        text("(message.state = 'answered' OR message.kind = 'comment')"),
    )
    .order_by(table.c.at, table.c.id)
)
_OPEN_OF_RUN = Prepared(
    select(func.count()).where(
        table.c.run == bindparam("the_run"),
        text("message.state = 'open' AND message.kind IN ('question', 'permission')"),
    )
)


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


def open_of_run(tx: Tx, run_id: str) -> int:
    """How many questions of the run nobody has answered."""
    return int(_OPEN_OF_RUN.value(tx, {"the_run": run_id}))


def answer(tx: Tx, message_id: str, words: str, by: str, at: datetime) -> bool:
    done = tx.execute(
        update(table)
        .where(table.c.id == message_id, table.c.state == MessageState.OPEN)
        .values(state=MessageState.ANSWERED, answer=words, answered_by=by, answered_at=at)
    )
    return done.rowcount == 1


def undelivered(tx: Tx, run_id: str) -> list[Message]:
    """Answers, and words of people, that the run has not acknowledged."""
    return [_message(row) for row in _UNDELIVERED.rows(tx, {"the_run": run_id})]


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
    return [_message(dict(row)) for row in tx.execute(query).mappings()]


def _message(values: dict[str, Any]) -> Message:
    own = {
        "kind": MessageKind(values["kind"]),
        "state": MessageState(values["state"]),
        "choices": tuple(values["choices"]),
    }
    return Message(**values | own)
