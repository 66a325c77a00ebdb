"""Whatever a program prints: no parser raises, nothing is terminal before the end, and the end is one entry."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskyard.agent.stream.field import MARK
from taskyard.agent.stream.registry import PARSERS
from taskyard.domain.entry import EntryKind, encode
from taskyard.domain.limit import LINE_SHOWN
from taskyard.domain.project import AgentParser
from taskyard.domain.run import Reason
from taskyard.process import Lines

RECORDED = Path(__file__).parents[2] / "fixtures" / "stream"
FORMATS = [one for one in AgentParser if one is not AgentParser.TEXT]
LINES = {
    one: [
        line
        for file in sorted((RECORDED / one.value).glob("*.jsonl"))
        for line in file.read_bytes().split(b"\n")
    ]
    for one in FORMATS
}
LAST = {EntryKind.RESULT, EntryKind.ERROR}
GARBAGE = [
    "[]", '"words"', "12", "null", "{", "}", "{}", "NaN", "\ufeff", "\x00\x1b[31m", "🦆" * 50,
    "[" * 5000, "{" * 5000, '{"a":' * 3000, '{"type"', '{"type":NaN}', '{"type":' + "9" * 5000 + "}",
    '{"type":"result","is_error":false}', 'words before {"type":"x"}',
]  # fmt: skip
WRONG = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=5), st.just([]),
    st.just({}), st.just([[]]), st.just({"type": []}), st.just(["text", 1, None, {"type": "text", "text": 1}]),
    st.just("\ud800"), st.just("x" * 70_000),
)  # fmt: skip
many = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def check(said, code=0, end=None):
    """What every entry keeps to, and that there is one end."""
    assert not [one for one in said if one.kind in LAST]
    last = end(code)
    assert last.kind in LAST
    assert last.body["ok"] is True if last.kind is EntryKind.RESULT else Reason(last.body["reason"])
    for one in [*said, last]:
        texts = [value for value in one.body.values() if isinstance(value, str)]
        assert all(len(each.encode()) <= LINE_SHOWN + len(MARK.encode()) for each in texts)
        assert len(encode(one.body)) < LINE_SHOWN * 8
        json.loads(encode(one.body), parse_constant=pytest.fail)


def run(name, data, chunks=(), code=0):
    parser, lines, said, at = PARSERS[name](), Lines("stdout", LINE_SHOWN), [], 0
    found = []
    for size in [*chunks, len(data)]:
        found += lines.feed(data[at : at + size])
        at += size
    for line in found + lines.end():
        said += parser.feed(line.text, line.cut)
    said += parser.rest()
    check(said, code, parser.end)
    return said


def spoil(value, path, wrong):
    """The same JSON value with something else at a place inside it."""
    if isinstance(value, dict) and value and path:
        name = sorted(value)[path[0] % len(value)]
        return {**value, name: spoil(value[name], path[1:], wrong)}
    if isinstance(value, list) and value and path:
        at = path[0] % len(value)
        return [*value[:at], spoil(value[at], path[1:], wrong), *value[at + 1 :]]
    return wrong


@pytest.mark.parametrize("name", FORMATS)
@many
@given(data=st.data())
def test_lines_cut_doubled_lost_and_garbage_between(name, data):
    some = data.draw(st.lists(st.sampled_from(LINES[name]), max_size=12))
    out = []
    for line in some:
        match data.draw(st.sampled_from(["keep", "twice", "cut", "head", "garbage", "bytes", "lost"])):
            case "twice":
                out += [line, line]
            case "cut":
                out.append(line[: data.draw(st.integers(0, len(line)))])
            case "head":
                out.append(line[data.draw(st.integers(0, len(line))) :])
            case "garbage":
                out += [data.draw(st.sampled_from(GARBAGE)).encode(), line]
            case "bytes":
                out.append(data.draw(st.binary(max_size=20)) + line)
            case "keep":
                out.append(line)
    whole = b"\n".join(out)
    chunks = data.draw(st.lists(st.integers(1, 400), max_size=20))  # also inside a character
    run(name, whole, chunks, data.draw(st.sampled_from([0, 1, 143, -9, -15, 255, None])))


@pytest.mark.parametrize("name", FORMATS)
@many
@given(data=st.data())
def test_wrong_types_at_every_place(name, data):
    out = []
    for line in data.draw(
        st.lists(st.sampled_from([one for one in LINES[name] if one[:1] == b"{"]), min_size=1, max_size=6)
    ):
        path = data.draw(st.lists(st.integers(0, 30), min_size=1, max_size=6))
        out.append(json.dumps(spoil(json.loads(line), path, data.draw(WRONG))))
    run(
        name,
        "\n".join(out).encode("utf-8", "surrogatepass"),
        code=data.draw(st.sampled_from([0, 1, -9, None])),
    )


@pytest.mark.parametrize("name", FORMATS)
def test_every_recorded_line_is_read_when_it_is_cut_anywhere(name):
    """Feeds prefixes with the mark of a cut: typed where the head is enough, RAW otherwise, never nothing at all."""
    for line in sorted(set(LINES[name]), key=len)[-6:]:
        text = line.decode()
        for at in range(1, len(text), max(1, len(text) // 80)):
            parser = PARSERS[name]()
            said = parser.feed(text[:at], cut=True) + parser.rest()
            check(said, 0, parser.end)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("garbage", GARBAGE)
def test_words_that_are_no_object_are_kept(name, garbage):
    parser = PARSERS[name]()
    said = parser.feed(garbage)
    if garbage.strip("\ufeff") and not garbage.startswith('{"type":"result"'):
        assert [one.kind for one in said][:1] == [EntryKind.RAW]
    check(said, 0, parser.end)


@pytest.mark.parametrize("name", FORMATS)
def test_a_type_of_tomorrow_is_kept(name):
    line = '{"type":"of_tomorrow","subtype":"x","n":1}'
    assert [(one.kind, one.body["text"]) for one in PARSERS[name]().feed(line)] == [(EntryKind.RAW, line)]


BIG = "🦆" * 625_000  # 2.5 MB
MCP = {"status": "success", "value": {"content": [{"type": "text", "text": BIG}]}}
GOOSE = {"role": "user", "content": [{"type": "toolResponse", "id": "c", "toolResult": MCP}]}
CLAUDE = {"content": [{"type": "tool_result", "tool_use_id": "c", "content": BIG}]}
CODEX = {"id": "c", "type": "command_execution", "aggregated_output": BIG, "exit_code": 0}
OPENCODE = {"callID": "c", "tool": "t", "state": {"status": "completed", "output": BIG}}
TOOL = {
    AgentParser.CLAUDE: {"type": "user", "message": CLAUDE},
    AgentParser.GOOSE: {"type": "message", "message": GOOSE},
    AgentParser.CODEX: {"type": "item.completed", "item": CODEX},
    AgentParser.OPENCODE: {"type": "tool_use", "part": OPENCODE},
    AgentParser.GEMINI: {"type": "tool_result", "tool_id": "c", "status": "success", "output": BIG},
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("ascii_", [True, False])
def test_a_line_of_2_5_megabytes_stays_a_result_with_a_mark(name, ascii_):
    line = json.dumps(TOOL[name], ensure_ascii=ascii_)
    parser = PARSERS[name]()
    whole = [one for one in parser.feed(line) if one.kind is EntryKind.TOOL_RESULT]
    cut = [
        one for one in run(name, line.encode()) if one.kind is EntryKind.TOOL_RESULT
    ]  # as the pipe hands it on
    for [one] in (whole, cut):
        assert (one.body["call"], one.body["cut"]) == ("c", True)
        assert one.body["text"].startswith("🦆" * 1000)
        assert len(one.body["text"].encode()) <= LINE_SHOWN + len(MARK.encode())


def test_text_is_text_whatever_it_is():
    said = PARSERS[AgentParser.TEXT]().feed('{"type":"result"}')
    assert [(one.kind, one.body["text"]) for one in said] == [(EntryKind.TEXT, '{"type":"result"}')]
