"""Clients of the live push that cost almost nothing, each of which proves its own view of the log: SSE, chat and hub.

They come back by their cursor as often as they are cut off, and count what was missing and what came twice.
"""

import asyncio
import base64
import os
import re
import socket
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

_ID = re.compile(rb"^id: (\d+)$", re.MULTILINE)
_SEQ = re.compile(rb'"seq": (\d+)')
_MARK = re.compile(rb'"target": ?"Mark", ?"arguments": ?\[(\d+)\]')
_CLOSE = re.compile(rb'^\{"type": ?7')
SMALL = 4096  # bytes of a receive buffer that is full at once
SEGMENT = (
    536  # bytes: with the large ones of loopback the kernel alone would hold megabytes for who does not read
)


@dataclass
class Yard:
    """What all clients share."""

    port: int
    key: str
    over: bool = False
    back: float = 0.2  # seconds until a client that was cut off comes back
    refused: int = 0
    slow: list["Client"] = field(default_factory=list)


class Client(asyncio.Protocol):
    """`seen`: its cursor. `gaps` and `doubles` are counted by what it is told, not by what it asked for."""

    path = ""

    def __init__(self, yard: Yard, *, seen: int, slow: bool = False) -> None:
        self.yard, self.seen, self.start, self.slow = yard, seen, seen, slow
        self.gaps = self.doubles = self.cuts = self.connects = 0
        self.resyncs: list[str] = []
        self.transport: Any = None
        self.live = False
        self.held = b""

    async def connect(self) -> None:
        while not self.yard.over:
            sock = socket.socket()
            sock.setblocking(False)
            if self.slow:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
            loop = asyncio.get_running_loop()
            try:
                await loop.sock_connect(sock, ("127.0.0.1", self.yard.port))
                await loop.create_connection(lambda: self, sock=sock)
            except OSError:
                sock.close()
                await asyncio.sleep(self.yard.back)
                continue
            return

    def connection_made(self, transport: Any) -> None:
        self.transport, self.live, self.held = transport, False, b""
        self.connects += 1
        self.begin()
        transport.write(self.head())

    def begin(self) -> None:
        """A new connection: what was not finished before is gone."""

    def head(self) -> bytes:
        more = "".join(f"{name}: {value}\r\n" for name, value in self.headers().items())
        return (
            f"GET {self.path.format(seen=self.seen)} HTTP/1.1\r\nHost: 127.0.0.1:{self.yard.port}\r\n"
            f"Authorization: Bearer {self.yard.key}\r\n{more}\r\n"
        ).encode()

    def headers(self) -> dict[str, str]:
        return {}

    def data_received(self, data: bytes) -> None:
        self.held += data
        if not self.live:
            head, blank, rest = self.held.partition(b"\r\n\r\n")
            if not blank:
                return
            if head[9:12] not in {b"200", b"101"}:
                self.yard.refused += 1
                self.transport.close()
                return
            self.live, self.held = True, rest
            self.greeted()
        self.take()

    def greeted(self) -> None: ...

    def take(self) -> None:
        raise NotImplementedError

    def connection_lost(self, error: Exception | None) -> None:
        self.live = False
        if not self.yard.over:
            self.cuts += 1
            self.again = asyncio.get_running_loop().create_task(self._back())

    async def _back(self) -> None:
        await asyncio.sleep(self.yard.back)
        await self.connect()

    def saw(self, seq: int, *, dense: bool) -> None:
        if seq <= self.seen:
            self.doubles += 1
        elif dense and seq != self.seen + 1:
            self.gaps += 1
        self.seen = max(self.seen, seq)

    def drop(self) -> None:
        """As a cable that is pulled: no goodbye."""
        if self.transport is not None:
            self.transport.abort()

    def stop_reading(self) -> None:
        self.transport.pause_reading()

    def read_on(self) -> None:
        with suppress(RuntimeError):
            self.transport.resume_reading()


class Events(Client):
    """SSE. Its numbers have no gap, since one organisation is alone here."""

    path = "/api/v1/events/stream?after=0"

    def begin(self) -> None:
        self.times: list[tuple[int, int, float]] = getattr(self, "times", [])  # first, last, when

    def headers(self) -> dict[str, str]:
        return {"Last-Event-ID": str(self.seen)}

    def take(self) -> None:
        whole, end, rest = self.held.rpartition(b"\n\n")
        if not end:
            return
        self.held = rest
        numbers = [int(one) for one in _ID.findall(whole)]
        if not numbers:
            return
        for seq in numbers:
            self.saw(seq, dense=True)
        self.times.append((numbers[0], numbers[-1], time.time()))


class _Socket(Client):
    """The frames of RFC 6455, as much of them as a server sends that was asked for no extension."""

    def headers(self) -> dict[str, str]:
        return {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        }

    def take(self) -> None:
        at, held = 0, self.held
        while True:
            frame = _frame(held, at)
            if frame is None:
                break
            kind, begin, at = frame
            body = held[begin:at]
            if kind == 1:
                self.told(body)
            elif kind == 9:
                self.say(body, kind=10)
            elif kind == 8:
                self.resyncs.append(f"{int.from_bytes(body[:2], 'big')} {body[2:].decode()}")
                self.transport.close()
        self.held = held[at:]

    def say(self, body: bytes, kind: int = 1) -> None:
        mask = bytes(4)
        size = bytes([0x80 | len(body)]) if len(body) < 126 else b"\xfe" + len(body).to_bytes(2, "big")
        self.transport.write(bytes([0x80 | kind]) + size + mask + body)

    def told(self, body: bytes) -> None:
        raise NotImplementedError


class Chat(_Socket):
    path = "/api/v1/chat/ws?since={seen}"

    def __init__(self, yard: Yard, *, seen: int, slow: bool = False) -> None:
        super().__init__(yard, seen=seen, slow=slow)
        self.got: list[int] = []

    def told(self, body: bytes) -> None:
        found = _SEQ.search(body)
        if found is not None:
            seq = int(found[1])
            self.saw(seq, dense=False)
            self.got.append(seq)


class Hub(_Socket):
    """Keeps what came up to a mark; what came after the last one comes again when it does."""

    path = "/hub?since={seen}"

    def __init__(self, yard: Yard, *, seen: int, slow: bool = False) -> None:
        super().__init__(yard, seen=seen, slow=slow)
        self.sum = self.count = 0

    def begin(self) -> None:
        self.open: list[bytes] = []
        self.greet = True

    def greeted(self) -> None:
        self.say(b'{"protocol":"json","version":1}\x1e')

    def told(self, body: bytes) -> None:
        for record in body.split(b"\x1e")[:-1]:
            mark = _MARK.search(record)
            if self.greet:
                self.greet = False
            elif mark is not None:
                for one in self.open:
                    self.sum = zlib.crc32(one, self.sum)
                self.count += len(self.open)
                self.open.clear()
                if int(mark[1]) < self.seen:
                    self.doubles += 1
                self.seen = int(mark[1])
            elif _CLOSE.match(record):
                self.resyncs.append(record.decode())
            elif b'"target"' in record:
                self.open.append(record)


def _frame(held: bytes, at: int) -> tuple[int, int, int] | None:
    """(kind, where its body begins, where it ends); None while it is not whole."""
    if len(held) < at + 2:
        return None
    size, begin = held[at + 1] & 127, at + 2
    wide = {126: 2, 127: 8}.get(size, 0)
    if wide:
        if len(held) < begin + wide:
            return None
        size = int.from_bytes(held[begin : begin + wide], "big")
        begin += wide
    return None if len(held) < begin + size else (held[at] & 15, begin, begin + size)
