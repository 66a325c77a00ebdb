"""What a run says, read and put into words once for everyone who follows it live; like `tail`, for a transcript."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import anyio

from taskyard.domain.account import Actor, Scope
from taskyard.domain.entry import Entry
from taskyard.domain.limit import PAGE
from taskyard.domain.run import ENDED, RunStatus
from taskyard.server.auth import as_json
from taskyard.server.held import Held
from taskyard.server.hub_wire import message
from taskyard.server.once import Once, Shared
from taskyard.service import run as runs
from taskyard.service import transcript
from taskyard.service.yard import Deed, Yard

HELD = 400  # entries
HELD_BYTES = 1_000_000  # of their text
REST = 0.0001  # seconds for each line between two readings


@dataclass(frozen=True)
class Said:
    seq: int
    text: bytes  # as an event of SSE
    hub: str  # as the hub tells it

    @property
    def size(self) -> int:
        return len(self.text) + len(self.hub)


@dataclass(frozen=True)
class End:
    status: RunStatus
    incomplete: bool


@dataclass(frozen=True)
class Sheet:
    said: Sequence[Said]
    seen: int  # who has these has everything up to here
    more: bool
    end: End | None  # there is nothing after these


class Script:
    """Each who asks it names the run and its organisation: another organisation's is not there."""

    def __init__(
        self, yard: Yard, of: tuple[str, str], *, held: int = HELD, held_bytes: int = HELD_BYTES
    ) -> None:
        org, self._run = of
        self._yard = yard
        self._reader = Actor(org=org, name="script", scope=Scope.VIEWER)
        self._held: Held[Said] = Held(held, held_bytes)
        self._end: End | None = None
        self._began = 0.0
        self._once = Once(REST)

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        return self._held.size

    async def refresh(self, older: float = 0.0) -> None:
        """Afterwards everything is known that was there at the call, or `older` seconds before it. Raises NotFound
        for a run that has gone with its task."""
        if self._held.top < 0 or anyio.current_time() - self._began >= older:
            await self._once.do(self._read)

    async def after(self, seen: int) -> Sheet:
        held, end = self._held, self._end  # what it said before its end was surely read when the end was
        if seen >= held.top:
            return Sheet((), seen, more=False, end=end)
        known = held.top
        if seen >= held.floor:
            found, more = held.after(seen, PAGE)
        else:
            found, _ = await self._yard.look(self._reader, partial(_window, run=self._run, after=seen))
            more = len(found) == PAGE
        last = found[-1].seq if found else seen
        return Sheet(found, last if more else max(last, known), more, None if more else end)

    async def _read(self) -> None:
        self._began = anyio.current_time()
        held = self._held
        if held.top < 0:
            run = await self._yard.look(self._reader, lambda deed: runs.get(deed, self._run))
            held.begin(run.last_seq)
        found, end = await self._yard.look(self._reader, partial(_window, run=self._run, after=held.top))
        held.add(found)
        while len(found) == PAGE:
            found, _ = await self._yard.look(self._reader, partial(_window, run=self._run, after=held.top))
            held.add(found)
        self._end = end


def _window(deed: Deed, run: str, after: int) -> tuple[list[Said], End | None]:
    """The status first: entries that came before the end are then surely in the window."""
    known = runs.get(deed, run)
    end = End(known.status, known.incomplete) if known.status in ENDED else None
    return [_said(known.task, run, entry) for entry in transcript.window(deed, run, after, PAGE)], end


def _said(task: str, run: str, entry: Entry) -> Said:
    text = b"id: %d\ndata: %b\n\n" % (entry.seq, as_json(Entry, entry))
    return Said(entry.seq, text, message(task, run, entry))


scripts: Shared[tuple[str, str], Script] = Shared(Script)  # by organisation and run
