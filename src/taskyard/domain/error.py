"""Errors are words with codes: raised once, translated to HTTP once, and back into the same class by the client."""

from collections.abc import Mapping
from typing import Any, ClassVar


class TaskyardError(Exception):
    """Base of everything that goes wrong in a way a person or a program can act on."""

    code: ClassVar[str] = "internal"

    def __init__(self, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.message = message
        self.detail: Mapping[str, Any] = detail


class NotFound(TaskyardError):
    """Unknown id, or an id of another organisation: the two look the same on purpose."""

    code = "not_found"


class Invalid(TaskyardError):
    """The input breaks a rule that no later state would make right."""

    code = "invalid"


class TooLarge(Invalid):
    code = "too_large"


class Conflict(TaskyardError):
    """The input is fine, the present state forbids it."""

    code = "conflict"


class IllegalMove(Conflict):
    """The act is not in the table of legal moves for the state the thing is in."""

    code = "illegal_move"


class LeaseLost(Conflict):
    """Another claim, a cancel or the end of the run has superseded this holder; it must stop."""

    code = "lease_lost"


class Gap(Conflict):
    """Entries were sent that do not follow what is stored; `expected` says where to go on."""

    code = "gap"


class KeyReused(Conflict):
    """An idempotency key came back with a different request."""

    code = "idempotency_key_reused"


class AlreadyAnswered(Conflict):
    code = "already_answered"


class NotEmpty(Conflict):
    """Only into an organisation without projects and tasks may a whole archive be brought."""

    code = "not_empty"


class HumanTimeout(TaskyardError):
    """Nobody answered in time; `question` in the detail is its id, which stays open until its run ends."""

    code = "human_timeout"


class ApprovalExpired(Conflict):
    """What was asked was good until a moment that has passed; the agent must ask anew."""

    code = "approval_expired"


class Unauthenticated(TaskyardError):
    code = "unauthenticated"


class Forbidden(TaskyardError):
    code = "forbidden"


class TooMany(TaskyardError):
    """`retry_after` (seconds) is in the detail."""

    code = "too_many"


class StorageFull(TaskyardError):
    code = "storage_full"


class Unavailable(TaskyardError):
    """Cannot be served now; trying again later may work."""

    code = "unavailable"


class SchemaMismatch(TaskyardError):
    """The database was made by an older or newer Taskyard; the message has the command to run."""

    code = "schema_mismatch"


class UnsafePath(Invalid):
    """A path that would leave the root it belongs in."""

    code = "unsafe_path"


class GitProblem(TaskyardError):
    """A git command failed; `kind` is one of git.problem's kinds and decides the recovery."""

    code = "git_failed"

    def __init__(self, message: str, *, kind: str = "unknown", **detail: Any) -> None:
        super().__init__(message, kind=kind, **detail)
        self.kind = kind


class AgentProblem(TaskyardError):
    """An agent could not start or broke its protocol; `reason` is a Reason value."""

    code = "agent_failed"

    def __init__(self, message: str, *, reason: str = "agent_error", **detail: Any) -> None:
        super().__init__(message, reason=reason, **detail)
        self.reason = reason


class SandboxUnavailable(TaskyardError):
    code = "sandbox_unavailable"


def every_error() -> dict[str, type[TaskyardError]]:
    """Code → class, for the one translation on each side of the wire. Errors of a plug stay on its side."""
    found: dict[str, type[TaskyardError]] = {}
    todo: list[type[TaskyardError]] = [TaskyardError]
    while todo:
        cls = todo.pop()
        if cls.__module__ == __name__:
            found[cls.code] = cls
        todo.extend(cls.__subclasses__())
    return found
