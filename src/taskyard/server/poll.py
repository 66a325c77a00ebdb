"""Long polls: held only while somebody is there to hear the answer."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from fastapi import Request

from taskyard.domain.error import TaskyardError

T = TypeVar("T")


async def while_heard(request: Request, work: Callable[[], Awaitable[T | None]]) -> T | None:
    """Ends the wait when the client hangs up or the server stops: nobody would hear the answer."""
    found: T | None = None
    refused: TaskyardError | None = None
    async with anyio.create_task_group() as tasks:

        async def hung_up() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            tasks.cancel_scope.cancel()

        async def stopping() -> None:
            await request.app.state.stopping.wait()
            tasks.cancel_scope.cancel()

        tasks.start_soon(hung_up)
        tasks.start_soon(stopping)
        try:
            found = await work()
        except TaskyardError as error:
            refused = error  # raised outside, or the group would wrap it
        tasks.cancel_scope.cancel()
    if refused is not None:
        raise refused
    return found
