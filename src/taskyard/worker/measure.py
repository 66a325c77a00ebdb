"""How far a workspace is from its target, and how much it holds. Both cost time, so both are kept until they may differ."""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from taskyard.clock import Clock
from taskyard.domain.error import TaskyardError
from taskyard.domain.workspace import MOST_BYTES
from taskyard.git.diff import apart
from taskyard.git.plumbing import Git
from taskyard.git.ref import head_ref, is_commit

MOST_ENTRIES = 100_000  # of one workspace
_A_LOOK = 100_000  # entries after which what is left waits for the next look
_FRESH = 60.0  # seconds that a size is good for


@dataclass(frozen=True)
class Size:
    bytes: int
    cut: bool  # there is more: what was over the limit, or closed to us, is not in it
    entries: int


@dataclass(kw_only=True)
class Measure:
    git: Git
    clock: Clock
    most: int = MOST_ENTRIES
    a_look: int = _A_LOOK
    distances: dict[str, tuple[tuple[str, ...], tuple[int, int] | None]] = field(default_factory=dict)
    sizes: dict[Path, tuple[float, Size]] = field(default_factory=dict)
    tips: dict[tuple[Path, str], str | None] = field(default_factory=dict)

    def begin(self, tasks: Iterable[str]) -> None:
        """A look at the workspaces of these. In each look a target is read once."""
        there = set(tasks)
        self.distances = {task: known for task, known in self.distances.items() if task in there}
        self.tips.clear()

    async def distance(
        self, task: str, repository: Path, target: str, head: str | None
    ) -> tuple[int, int] | None:
        """Ahead and behind, counted in the project's own repository, where no agent has been."""
        tip = await self._tip(repository, target)
        if tip is None or head is None or not is_commit(head):
            return None
        key = (str(repository), tip, head)
        known = self.distances.get(task)
        if known is None or known[0] != key:
            self.distances[task] = known = (key, await apart(self.git, repository, tip, head))
        return known[1]

    async def _tip(self, repository: Path, target: str) -> str | None:
        if (repository, target) not in self.tips:
            try:
                self.tips[repository, target] = await self.git.commit(repository, head_ref(target))
            except (TaskyardError, OSError):
                self.tips[repository, target] = None
        return self.tips[repository, target]

    async def disk(self, places: Iterable[Path]) -> tuple[Mapping[Path, Size], bool]:
        """Those whose size is known, and whether some have never been measured: they come first the next time."""
        there = set(places)
        self.sizes = {place: known for place, known in self.sizes.items() if place in there}
        now, left = self.clock.monotonic(), self.a_look
        for place in sorted(there, key=lambda one: (self.sizes[one][0] if one in self.sizes else -1.0, one)):
            fresh = place in self.sizes and now - self.sizes[place][0] < _FRESH
            if left <= 0 or fresh:
                continue
            size = await anyio.to_thread.run_sync(walk, place, self.most, abandon_on_cancel=True)
            self.sizes[place] = now, size
            left -= size.entries
        return {place: size for place, (_, size) in self.sizes.items()}, len(self.sizes) < len(there)


def walk(place: Path, most: int) -> Size:
    """The sizes of files, each once, also one of many names; never through a link, which an agent may have laid."""
    todo, total, entries, cut = [str(place)], 0, 0, False
    seen: set[tuple[int, int]] = set()
    while todo:
        folder = todo.pop()
        try:
            opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            cut = True
            continue
        try:
            with os.scandir(opened) as found:
                for entry in found:
                    if entries == most:
                        return Size(min(total, MOST_BYTES), True, entries)
                    entries += 1
                    about = _about(entry)
                    if about is None:
                        continue
                    if stat.S_ISDIR(about.st_mode):
                        todo.append(os.path.join(folder, entry.name))  # noqa: PTH118 - many, and only opened
                    elif stat.S_ISREG(about.st_mode) and (about.st_dev, about.st_ino) not in seen:
                        total += about.st_size
                        if about.st_nlink > 1:
                            seen.add((about.st_dev, about.st_ino))
        finally:
            os.close(opened)
    return Size(min(total, MOST_BYTES), cut, entries)


def _about(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False)
    except OSError:
        return None  # it has just gone
