"""Standard input and output as the SDK's stdio transport reads and writes them, without threads.

A thread that waits for input would keep the process from ending at a signal.
"""

import os
from collections.abc import AsyncIterator
from contextlib import suppress

import anyio

_PIECE = 4096  # bytes: a pipe that can be written takes as many without a wait


class Lines:
    """Each line that is not empty; one that is too long to be a message comes as nothing."""

    def __init__(self, fd: int, longest: int) -> None:
        self._fd = fd
        self._longest = longest

    async def __aiter__(self) -> AsyncIterator[str]:
        held, over = b"", False
        while piece := await _read(self._fd):
            *whole, held = (held + piece).split(b"\n")
            for line in whole:
                if over or line.strip():
                    yield "" if over or len(line) > self._longest else line.decode(errors="replace")
                over = False
            if len(held) > self._longest:
                held, over = b"", True
        if over or held.strip():
            yield "" if over else held.decode(errors="replace")


class Pen:
    def __init__(self, fd: int) -> None:
        self._fd = fd

    async def write(self, text: str) -> None:
        data = text.encode()
        for begin in range(0, len(data), _PIECE):
            piece = data[begin : begin + _PIECE]
            while piece:
                with suppress(PermissionError):
                    await anyio.wait_writable(self._fd)
                piece = piece[os.write(self._fd, piece) :]

    async def flush(self) -> None:
        """Nothing is held back."""


async def _read(fd: int) -> bytes:
    with suppress(PermissionError):  # a file cannot be waited for: it is always ready
        await anyio.wait_readable(fd)
    return os.read(fd, 65536)
