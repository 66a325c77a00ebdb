"""Problem documents back into the classes they were raised as."""

from typing import Any

from taskyard.domain.error import TaskyardError, Unavailable, every_error

_FRAME = frozenset({"type", "title", "status", "code", "detail", "instance", "message"})
_BY_STATUS = {400: "invalid", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 409: "conflict"} | {
    413: "too_large",
    422: "invalid",
    429: "too_many",
}


def problem(status: int, body: Any, retry_after: str | None = None) -> TaskyardError:
    """The error that an answer of 400 or above stands for; never raises."""
    document = body if isinstance(body, dict) else {}
    code = document.get("code") or _BY_STATUS.get(status)
    words = document.get("detail") or document.get("title") or f"the server answered {status}"
    detail = {str(key): value for key, value in document.items() if key not in _FRAME}
    if retry_after is not None and retry_after.isdigit():
        detail.setdefault("retry_after", float(retry_after))
    fallback = Unavailable if status >= 500 else TaskyardError
    return every_error().get(str(code), fallback)(str(words), **detail)
