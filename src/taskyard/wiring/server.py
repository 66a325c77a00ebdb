"""The server half put together: settings in, a server that answers out."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import anyio
from starlette.types import ASGIApp

from taskyard import log
from taskyard.bus.memory import MemoryBus
from taskyard.bus.postgres import PostgresBus
from taskyard.bus.protocol import Bus
from taskyard.bus.redis import RedisBus
from taskyard.clock import SystemClock
from taskyard.config import Settings, local
from taskyard.domain.account import Scope
from taskyard.domain.error import Invalid, TaskyardError
from taskyard.server import http
from taskyard.server.app import create_app
from taskyard.server.page import FOLDER, pages
from taskyard.server.rate import Limits
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Terms, Yard
from taskyard.store import upgrade as schema
from taskyard.store.db import Database
from taskyard.store.engine import POSTGRES, dialect_of, sqlite_warning
from taskyard.store.lock import sole_server

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A server that answers."""

    url: str
    launch: str  # opens the board, once
    yard: Yard
    ended: anyio.Event


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
        keep=settings.keep,
    )
    async with AsyncExitStack() as stack:
        clock = SystemClock()
        database = await stack.enter_async_context(Database.open(url, clock))
        yield Yard(database, await _bus(settings, stack), clock, terms=terms)


async def _bus(settings: Settings, stack: AsyncExitStack) -> Bus:
    """Redis where it is named, else what the database offers: a lone server on SQLite needs none."""
    if settings.redis_url:
        return await stack.enter_async_context(RedisBus.open(settings.redis_url))
    if dialect_of(settings.database) == POSTGRES:
        return await stack.enter_async_context(PostgresBus.open(settings.database))
    return MemoryBus()


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
    with sole_server(settings.database):
        async with open_yard(settings) as yard, open_door(settings, yard) as serving:
            yield serving


@asynccontextmanager
async def open_door(
    settings: Settings, yard: Yard, *, upkeep: bool = True, around: Callable[[ASGIApp], ASGIApp] | None = None
) -> AsyncIterator[Serving]:
    """This yard over HTTP. `around` wraps the whole application."""
    with closing(http.listen(settings.host, settings.port)) as listening:
        netloc = http.netloc(settings.host, listening)
        hosts, origins = _allowed(settings, netloc)
        limits = Limits(
            act=settings.rate_act,
            sign_in=settings.rate_sign_in,
            keys=settings.rate_keys,
            refused=settings.rate_refused,
        )
        app = create_app(
            yard,
            allowed_hosts=hosts,
            allowed_origins=origins,
            pages=[await anyio.to_thread.run_sync(pages, FOLDER, settings.base_path)],
            base=settings.base_path,
            upkeep=upkeep,
            limits=limits,
        )
        server = http.Server(around(app) if around else app)
        url = f"http://{netloc}"
        code = await yard.act(SYSTEM, account.launch_code)
        async with server.on(listening):
            try:
                await _leave_key(settings, yard, url)  # from here on, who finds the address is answered
                yield Serving(
                    url=url,
                    launch=f"{url}{settings.base_path}launch?code={code}",
                    yard=yard,
                    ended=server.ended,
                )
            finally:
                app.state.stopping.set()


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


def _allowed(settings: Settings, netloc: str) -> tuple[list[str], list[str]]:
    port = netloc.rpartition(":")[2]
    hosts = [netloc, f"localhost:{port}", f"127.0.0.1:{port}"]
    extra = [host.strip() for host in settings.allowed_hosts.split(",") if host.strip()]
    origins = [f"http://{host}" for host in hosts] + [f"https://{host}" for host in extra]
    return hosts + extra, origins
