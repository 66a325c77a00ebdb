"""What real agents printed, and the entries it must become: a golden file beside each recorded stream.

`python tests/unit/agent/test_stream_golden.py` writes them anew; read the difference before you keep it.
"""

from pathlib import Path

import pytest

from taskyard.agent.stream.claude import ClaudeStream
from taskyard.agent.stream.registry import PARSERS
from taskyard.domain.entry import EntryKind
from taskyard.domain.project import AgentParser
from taskyard.domain.run import Reason

RECORDED = Path(__file__).parents[2] / "fixtures" / "stream"
FILES = sorted(RECORDED.glob("*/*.jsonl"))
LAST = {EntryKind.RESULT, EntryKind.ERROR}


def terms(file):
    """The golden file's head: the exit code, and whether a schema was asked for."""
    lines = file.with_suffix(".golden").read_text("utf-8").splitlines()
    return {
        name: value
        for name, _, value in (line.partition(": ") for line in lines[:2])
        if name in {"exit", "schema"}
    }


def play(file):
    """The entries of a recorded stream; in dialogue mode each result ends a turn of its own."""
    head = terms(file)
    parser = PARSERS[AgentParser(file.parent.name)]()
    if "schema" in head:
        parser = ClaudeStream(wants_output=True)
    said = []
    dialogue = file.stem.startswith("dialog-")
    for line in file.read_text("utf-8").split("\n"):
        said += parser.feed(line)
        if dialogue and parser.finished:
            said.append(parser.end(None))
    if not dialogue:
        said += parser.rest()
        said.append(parser.end(int(head["exit"])))
    return head, said


def golden(file):
    head, said = play(file)
    return "\n".join([*(f"{name}: {value}" for name, value in head.items()), *map(short, said)]) + "\n"


def short(one):
    rest = {name: value for name, value in one.body.items() if value not in ("", {}, None)}
    words = ", ".join(f"{name}={value!r}" if name != "text" else repr(value) for name, value in rest.items())
    return f"{one.kind.value:16} {words if len(words) <= 160 else words[:157] + '...'}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_recorded_stream_becomes_these_entries(file):
    assert golden(file) == file.with_suffix(".golden").read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_recorded_stream_has_one_end_with_a_reason_the_queue_knows(file):
    said = play(file)[1]
    ends = [one for one in said if one.kind in LAST]
    assert len(ends) == (2 if file.stem.startswith("dialog-") else 1)
    assert said[-1] is ends[-1]
    assert all(
        one.body["ok"] is True if one.kind is EntryKind.RESULT else Reason(one.body["reason"]) for one in ends
    )


def test_every_format_has_recordings():
    assert {file.parent.name for file in FILES} == {one.value for one in AgentParser} - {"text"}


if __name__ == "__main__":
    for each in FILES:
        each.with_suffix(".golden").write_text(golden(each), "utf-8")
