"""The HTTP face: routes, the gate before them, and the upkeep that runs while it serves."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib import metadata

import anyio
from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import JSONResponse, Response

from taskyard.server import chat_socket, live_socket, problem
from taskyard.server.api import (
    account,
    act,
    agent,
    archive,
    audit,
    board,
    bulk,
    chat,
    comment,
    event,
    fleet,
    health,
    inbox,
    insight,
    org,
    profile,
    project,
    queue,
    report,
    run,
    session,
    start,
    task,
    usage,
    worker,
    workspace,
)
from taskyard.server.auth import READ
from taskyard.server.base import Below, free
from taskyard.server.describe import described
from taskyard.server.guard import Guard
from taskyard.server.hub import route as hub
from taskyard.server.keyring import Keyring
from taskyard.server.lifespan import keep
from taskyard.server.line import Lines
from taskyard.server.mcp import route as mcp
from taskyard.server.rate import Limits, Rates
from taskyard.service.yard import Yard

API = "/api/v1"
# Routes are tried one after the other: what workers call all the time comes first.
_ROUTERS = (
    queue, report, project, bulk, task, act, run, chat, comment, event, board, inbox, fleet, worker, session, profile,
    agent, account, usage, insight, start, org, audit, archive, workspace,
)  # fmt: skip


def create_app(
    yard: Yard,
    *,
    allowed_hosts: Collection[str],
    allowed_origins: Collection[str],
    pages: Collection[APIRouter] = (),
    base: str = "/",
    upkeep: bool = True,
    limits: Limits | None = None,
) -> FastAPI:
    """`allowed_hosts` are exact Host headers with their port; `base` is the path that browsers find it under, with a
    slash at both ends. Set `app.state.stopping` when the process is told to end: held streams and long polls finish
    then, and only then can the HTTP server close."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with keep(yard, app.state.stopping, upkeep=upkeep):
            yield

    app = FastAPI(
        title="Taskyard",
        version=metadata.version("taskyard"),
        lifespan=lifespan,
        docs_url=None,  # the built-in page loads scripts from other hosts
        redoc_url=None,
        openapi_url=None,  # served below, behind a key like everything else
        responses=problem.DOCUMENTED,
        redirect_slashes=False,
    )
    app.state.yard = yard
    app.state.keyring = Keyring(yard)
    app.state.rates = Rates(yard.clock, limits or Limits())
    app.state.lines = Lines()
    app.state.base = free(base)
    app.state.stopping = anyio.Event()
    problem.install(app)
    for module in _ROUTERS:
        app.include_router(module.router, prefix=API)
    for router in (health.router, *pages):
        app.include_router(router)
    app.include_router(health.router, prefix=API, include_in_schema=False)
    app.include_router(chat_socket.router, prefix=API)
    app.include_router(live_socket.router, prefix=API)
    hub.install(app)
    mcp.install(app)

    app.add_api_route(f"{API}/openapi.json", _schema, include_in_schema=False, dependencies=[Depends(READ)])
    app.add_middleware(Guard, allowed_hosts=allowed_hosts, allowed_origins=allowed_origins)
    if base != "/":
        app.add_middleware(Below, base=base)
    return app


async def _schema(request: Request) -> Response:
    """Asks the request for the app: a route that holds it would keep it alive in the framework's caches."""
    return JSONResponse(described(request.app))
