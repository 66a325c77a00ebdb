"""One server-sent event, and texts in pieces as a model streams them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Event:
    data: Any  # a text goes out as it is
    name: str = ""

    def encode(self) -> bytes:
        head = f"event: {self.name}\n" if self.name else ""
        data = self.data if isinstance(self.data, str) else json.dumps(self.data)
        return f"{head}data: {data}\n\n".encode()


def pieces(text: str) -> Iterator[str]:
    """Small ones first; a long text does not become ten thousand events."""
    size = max(24, len(text) // 200)
    for start in range(0, len(text), size):
        yield text[start : start + size]
