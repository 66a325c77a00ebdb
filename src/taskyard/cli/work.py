"""The worker as a program."""

from typing import Annotated

import anyio
import typer

from taskyard import config, log
from taskyard.cli.door import Flags, guarded
from taskyard.cli.option import Data, Slots, given
from taskyard.domain.error import Unauthenticated
from taskyard.wiring import worker as worker_half
from taskyard.worker.loop import Stop

Name = Annotated[str | None, typer.Option(help="This worker's name.")]


def work(
    *,
    server: Annotated[str | None, typer.Option(help="The server's URL.")] = None,
    key: Annotated[str | None, typer.Option(help="A worker key (better: TASKYARD_KEY).")] = None,
    name: Name = None,
    slots: Slots = None,
    data: Data = None,
) -> None:
    """A worker: claims runs and does them. SIGTERM drains, a second one cancels."""
    settings = Flags.settings(worker_name=name, **given(url=server, key=key, data=data, slots=slots))
    log.set_up()

    async def body() -> None:
        left = config.local(settings)
        url = settings.url or left.get("url", "")
        secret = settings.key or (left.get("worker_key", "") if url == left.get("url") else "")
        if not url or not secret:
            missing = "no key is given" if url else "no server is given"
            words = "a worker needs --server and --key (or TASKYARD_URL and TASKYARD_KEY)"
            raise Unauthenticated(f"{missing}: {words}")
        stop = Stop()
        async with anyio.create_task_group() as group:
            group.start_soon(worker_half.until_signal, stop.ask, stop.ask)
            await worker_half.work(worker_half.worker_deps(settings, url, secret, slots=settings.slots), stop)
            group.cancel_scope.cancel()

    guarded(lambda: anyio.run(body))
