"""The one door in: a typed method for every route, for the CLI, the worker, tests and anyone's script."""

from typing import Any, Self

from taskyard.client.archive import ArchiveCalls
from taskyard.client.board import BoardCalls
from taskyard.client.chat import ChatCalls
from taskyard.client.comment import CommentCalls
from taskyard.client.event import EventCalls
from taskyard.client.http import Http, Transport
from taskyard.client.mcp import McpCalls
from taskyard.client.project import ProjectCalls
from taskyard.client.queue import QueueCalls
from taskyard.client.session import SessionCalls
from taskyard.client.start import StartCalls
from taskyard.client.task import TaskCalls
from taskyard.client.worker import WorkerCalls
from taskyard.client.workspace import WorkspaceCalls


class Client(
    ArchiveCalls,
    BoardCalls,
    ProjectCalls,
    TaskCalls,
    ChatCalls,
    CommentCalls,
    EventCalls,
    WorkerCalls,
    SessionCalls,
    QueueCalls,
    McpCalls,
    WorkspaceCalls,
    StartCalls,
):
    """Use with `async with`. Errors come back as the classes of domain/error.py; no answer is Unavailable.

    `timeout` bounds one request, in seconds; `retries` is for calls that are safe to repeat.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        transport: Transport | None = None,
        timeout: float = 15.0,
        retries: int = 3,
    ) -> None:
        self.http = Http(url, key, transport=transport, timeout=timeout, retries=retries)

    async def __aenter__(self) -> Self:
        await self.http.__aenter__()
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self.http.__aexit__(*problem)

    async def healthy(self) -> bool:
        return await self._probe("/healthz")

    async def ready(self) -> bool:
        return await self._probe("/readyz")

    async def _probe(self, path: str) -> bool:
        answer: Any = await self.http.get(path)
        return answer is not None
