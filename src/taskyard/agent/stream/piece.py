"""Texts that come in small pieces, put together again: one entry for a message, or for a good part of it."""

from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import said
from taskyard.domain.entry import EntryKind
from taskyard.domain.limit import LINE_SHOWN

_PARAGRAPH = 1_000  # characters after which the next line end makes an entry
_MOST = 8_000  # characters after which an entry is made anywhere


class Pieces:
    """`last` is the whole of the agent's last message, for the result."""

    def __init__(self) -> None:
        self._kind, self._key, self._held = EntryKind.TEXT, "", ""
        self._cut = False
        self._words_key: str | None = None
        self.last = ""

    def add(self, kind: EntryKind, key: str, text: str, *, cut: bool = False) -> list[Said]:
        told = [] if (kind, key) == (self._kind, self._key) else self.flush()
        self._kind, self._key, self._cut = kind, key, self._cut or cut
        if kind is EntryKind.TEXT:
            same = key == self._words_key
            self.last = (self.last + text if same else text)[: LINE_SHOWN * 2]
            self._words_key = key
        self._held += text
        size = len(self._held)
        if size > _MOST or (size > _PARAGRAPH and text.endswith("\n")):
            told += self.flush()
        return told

    def flush(self) -> list[Said]:
        if not self._held:
            return []
        entry = said(self._kind, cut=self._cut, text=self._held)
        self._held, self._cut = "", False
        return [entry]
