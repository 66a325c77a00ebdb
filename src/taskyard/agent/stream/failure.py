"""Why a turn failed: an HTTP status and an agent's words, sorted into the reasons that the queue knows."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from taskyard.agent.protocol import SESSION_UNKNOWN, Said
from taskyard.agent.stream.field import said
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason


class Kind(StrEnum):
    """Finer than the reasons: it goes beside them, for people."""

    AUTH = "auth"
    BILLING = "billing"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    SERVER = "server"
    NETWORK = "network"
    CONTEXT_FULL = "context_full"
    REFUSED = "refused"
    TURN_LIMIT = "turn_limit"
    BUDGET = "budget"
    BAD_OUTPUT = "bad_output"
    CANCELLED = "cancelled"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out_of_memory"
    DISK_FULL = "disk_full"
    FAILED = "failed"


_REASONS = {
    Kind.AUTH: Reason.AGENT_AUTH,
    Kind.BILLING: Reason.AGENT_AUTH,  # like a wrong key: a person must act, a retry helps nobody
    Kind.RATE_LIMITED: Reason.RATE_LIMITED,
    Kind.OVERLOADED: Reason.RATE_LIMITED,
    Kind.TURN_LIMIT: Reason.BUDGET_EXCEEDED,
    Kind.BUDGET: Reason.BUDGET_EXCEEDED,
    Kind.BAD_OUTPUT: Reason.PROTOCOL_ERROR,
    Kind.CANCELLED: Reason.CANCELLED,
    Kind.CRASHED: Reason.AGENT_CRASHED,
    Kind.OUT_OF_MEMORY: Reason.OUT_OF_MEMORY,
    Kind.DISK_FULL: Reason.DISK_FULL,
}
_STATUS = {
    401: Kind.AUTH,
    402: Kind.BILLING,
    403: Kind.AUTH,
    413: Kind.CONTEXT_FULL,
    429: Kind.RATE_LIMITED,
    529: Kind.OVERLOADED,
}
_WORDS = (  # the first that fits; only ever asked about words of an error, never about the model's own
    (
        Kind.BILLING,
        r"credit balance|out of credits|insufficient_quota|billing.error|payment required|\b402\b",
    ),
    (
        Kind.CONTEXT_FULL,
        r"prompt is too long|prompt_too_long|context length|context window|context_length_exceeded",
    ),
    (Kind.AUTH, r"\b401\b|\b403\b|api[ -]?key|authenticat|unauthorized|not logged in|forbidden|/login"),
    (Kind.OVERLOADED, r"\b529\b|overloaded|high demand"),
    (Kind.RATE_LIMITED, r"\b429\b|rate.?limit|too many requests|usage limit|quota|resource_exhausted"),
    (Kind.REFUSED, r"refusal|model refused|safeguards|content.?(?:policy|filter)"),
    (Kind.SERVER, r"\b50[0-9]\b|server error|internal error"),
    (Kind.NETWORK, r"network|connect|timed? ?out|econn|enotfound|socket|dns"),
)
_SORTED = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS)
_MEMORY = re.compile(r"out of memory|cannot allocate memory|MemoryError|std::bad_alloc", re.IGNORECASE)
_DISK = re.compile(r"no space left on device|disk quota exceeded|ENOSPC", re.IGNORECASE)
_EPOCH = re.compile(r"limit reached\|(\d{10})\b")
_ERROR_WORDS = 4_000  # characters of an error that are looked at
_STDERR_SHOWN = 2_000  # characters


def sort(status: int | None, words: str) -> Kind:
    """By the words first where a status has two meanings: no credit comes as 400, 403 and 429."""
    found = next((kind for kind, pattern in _SORTED if pattern.search(words[:_ERROR_WORDS])), None)
    if found in {Kind.BILLING, Kind.CONTEXT_FULL} or status is None:
        return found or Kind.FAILED
    by_status = Kind.SERVER if status >= 500 else found or Kind.FAILED
    return _STATUS.get(status, by_status)


def failed(kind: Kind, words: str, *, retry_at: datetime | None = None) -> Said:
    """The terminal entry of a turn that went wrong."""
    reason = _REASONS.get(kind, Reason.AGENT_ERROR)
    when = retry_at or wake(words)
    extra: dict[str, Any] = {}
    if when is not None and reason is Reason.RATE_LIMITED:
        extra["retry_at"] = when.isoformat()
    return said(EntryKind.ERROR, reason=reason.value, kind=kind.value, text=words or kind.value, **extra)


def unresumed(end: Said) -> Said:
    """The end of a start that was to go on with a session and never came to it.

    Agents say that they do not know a session in words of their own, so any failure counts that has no other reason.
    """
    if end.body.get("reason") != Reason.AGENT_ERROR.value:
        return end
    return Said(kind=end.kind, body={**end.body, SESSION_UNKNOWN: True})


def done(words: str, **extra: Any) -> Said:
    return said(EntryKind.RESULT, ok=True, subtype="success", text=words, **extra)


def silent(exit_code: int | None, stderr_tail: str) -> Said:
    """The terminal entry when the stream itself holds no verdict: only the process can tell."""
    tail = stderr_tail.strip()[-_STDERR_SHOWN:]
    if exit_code is not None and exit_code != 0 and (kind := _machine(tail)) is not None:
        return failed(kind, _with("the program ended: " + kind.value.replace("_", " "), tail))
    if exit_code in {0, None}:
        return failed(Kind.BAD_OUTPUT, _with("the agent stopped without a result", tail))
    assert exit_code is not None
    if ended_by_signal(exit_code):
        number = -exit_code if exit_code < 0 else exit_code - 128
        return failed(Kind.CRASHED, _with(f"the program was ended by signal {number}", tail))
    return failed(Kind.FAILED, _with(f"the program ended with exit code {exit_code}", tail))


def spoiled(exit_code: int) -> Said:
    """The terminal entry when the stream says success and the exit code does not."""
    kind = Kind.CRASHED if ended_by_signal(exit_code) else Kind.FAILED
    return failed(kind, f"the agent said it was done, and its program ended with {exit_code}")


def ended_by_signal(exit_code: int) -> bool:
    return exit_code < 0 or exit_code in {128 + number for number in (1, 2, 3, 4, 6, 7, 8, 9, 11, 13, 15)}


def moment(seconds: float | None) -> datetime | None:
    """A point in time from seconds since 1970, when it can be one."""
    if seconds is None or not 1e9 < seconds < 1e11:
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)


def wake(words: str) -> datetime | None:
    found = _EPOCH.search(words[:_ERROR_WORDS])
    return moment(float(found.group(1))) if found else None


def _machine(tail: str) -> Kind | None:
    if _MEMORY.search(tail):
        return Kind.OUT_OF_MEMORY
    return Kind.DISK_FULL if _DISK.search(tail) else None


def _with(words: str, tail: str) -> str:
    return f"{words}\n{tail}" if tail else words
