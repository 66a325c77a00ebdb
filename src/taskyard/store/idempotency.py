"""First answers of named requests, kept for a day."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from taskyard.store.prepared import Prepared
from taskyard.store.schema import idempotency as table
from taskyard.store.tx import Tx

_FIND = Prepared(
    select(table.c.fingerprint, table.c.status, table.c.body).where(
        table.c.org == bindparam("the_org"), table.c.key == bindparam("the_key")
    )
)
_ADD = Prepared(insert(table), (column.name for column in table.c))


def find(tx: Tx, org: str, key: str) -> tuple[str, int, str] | None:
    """Fingerprint, status and body of the first answer."""
    for row in _FIND.rows(tx, {"the_org": org, "the_key": key}):
        return row["fingerprint"], row["status"], row["body"]
    return None


def remember(tx: Tx, org: str, key: str, fingerprint: str, status: int, body: str) -> None:
    values = {
        "org": org,
        "key": key,
        "fingerprint": fingerprint,
        "status": status,
        "body": body,
        "at": tx.now,
    }
    _ADD.run(tx, values)


def forget(tx: Tx, before: datetime) -> int:
    return tx.execute(delete(table).where(table.c.at < before)).rowcount
