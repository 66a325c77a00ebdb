"""Counters that give each number once, without a gap: the row is locked until the commit."""

from sqlalchemy import text

from taskyard.store.prepared import Prepared
from taskyard.store.tx import Tx

_UP = Prepared(
    text(
        "INSERT INTO counter (name, value) VALUES (:name, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
    )
)


def up(tx: Tx, name: str) -> int:
    return int(_UP.value(tx, {"name": name}))
