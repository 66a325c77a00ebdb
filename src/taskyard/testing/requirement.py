"""Reads the page of requirements: which row is proven by which test, and what is only planned."""

import re
from dataclasses import dataclass

_ROW = re.compile(r"^\| (?P<id>R\d\.\d+) \| (?P<what>[^|]+) \| (?P<proof>[^|]*) \|$", re.MULTILINE)
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
PLANNED = "planned"


@dataclass(frozen=True, kw_only=True)
class Row:
    id: str
    what: str
    proof: str
    tests: tuple[tuple[str, str], ...]  # the file below `tests/`, and the function in it


def rows(page: str) -> list[Row]:
    return [
        Row(
            id=found["id"],
            what=found["what"].strip(),
            proof=found["proof"].strip(),
            tests=tuple((file, name) for file, name in _TEST.findall(found["proof"])),
        )
        for found in _ROW.finditer(page)
    ]
