"""One process to a conversation: Claude Code itself lets several resume the same session, and their turns mix."""

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio

from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason

_AGAIN = 0.1  # seconds between two tries


@asynccontextmanager
async def alone(home: Path, patience: float) -> AsyncIterator[None]:
    """All conversations of a home are under one lock, which ends with its holder, however that ends.

    Waits `patience` seconds for one that is just ending. Raises AgentProblem when it stays.
    """
    file = home / "claude.lock"
    if file.is_symlink():  # an agent can put what it likes into its home
        file.unlink()
    held = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        with anyio.move_on_after(patience):
            while not _take(held):  # noqa: ASYNC110 - another process holds it
                await anyio.sleep(_AGAIN)
        if not _take(held):
            words = "another run still speaks in this conversation"
            raise AgentProblem(words, reason=Reason.AGENT_ERROR)
        yield
    finally:
        os.close(held)


def _take(held: int) -> bool:
    """Taking it again is nothing."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
