"""How much of the page comes over the wire, by what its build says of which file pulls which. Bytes, packed by gzip."""

import gzip
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

_ENTRY = "index.html"


@dataclass(frozen=True)
class Build:
    folder: Path

    @cached_property
    def manifest(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = json.loads((self.folder / ".vite/manifest.json").read_text())
        return found

    def _pulled(self, name: str) -> set[str]:
        """The part and all that must be there before it runs."""
        seen, left = set(), [name]
        while left:
            one = left.pop()
            if one not in seen:
                seen.add(one)
                left += self.manifest[one].get("imports", [])
        return seen

    def _files(self, names: set[str]) -> set[str]:
        return {
            file
            for name in names
            for file in (self.manifest[name]["file"], *self.manifest[name].get("css", []))
        }

    def _bytes(self, files: set[str]) -> int:
        return sum(self._packed(self.folder / file) for file in files)

    @staticmethod
    def _packed(file: Path) -> int:
        twin = file.with_name(f"{file.name}.gz")
        return twin.stat().st_size if twin.exists() else len(gzip.compress(file.read_bytes(), 9, mtime=0))

    @property
    def first(self) -> int:
        """What every page needs."""
        return self._bytes(self._files(self._pulled(_ENTRY)))

    @property
    def routes(self) -> dict[str, int]:
        """What must come, beyond that, before a place is shown."""
        first = self._files(self._pulled(_ENTRY))
        return {
            words: self._bytes(self._files(self._pulled(name)) - first)
            for name, words in self._places.items()
        }

    @property
    def whole(self) -> dict[str, int]:
        """The same with all that the place may open later, beyond what the frame of the page may."""
        frame = self._files(self._later(_ENTRY))
        return {
            words: self._bytes(self._files(self._later(name)) - frame) for name, words in self._places.items()
        }

    @property
    def parts(self) -> dict[str, int]:
        """What comes later, each alone: readers of markdown, diffs, dialogs."""
        first = self._files(self._pulled(_ENTRY))
        names = {part for one in self.manifest.values() for part in one.get("dynamicImports", ())}
        return {
            name: self._bytes(self._files(self._pulled(name)) - first) for name in names - self._places.keys()
        }

    @property
    def _places(self) -> dict[str, str]:
        return {one: re.sub(r".*pages/(\w+)\.tsx$", r"\1", one) for one in self.manifest if "/pages/" in one}

    def _later(self, name: str) -> set[str]:
        """The part, what it pulls, and what those open later; other places are none of it."""
        seen: set[str] = set()
        left = {name}
        while left:
            for one in self._pulled(left.pop()) - seen:
                seen.add(one)
                left |= {
                    part for part in self.manifest[one].get("dynamicImports", []) if "/pages/" not in part
                }
        return seen

    @property
    def fonts(self) -> int:
        """Of the first load, in the letters of this language."""
        latin = [file for file in self.folder.glob("assets/*latin-*.woff2") if "latin-ext" not in file.name]
        return sum(file.stat().st_size for file in latin)
