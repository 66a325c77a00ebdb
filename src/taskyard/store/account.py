"""Keys, launch codes, signed-in browsers: only hashes are here."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, Table, bindparam, delete, false, func, insert, select, update

from taskyard.domain.account import Guest, Key, Scope
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


def add_code(tx: Tx, digest: str, expires_at: datetime, guest: Guest) -> None:
    tx.execute(delete(launch_code).where(launch_code.c.expires_at < tx.now))
    tx.execute(insert(launch_code).values(hash=digest, expires_at=expires_at, **asdict(guest)))


def use_code(tx: Tx, digest: str) -> Guest | None:
    """Takes the code away; who it lets in, or None when it was not there or is too old."""
    gone = tx.execute(
        delete(launch_code)
        .where(launch_code.c.hash == digest, launch_code.c.expires_at >= tx.now)
        .returning(*_guest(launch_code))
    ).first()
    return None if gone is None else _as_guest(gone)


def add_browser(tx: Tx, digest: str, expires_at: datetime, guest: Guest) -> None:
    tx.execute(delete(browser).where(browser.c.expires_at < tx.now))
    tx.execute(insert(browser).values(hash=digest, expires_at=expires_at, **asdict(guest)))


def get_browser(tx: Tx, digest: str) -> Guest | None:
    """None as well when the key that let it in has ended."""
    mine = browser.outerjoin(key, key.c.id == browser.c.key)
    ended = browser.c.key.is_not(None) & (
        key.c.id.is_(None) | key.c.revoked_at.is_not(None) | (key.c.expires_at <= tx.now)
    )
    query = (
        select(*_guest(browser))
        .select_from(mine)
        .where(browser.c.hash == digest, browser.c.expires_at >= tx.now, ~func.coalesce(ended, false()))
    )
    found = tx.execute(query).first()
    return None if found is None else _as_guest(found)


def forget_browser(tx: Tx, digest: str) -> None:
    tx.execute(delete(browser).where(browser.c.hash == digest))


def _guest(table: Table) -> list[Column[Any]]:
    return [table.c.org, table.c.name, table.c.scope, table.c.key]


def _as_guest(row: Row[Any]) -> Guest:
    return Guest(org=row.org, name=row.name, scope=Scope(row.scope), key=row.key)


def _key(values: dict[str, object]) -> Key:
    return Key(**values | {"scope": Scope(str(values["scope"]))})  # type: ignore[arg-type]
