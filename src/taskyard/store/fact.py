"""Facts get their numbers at the end of the transaction that causes them, one after the other.

A sequence would not do: its order is not the order of commits, so a reader at 127 could miss 126 for ever. The
counter's row is locked until the commit, so numbers are without a gap and become visible in order.
"""

from sqlalchemy import insert, text

from taskyard.store import audit
from taskyard.store.prepared import Prepared
from taskyard.store.schema import event
from taskyard.store.tx import Tx

_TAKE = Prepared(text("UPDATE counter SET value = value + :many WHERE name = 'event' RETURNING value"))
_ADD = Prepared(insert(event), (column.name for column in event.c))


def store(tx: Tx) -> int:
    """The last number given; 0 when there was nothing to tell."""
    if not tx.facts:
        return 0
    audit.store(tx)
    last = take(tx, len(tx.facts))
    first = last - len(tx.facts) + 1
    _ADD.each(
        tx,
        [
            {
                "seq": first + place,
                "at": tx.now,
                "org": draft.org,
                "kind": draft.kind,
                "project": draft.project,
                "task": draft.task,
                "run": draft.run,
                "worker": draft.worker,
                "actor": draft.actor,
                "body": dict(draft.body),
            }
            for place, draft in enumerate(tx.facts)
        ],
    )
    return last


def take(tx: Tx, many: int) -> int:
    """The last of so many numbers, which are this transaction's until it ends."""
    last: int = _TAKE.value(tx, {"many": many})
    return last
