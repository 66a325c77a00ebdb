"""Everything a run says goes to its spool first, then up in batches: one in flight, until acknowledged."""

import itertools
import json
import random
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio

from taskyard.client.api import Client
from taskyard.clock import Clock
from taskyard.domain.claim import Claim
from taskyard.domain.entry import Entry, EntryKind, checksum, encode
from taskyard.domain.error import (
    Forbidden,
    Gap,
    Invalid,
    LeaseLost,
    NotFound,
    TaskyardError,
    Unauthenticated,
)
from taskyard.domain.limit import BATCH_BYTES, BATCH_ENTRIES, LINE_SHOWN, RUN_OUTPUT
from taskyard.worker.logbook import Page
from taskyard.worker.mailbox import Mailbox
from taskyard.worker.secret import Secrets
from taskyard.worker.spool import Spool

PAUSE = 0.2  # seconds that entries may wait for company
TAIL = 4 * 1024 * 1024  # bytes of the end of an endless run that are kept
_FINAL = (LeaseLost, NotFound, Unauthenticated, Forbidden, Invalid)
_BACKOFF_MAX = 15.0  # seconds
# Rare and important: these pass even when the output as a whole is over its limit.
_ALWAYS = frozenset(
    {
        EntryKind.STATUS,
        EntryKind.PROMPT,
        EntryKind.QUESTION,
        EntryKind.RESULT,
        EntryKind.ERROR,
        EntryKind.USAGE,
    }
)


