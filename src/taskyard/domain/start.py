"""The first steps: what a new yard needs until work flows through it. True of its state, not of what was clicked."""

from dataclasses import dataclass
from typing import Literal

Code = Literal["server", "project", "agent", "worker", "task", "answer", "merge"]


@dataclass(frozen=True, kw_only=True)
class Step:
    code: Code
    done: bool
    title: str
    words: str  # how it stands
    command: str | None = None  # what to type while it is not done


@dataclass(frozen=True, kw_only=True)
class Start:
    rows: list[Step]
