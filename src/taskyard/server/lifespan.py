"""What runs while the server serves: the upkeep, once a second."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import structlog

from taskyard.domain.error import TaskyardError
from taskyard.service import upkeep as chores
from taskyard.service.yard import Yard

EVERY = 1.0  # seconds


@asynccontextmanager
async def keep(yard: Yard, stopping: anyio.Event, *, upkeep: bool) -> AsyncIterator[None]:
    async with anyio.create_task_group() as tasks:
        if upkeep:
            tasks.start_soon(_for_ever, yard)
        try:
            yield
        finally:
            stopping.set()
            tasks.cancel_scope.cancel()


async def _for_ever(yard: Yard) -> None:
    log = structlog.get_logger("taskyard.upkeep")
    watch = chores.begin(yard)
    while True:
        try:
            await chores.look(yard, watch)
        except TaskyardError as error:
            # The database may be full or away for a while; upkeep goes on when it is back.
            log.warning("upkeep_failed", code=error.code, message=error.message)
        await anyio.sleep(EVERY)
