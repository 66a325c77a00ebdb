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
    run: str | None = None  # a run token's run
    fence: int | None = None  # and its fence


class Need(StrEnum):
    """What a route demands; every route names exactly one."""

    NOTHING = "nothing"  # health, readiness, the launch code
    READ = "read"
    ACT = "act"  # create and change tasks, answer, review
    MANAGE = "manage"  # projects, keys, workers
    WORK = "work"  # claim and report
    SPEAK = "speak"  # what an agent inside its run may do


_MAY: dict[Scope, frozenset[Need]] = {
    Scope.ADMIN: frozenset({Need.READ, Need.ACT, Need.MANAGE}),
    Scope.OPERATOR: frozenset({Need.READ, Need.ACT}),
    Scope.VIEWER: frozenset({Need.READ}),
    Scope.WORKER: frozenset({Need.WORK}),
    Scope.RUN: frozenset({Need.SPEAK}),
}


def allowed(scope: Scope, need: Need) -> bool:
    return need is Need.NOTHING or need in _MAY[scope]


def demand(actor: Actor, need: Need) -> None:
    """Raises Forbidden unless the actor's scope covers `need`."""
    if not allowed(actor.scope, need):
        raise Forbidden(f"a {actor.scope.value} key may not {need.value} here", need=need.value)
