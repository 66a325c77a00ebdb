"""Who acts: keys, their scopes, run tokens, and what each may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from taskyard.domain.error import Forbidden

DEFAULT_ORG = "default"


class Scope(StrEnum):
    ADMIN = "admin"
    OPERATOR = "operator"
    VIEWER = "viewer"
    WORKER = "worker"
    RUN = "run"  # a run token: one run, one fence


@dataclass(frozen=True, kw_only=True)
class Key:
    """What is stored of a key. The secret itself is shown once and never again."""

    id: str  # the public part of tk_<id>_<secret>
    org: str
    name: str
    scope: Scope
    hash: str  # SHA-256 of the secret, hexadecimal
    preview: str = ""  # how it begins and ends, to tell one from another
    old_hash: str | None = None  # the secret before the last rotation
    old_until: datetime | None = None  # and how long it holds beside the new one
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    org: str
    name: str  # "key:laptop", "worker:anvil-3", "run:<id>", "browser"
    scope: Scope
    key: str | None = None
    mark: str | None = None  # which of the key's secrets was shown; of a browser: its cookie, as a hash
    run: str | None = None  # a run token's run
    fence: int | None = None  # and its fence


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Who a browser acts as: the rights of who let it in, and no longer than the key that did."""

    org: str
    name: str
    scope: Scope
    key: str | None = None


def holds(key: Key, now: datetime, mark: str | None = None) -> bool:
    """Whether the key is good now, by the secret whose hash is `mark`; None: by any."""
    if key.revoked_at is not None or (key.expires_at is not None and now >= key.expires_at):
        return False
    if mark is None or mark == key.hash:
        return True
    return mark == key.old_hash and key.old_until is not None and now < key.old_until


def preview(text: str) -> str:
    return f"{text[:8]}…{text[-4:]}"


class Need(StrEnum):
    """What a route demands; every route names exactly one."""

    NOTHING = "nothing"  # health, readiness, the launch code
    READ = "read"
    ACT = "act"  # create and change tasks, answer, review
    MANAGE = "manage"  # projects, keys, workers
    WORK = "work"  # claim and report
    LEAVE = "leave"  # a worker signs itself off; who manages, one that will not come back
    SPEAK = "speak"  # what an agent inside its run may do
    KNOWN = "known"  # nothing by itself: whoever holds a key may come in, and each tool demands its own


_MAY: dict[Scope, frozenset[Need]] = {
    Scope.ADMIN: frozenset({Need.READ, Need.ACT, Need.MANAGE, Need.LEAVE}),
    Scope.OPERATOR: frozenset({Need.READ, Need.ACT}),
    Scope.VIEWER: frozenset({Need.READ}),
    Scope.WORKER: frozenset({Need.WORK, Need.LEAVE}),
    Scope.RUN: frozenset({Need.SPEAK}),
}


def allowed(scope: Scope, need: Need) -> bool:
    return need in {Need.NOTHING, Need.KNOWN} or need in _MAY[scope]


def demand(actor: Actor, need: Need) -> None:
    """Raises Forbidden unless the actor's scope covers `need`."""
    if not allowed(actor.scope, need):
        raise Forbidden(f"a {actor.scope.value} key may not {need.value} here", need=need.value)
