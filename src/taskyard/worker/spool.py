"""A run's transcript on the worker's disk: synced before any of it goes up, read back by number."""

import json
import os
from array import array
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from taskyard.domain.claim import Claim
from taskyard.domain.entry import Entry, EntryKind, encode
from taskyard.domain.limit import BATCH_BYTES, BATCH_ENTRIES


class Spool:
    """One file per claim: a head line that names the run, then a line per entry. It blocks: use a thread."""

    def __init__(self, path: Path, run: str, fence: int, first: int = 1) -> None:
        self.path = path
        self.run, self.fence, self.first = run, fence, first
        self._offsets = array("Q")  # where entry `first + n` begins
        self._file = path.open("ab", buffering=0)
        self._reader = path.open("rb")

    @classmethod
    def make(cls, folder: Path, claim: Claim) -> "Spool":
        folder.mkdir(parents=True, exist_ok=True)
        first = claim.run.last_seq + 1
        spool = cls(folder / f"{claim.run.id}-{claim.fence}.ndjson", claim.run.id, claim.fence, first)
        head = {"run": claim.run.id, "fence": claim.fence, "first": first}
        spool._put([json.dumps(head)])
        return spool

    @classmethod
    def load(cls, path: Path) -> "Spool":
        """What a dead predecessor left; a torn last line is cut off. Raises ValueError without a head."""
        with path.open("rb") as file:
            head = json.loads(file.readline())
            spool = cls(path, str(head["run"]), int(head["fence"]), int(head["first"]))
            at = file.tell()
            for line in file:
                if not line.endswith(b"\n"):
                    os.truncate(path, at)
                    break
                spool._offsets.append(at)
                at += len(line)
        return spool

    @property
    def next(self) -> int:
        """The number that the next entry gets on disk."""
        return self.first + len(self._offsets)

    def append(self, entries: Iterable[Entry]) -> None:
        begin = at = self._file.seek(0, os.SEEK_END)
        lines, offsets = [], []
        for entry in entries:
            line = json.dumps([entry.seq, entry.kind.value, entry.at.isoformat(), encode(entry.body)])
            offsets.append(at)
            lines.append(line)
            at += len(line) + 1
        try:
            self._put(lines)
        except OSError:
            os.truncate(self.path, begin)  # a full disk leaves no half line behind
            raise
        self._offsets.extend(offsets)

    def batch(self, first: int) -> list[Entry]:
        """The entries from `first` on, as many as one request may carry; at least one if there is any."""
        found: list[Entry] = []
        size = 0
        if not self.first <= first < self.next:
            return found
        self._reader.seek(self._offsets[first - self.first])
        while len(found) < min(BATCH_ENTRIES, self.next - first):
            line = self._reader.readline()
            size += len(line)
            if found and size > BATCH_BYTES:
                break
            found.append(_entry(json.loads(line)))
        return found

    def all(self) -> Iterable[Entry]:
        at = self.first
        while entries := self.batch(at):
            yield from entries
            at += len(entries)

    def _put(self, lines: list[str]) -> None:
        data = "".join(f"{line}\n" for line in lines).encode("ascii")
        while data:
            data = data[self._file.write(data) :]
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
        self._reader.close()

    def remove(self) -> None:
        self.close()
        self.path.unlink(missing_ok=True)


def _entry(line: list[Any]) -> Entry:
    seq, kind, at, body = line
    return Entry(seq=seq, kind=EntryKind(kind), at=datetime.fromisoformat(at), body=json.loads(body))
