"""JSON-RPC over the pipes of a process that our sandbox has started: one object a line, in both directions.

Whatever comes in has one reader and one order. So an answer never overtakes the news that came before it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import anyio
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from taskyard.agent.acp.message import METHOD_NOT_FOUND
from taskyard.agent.stream.field import mapping, plain, text, whole
from taskyard.agent.stream.line import read
from taskyard.domain.error import TaskyardError, Unavailable
from taskyard.process import Line, Process

_LINE_ENDS = {"\u2028": "\\u2028", "\u2029": "\\u2029"}  # for readers that take them for line ends


class Refused(TaskyardError):
    """The agent answered a request of ours with an error; `kind` is its own word for it."""

    code = "agent_refused"

    def __init__(self, error: Mapping[str, Any]) -> None:
        words = text(error.get("message")) or "an error without words"
        data = error.get("data")
        more = text(mapping(data).get("details")) or (data if isinstance(data, str) else "")
        super().__init__(words if more in words else f"{words}: {more}")
        self.number = whole(error.get("code"))
        self.kind = text(mapping(data).get("errorKind"))


class Lost(TaskyardError):
    """The agent's process has ended, or hears us no more."""

    code = "agent_lost"

    def __init__(self, words: str, *, exit_code: int | None) -> None:
        super().__init__(words)
        self.exit_code = exit_code


@dataclass(frozen=True, kw_only=True)
class Message:
    """A request has a method and an id, a notification only a method, an answer only an id."""

    body: Mapping[str, Any]
    line: str
    cut: bool = False

    @property
    def method(self) -> str:
        return text(self.body.get("method"))

    @property
    def id(self) -> Any:
        return self.body.get("id")

    @property
    def params(self) -> Mapping[str, Any]:
        return mapping(self.body.get("params"))

    def is_answer_to(self, request: int) -> bool:
        return not self.method and whole(self.id) == request

    def result(self) -> Mapping[str, Any]:
        """Raises Refused."""
        if self.body.get("error") is not None:
            raise Refused(mapping(self.body.get("error")))
        return mapping(self.body.get("result"))


@dataclass(frozen=True, kw_only=True)
class Gone:
    code: int | None  # the exit code; None: it lives, but has closed its pipes


Event = Message | Line | Gone


class Wire:
    """`grace`: seconds in which output is still read after the process has ended (a grandchild may hold the pipe)."""

    def __init__(self, process: Process, grace: float) -> None:
        self._process, self._grace = process, grace
        self._in: MemoryObjectReceiveStream[Line | None]
        self._out: MemoryObjectSendStream[bytes]
        self._news, self._in = anyio.create_memory_object_stream[Line | None]()
        # Unbounded, so that no answer of ours waits for an agent that does not read.
        self._out, self._outbox = anyio.create_memory_object_stream[bytes](math.inf)
        self._last_id = 0
        self._until: float | None = None  # when reading ends; set once the process has
        self._writing = anyio.CancelScope()
        self.gone = anyio.Event()

    def start(self, group: TaskGroup) -> None:
        group.start_soon(self._pump, self._news.clone())
        group.start_soon(self._watch, self._news.clone())
        group.start_soon(self._write, self._news.clone())
        self._news.close()

    def close(self) -> None:
        for stream in (self._news, self._in, self._out, self._outbox):
            stream.close()

    def request(self, method: str, params: Mapping[str, Any]) -> int:
        """The id by which the answer is known."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        return self._last_id

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def reply(self, request: Any, result: Mapping[str, Any]) -> None:
        self._send({"id": request, "result": result})

    def refuse(self, request: Any, method: str) -> None:
        words = f"Method not found: this client does not offer {method}; use your own tools"
        self._send({"id": request, "error": {"code": METHOD_NOT_FOUND, "message": words}})

    async def receive(self, patience: float = math.inf) -> Event | None:
        """The next thing that came in; None after `patience` seconds without one. Gone for ever after the end."""
        while True:
            wait = patience if self._until is None else max(0.0, self._until - anyio.current_time())
            line: Line | None = None
            over = True
            with anyio.move_on_after(wait):
                try:
                    line = await self._in.receive()
                    over = False
                except anyio.EndOfStream:
                    self._until = anyio.current_time()
            if over and self._until is None:
                return None
            if over:
                self.gone.set()
                return Gone(code=self._process.returncode)
            if line is None:
                self._until = anyio.current_time() + self._grace
            elif (event := _event(line)) is not None:
                return event

    def _send(self, body: Mapping[str, Any]) -> None:
        line = json.dumps({"jsonrpc": "2.0", **body}, ensure_ascii=False, separators=(",", ":"))
        for sign, escaped in _LINE_ENDS.items():
            line = line.replace(sign, escaped)
        self._out.send_nowait(line.encode("utf-8", "replace") + b"\n")

    async def _write(self, news: MemoryObjectSendStream[Line | None]) -> None:
        async with news:
            try:
                with self._writing:
                    async for data in self._outbox:
                        await self._process.write(data)
            except Unavailable:
                await news.send(None)

    async def _pump(self, news: MemoryObjectSendStream[Line | None]) -> None:
        async with news:
            async for line in self._process.lines():
                await news.send(line)
            await news.send(None)

    async def _watch(self, news: MemoryObjectSendStream[Line | None]) -> None:
        async with news:
            await self._process.wait()
            self.gone.set()
            self._writing.cancel()
            await news.send(None)


def _event(line: Line) -> Event | None:
    """A message, or the line itself when it holds none; nothing for a blank one."""
    if line.stream != "stdout":
        return line
    found = read(line.text, cut=line.cut)
    if found.message is None or not ("method" in found.message or "id" in found.message):
        return line if found.words or found.message is not None else None
    return Message(body=found.message, line=line.text, cut=found.cut)


def as_words(message: Message) -> str:
    """The message as it is kept when nobody understands it."""
    return plain(message.body) if not message.cut else message.line
