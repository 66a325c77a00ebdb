"""Programs to start, and waiting for facts about processes."""

import sys
from pathlib import Path

import anyio
import pytest

from taskyard import process

ENV = {"PATH": "/usr/local/bin:/usr/bin:/bin"}


@pytest.fixture
def mark(tmp_path):
    return f"run-{tmp_path}"


@pytest.fixture
def starting(tmp_path, mark):
    """Starts a Python program; its whole text is the argument."""

    def start(text, **options):
        words = {"cwd": tmp_path, "env": ENV, "marker": mark, "grace": 10.0} | options
        return process.start([sys.executable, "-I", "-c", text], **words)

    return start


@pytest.fixture
def running(tmp_path):
    """Runs a Python program to its end."""

    async def run(text, *words, **options):
        argv = [sys.executable, "-I", "-c", text, *words]
        return await process.run(argv, **({"cwd": tmp_path, "env": ENV, "timeout": 60} | options))

    return run


async def until(fact, seconds=30):
    with anyio.fail_after(seconds):
        while not fact():  # noqa: ASYNC110 - what happens outside of the loop has no event
            await anyio.sleep(0.01)


@pytest.fixture
def waiting():
    return until


def gone(pid):
    """Ended: not there, or a zombie that whoever adopted it has not read yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.fixture
def ended():
    return gone
