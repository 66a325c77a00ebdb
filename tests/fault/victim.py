"""A real worker that kills itself with SIGKILL the first time it comes to a named step."""

import os
import signal
import sys
from pathlib import Path

import anyio

from taskyard import config
from taskyard.wiring import worker as worker_half
from taskyard.worker.loop import Stop


async def main(data: str, server_data: str, step_name: str, flag: str) -> None:
    settings = config.load({"data": Path(data), "worker_name": "victim"})
    left = config.local(config.load({"data": Path(server_data)}))

    async def step(name: str) -> None:
        # The flag is made before the blow: the next life of this worker goes on.
        if name == step_name and not Path(flag).exists():  # noqa: ASYNC240 - its last breath
            Path(flag).touch()  # noqa: ASYNC240 - as above
            os.kill(os.getpid(), signal.SIGKILL)

    stop = Stop()
    deps = worker_half.worker_deps(settings, left["url"], left["worker_key"], slots=1, step=step)
    async with anyio.create_task_group() as group:
        group.start_soon(worker_half.until_signal, stop.ask, stop.ask)
        await worker_half.work(deps, stop)
        group.cancel_scope.cancel()


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
