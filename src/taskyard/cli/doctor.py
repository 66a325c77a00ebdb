"""What works here, what does not, and the command that mends it."""

import shutil
import sys
from pathlib import Path

import anyio
import typer

from taskyard import config, process
from taskyard.agent import registry as agents
from taskyard.cli.db import is_there
from taskyard.cli.door import FAILED, Flags
from taskyard.client.api import Client
from taskyard.domain.error import TaskyardError
from taskyard.sandbox import registry as sandboxes
from taskyard.store import upgrade as schema
from taskyard.store.engine import sqlite_warning


def doctor() -> None:
    """Looks at Python, git, the database, the server, agents and sandboxes."""
    bad = anyio.run(_look)
    if bad:
        raise typer.Exit(FAILED)


async def _look() -> int:
    settings = Flags.settings()
    bad = 0
    _say(True, f"Python {sys.version.split()[0]}")
    bad += await _git()
    warning = sqlite_warning()
    _say(warning is None, warning or "SQLite is new enough", soft=True)
    try:
        found = (
            await anyio.to_thread.run_sync(schema.found, settings.database)
            if is_there(settings.database)
            else None
        )
        _say(True, f"database schema {found or '(none yet: the first start makes it)'}")
    except TaskyardError as problem:
        bad += _say(False, problem.message)
    left = config.local(settings)
    url = settings.url or left.get("url", "")
    if url:
        async with Client(url, settings.key or left.get("key", "")) as client:
            bad += _say(await client.healthy(), f"server at {url}", "start it: taskyard up")
    else:
        _say(False, "no server is known here", "start one: taskyard up", soft=True)
    await _agents()
    for tier, kind in sandboxes.KINDS.items():
        trouble = await kind.problem()
        bad += _say(trouble is None, f"sandbox {tier}{': ' + trouble if trouble else ''}")
        if kind.warning:
            _say(False, kind.warning, soft=True)
    return bad


async def _agents() -> None:
    """One that is not here is no fault: nobody has them all."""
    troubles = {name: await agents.find(name).problem() for name in agents.names()}
    for name, trouble in sorted(troubles.items(), key=lambda one: one[1] is not None):
        _say(trouble is None, f"agent {name}{': ' + trouble if trouble else ''}", soft=True)


async def _git() -> int:
    if shutil.which("git") is None:
        return _say(False, "git is not on the path", "install it: it does the work")
    done = await process.run(
        ["git", "--version"], cwd=Path("/"), env={"PATH": "/usr/local/bin:/usr/bin:/bin"}
    )
    words = done.stdout.decode().strip()
    version = tuple(int(part) for part in words.split()[2].split(".")[:2])
    return _say(version >= (2, 38), words, "git 2.38 or newer computes conflicts without touching a tree")


def _say(good: bool, words: str, mend: str = "", *, soft: bool = False) -> int:
    mark = "✓" if good else "!" if soft else "✕"
    print(f"{mark} {words}{f'  → {mend}' if mend and not good else ''}")
    return 0 if good or soft else 1
