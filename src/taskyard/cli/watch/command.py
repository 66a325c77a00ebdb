"""The board in a terminal, live: facts ring, what they are about is read again, and only a changed frame is drawn."""

import os
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated

import anyio
import typer
from anyio.abc import TaskStatus
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from taskyard.cli.door import as_json, run
from taskyard.cli.task import Json
from taskyard.cli.watch.board import Board, Picture, as_data
from taskyard.cli.watch.frame import frame
from taskyard.client.api import Client
from taskyard.clock import SystemClock
from taskyard.domain.error import Unavailable

_TICK = 0.25  # seconds between two frames, at the least
_TAILS = 1.0  # seconds between two looks at what agents say
_AGAIN = 2.0  # seconds before a server that is away is asked again
_SMALL = 80  # columns where nobody says how many there are


def watch(
    *,
    project: Annotated[str | None, typer.Option("--project", "-p", help="Only this one.")] = None,
    once: Annotated[bool, typer.Option("--once", help="One picture, then end; so it is in a pipe.")] = False,
    json: Json = False,
) -> None:
    """The board in this terminal, live. `q` or Ctrl-C ends it."""
    if once or json or not sys.stdout.isatty():
        picture = run(lambda client: Board(client, project).look(SystemClock().now()))
        if json:
            as_json(as_data(picture))
        else:
            _print(picture)
        return
    stop = _Stop()
    run(lambda client: _live(client, project, stop))
    if stop.signal:
        raise typer.Exit(128 + stop.signal)


@dataclass
class _Stop:
    asked: anyio.Event = field(default_factory=anyio.Event)
    signal: int = 0


def _print(picture: Picture) -> None:
    console = Console(highlight=False, soft_wrap=True)
    width = console.width if sys.stdout.isatty() or console.width != _SMALL else _SMALL
    for line in frame(picture, width, None):
        line.rstrip()
        console.print(line)


async def _live(client: Client, project: str | None, stop: _Stop) -> None:
    after = await client.newest_event()
    board = Board(client, project)
    await board.look(SystemClock().now())  # what is wrong is said before the screen is taken
    console = Console(highlight=False)
    async with anyio.create_task_group() as group:
        await group.start(_signals, stop)
        with (
            _keys(sys.stdin.fileno()) as keys,
            Live(console=console, screen=True, auto_refresh=False, redirect_stderr=False) as live,
        ):
            group.start_soon(_hear, client, board, after)
            if keys is not None:
                group.start_soon(_quits, keys, stop)
            await _draw(board, live, console, stop)
        group.cancel_scope.cancel()


async def _hear(client: Client, board: Board, after: int) -> None:
    while True:
        try:
            async for fact in client.events(after):
                after = fact.seq
                board.hear(fact)
        except Unavailable:
            await anyio.sleep(_AGAIN)
            board.forget()


async def _draw(board: Board, live: Live, console: Console, stop: _Stop) -> None:
    clock, looked, shown = SystemClock(), float("-inf"), ("", 0, 0)
    picture = Picture(at=clock.now())
    while not stop.asked.is_set():
        tails = clock.monotonic() - looked >= _TAILS
        if tails:
            looked = clock.monotonic()
        try:
            picture = await board.look(clock.now(), tails=tails)
        except Unavailable as trouble:
            board.forget()
            looked = clock.monotonic() + _AGAIN
            picture = replace(picture, at=clock.now(), trouble=trouble.message)
        width, height = console.size
        lines = frame(picture, width, height)
        now = ("\n".join(line.markup for line in lines), width, height)
        if now != shown:
            shown = now
            live.update(_whole(lines), refresh=True)
        with anyio.move_on_after(_TICK):
            await stop.asked.wait()


def _whole(lines: list[Text]) -> Group:
    return Group(*lines)


async def _signals(stop: _Stop, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM, signal.SIGHUP) as signals:
        task_status.started()
        async for one in signals:
            stop.signal = int(one)
            stop.asked.set()


async def _quits(keys: int, stop: _Stop) -> None:
    while True:
        await anyio.wait_readable(keys)
        typed = os.read(keys, 64)
        if not typed:
            return
        if b"q" in typed.lower():
            stop.asked.set()


@contextmanager
def _keys(place: int) -> Iterator[int | None]:
    """Each key as it is typed, and unseen; None where nobody types. The terminal is put back as it was."""
    if not os.isatty(place):
        yield None
        return
    before = termios.tcgetattr(place)
    tty.setcbreak(place)
    try:
        yield place
    finally:
        termios.tcsetattr(place, termios.TCSADRAIN, before)
