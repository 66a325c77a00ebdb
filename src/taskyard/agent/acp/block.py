"""Texts that come token by token, as blocks that a person reads: a paragraph, or a good part of one."""

from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import said
from taskyard.domain.entry import EntryKind
from taskyard.domain.limit import LINE_SHOWN

_MOST = 2_048  # characters of one entry, when they come in small pieces
_HUGE = 16_384  # characters that came at once: one entry, cut where every entry is
_FENCE = "```"


class Blocks:
    """`last` is the whole of the agent's last message, `pieces` how many it came in."""

    def __init__(self) -> None:
        self._kind, self._key, self._held = EntryKind.TEXT, "", ""
        self._cut = False
        self._again = True  # the next text begins a message, even with the key of the one before
        self.last, self.pieces = "", 0

    @property
    def holding(self) -> bool:
        return bool(self._held)

    def add(self, kind: EntryKind, key: str, text: str, *, cut: bool = False) -> list[Said]:
        told = [] if (kind, key) == (self._kind, self._key) else self.flush()
        if kind is EntryKind.TEXT:
            same = (kind, key) == (self._kind, self._key) and not self._again
            self.last = ((self.last if same else "") + text)[:LINE_SHOWN]
            self.pieces = self.pieces + 1 if same else 1
            self._again = False
        self._kind, self._key, self._cut = kind, key, self._cut or cut
        self._held += text
        if len(self._held) > _HUGE:
            return told + self.flush()
        while (size := _ready(self._held)) > 0:
            head, self._held = self._held[:size], self._held[size:]
            told += self._entry(head)
        return told

    def flush(self) -> list[Said]:
        """What is held, when something else comes."""
        text, self._held = self._held, ""
        return self._entry(text)

    def part(self) -> list[Said]:
        """The same between two messages: what follows is a new one."""
        self._again = True
        return self.flush()

    def _entry(self, text: str) -> list[Said]:
        if not text.strip():
            return []
        entry = said(self._kind, cut=self._cut, text=text.strip("\n"))
        self._cut = False
        return [entry]


def _ready(text: str) -> int:
    """How much of `text` makes a block by now. Code between fences stays together while it can."""
    end = text.rfind("\n\n")
    while end > 0 and text.count(_FENCE, 0, end) % 2:
        end = text.rfind("\n\n", 0, end)
    if end > 0:
        return end + 2
    if len(text) <= _MOST:
        return 0
    line = text.rfind("\n", 0, _MOST)
    return line + 1 if line > 0 else _MOST
