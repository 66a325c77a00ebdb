"""The server as a program: up, serve, and the way into its page: open."""

import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

import anyio
import typer

from taskyard import config, log
from taskyard.cli.door import Flags, guarded, run
from taskyard.cli.option import Data, Slots, given
from taskyard.wiring import server as server_half
from taskyard.wiring import worker as worker_half

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port; 0 takes any that is free.")]
Proxy = Annotated[
    bool | None, typer.Option("--behind-tls-proxy", help="Listen beyond this machine; a proxy adds TLS.")
]


def up(
    *,
    host: Host = None,
    port: Port = None,
    data: Data = None,
    slots: Slots = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
) -> None:
    """Server, worker and board on this machine, in one process."""
    settings = Flags.settings(host=host, port=port, **given(data=data, slots=slots))
    log.set_up()

    async def body() -> None:
        async with server_half.serve(settings) as serving:
            deps = worker_half.worker_deps(
                settings, serving.url, config.local(settings)["worker_key"], slots=settings.slots
            )
            async with _ending(serving) as ending, worker_half.worker_beside(deps) as ask:
                ending.tell = ask
                _announce(serving)
                if not no_open:
                    await anyio.to_thread.run_sync(webbrowser.open, serving.launch)
                await ending.begun.wait()

    guarded(lambda: anyio.run(body))


def open_(
    *, no_open: Annotated[bool, typer.Option("--no-open", help="Only print the link.")] = False
) -> None:
    """The board in the browser: a link with the rights of your key, good once and for five minutes."""

    link = run(lambda client: client.launch_link())
    typer.echo(link)
    if not no_open:
        webbrowser.open(link)


def serve(*, host: Host = None, port: Port = None, data: Data = None, behind_tls_proxy: Proxy = None) -> None:
    """The server alone: board, queue and API."""
    settings = Flags.settings(host=host, port=port, **given(data=data, behind_tls_proxy=behind_tls_proxy))
    log.set_up()

    async def body() -> None:
        async with server_half.serve(settings) as serving, _ending(serving) as ending:
            _announce(serving)
            await ending.begun.wait()

    guarded(lambda: anyio.run(body))


def _announce(serving: server_half.Serving) -> None:
    """In one piece: the worker's log comes from another thread."""
    lines = (
        f"Taskyard at {serving.url}",
        f"  open the board (once): {serving.launch}",
        "  Ctrl-C stops it: running work is finished or handed back",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


@dataclass(kw_only=True)
class _Ending:
    begun: anyio.Event = field(default_factory=anyio.Event)
    tell: Callable[[], None] = lambda: None

    def signal(self) -> None:
        self.tell()
        self.begun.set()


@asynccontextmanager
async def _ending(serving: server_half.Serving) -> AsyncIterator[_Ending]:
    """Hears signals to the very end: the second cancels what still runs. A server that ended by itself counts too."""
    ending = _Ending()
    async with anyio.create_task_group() as group:

        async def ended() -> None:
            await serving.ended.wait()
            ending.begun.set()

        group.start_soon(ended)
        group.start_soon(worker_half.until_signal, ending.signal, ending.signal)
        yield ending
        group.cancel_scope.cancel()
