"""Lines of any length out of a stream of bytes."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Line:
    text: str
    stream: str  # stdout or stderr
    cut: bool = False  # longer than is shown; the rest was read and dropped


class Lines:
    """Cuts a byte stream into lines, holding at most `limit` bytes of one."""

    def __init__(self, stream: str, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self._held = bytearray()
        self._over = False

    def feed(self, chunk: bytes) -> list[Line]:
        *whole, rest = chunk.split(b"\n")
        lines = [self._line(part) for part in whole]
        self._keep(rest)
        return lines

    def end(self) -> list[Line]:
        return [self._line(b"")] if self._held or self._over else []

    def _keep(self, part: bytes) -> None:
        room = self._limit - len(self._held)
        self._held += part[:room]
        self._over = self._over or len(part) > room

    def _line(self, part: bytes) -> Line:
        self._keep(part)
        text = bytes(self._held).removesuffix(b"\r").decode("utf-8", "replace")
        line = Line(text=text, stream=self._stream, cut=self._over)
        self._held.clear()
        self._over = False
        return line
