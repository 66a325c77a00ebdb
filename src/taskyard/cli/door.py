"""How a command finds its server and its key, and how errors become one line and an exit code."""

import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, is_dataclass
from typing import Any, TypeVar

import anyio
import typer
from pydantic_core import to_jsonable_python

from taskyard import config
from taskyard.cli.text import plain
from taskyard.client.api import Client
from taskyard.domain import id as ids
from taskyard.domain.error import NotFound, TaskyardError, Unauthenticated
from taskyard.domain.task import Task

T = TypeVar("T")

FAILED, USAGE, CANCELLED, NEEDS_YOU, TIMED_OUT = 1, 2, 3, 4, 5


class Flags:
    """What stands before the command: where the server is, and which key to show."""

    url: str | None = None
    key: str | None = None
    data: str | None = None
    file: str | None = None
    env_file: str | None = None

    @classmethod
    def given(cls, **more: Any) -> dict[str, Any]:
        """`more` are the command's own flags, which win."""
        before = {"url": cls.url, "key": cls.key, "data": cls.data}
        return before | {"config": cls.file, "env_file": cls.env_file} | more

    @classmethod
    def settings(cls, **more: Any) -> config.Settings:
        return config.load(cls.given(**more))


def client() -> Client:
    """Flags, then the environment, then what the server of this data directory has left for its user."""
    settings = Flags.settings()
    left = config.local(settings)
    url = settings.url or left.get("url", "")
    key = settings.key or (left.get("key", "") if url == left.get("url") else "")
    if not url:
        raise NotFound("no server is known: start `taskyard up`, or set TASKYARD_URL and TASKYARD_KEY")
    if not key:
        raise Unauthenticated("a key is needed: set TASKYARD_KEY, or make one with `taskyard key create`")
    return Client(url, key)


def run(work: Callable[[Client], Awaitable[T]]) -> T:
    async def body() -> T:
        async with client() as speaking:
            return await work(speaking)

    return guarded(lambda: anyio.run(body))


def guarded(body: Callable[[], T]) -> T:
    """One line in words and the code; no traceback for what a person can act on."""
    try:
        return body()
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except TaskyardError as problem:
        raise fail(problem) from None
    except BaseExceptionGroup as several:
        known, unknown = several.split(TaskyardError)
        if known is None or unknown is not None:
            raise
        raise fail(_first(known)) from None


def fail(problem: TaskyardError) -> typer.Exit:
    print(f"taskyard: {plain(problem.message)} [{problem.code}]", file=sys.stderr)
    return typer.Exit(USAGE if problem.code in {"invalid", "too_large"} else FAILED)


def _first(group: BaseExceptionGroup[Any]) -> TaskyardError:
    found: Any = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    assert isinstance(found, TaskyardError)
    return found


async def find_task(speaking: Client, name: str) -> Task:
    """By number, as people type it, with or without #; or by id."""
    if ids.is_id(name):
        return await speaking.task(name)
    if not name.lstrip("#").isdigit():
        raise NotFound(f"{name!r} is not a task: give its number")
    found = await speaking.tasks(number=int(name.lstrip("#")))
    if not found.items:
        raise NotFound(f"there is no task {name}")
    return found.items[0]


def as_json(value: Any) -> None:
    whole = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    print(json_text(to_jsonable_python(whole, fallback=str), indent=2))


def json_text(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)
