"""Server and worker of the demo: real processes of this very program, ended with everything they started."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio

from taskyard import config, process
from taskyard.client.api import Client
from taskyard.domain.error import Unavailable

_PROGRAM = "from taskyard.cli.main import main; main()"
_START = 20.0  # seconds


@asynccontextmanager
async def stage(data: Path, slots: int) -> AsyncIterator[Client]:
    env = config.child_environment()
    server = [sys.executable, "-c", _PROGRAM, "serve", "--port", "0", "--data", str(data)]
    worker = [
        sys.executable,
        "-c",
        _PROGRAM,
        "work",
        "--data",
        str(data),
        "--name",
        "demo",
        "--slots",
        str(slots),
    ]
    async with process.start(server, cwd=data, env=env, marker=f"server-{data}", grace=10):
        left = await _left(data)
        async with (
            process.start(worker, cwd=data, env=env, marker=f"worker-{data}", grace=10),
            Client(left["url"], left["key"]) as client,
        ):
            yield client


async def _left(data: Path) -> dict[str, str]:
    """The address that the server writes down once it answers."""
    file = anyio.Path(data / "local.json")
    with anyio.move_on_after(_START):
        while not await file.exists():  # noqa: ASYNC110 - another process writes it
            await anyio.sleep(0.05)
        found: dict[str, str] = json.loads(await file.read_text())
        async with Client(found["url"], found["key"]) as client:
            while not await client.healthy():  # noqa: ASYNC110 - another process answers
                await anyio.sleep(0.05)
        return found
    raise Unavailable("the demo's server did not start; `taskyard doctor` says more")
