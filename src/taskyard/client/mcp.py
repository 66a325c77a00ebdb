"""MCP carried to the server: one message out, and the messages that answer it as they come."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from taskyard.client.http import Http


class McpCalls:
    http: Http

    async def mcp(
        self, message: Mapping[str, Any], headers: Mapping[str, str], *, read_only: bool = False
    ) -> AsyncIterator[Any]:
        """Nothing for what wants no answer. Never repeated: whoever asks knows best whether it may be done twice."""
        path = "/mcp?mode=read" if read_only else "/mcp"
        async for text in self.http.exchange(path, json.dumps(message).encode(), headers):
            yield json.loads(text)
