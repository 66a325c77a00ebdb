"""Messages: rows. The first answer wins by a conditional update; delivery is noted once."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    RowMapping,
    Select,
    Text,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    type_coerce,
    update,
)

from taskyard.domain.chat import Message, MessageKind, MessageState
from taskyard.domain.run import RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.store.prepared import Prepared
from taskyard.store.schema import message as table
from taskyard.store.schema import run, run_body, task
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


def some(tx: Tx, org: str, ids: Iterable[str]) -> list[Message]:
    return _many(tx, select(table).where(table.c.id.in_(sorted(ids)), table.c.org == org))


def of_task(tx: Tx, task_id: str) -> list[Message]:
    return _many(tx, select(table).where(table.c.task == task_id).order_by(table.c.at, table.c.id))


def open(tx: Tx, org: str) -> list[Message]:  # noqa: A001 - read as chat.open
    return _many(
        tx, select(table).where(table.c.org == org, table.c.state == MessageState.OPEN).order_by(table.c.id)
    )


def count_open(tx: Tx, org: str) -> int:
    """Questions of the organisation that nobody has answered."""
    query = select(func.count()).where(table.c.org == org, text("message.state = 'open'"))
    return int(tx.execute(query).scalar_one())


def of_parked(tx: Tx, rules: Iterable[str], *, lock: bool) -> list[tuple[Message, dict[str, Any]]]:
    """What parked runs wait for, of every organisation, with their settings; only runs with one of these rules for it.

    The oldest first. One that somebody answers right now waits for the next look.
    """
    said = or_(
        *(type_coerce(run_body.c.settings, Text).contains(f'"on_no_answer":"{rule}"') for rule in rules)
    )
    query = (
        select(table, run_body.c.settings)
        .join(task, and_(task.c.id == table.c.task, task.c.run == table.c.run))
        .join(run, run.c.id == table.c.run)
        .join(run_body, run_body.c.run == table.c.run)
        .where(
            text("message.state = 'open' AND message.kind IN ('question', 'permission')"),
            task.c.status == TaskStatus.RUNNING,
            run.c.status == RunStatus.PARKED,
            said,
        )
        .order_by(table.c.at, table.c.id)
    )
    found = tx.execute(query.with_for_update(of=table, skip_locked=True) if lock else query).mappings()
    return [(_message(values), settings) for values, settings in map(_apart, found)]


def count_answers(tx: Tx, org: str) -> int:
    """Answers that a run, at work or parked, has not acknowledged."""
    query = (
        select(func.count())
        .select_from(table)
        .join(task, and_(task.c.id == table.c.task, task.c.run == table.c.run))
        .where(
            table.c.org == org,
            text("message.state = 'answered' AND message.delivered_at IS NULL"),
            task.c.status == TaskStatus.RUNNING,
        )
    )
    return int(tx.execute(query).scalar_one())


def page_of_task(
    tx: Tx, task_id: str, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[Message], str | None]:
    """The oldest first, and the cursor of the next page: the last id."""
    query = select(table).where(table.c.task == task_id).order_by(table.c.id).limit(limit + 1)
    if cursor is not None:
        query = query.where(table.c.id > cursor)
    found = _many(tx, query)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


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


def hand_on(tx: Tx, old: str, new: str) -> None:
    """What the run has not acknowledged, and what nobody has answered, belongs to another run from now on."""
    waits = (table.c.state == MessageState.OPEN) | text(
        "message.state = 'answered' OR message.kind = 'comment'"
    )
    tx.execute(update(table).where(table.c.run == old, table.c.delivered_at.is_(None), waits).values(run=new))


def take_over(tx: Tx, message: Message) -> None:
    """The answer that a question has got from elsewhere."""
    tx.execute(
        update(table)
        .where(table.c.id == message.id, table.c.state == MessageState.OPEN)
        .values(
            state=MessageState.ANSWERED,
            answer=message.answer,
            answered_by=message.answered_by,
            answered_at=message.answered_at,
            expires_at=message.expires_at,
        )
    )


def expire(tx: Tx, message_id: str) -> bool:
    done = tx.execute(
        update(table)
        .where(table.c.id == message_id, table.c.state == MessageState.OPEN)
        .values(state=MessageState.EXPIRED)
    )
    return done.rowcount == 1


def expire_of_run(tx: Tx, run_id: str) -> int:
    done = tx.execute(
        update(table)
        .where(table.c.run == run_id, table.c.state == MessageState.OPEN)
        .values(state=MessageState.EXPIRED)
    )
    return done.rowcount


def _many(tx: Tx, query: Select[Any]) -> list[Message]:
    return [_message(dict(row)) for row in tx.execute(query).mappings()]


def _apart(row: RowMapping) -> tuple[dict[str, Any], dict[str, Any]]:
    values = dict(row)
    return values, values.pop("settings")


def _message(values: dict[str, Any]) -> Message:
    own = {
        "kind": MessageKind(values["kind"]),
        "state": MessageState(values["state"]),
        "choices": tuple(values["choices"]),
    }
    return Message(**values | own)
