"""Errors become HTTP once, here: a code of domain/error.py → a status and application/problem+json."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from taskyard.domain.error import TaskyardError

STATUS: Mapping[str, int] = {
    "internal": 500,
    "not_found": 404,
    "invalid": 422,
    "unsafe_path": 422,
    "too_large": 413,
    "conflict": 409,
    "illegal_move": 409,
    "lease_lost": 409,
    "gap": 409,
    "idempotency_key_reused": 409,
    "already_answered": 409,
    "approval_expired": 409,
    "not_empty": 409,
    "git_failed": 409,
    "agent_failed": 409,
    "sandbox_unavailable": 409,
    "unauthenticated": 401,
    "forbidden": 403,
    "too_many": 429,
    "storage_full": 507,
    "unavailable": 503,
    "schema_mismatch": 503,
    # the edge's own: no class in the domain knows them
    "method_not_allowed": 405,
    "unsupported_media_type": 415,
    "misdirected": 421,
}
_CODE_OF_STATUS = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}
_EDGE = frozenset({"body", "query", "header", "path"})
_OURS = "Value error, "  # what pydantic puts before the words of our own validators


class Problem(BaseModel):
    """The form of every error: RFC 9457 with our stable `code`."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str


DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
}


def problem(code: str, words: str, detail: Mapping[str, Any] | None = None) -> Response:
    status = STATUS.get(code, 500)
    body = {
        **jsonable_encoder(dict(detail or {})),
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": words,
    }
    text = json.dumps(body, ensure_ascii=True, allow_nan=False, default=str)
    response = Response(text, status_code=status, media_type="application/problem+json")
    if code == "unauthenticated":
        response.headers["www-authenticate"] = "Bearer"
    if detail is not None and "retry_after" in detail:
        response.headers["retry-after"] = str(detail["retry_after"])
    return response


def of_error(error: TaskyardError) -> Response:
    return problem(error.code, error.message, error.detail)


def _of_validation(errors: Sequence[Any]) -> Response:
    """Names the first field that is wrong. The input itself is never sent back."""
    fields = [
        {
            "field": ".".join(str(part) for part in error["loc"] if part not in _EDGE) or "body",
            "message": str(error["msg"]).removeprefix(_OURS),
        }
        for error in errors
    ]
    first = fields[0]
    return problem(
        "invalid", f"{first['field']}: {first['message']}", {"field": first["field"], "errors": fields}
    )


def install(app: FastAPI) -> None:
    @app.exception_handler(TaskyardError)
    async def _known(_request: Request, error: TaskyardError) -> Response:
        return of_error(error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> Response:
        return _of_validation(error.errors())

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        code = _CODE_OF_STATUS.get(error.status_code, "invalid")
        response = problem(code, str(error.detail))
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        if error.status_code == STATUS["method_not_allowed"]:
            response.headers["allow"] = ", ".join(sorted(_methods(request)))
        return response


def _methods(request: Request) -> set[str]:
    """All of the place: the one route that was tried first knows only its own.

    A place that is called so itself (`/tasks/bulk`) is no `{task_id}` as well.
    """
    path = request.scope["path"]
    found = [
        (route.path == path, route.methods or set())
        for route in iter_route_contexts(request.app.routes)
        if isinstance(route.original_route, Route) and route.path_regex.match(path)
    ]
    itself = any(same for same, _ in found)
    return set().union(*(methods for same, methods in found if same or not itself))
