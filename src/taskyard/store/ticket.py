"""Tickets: rows. Only hashes are here, and each row can be taken once."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from taskyard.domain.account import Actor, Scope
from taskyard.store.ledger import ticket as table
from taskyard.store.tx import Tx

_ACTOR = (table.c.org, table.c.name, table.c.scope, table.c.key, table.c.mark)


def add(tx: Tx, digest: str, actor: Actor, expires_at: datetime) -> None:
    who = {column.name: getattr(actor, column.name) for column in _ACTOR}
    tx.execute(insert(table).values(who | {"hash": digest, "expires_at": expires_at}))


def take(tx: Tx, digest: str) -> Actor | None:
    """In one statement, so that of any number of servers one gets it."""
    gone = delete(table).where(table.c.hash == digest, table.c.expires_at > tx.now).returning(*_ACTOR)
    row = tx.execute(gone).mappings().first()
    if row is None:
        return None
    values: dict[str, Any] = dict(row)
    return Actor(**values | {"scope": Scope(values["scope"])})


def sweep(tx: Tx, most: int) -> None:
    """Those that are too old go, and of more than `most` those that were given first."""
    tx.execute(delete(table).where(table.c.expires_at <= tx.now))
    newest = select(table.c.hash).order_by(table.c.expires_at.desc(), table.c.hash)
    if tx.execute(newest.limit(1).offset(most)).first() is not None:
        tx.execute(delete(table).where(table.c.hash.not_in(newest.limit(most))))
