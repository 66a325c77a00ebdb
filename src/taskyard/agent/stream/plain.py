"""Any program: each line is text, its exit code the verdict."""

from taskyard.agent.protocol import Said
from taskyard.agent.stream.failure import Kind, done, failed
from taskyard.agent.stream.field import said
from taskyard.domain.entry import EntryKind


class PlainStream:
    finished = False  # nothing in text tells that it was the last

    def feed(self, line: str, cut: bool = False) -> list[Said]:
        return [said(EntryKind.TEXT, cut=cut, text=line)]

    def rest(self) -> list[Said]:
        return []

    def end(self, exit_code: int | None, stderr_tail: str = "") -> Said:
        del stderr_tail  # it is in the transcript, and says nothing for certain
        if exit_code in {0, None}:
            return done("")
        code = exit_code or 0
        kind = Kind.CRASHED if code < 0 else Kind.FAILED
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return failed(kind, f"the program {how}")
