"""A model behind the APIs that coding agents call, scripted and without a model: for tests, on the loopback address."""

import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from taskyard.testing.model import anthropic, chat, gemini, responses
from taskyard.testing.model.connection import Connections
from taskyard.testing.model.event import Event
from taskyard.testing.model.operation import Answer, answer
from taskyard.testing.model.script import DONE, SCRIPTS, Fault, Script, Turn
from taskyard.testing.model.talk import Place, Talk
from taskyard.testing.serve import listen, serve

SIDE = Turn(text="Fake title")


@dataclass(frozen=True)
class Dialect:
    read: Callable[[dict[str, Any]], Talk]
    whole: Callable[[Answer, Talk], dict[str, Any]]
    events: Callable[[Answer, Talk], Iterator[Event]]
    error: Callable[[str, str], dict[str, Any]]


DIALECTS = {
    "/messages": Dialect(anthropic.read, anthropic.whole, anthropic.events, anthropic.error),
    "/chat/completions": Dialect(chat.read, chat.whole, chat.events, chat.error),
    "/responses": Dialect(responses.read, responses.whole, responses.events, responses.error),
    ":generateContent": Dialect(gemini.read_whole, gemini.whole, gemini.events, gemini.error),
    ":streamGenerateContent": Dialect(gemini.read_stream, gemini.whole, gemini.events, gemini.error),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request. Of its key only a short hash is kept: enough to tell sessions apart."""

    path: str
    model: str = ""
    stream: bool = False
    place: Place | None = None  # None: a side request, which plays no turn
    attempt: int = 0
    key: str = ""
    tools: tuple[str, ...] = ()
    last_tool_result: str = ""
    body: str = ""


@dataclass
class Model:
    """`scripts` are added to the ones that are there. Each test gives its agents a key of its own."""

    scripts: Mapping[str, Script] = field(default_factory=dict)
    url: str = ""
    requests: list[Asked] = field(default_factory=list)
    _tries: Counter[str] = field(default_factory=Counter)
    _connections: Connections = field(default_factory=Connections)
    _hanging: anyio.Event = field(default_factory=anyio.Event)
    _over: anyio.Event = field(default_factory=anyio.Event)

    async def hangs(self) -> None:
        """Waits until some answer hangs, from the beginning or in the middle."""
        await self._hanging.wait()

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._handle, methods=["GET", "POST", "HEAD"])])

    async def _handle(self, request: Request) -> Response:
        path = request.url.path
        try:
            raw = await request.body()
        except ClientDisconnect:
            return Response()
        if path.endswith("/messages/count_tokens"):
            return JSONResponse({"input_tokens": max(1, len(raw) // 4)})
        dialect = next((one for end, one in DIALECTS.items() if path.endswith(end)), None)
        if request.method == "POST" and dialect is not None:
            return await self._answer(request, dialect, raw)
        if path.endswith("/models"):
            models = {"id": "fake-model", "type": "model", "object": "model", "display_name": "Fake"}
            return JSONResponse({"object": "list", "data": [models], "has_more": False})
        self.requests.append(Asked(path=path))
        missing = anthropic.error("not_found_error", "fake model: no such path")
        return JSONResponse(missing, status_code=404)

    async def _answer(self, request: Request, dialect: Dialect, raw: bytes) -> Response:
        talk = dialect.read(_object(raw))
        place = talk.place()
        script = {**SCRIPTS, **self.scripts}.get(place.script, ())
        side = not talk.tools and (talk.wants_json or any(turn.calls for turn in script))
        turn = SIDE if side else script[place.turn] if place.turn < len(script) else DONE
        key = _short(request.headers.get("x-api-key") or request.headers.get("authorization") or "")
        slot = f"{key} {side} {place}"
        self._tries[slot] += 1
        self.requests.append(
            Asked(
                path=request.url.path, model=talk.model, stream=talk.stream, place=None if side else place,
                attempt=self._tries[slot], key=key, tools=tuple(talk.tools),
                last_tool_result=talk.last_tool_result[:2000], body=raw.decode("utf-8", "replace"),
            )
        )  # fmt: skip
        wrong = not turn.times or self._tries[slot] <= turn.times
        if wrong and turn.status != 200:
            headers = {"retry-after": turn.retry_after} if turn.retry_after else None
            return JSONResponse(dialect.error(turn.kind, turn.message), turn.status, headers)
        fault = turn.fault if wrong else None
        if fault is Fault.HANG:
            await self._hang()
        if fault is Fault.DROP:
            self._connections.abort(request.client)
        if fault in {Fault.HANG, Fault.DROP}:
            return Response()
        if fault is Fault.GARBAGE:
            return PlainTextResponse("<html>this is no API</html>", media_type="text/html")
        made = answer(turn, talk, place.params)
        if not talk.stream and fault is None:
            return JSONResponse(dialect.whole(made, talk))
        events = list(dialect.events(made, talk))
        return StreamingResponse(self._stream(request, events, fault), media_type="text/event-stream")

    async def _stream(
        self, request: Request, events: list[Event], fault: Fault | None
    ) -> AsyncIterator[bytes]:
        for event in events[: len(events) // 2] if fault else events:
            yield event.encode()
        if fault is Fault.HANG_MID:
            await self._hang()
        if fault is Fault.ERROR_MID:
            yield Event(name="error", data=anthropic.error("overloaded_error", "Overloaded")).encode()
        if fault is Fault.DROP_MID:
            self._connections.abort(request.client)

    async def _hang(self) -> None:
        self._hanging.set()
        await self._over.wait()


@asynccontextmanager
async def fake_model(scripts: Mapping[str, Script] | None = None, port: int = 0) -> AsyncIterator[Model]:
    model = Model(scripts or {})
    protocol = model._connections.protocol()  # noqa: SLF001 - the model's own
    async with serve(model.app(), at=listen(port), grace=5, protocol=protocol) as model.url:
        try:
            yield model
        finally:
            model._over.set()  # noqa: SLF001 - the model's own


def _short(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8] if key else ""


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
