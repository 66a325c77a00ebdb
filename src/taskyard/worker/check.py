"""Runs a project's commands in the sandbox and keeps what they said as evidence."""

import re
import shlex
from collections import deque
from dataclasses import replace
from pathlib import Path

import anyio

from taskyard.clock import Clock
from taskyard.domain.error import TaskyardError
from taskyard.domain.project import Settings
from taskyard.domain.run import Evidence
from taskyard.sandbox.protocol import Sandbox

TAIL_LINES = 200
TAIL = 16_000  # characters
TIMED_OUT = 124  # the exit code that timeout(1) made a custom
NOT_STARTED = 127
_NO_TESTS = re.compile(
    r"no tests ran|collected 0 items|ran 0 tests|no tests? (?:were )?(?:found|collected)|no test files"
    r"|\b0 tests?\b",
    re.IGNORECASE,
)


async def run_command(
    sandbox: Sandbox, cwd: Path, command: str, *, tree: str, timeout: float, clock: Clock
) -> Evidence:
    """No shell: the line is split like a shell would, so a pipe needs a script in the repository."""
    begin = clock.monotonic()
    lines: deque[str] = deque(maxlen=TAIL_LINES)
    code = NOT_STARTED
    try:
        with anyio.move_on_after(timeout) as scope:
            async with sandbox.start(shlex.split(command), cwd=cwd) as process:
                await process.close_stdin()
                async for line in process.lines():
                    lines.append(line.text)
                code = await process.wait()
        if scope.cancelled_caught:
            code = TIMED_OUT
            lines.append(f"stopped after {timeout:g} s")
    except (TaskyardError, ValueError, FileNotFoundError, PermissionError) as problem:
        lines.append(f"could not be started: {problem}")
    return Evidence(
        command=command,
        exit_code=code,
        seconds=round(clock.monotonic() - begin, 3),
        tree=tree,
        tail="\n".join(lines)[-TAIL:],
        passed=code == 0,
    )


async def run_checks(
    sandbox: Sandbox, cwd: Path, settings: Settings, *, tree: str, clock: Clock
) -> tuple[Evidence, ...]:
    """All of them, also after a failure: the agent should hear everything at once."""
    found = []
    for command in settings.checks:
        evidence = await run_command(
            sandbox, cwd, command, tree=tree, timeout=settings.check_timeout, clock=clock
        )
        if evidence.passed and settings.checks_must_run_tests and _NO_TESTS.search(evidence.tail):
            evidence = replace(
                evidence, passed=False, tail=f"{evidence.tail}\nno tests ran: this is not a pass"
            )
        found.append(evidence)
    return tuple(found)
