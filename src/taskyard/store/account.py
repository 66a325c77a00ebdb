"""Keys, launch codes, signed-in browsers: only hashes are here."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from taskyard.domain.account import Key, Scope
from taskyard.store.prepared import Prepared
from taskyard.store.schema import browser, key, launch_code
from taskyard.store.tx import Tx

_GET_KEY = Prepared(select(key).where(key.c.id == bindparam("the_key")))


def add_key(tx: Tx, new: Key) -> None:
    tx.execute(insert(key).values(asdict(new)))


def get_key(tx: Tx, key_id: str) -> Key | None:
    return next((_key(row) for row in _GET_KEY.rows(tx, {"the_key": key_id})), None)


def keys(tx: Tx, org: str) -> list[Key]:
    rows = tx.execute(select(key).where(key.c.org == org).order_by(key.c.id))
    return [_key(dict(row._mapping)) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for it


def revoke(tx: Tx, key_id: str, at: datetime) -> None:
    tx.execute(update(key).where(key.c.id == key_id, key.c.revoked_at.is_(None)).values(revoked_at=at))


def save_key(tx: Tx, new: Key) -> None:
    tx.execute(update(key).where(key.c.id == new.id).values(asdict(new)))


def touch(tx: Tx, key_id: str, at: datetime) -> None:
    tx.execute(update(key).where(key.c.id == key_id).values(last_used_at=at))


def add_code(tx: Tx, digest: str, expires_at: datetime) -> None:
    tx.execute(delete(launch_code).where(launch_code.c.expires_at < tx.now))
    tx.execute(insert(launch_code).values(hash=digest, expires_at=expires_at))


def use_code(tx: Tx, digest: str) -> bool:
    """Takes the code away; True when it was there and not too old."""
    gone = tx.execute(
        delete(launch_code).where(launch_code.c.hash == digest, launch_code.c.expires_at >= tx.now)
    )
    return gone.rowcount == 1


def add_browser(tx: Tx, digest: str, expires_at: datetime) -> None:
    tx.execute(delete(browser).where(browser.c.expires_at < tx.now))
    tx.execute(insert(browser).values(hash=digest, expires_at=expires_at))


def get_browser(tx: Tx, digest: str) -> bool:
    query = select(browser.c.hash).where(browser.c.hash == digest, browser.c.expires_at >= tx.now)
    return tx.execute(query).first() is not None


def forget_browser(tx: Tx, digest: str) -> None:
    tx.execute(delete(browser).where(browser.c.hash == digest))


def _key(values: dict[str, object]) -> Key:
    return Key(**values | {"scope": Scope(str(values["scope"]))})  # type: ignore[arg-type]
