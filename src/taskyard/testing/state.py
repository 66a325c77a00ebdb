"""Prints docs/state.md from the tables of legal moves, so that the page cannot drift from the code."""

import sys
from pathlib import Path

from taskyard.domain.run import RunStatus, may_become
from taskyard.domain.task import MOVES, TaskStatus


def page() -> str:
    lines = [
        "# States",
        "",
        "Printed from the code by `make docs`; a test compares. Anything that is not drawn here is refused with",
        "`illegal_move` (409) and writes nothing.",
        "",
        "## Task",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {TaskStatus.BACKLOG.value}",
        *(f"    {before.value} --> {after.value}: {act.value}" for (before, act), after in MOVES.items()),
        "```",
        "",
        "| from | act | to |",
        "|---|---|---|",
        *(f"| {before.value} | {act.value} | {after.value} |" for (before, act), after in MOVES.items()),
        "",
        "## Run",
        "",
        "| from | may become |",
        "|---|---|",
    ]
    for now in RunStatus:
        after = [then.value for then in RunStatus if may_become(now, then)]
        lines.append(f"| {now.value} | {', '.join(after) or '(ended)'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
