"""The OpenAPI document of the running routes: their names and words, what each needs, and who covers that."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from taskyard.domain.account import Need, Scope, allowed
from taskyard.server import setting
from taskyard.server.auth import Needs
from taskyard.server.operation import OPERATIONS
from taskyard.server.problem import STATUS

BASE = "/api/v1"
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_READ = (401, 403, 404, 409, 421, 422, 429, 503)
_CHANGE = (413, 415, 507)


def described(app: FastAPI) -> dict[str, Any]:
    """Made once for each application, like the document that it completes."""
    document = app.openapi()
    if "securitySchemes" in document.setdefault("components", {}):
        return document
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"key": []}]
    document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] = sorted(STATUS)
    document["components"]["responses"] = {f"Error{one}": _error(one) for one in _READ + _CHANGE}
    needs = dict(_needs(app))
    for path, item in document["paths"].items():
        for method in METHODS & item.keys():
            _complete(item[method], f"{method.upper()} {path}", needs[path, method])
    setting.put_in(document)
    _plain(document["paths"])
    _plain(document["components"])
    return document


def _complete(operation: dict[str, Any], name: str, found: tuple[Need, bool]) -> None:
    need, worded = found
    known = OPERATIONS.get(name.replace(BASE, "", 1))
    if known is not None:
        operation["operationId"] = known.id
        operation["summary"] = operation["summary"] if worded else known.words
    operation["x-need"] = need.value
    operation["x-scopes"] = [scope.value for scope in Scope if allowed(scope, need)]
    if need is Need.NOTHING:
        operation["security"] = []
    answers = {code: one for code, one in operation["responses"].items() if code.startswith("2")}
    if name.endswith("/stream"):
        answers["200"]["content"] = {"text/event-stream": {"schema": {"type": "string"}}}
    for status in _READ if name.startswith("GET ") else _READ + _CHANGE:
        # Who comes in needs no key yet, but what was brought instead may not be valid.
        if status != STATUS["unauthenticated"] or need is not Need.NOTHING or name.startswith("POST "):
            answers[str(status)] = {"$ref": f"#/components/responses/Error{status}"}
    operation["responses"] = answers


def _error(status: int) -> dict[str, Any]:
    codes = sorted(code for code, its in STATUS.items() if its == status)
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": f"Codes: {', '.join(codes)}", "content": content}


def _plain(node: Any) -> None:
    """Takes away the titles that only repeat a field's name."""
    if isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        for inner in node.values():
            _plain(inner)
    elif isinstance(node, list):
        for inner in node:
            _plain(inner)


def _needs(app: FastAPI) -> Iterator[tuple[tuple[str, str], tuple[Need, bool]]]:
    """Also whether the route has words of its own."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            yield from _of(route, route.original_route)


def _of(route: RouteContext, own: APIRoute) -> Iterator[tuple[tuple[str, str], tuple[Need, bool]]]:
    for found in own.dependant.dependencies:
        if isinstance(found.call, Needs):
            for method in route.methods or ():
                yield (route.path or "", method.lower()), (found.call.need, own.summary is not None)
