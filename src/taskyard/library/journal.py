"""What a queue has done, a line for each act: on the disk before anybody is told, read again after a kill."""

import errno
import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from taskyard.domain.error import Conflict, Invalid

Record = Mapping[str, Any]


class Journal:
    """One process at a time. A last line that a kill has cut is dropped: nobody was told of it."""

    def __init__(self, path: Path) -> None:
        """Raises Conflict while another process has it, Invalid for a file that is no journal."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = path.with_name(f"{path.name}.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            self._lock.close()
            raise Conflict(f"{path} is in use by another process") from held
        self._file: IO[bytes] | None = None

    def read(self) -> list[Record]:
        if not self._path.exists():
            return []
        *whole, _cut = self._path.read_bytes().split(b"\n")
        try:
            return [json.loads(line) for line in whole]
        except ValueError as bad:
            raise Invalid(f"{self._path} is not the journal of a queue", field="file") from bad

    def begin(self, records: Iterable[Record]) -> None:
        """The file anew, short, with these alone; then it is ready for more."""
        new = self._path.with_name(f"{self._path.name}.new")
        with new.open("wb") as file:
            file.writelines(map(_line, records))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._file = self._path.open("ab", buffering=0)

    def add(self, record: Record) -> None:
        """Returns when it is on the disk. Raises OSError; nothing of it is in the file then."""
        assert self._file is not None
        line, size = _line(record), os.fstat(self._file.fileno()).st_size
        try:
            if self._file.write(line) != len(line):
                raise OSError(errno.ENOSPC, "the disk took only a part of a line")
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(size)  # what follows half a line could not be read again
            raise

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._lock.close()


def _line(record: Record) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"