class Report:
    def __init__(
        self,
        client: Client,
        spool: Spool,
        clock: Clock,
        mailbox: Mailbox,
        limit: int = RUN_OUTPUT,
        page: Page | None = None,
        secrets: Secrets | None = None,
    ) -> None:
        self._client, self.spool, self._clock, self._mailbox = client, spool, clock, mailbox
        self._page = page or Page()
        self.secrets = secrets or Secrets()
        self._limit = limit
        self._pending: list[Entry] = []
        self._pending_bytes = 0
        self._seq = spool.next - 1
        self._sent = spool.first  # the next number the server wants
        self._bell = anyio.Event()
        self._lock = anyio.Lock()
        self._closed = False
        self._tail: deque[tuple[EntryKind, Mapping[str, Any], int]] = deque()
        self._tail_bytes = self._cut_entries = self._cut_bytes = 0
        self.bytes = 0
        self.checksum = ""

    @property
    def log(self) -> str | None:
        """Where on this machine the transcript lies as a file; None where nobody wants one."""
        return None if self._page.file is None else str(self._page.file)

    @property
    def entries(self) -> int:
        return self._seq - self.spool.first + 1

    async def add(self, kind: EntryKind, body: Mapping[str, Any]) -> None:
        """Cheap unless a batch is full; then it waits for the disk, which is what slows a flood down."""
        shown = _shown(body, self.secrets)
        size = len(encode(shown).encode())
        if self.bytes + size > self._limit - min(TAIL, self._limit // 2) and kind not in _ALWAYS:
            self._keep_tail(kind, shown, size)
        else:
            self._take(kind, shown, size)
        if self._pending_bytes >= BATCH_BYTES or len(self._pending) >= BATCH_ENTRIES:
            await self._to_disk()

    async def say(self, text: str) -> None:
        await self.add(EntryKind.STATUS, {"text": text})

    def _take(self, kind: EntryKind, body: Mapping[str, Any], size: int) -> None:
        self._seq += 1
        entry = Entry(seq=self._seq, kind=kind, at=self._clock.now(), body=body)
        self.checksum = checksum([entry], self.checksum)
        self.bytes += size
        self._pending.append(entry)
        self._pending_bytes += size

    def _keep_tail(self, kind: EntryKind, body: Mapping[str, Any], size: int) -> None:
        if not self._cut_bytes and not self._tail:
            words = {"text": f"more than {self._limit} bytes of output: from here only the end is kept"}
            self._take(EntryKind.STATUS, words, len(encode(words)))
        self._tail.append((kind, body, size))
        self._tail_bytes += size
        while self._tail_bytes > min(TAIL, self._limit // 2):
            _, _, gone = self._tail.popleft()
            self._tail_bytes -= gone
            self._cut_entries += 1
            self._cut_bytes += gone

    async def close(self) -> None:
        """The kept end goes behind a mark of what was cut; nothing may be added after this."""
        if self._cut_entries:
            await self.say(f"cut: {self._cut_entries} entries, {self._cut_bytes} bytes are not kept")
        for kind, body, size in self._tail:
            self._take(kind, body, size)
        self._tail.clear()
        try:
            await self._to_disk()
        except OSError:  # a full disk: what could not be kept is left out, and the count says so
            self._pending = []
            self._seq = self.spool.next - 1
        self._closed = True

    async def _to_disk(self) -> None:
        async with self._lock:  # one writer at a time; what arrives meanwhile makes the next batch
            entries, self._pending, self._pending_bytes = self._pending, [], 0
            try:
                if entries:
                    await anyio.to_thread.run_sync(self._write, entries)
            except OSError:
                self._pending = entries + self._pending
                raise
        self._bell.set()

    def _write(self, entries: list[Entry]) -> None:
        self.spool.append(entries)
        self._page.add(entries)

    async def pump(self) -> None:
        """Runs beside the run; ends when `close` has been called and everything is acknowledged."""
        pause = PAUSE
        while not (self._closed and self._sent >= self.spool.next):
            with anyio.move_on_after(PAUSE):
                await self._bell.wait()
            try:
                await self._to_disk()
                self._bell = anyio.Event()
                await self._up()
                pause = PAUSE
            except _FINAL as refused:
                self._mailbox.lose(refused.message)
                return
            except (TaskyardError, OSError) as trouble:
                asked = trouble.detail.get("retry_after", 0.0) if isinstance(trouble, TaskyardError) else 0.0
                pause = min(max(pause * 2, float(asked)), _BACKOFF_MAX)
                await anyio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, no secret

    async def _up(self) -> None:
        while self._sent < self.spool.next:
            async with self._lock:
                batch = await anyio.to_thread.run_sync(self.spool.batch, self._sent)
            try:
                orders = await self._client.entries(self.spool.run, self.spool.fence, self._sent, batch)
            except Gap as gap:
                self._rewind(int(gap.detail.get("expected", self.spool.first)))
                continue
            self._sent += len(batch)
            self._mailbox.take(orders)

    def _rewind(self, expected: int) -> None:
        """The server's number counts. Raises LeaseLost when it wants what we cannot have."""
        if not self.spool.first <= expected <= self.spool.next:
            raise LeaseLost(f"the server wants entry {expected}, which this claim of the run does not have")
        self._sent = expected

    async def refill(self, expected: int) -> None:
        self._rewind(expected)
        await self._up()


def _shown(body: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
    """The body as it can travel: no secret, valid Unicode, no larger than a line that is shown (a cut is marked)."""
    text = secrets.hide(encode(body).encode("utf-8", "replace").decode())
    whole: dict[str, Any] = json.loads(text)
    size = len(text.encode())
    if size <= LINE_SHOWN * 2:
        return whole
    small = {name: value for name, value in whole.items() if isinstance(value, bool | int | float)}
    names = {name: value[:200] for name, value in whole.items() if isinstance(value, str)}
    few = dict(itertools.islice((names | small).items(), 20))
    words = str(whole.get("text") or text)[:LINE_SHOWN]
    while len(encode({"text": words}).encode()) > LINE_SHOWN:
        words = words[: len(words) // 2]
    return {**few, "text": f"{words}\n… cut, {size} bytes in all", "cut": True}


@asynccontextmanager
async def open_report(
    client: Client,
    folder: Path,
    claim: Claim,
    clock: Clock,
    mailbox: Mailbox,
    page: Page | None = None,
    secrets: Secrets | None = None,
) -> AsyncIterator[Report]:
    spool = await anyio.to_thread.run_sync(Spool.make, folder, claim)
    report = Report(client, spool, clock, mailbox, page=page, secrets=secrets)
    try:
        yield report
    finally:
        spool.close()
