"""What a page shows: the board, the inbox, the fleet."""

from collections.abc import Collection

from taskyard.client.http import Http
from taskyard.client.wire import read
from taskyard.domain.board import Board
from taskyard.domain.fleet import Fleet
from taskyard.domain.inbox import Inbox, Tab


class BoardCalls:
    http: Http

    async def board(self, project: str | None = None, *, tasks: Collection[int] = ()) -> Board:
        """`tasks`: only the cards with these numbers."""
        numbers = ",".join(map(str, tasks)) or None
        return read(Board, await self.http.get("/board", project=project, tasks=numbers))

    async def inbox(
        self, tab: Tab = Tab.WAITING, *, limit: int | None = None, cursor: str | None = None
    ) -> Inbox:
        return read(Inbox, await self.http.get("/inbox", tab=tab.value, limit=limit, cursor=cursor))

    async def fleet(self) -> Fleet:
        return read(Fleet, await self.http.get("/fleet"))
