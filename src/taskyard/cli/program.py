"""The long-running programs: up, serve, work."""

import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

import anyio
import typer

from taskyard import config, log, wiring
from taskyard.cli.door import USAGE, Flags, guarded
from taskyard.domain.error import Unauthenticated
from taskyard.worker.loop import Stop

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port; 0 takes any that is free.")]
Data = Annotated[str | None, typer.Option(help="Where everything is kept.")]
Slots = Annotated[int | None, typer.Option(help="Runs at once, beside one slot for `run`.")]
Proxy = Annotated[
    bool | None, typer.Option("--behind-tls-proxy", help="Listen beyond this machine; a proxy adds TLS.")
]
Name = Annotated[str | None, typer.Option(help="This worker's name.")]


def up(
    *,
    host: Host = None,
    port: Port = None,
    data: Data = None,
    slots: Slots = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
) -> None:
    """Server, worker and board on this machine, in one process."""
    settings = Flags.settings(host=host, port=port, **_given(data=data, slots=slots))
    log.set_up()

    async def body() -> None:
        async with wiring.serve(settings) as serving:
            deps = wiring.worker_deps(
                settings, serving.url, wiring.local(settings)["worker_key"], slots=settings.slots
            )
            async with _ending(serving) as ending, wiring.worker_beside(deps) as ask:
                ending.tell = ask
                _announce(serving)
                if not no_open:
                    await anyio.to_thread.run_sync(webbrowser.open, serving.launch)
                await ending.begun.wait()

    guarded(lambda: anyio.run(body))


def serve(*, host: Host = None, port: Port = None, data: Data = None, behind_tls_proxy: Proxy = None) -> None:
    """The server alone: board, queue and API."""
    settings = Flags.settings(host=host, port=port, **_given(data=data, behind_tls_proxy=behind_tls_proxy))
    log.set_up()

    async def body() -> None:
        async with wiring.serve(settings) as serving, _ending(serving) as ending:
            _announce(serving)
            await ending.begun.wait()

    guarded(lambda: anyio.run(body))


def work(
    *,
    server: Annotated[str | None, typer.Option(help="The server's URL.")] = None,
    key: Annotated[str | None, typer.Option(help="A worker key (better: TASKYARD_KEY).")] = None,
    name: Name = None,
    slots: Slots = None,
    data: Data = None,
) -> None:
    """A worker: claims runs and does them. SIGTERM drains, a second one cancels."""
    settings = Flags.settings(worker_name=name, **_given(url=server, key=key, data=data, slots=slots))
    log.set_up()

    async def body() -> None:
        left = wiring.local(settings)
        url = settings.url or left.get("url", "")
        secret = settings.key or (left.get("worker_key", "") if url == left.get("url") else "")
        if not url or not secret:
            raise Unauthenticated("a worker needs --server and --key (or TASKYARD_URL and TASKYARD_KEY)")
        stop = Stop()
        async with anyio.create_task_group() as group:
            group.start_soon(wiring.until_signal, stop.ask, stop.ask)
            await wiring.work(wiring.worker_deps(settings, url, secret, slots=settings.slots), stop)
            group.cancel_scope.cancel()

    guarded(lambda: anyio.run(body))


def _given(**flags: object) -> dict[str, object]:
    """Flags of the command itself win over those before it only when they are there."""
    return {name: value for name, value in flags.items() if value is not None}


def _announce(serving: wiring.Serving) -> None:
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
async def _ending(serving: wiring.Serving) -> AsyncIterator[_Ending]:
    """Hears signals to the very end: the second cancels what still runs. A server that ended by itself counts too."""
    ending = _Ending()
    async with anyio.create_task_group() as group:

        async def ended() -> None:
            await serving.ended.wait()
            ending.begun.set()

        group.start_soon(ended)
        group.start_soon(wiring.until_signal, ending.signal, ending.signal)
        yield ending
        group.cancel_scope.cancel()


def config_check(*, data: Data = None) -> None:
    """Every setting, its value and where it comes from; secrets masked."""
    settings = guarded(lambda: Flags.settings(**_given(data=data)))
    given = {"data": data or Flags.data, "url": Flags.url, "key": Flags.key}
    rows = [(one.name, one.value or "-", one.source, one.about) for one in config.origins(settings, given)]
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, value, source, about in rows:
        print(f"{name:<{wide[0]}}  {value:<{wide[1]}}  {source:<{wide[2]}}  {about}")
    unknown = config.strangers()
    for words in unknown:
        print(f"taskyard: {words} [invalid]", file=sys.stderr)
    if unknown:
        raise typer.Exit(USAGE)
