"""Prints docs/api/openapi.json and docs/api/reference.md from the running routes, so that neither can drift from them."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import anyio

from taskyard.bus.memory import MemoryBus
from taskyard.domain.account import Need, Scope, allowed
from taskyard.domain.error import every_error
from taskyard.server.app import create_app
from taskyard.server.describe import METHODS, described
from taskyard.server.problem import STATUS
from taskyard.service.yard import Yard
from taskyard.store.db import Database
from taskyard.testing.clock import FakeClock
from taskyard.testing.shape import Shapes

_ORDER = ("get", "post", "put", "patch", "delete")
_NEEDS: Mapping[Need, str] = {
    Need.NOTHING: "no key",
    Need.READ: "reading",
    Need.ACT: "acting: create and change tasks, answer, review",
    Need.MANAGE: "managing: projects, keys, organisations",
    Need.WORK: "working: claim and report",
    Need.LEAVE: "working, for oneself; managing, for a worker that will not come back",
    Need.SPEAK: "an agent inside its run, with its run token",
}
_HEAD = """# API reference

Printed from the running routes by `make docs`; a test compares. The same for programs: [openapi.json](openapi.json).
How to begin, with examples that a test runs: [README.md](README.md). Other words for the same: [dialect.md](dialect.md).
"""


def document() -> dict[str, Any]:
    """Without what differs from release to release."""

    async def made() -> dict[str, Any]:
        clock = FakeClock()
        with tempfile.TemporaryDirectory() as folder:
            async with Database.open(f"sqlite:///{folder}/yard.db", clock) as db:
                app = create_app(Yard(db, MemoryBus(), clock), allowed_hosts=[], allowed_origins=[])
                return described(app)

    whole = json.loads(json.dumps(anyio.run(made)))
    whole["info"]["version"] = "1"
    return dict(whole)


def stored(whole: Mapping[str, Any]) -> str:
    return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def page(whole: Mapping[str, Any]) -> str:
    shapes = Shapes(whole["components"]["schemas"])
    blocks = [_HEAD, *_needs(), *_errors()]
    for noun, routes in sorted(_by_noun(whole).items()):
        blocks.append(f"## {noun.capitalize()}\n")
        blocks += [_route(shapes, *route) for route in routes]
    blocks.append(
        "## Shapes\n\nWhat stands behind a name above; a field with `?` may be left out, or is left out.\n"
    )
    blocks += shapes.all()
    return "\n".join(blocks)


def _by_noun(whole: Mapping[str, Any]) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    found: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, item in whole["paths"].items():
        for method in sorted(METHODS & item.keys(), key=_ORDER.index):
            found.setdefault(item[method]["tags"][0], []).append((method, path, item[method]))
    return found


def _route(shapes: Shapes, method: str, path: str, route: Mapping[str, Any]) -> str:
    lines = [
        f"### `{method.upper()} {path}`\n",
        f"{route['summary']}. Needs *{route['x-need']}*; `{route['operationId']}`.",
    ]
    if route.get("description"):
        lines.append(" ".join(route["description"].split()))
    rows = [_parameter(shapes, one) for one in route.get("parameters", ())]
    body = route.get("requestBody")
    if body is not None:
        rows += _body(shapes, body)
    if rows:
        lines += ["", "| in | name | what |", "|---|---|---|", *rows]
    lines += ["", f"Answers: {'; '.join(_answers(shapes, route['responses']))}.", ""]
    return "\n".join(lines)


def _parameter(shapes: Shapes, one: Mapping[str, Any]) -> str:
    must = "" if one["required"] or one["in"] == "path" else "?"
    return f"| {one['in']} | `{one['name']}`{must} | {_cell(shapes.field(one['schema']))} |"


def _body(shapes: Shapes, body: Mapping[str, Any]) -> Iterator[str]:
    for media, content in body["content"].items():
        if media != "application/json":
            yield f"| body | `{media}` | the file itself |"
            continue
        for name, must, what in shapes.fields(content["schema"]):
            optional = "" if must and body.get("required") else "?"
            yield f"| body | `{name}`{optional} | {_cell(what)} |"


def _answers(shapes: Shapes, answers: Mapping[str, Any]) -> Iterator[str]:
    for status, one in answers.items():
        if not status.startswith("2"):
            continue
        for media, content in one.get("content", {"": {}}).items():
            shown = media if media not in {"", "application/json"} else ""
            yield " ".join(filter(None, [status, shown or shapes.words(content.get("schema", {}))])).strip()
    yield "errors " + ", ".join(status for status in sorted(answers) if not status.startswith("2"))


def _needs() -> Iterator[str]:
    yield "## What a route needs, and which key covers it\n\n| need | words | keys |\n|---|---|---|"
    for need, words in _NEEDS.items():
        scopes = ", ".join(scope.value for scope in Scope if allowed(scope, need))
        yield f"| {need.value} | {words} | {'any, or none' if need is Need.NOTHING else scopes} |"
    yield ""


def _errors() -> Iterator[str]:
    yield "## Errors\n\nEvery error is `application/problem+json` with a `code` that stays; `detail` is for people.\n"
    yield "| status | code | means |\n|---|---|---|"
    classes = every_error()
    for code, status in sorted(STATUS.items(), key=lambda one: (one[1], one[0])):
        own = classes.get(code)
        words = (own.__doc__ or "") if own is not None and code != "internal" else ""
        yield f"| {status} | `{code}` | {_cell(' '.join(words.split()))} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    said = document()
    folder.joinpath("openapi.json").write_text(stored(said), encoding="utf-8")
    folder.joinpath("reference.md").write_text(page(said), encoding="utf-8")
