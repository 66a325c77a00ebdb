"""The first answer to a named request is kept for a day, in the same transaction as what it did."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from taskyard.domain.error import KeyReused
from taskyard.service.yard import Deed
from taskyard.store import idempotency as rows

KEPT = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Asked:
    key: str
    fingerprint: str  # of caller, method, path and body


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: str
    repeated: bool = False


def once(deed: Deed, asked: Asked | None, work: Callable[[], tuple[int, str]]) -> Answer:
    """Raises KeyReused when the key came before with another request."""
    if asked is None:
        status, body = work()
        return Answer(status=status, body=body)
    known = rows.find(deed.tx, deed.org, asked.key)
    if known is not None:
        fingerprint, status, body = known
        if fingerprint != asked.fingerprint:
            raise KeyReused("that Idempotency-Key was used for a different request")
        return Answer(status=status, body=body, repeated=True)
    status, body = work()
    rows.remember(deed.tx, deed.org, asked.key, asked.fingerprint, status, body)
    return Answer(status=status, body=body)
