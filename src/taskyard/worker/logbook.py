"""What a worker leaves in plain files for who looks at the machine: its state, and what agents said.

    status.log                  a line per change and per heartbeat: state, tasks, time
    runs/<task>/<run>.ndjson    a run's transcript, written while it goes on
    claude.log                  leads to the transcript of the agent that began last

Nothing reads these files again: a disk that refuses them is told and never ends a run.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from taskyard.domain.entry import Entry
from taskyard.log import redact

KEPT = 30 * 86_400.0  # seconds that a transcript stays here; what is older goes when a worker starts
LARGEST = 1_000_000  # bytes of status.log; then it becomes status.log.1 and a new one begins


def _ignore(_trouble: OSError) -> None:
    """Nobody wants to hear of it."""


@dataclass(kw_only=True)
class Logbook:
    """It blocks: use a thread. Without a folder it writes nothing."""

    folder: Path | None = None
    failed: Callable[[OSError], object] = _ignore
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, now: datetime) -> None:
        """Makes the folder where it is missing, and removes what is too old."""
        if self.folder is not None:
            self.attempt(_open, self.folder, now)

    def status(self, now: datetime, worker: str, state: str, tasks: Iterable[str]) -> None:
        if self.folder is not None:
            line = {"at": now.isoformat(), "worker": worker, "state": state, "tasks": sorted(tasks)}
            self.attempt(_status, self.folder / "status.log", json.dumps(line))

    def begin(self, task: str, run: str, *, agent: bool) -> "Page":
        """The file of one run; with an agent in it, claude.log leads there."""
        if self.folder is None:
            return Page()
        page = Page(book=self, file=self.folder / "runs" / task / f"{run}.ndjson")
        self.attempt(_begin, self.folder, page.file, agent)
        return page

    def attempt(self, act: Callable[..., None], *words: object) -> None:
        try:
            with self._lock:
                act(*words)
        except OSError as trouble:
            self.failed(trouble)


@dataclass(kw_only=True)
class Page:
    book: Logbook = field(default_factory=Logbook)
    file: Path | None = None

    def add(self, entries: Iterable[Entry]) -> None:
        """A line per entry, with the keys of ours taken out."""
        if self.file is not None:
            self.book.attempt(_append, self.file, "".join(_line(one) for one in entries))


def _line(entry: Entry) -> str:
    words = {"seq": entry.seq, "at": entry.at.isoformat(), "kind": entry.kind.value, "body": dict(entry.body)}
    return redact(json.dumps(words)) + "\n"


def _open(folder: Path, now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in folder.glob("runs/*/*.ndjson"):
        if now.timestamp() - file.stat().st_mtime > KEPT:
            file.unlink()
            if not any(file.parent.iterdir()):
                file.parent.rmdir()


def _status(file: Path, line: str) -> None:
    if file.exists() and file.stat().st_size > LARGEST:
        file.replace(file.with_name("status.log.1"))
    _append(file, f"{line}\n")


def _begin(folder: Path, file: Path, agent: bool) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if agent:
        new = folder / ".claude.log"
        new.unlink(missing_ok=True)
        new.symlink_to(file.relative_to(folder))
        new.replace(folder / "claude.log")


def _append(file: Path, text: str) -> None:
    """Only the owner may read it."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        data = text.encode()
        while data:
            data = data[os.write(opened, data) :]
    finally:
        os.close(opened)
