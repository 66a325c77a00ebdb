"""The HTTP face: routes, the gate before them, and the upkeep that runs while it serves."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib import metadata
from typing import Any

import anyio
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import JSONResponse, Response

from taskyard.server import problem
from taskyard.server.api import (
    account,
    act,
    agent,
    chat,
    event,
    health,
    profile,
    project,
    queue,
    report,
    run,
    task,
    usage,
    worker,
)
from taskyard.server.auth import READ
from taskyard.server.guard import Guard
from taskyard.server.keyring import Keyring
from taskyard.server.lifespan import keep
from taskyard.server.mcp import route as mcp
from taskyard.service.yard import Yard

API = "/api/v1"
# Routes are tried one after the other: what workers call all the time comes first.
_ROUTERS = (queue, report, project, task, act, run, chat, event, worker, profile, agent, account, usage)


def create_app(
    yard: Yard,
    *,
    allowed_hosts: Collection[str],
    allowed_origins: Collection[str],
    pages: Collection[APIRouter] = (),
    upkeep: bool = True,
) -> FastAPI:
    """`allowed_hosts` are exact Host headers with their port. Set `app.state.stopping` when the process
    is told to end: held streams and long polls finish then, and only then can the HTTP server close."""

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
    app.state.stopping = anyio.Event()
    problem.install(app)
    for module in _ROUTERS:
        app.include_router(module.router, prefix=API)
    for router in (health.router, *pages):
        app.include_router(router)
    app.include_router(health.router, prefix=API, include_in_schema=False)
    mcp.install(app)

    @app.get(f"{API}/openapi.json", include_in_schema=False, dependencies=[Depends(READ)])
    async def schema() -> Response:
        return JSONResponse(described(app))

    app.add_middleware(Guard, allowed_hosts=allowed_hosts, allowed_origins=allowed_origins)
    return app


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the one security scheme that programs use."""
    document = app.openapi()
    document.setdefault("components", {})["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"key": []}]
    return document
