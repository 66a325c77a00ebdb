"""What can be read at the board by its address: a task, what its run said, what it changed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from taskyard.domain import limit
from taskyard.domain.error import NotFound
from taskyard.domain.task import Task
from taskyard.server.auth import Call, as_json
from taskyard.server.mcp import work
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service import transcript
from taskyard.service.yard import Deed

_JSON, _PATCH = "application/json", "text/x-diff"
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Resource:
    template: str
    name: str
    words: str
    kind: str
    form: re.Pattern[str]
    read: Callable[[Deed, str, int], bytes]  # its id, and where its window begins

    @property
    def described(self) -> dict[str, str]:
        return {
            "uriTemplate": self.template,
            "name": self.name,
            "description": self.words,
            "mimeType": self.kind,
        }


def _task(deed: Deed, task: str, _after: int) -> bytes:
    return as_json(Task, tasks.get(deed, task))


def _transcript(deed: Deed, run: str, after: int) -> bytes:
    items = transcript.window(deed, run, after, limit.PAGE_DEFAULT)
    following = items[-1].seq if len(items) == limit.PAGE_DEFAULT else None
    return as_json(work.Window, work.Window(run=run, items=tuple(items), next=following))


def _diff(deed: Deed, task: str, _after: int) -> bytes:
    return runs.newest_patch(deed, tasks.get(deed, task)).encode()


_RESOURCES = (
    Resource(
        "taskyard://task/{id}", "task", "A task, whole.", _JSON,
        re.compile(r"taskyard://task/([^/?#]+)"), _task,
    ),
    Resource(
        "taskyard://run/{id}/transcript{?after}", "transcript",
        "What an agent said and did in a run: 50 entries behind `after`; `next` is where the window after it begins.",
        _JSON, re.compile(r"taskyard://run/([^/?#]+)/transcript"), _transcript,
    ),
    Resource(
        "taskyard://task/{id}/diff", "diff", "What a task's newest run has changed, as a patch.", _PATCH,
        re.compile(r"taskyard://task/([^/?#]+)/diff"), _diff,
    ),
)  # fmt: skip


def templates() -> list[dict[str, Any]]:
    return [one.described for one in _RESOURCES]


def _look(deed: Deed, *, one: Resource, thing: str, after: int) -> bytes:
    return one.read(deed, thing, after)


async def read(call: Call, uri: str) -> tuple[str, str]:
    """Its text and its kind. Raises NotFound."""
    place, _, query = uri.partition("?")
    after = dict(parse_qsl(query)).get("after", "0") if len(query) < 100 else ""
    for one in _RESOURCES:
        found = one.form.fullmatch(place)
        if found is not None and _NUMBER.fullmatch(after):
            look = partial(_look, one=one, thing=found[1], after=int(after))
            text = await call.yard.look(call.actor, look)
            return text.decode(), one.kind
    raise NotFound("there is no such resource; see resources/templates/list")
