"""Asks programs for their version: in a home that is thrown away, with nothing of ours, and not for long."""

import re
import tempfile
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from uuid import uuid4

import anyio

from taskyard import process
from taskyard.domain.error import TaskyardError
from taskyard.sandbox.host import BASE

PATIENCE = 5.0  # seconds
AT_ONCE = 3
_LINES = 50  # looked at; the rest is let go
_LONGEST = 1_000  # bytes of one line
_NUMBER = re.compile(r"(?<![\w.])v?(\d+\.\d+(?:\.\d+)*(?:[-+][0-9A-Za-z][0-9A-Za-z.-]*)?)(?![\w.])")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a program said when it was asked."""

    version: str = ""
    trouble: str = ""  # why it cannot start here; empty: it can, also when its words had no version in them


async def ask(programs: Iterable[str], patience: float = PATIENCE) -> dict[str, Told]:
    """By program. Each is started once, some of them at a time."""
    found: dict[str, Told] = {}
    limit = anyio.CapacityLimiter(AT_ONCE)

    async def one(program: str, home: Path) -> None:
        async with limit:
            await anyio.Path(home).mkdir()
            found[program] = await _ask(program, home, patience)

    with tempfile.TemporaryDirectory(prefix="taskyard-agents-", ignore_cleanup_errors=True) as folder:
        async with anyio.create_task_group() as group:
            for number, program in enumerate(dict.fromkeys(programs)):
                group.start_soon(one, program, Path(folder) / str(number))
    return found


async def _ask(program: str, home: Path, patience: float) -> Told:
    env = {**BASE, "HOME": str(home), "TMPDIR": str(home), "NO_COLOR": "1"}
    lines: dict[str, list[str]] = {"stdout": [], "stderr": []}
    code: int | None = None
    try:
        async with process.start(
            [program, "--version"],
            cwd=home,
            env=env,
            marker=f"version-{uuid4().hex}",
            grace=0.2,
            limit=_LONGEST,
        ) as running:
            await running.close_stdin()
            with anyio.move_on_after(patience):
                async with aclosing(cast("AsyncGenerator[process.Line]", running.lines())) as said:
                    async for line in said:
                        if sum(map(len, lines.values())) < _LINES:
                            lines[line.stream].append(line.text)
                code = await running.wait()
    except TaskyardError as problem:
        return Told(trouble=problem.message)
    if code is None:
        return Told(trouble=f"it does not answer to --version within {patience:g} s")
    words = next((line.strip() for line in (*lines["stderr"], *lines["stdout"]) if line.strip()), "")
    if code:
        return Told(trouble=f"--version ends with {code}{': ' if words else ''}{words[:200]}")
    return Told(version=parse(lines["stdout"]) or parse(lines["stderr"]))


def parse(lines: Iterable[str]) -> str:
    """The first number that can be a version; empty without one."""
    found = (_NUMBER.search(line) for line in lines)
    return next((one[1] for one in found if one), "")
