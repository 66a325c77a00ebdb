"""The secret that signs run tokens: made once, the same for every server on this database."""

import secrets

from sqlalchemy import select, text

from taskyard.store.schema import meta
from taskyard.store.tx import Tx

_PUT = text("INSERT INTO meta (name, value) VALUES ('secret', :value) ON CONFLICT (name) DO NOTHING")


def server_secret(tx: Tx) -> bytes:
    tx.execute(_PUT, {"value": secrets.token_bytes(32)})
    return bytes(tx.execute(select(meta.c.value).where(meta.c.name == "secret")).scalar_one())
