"""First answers of named requests, kept for a day."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from taskyard.store.schema import idempotency as table
from taskyard.store.tx import Tx


def find(tx: Tx, org: str, key: str) -> tuple[str, int, str] | None:
    """Fingerprint, status and body of the first answer."""
    query = select(table.c.fingerprint, table.c.status, table.c.body).where(
        table.c.org == org, table.c.key == key
    )
    row = tx.execute(query).first()
    return None if row is None else (row.fingerprint, row.status, row.body)


def remember(tx: Tx, org: str, key: str, fingerprint: str, status: int, body: str) -> None:
    values = {
        "org": org,
        "key": key,
        "fingerprint": fingerprint,
        "status": status,
        "body": body,
        "at": tx.now,
    }
    tx.execute(insert(table).values(values))


def forget(tx: Tx, before: datetime) -> int:
    return tx.execute(delete(table).where(table.c.at < before)).rowcount
