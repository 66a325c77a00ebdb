"""What a parser of an agent's output is."""

from typing import Protocol

from taskyard.agent.protocol import Said


class Parser(Protocol):
    """Reads one process, line by line. A pure object; no input makes it raise."""

    @property
    def finished(self) -> bool:
        """The agent has said its last word of this turn. Its process may linger, and may still begin another."""

    def feed(self, line: str, cut: bool = False) -> list[Said]:
        """The entries of one line of standard output, without a terminal one. What is unknown becomes RAW."""

    def rest(self) -> list[Said]:
        """Pieces held back until more of their text comes; ask before `end`."""

    def end(self, exit_code: int | None, stderr_tail: str = "") -> Said:
        """The one terminal entry of the turn. `exit_code` is None when the process did not end by itself."""
