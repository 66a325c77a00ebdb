"""What works here, what does not, and the command that mends it."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import anyio
import typer

from taskyard import config, process
from taskyard.agent.survey.state import Finding, survey
from taskyard.cli.agents import given, known, words
from taskyard.cli.db import is_there
from taskyard.cli.door import FAILED, Flags, as_json
from taskyard.cli.reach import reach, steps
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.domain.error import TaskyardError
from taskyard.domain.project import Project
from taskyard.sandbox import registry as sandboxes
from taskyard.store import upgrade as schema
from taskyard.store.engine import sqlite_warning


class _Said:
    """What was found; for `--json` it is kept until all of it is there."""

    lines: ClassVar[list[dict[str, object]]] = []
    quiet = False


def doctor(*, json: Json = False) -> None:
    """Looks at Python, git, the database, the server, agents and sandboxes."""
    _Said.lines, _Said.quiet = [], json
    bad = anyio.run(_look)
    if json:
        as_json({"ok": not bad, "checks": _Said.lines})
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
        key = settings.key or (left.get("key", "") if url == left.get("url") else "")
        lines = await reach(url, key)
        for line in lines:
            bad += _say(line.good, line.words, line.mend)
        for step in await steps(url, key) if all(line.good for line in lines) else ():
            words = one_line(f"{step.title}: {step.words}", 200)
            _say(step.done, words, one_line(step.command or "", 200), soft=True)
    else:
        _say(False, "no server is known here", "start one: taskyard up", soft=True)
    bad += await _agents(settings, (await known()).projects)
    for tier, kind in sandboxes.KINDS.items():
        trouble = await kind.problem()
        bad += _say(trouble is None, f"sandbox {tier}{': ' + trouble if trouble else ''}")
        if kind.warning:
            _say(False, kind.warning, soft=True)
    return bad


async def _agents(settings: config.Settings, projects: Sequence[Project]) -> int:
    """One that is not here is no fault: nobody has them all. One that this worker is to offer is."""
    offered = {name.strip() for name in settings.agents.split(",")}
    bad = 0
    findings = await survey(given(settings, projects))
    for one in sorted(findings, key=lambda one: (not one.starts, not one.ready)):
        bad += _agent(one, soft=one.name not in offered)
    return bad


def _agent(one: Finding, *, soft: bool) -> int:
    name = f"agent {one.name} {one_line(one.version, 20)}".rstrip()
    mend = one.mends[0] if one.mends else ""
    if not one.starts:
        return _say(False, f"{name}: cannot start here: {one_line(one.trouble, 200)}", mend, soft=soft)
    if not one.program:
        return _say(True, name)
    key = one_line(words(one), 200)
    notes = "".join(f"; {note}" for note in one.access.notes)
    return _say(one.ready, f"{name}: can start here, {key}{notes}", mend, soft=True)


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
    state = {"✓": "good", "!": "warning", "✕": "bad"}[mark]
    _Said.lines.append({"state": state, "words": words, "mend": "" if good else mend})
    if not _Said.quiet:
        print(f"{mark} {words}{f'  → {mend}' if mend and not good else ''}")
    return 0 if good or soft else 1
