"""The server half put together: settings in, a server that answers out."""

import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import anyio
import uvicorn

from taskyard import log
from taskyard.bus.memory import MemoryBus
from taskyard.bus.postgres import PostgresBus
from taskyard.clock import SystemClock
from taskyard.config import Settings, local
from taskyard.domain.account import Scope
from taskyard.domain.error import Invalid, TaskyardError
from taskyard.server.app import create_app
from taskyard.server.page import router as page
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Terms, Yard
from taskyard.store import upgrade as schema
from taskyard.store.db import Database
from taskyard.store.engine import POSTGRES, dialect_of, sqlite_warning
from taskyard.store.lock import sole_server

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(kw_only=True)
class Serving:
    """A server that answers."""

    url: str
    launch: str  # opens the board, once
    yard: Yard
    stop: Callable[[], None]
    ended: anyio.Event = field(default_factory=anyio.Event)


@asynccontextmanager
async def open_yard(settings: Settings) -> AsyncIterator[Yard]:
    """The truth itself. An empty database is made; an older or newer one is refused with the command to run."""
    _prepare(settings)
    url = settings.database
    if await anyio.to_thread.run_sync(schema.found, url) is None:
        await anyio.to_thread.run_sync(schema.upgrade, url)
    await anyio.to_thread.run_sync(schema.check, url)
    terms = Terms(
        lease_seconds=settings.lease,
        renew_seconds=min(20.0, settings.lease / 4.5),
        max_running=settings.max_running,
    )
    async with AsyncExitStack() as stack:
        clock = SystemClock()
        database = await stack.enter_async_context(Database.open(url, clock))
        bus = (
            await stack.enter_async_context(PostgresBus.open(url))
            if dialect_of(url) == POSTGRES
            else MemoryBus()
        )
        yield Yard(database, bus, clock, terms=terms)


@asynccontextmanager
async def serve(settings: Settings) -> AsyncIterator[Serving]:
    """A server on a real port, ready when it is given. Raises Invalid for a bind that would be open to others."""
    if settings.host not in LOOPBACK and not settings.behind_tls_proxy:
        words = f"{settings.host} is reachable from other machines: put a TLS proxy before it and say --behind-tls-proxy"
        raise Invalid(words, field="host")
    warning = sqlite_warning() if dialect_of(settings.database) != POSTGRES else None
    if warning is not None:
        log.get("taskyard.serve").warning(warning)
    _prepare(settings)
    async with AsyncExitStack() as stack:
        stack.enter_context(sole_server(settings.database))
        yard = await stack.enter_async_context(open_yard(settings))
        listening = stack.enter_context(_listen(settings))
        url = f"http://{settings.host}:{listening.getsockname()[1]}"
        hosts, origins = _allowed(settings, url)
        app = create_app(yard, allowed_hosts=hosts, allowed_origins=origins, pages=[page])
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=5,
            server_header=False,
        )
        server = _Server(config)
        code = await yard.act(SYSTEM, account.launch_code)
        running = Serving(url=url, launch=f"{url}/launch?code={code}", yard=yard, stop=lambda: None)

        def stop() -> None:
            app.state.stopping.set()
            server.should_exit = True

        async def run() -> None:
            await server.serve([listening])
            running.ended.set()

        running.stop = stop
        async with anyio.create_task_group() as group:
            group.start_soon(run)
            await server.ready.wait()
            await _leave_key(settings, yard, url)  # from here on, who finds the address is answered
            try:
                yield running
            finally:
                stop()


class _Server(uvicorn.Server):
    """Signals are the program's, not the HTTP server's; readiness is a fact to wait for."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = anyio.Event()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        await self._serve(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


async def _leave_key(settings: Settings, yard: Yard, url: str) -> None:
    old = local(settings)
    keys = {}
    for name, scope in (("key", Scope.ADMIN), ("worker_key", Scope.WORKER)):
        keys[name] = old.get(name, "")
        if not await _holds(yard, keys[name]):
            made = await yard.act(SYSTEM, partial(account.add_key, name="local", scope=scope))
            keys[name] = made.secret
    new = settings.local.with_suffix(".new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(json.dumps({"url": url, **keys}))
    new.replace(settings.local)


async def _holds(yard: Yard, secret: str) -> bool:
    if not secret:
        return False
    try:
        await yard.read(lambda tx: account.by_key(tx, secret))
    except TaskyardError:
        return False
    return True


def _prepare(settings: Settings) -> None:
    Path(settings.data).mkdir(parents=True, exist_ok=True, mode=0o700)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as taken:
        listening.close()
        raise Invalid(
            f"cannot listen on {settings.host}:{settings.port}: {taken.strerror}", field="port"
        ) from taken
    listening.listen(2048)
    return listening


def _allowed(settings: Settings, url: str) -> tuple[list[str], list[str]]:
    port = url.rpartition(":")[2]
    hosts = [url.removeprefix("http://"), f"localhost:{port}", f"127.0.0.1:{port}"]
    extra = [host.strip() for host in settings.allowed_hosts.split(",") if host.strip()]
    origins = [f"http://{host}" for host in hosts] + [f"https://{host}" for host in extra]
    return hosts + extra, origins
