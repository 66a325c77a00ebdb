"""The only place that knows which HTTP library we use: requests, retries, streams."""

import json
import random
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any, Self

import anyio
import httpx2

from taskyard.client.problem import problem
from taskyard.domain.error import TooMany, Unavailable

Transport = httpx2.AsyncBaseTransport

BASE = "/api/v1"
_PAUSE = 0.1  # seconds before the first retry; doubles
_PAUSE_MAX = 3.0
_STREAM_SILENCE = 60.0  # seconds; the server sends a comment line far more often


class Http:
    """`retries` is how often a call that is safe to repeat is repeated."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        transport: Transport | None = None,
        timeout: float = 15.0,
        retries: int = 3,
    ) -> None:
        self.url = url.rstrip("/")
        self._timeout = timeout
        self._retries = retries
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # trust_env off: a proxy variable must not reroute what a worker says to its own server.
        self._http = httpx2.AsyncClient(
            base_url=self.url, headers=headers, transport=transport, timeout=timeout, trust_env=False
        )
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._http)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def get(self, path: str, **params: Any) -> Any:
        return await self._repeat("GET", path, params=params)

    async def send(
        self, method: str, path: str, body: object = None, *, key: str | None = None, **params: Any
    ) -> Any:
        """A change: one Idempotency-Key for all its tries, so that a lost answer is not done twice.

        Whoever repeats the whole call gives the `key`: each call would make its own.
        """
        headers = {"Idempotency-Key": key or secrets.token_hex(16)}
        return await self._repeat(method, path, body=body, params=params, headers=headers)

    async def report(self, path: str, body: object, *, timeout: float | None = None, **params: Any) -> Any:
        """A change that its own fence or key makes safe to repeat; the caller does the repeating."""
        return await self._once("POST", path, body=body, params=params, timeout=timeout)

    async def _repeat(self, method: str, path: str, **parts: Any) -> Any:
        pause = _PAUSE
        for left in range(self._retries, -1, -1):
            try:
                return await self._once(method, path, **parts)
            except (Unavailable, TooMany) as trouble:
                wait = max(float(trouble.detail.get("retry_after", 0.0)), pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, no secret
                if not left or wait > _PAUSE_MAX * 2:
                    raise
            await anyio.sleep(wait)
            pause = min(pause * 2, _PAUSE_MAX)
        raise AssertionError("unreachable: the last try returns or raises")

    async def _once(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Any:
        given = {name: value for name, value in (params or {}).items() if value is not None}
        try:
            with anyio.fail_after((timeout or self._timeout) + 1):
                answer = await self._http.request(
                    method,
                    path if path.startswith(("/healthz", "/readyz")) else BASE + path,
                    json=body,
                    params=given,
                    headers=dict(headers or {}),
                    timeout=timeout or self._timeout,
                )
        except (httpx2.RequestError, httpx2.StreamError, TimeoutError) as trouble:
            raise Unavailable(
                f"no answer from {self.url}: {str(trouble) or type(trouble).__name__}"
            ) from trouble
        if answer.status_code >= 400:
            raise problem(answer.status_code, _json(answer.content), answer.headers.get("retry-after"))
        return None if answer.status_code == 204 else _json(answer.content)

    async def status(self, path: str) -> int:
        """The bare answer to a GET, for whoever looks for what is wrong. `path` is the whole one."""
        try:
            return int((await self._http.get(path)).status_code)
        except (httpx2.RequestError, httpx2.StreamError, httpx2.InvalidURL) as trouble:
            raise Unavailable(str(trouble) or type(trouble).__name__) from trouble

    async def exchange(self, path: str, body: bytes, more: Mapping[str, str]) -> AsyncIterator[str]:
        """Sends one message and gives what comes back: the whole answer, or each event of a stream of them."""
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
            **more,
        }
        limits = httpx2.Timeout(self._timeout, read=_STREAM_SILENCE)
        try:
            async with self._http.stream(
                "POST", path, content=body, headers=headers, timeout=limits
            ) as answer:
                kind = answer.headers.get("content-type", "").partition(";")[0]
                if kind == "text/event-stream":
                    async for line in answer.aiter_lines():
                        if line.startswith("data:"):
                            yield line.removeprefix("data:").strip()
                    return
                content = await answer.aread()
                if answer.status_code >= 400 and kind != "application/json":
                    raise problem(answer.status_code, _json(content), answer.headers.get("retry-after"))
                if content:
                    yield content.decode()
        except (httpx2.RequestError, httpx2.StreamError) as trouble:
            raise Unavailable(
                f"no answer from {self.url}: {str(trouble) or type(trouble).__name__}"
            ) from trouble

    async def download(self, path: str, *, timeout: float) -> AsyncIterator[tuple[bytes, int]]:
        """Pieces as they come, each with the size of the whole; `timeout` bounds the wait for the next one."""
        async for piece in self._flow("GET", path, timeout):
            yield piece

    async def upload(self, path: str, pieces: AsyncIterator[bytes], kind: str, *, timeout: float) -> Any:
        """`timeout` bounds the wait for the answer, once all is sent."""
        found = [
            piece async for piece, _ in self._flow("POST", path, timeout, pieces, {"Content-Type": kind})
        ]
        return _json(b"".join(found))

    async def _flow(
        self,
        method: str,
        path: str,
        timeout: float,
        body: AsyncIterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[tuple[bytes, int]]:
        limits = httpx2.Timeout(self._timeout, read=timeout)
        try:
            async with self._http.stream(
                method, BASE + path, content=body, headers=dict(headers or {}), timeout=limits
            ) as answer:
                if answer.status_code >= 400:
                    raise problem(
                        answer.status_code, _json(await answer.aread()), answer.headers.get("retry-after")
                    )
                size = answer.headers.get("content-length", "")
                async for piece in answer.aiter_bytes():
                    yield piece, int(size) if size.isdigit() else 0
        except (httpx2.RequestError, httpx2.StreamError) as trouble:
            raise Unavailable(
                f"no answer from {self.url}: {str(trouble) or type(trouble).__name__}"
            ) from trouble

    async def stream(self, path: str, last: int, **params: Any) -> AsyncIterator[tuple[str, int, Any]]:
        """(kind, id, data) for ever: when the connection breaks, it goes on behind the last id seen.

        Raises Unavailable when the server stays away for longer than the retries last.
        """
        failures, pause = 0, _PAUSE
        given = {name: value for name, value in params.items() if value is not None}
        while True:
            try:
                async with self._http.sse(
                    BASE + path,
                    params=given,
                    headers={"Last-Event-ID": str(last)},
                    timeout=httpx2.Timeout(self._timeout, read=_STREAM_SILENCE),
                ) as source:
                    if source.response.status_code >= 400:
                        raise problem(source.response.status_code, _json(await source.response.aread()))
                    async for message in source:
                        failures, pause = 0, _PAUSE
                        last = int(message.id) if message.id.isdigit() else last
                        if message.data:
                            yield message.event, last, json.loads(message.data)
            except (httpx2.RequestError, httpx2.StreamError, Unavailable) as trouble:
                failures += 1
                if failures > self._retries:
                    raise Unavailable(f"the stream from {self.url} broke: {trouble}") from trouble
            await anyio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, no secret
            pause = min(pause * 2, _PAUSE_MAX)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
