"""The first steps, as the first page shows them."""

from taskyard.client.http import Http
from taskyard.client.wire import read
from taskyard.domain.start import Start


class StartCalls:
    http: Http

    async def start(self) -> Start:
        return read(Start, await self.http.get("/start"))
