"""What the recordings do not show: odd ends, wake times, usage over resumes, more than one result."""

import json

import pytest

from taskyard.agent.stream.claude import ClaudeStream
from taskyard.agent.stream.codex import CodexStream
from taskyard.agent.stream.gemini import GeminiStream
from taskyard.agent.stream.goose import GooseStream
from taskyard.agent.stream.opencode import OpencodeStream
from taskyard.agent.stream.plain import PlainStream
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import Invalid
from taskyard.domain.project import AgentParser
from taskyard.domain.run import Usage
from taskyard.domain.settings import resolve, to_json

INIT = {"type": "system", "subtype": "init", "session_id": "s"}
GOOD = {"type": "result", "subtype": "success", "is_error": False, "result": "Done.", "total_cost_usd": 0.5}
ANSWER = {
    "role": "assistant",
    "id": "m",
    "content": [{"type": "text", "text": "Done."}],
    "metadata": {"inference": {}},
}


def feed(parser, *messages):
    said = []
    for one in messages:
        said += parser.feed(json.dumps(one))
    return said


def reason(entry):
    return entry.body.get("reason", "ok")


@pytest.mark.parametrize(
    ("code", "stderr", "expected"),
    [
        (0, "", "protocol_error"),
        (None, "", "protocol_error"),
        (1, "error: unknown option", "agent_error"),
        (-9, "", "agent_crashed"),
        (137, "", "agent_crashed"),
        (134, "FATAL ERROR: JavaScript heap out of memory", "out_of_memory"),
        (1, "ENOSPC: no space left on device", "disk_full"),
        (0, "No space left on device", "protocol_error"),
    ],
)
@pytest.mark.parametrize("parser", [ClaudeStream, GooseStream, CodexStream, OpencodeStream, GeminiStream])
def test_without_a_last_word_the_process_decides(parser, code, stderr, expected):
    assert reason(parser().end(code, stderr)) == expected


def test_the_end_of_standard_error_is_quoted():
    assert "unknown option" in ClaudeStream().end(1, "error: unknown option '--x'").body["text"]


@pytest.mark.parametrize(
    ("code", "expected"), [(0, "ok"), (None, "ok"), (1, "agent_error"), (-9, "agent_crashed")]
)
def test_claude_needs_a_good_result_and_a_good_exit(code, expected):
    parser = ClaudeStream()
    feed(parser, INIT, GOOD)
    assert reason(parser.end(code)) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"api_error_status": 429}, "rate_limited"),
        ({"api_error_status": 403}, "agent_auth"),
        ({"api_error_status": 400, "result": "Your credit balance is too low"}, "agent_auth"),
        ({"api_error_status": 500}, "agent_error"),
        ({"result": "Connection refused"}, "agent_error"),
        ({"result": "Not logged in · Please run /login"}, "agent_auth"),
        ({"subtype": "error_max_turns"}, "budget_exceeded"),
        ({"subtype": "error_max_budget_usd"}, "budget_exceeded"),
        ({"terminal_reason": "aborted_streaming"}, "cancelled"),
        ({"is_error": "no"}, "agent_error"),
    ],
)
def test_claude_failures_have_reasons(more, expected):
    parser = ClaudeStream()
    feed(parser, INIT, GOOD | {"is_error": True, "result": "It failed."} | more)
    assert reason(parser.end(1)) == expected


def test_claude_tells_when_a_limit_ends():
    parser = ClaudeStream()
    limit = {"type": "rate_limit_event", "rate_limit_info": {"status": "rejected", "resetsAt": 1_800_000_000}}
    feed(parser, INIT, limit, GOOD | {"is_error": True, "api_error_status": 429, "result": "limit"})
    assert parser.end(1).body["retry_at"] == "2027-01-15T08:00:00+00:00"
    feed(parser, GOOD | {"is_error": True, "result": "Claude AI usage limit reached|1800000000"})
    assert parser.end(1).body["retry_at"] == "2027-01-15T08:00:00+00:00"


def test_opencode_reckons_the_wake_time_from_the_servers_clock():
    headers = {"Retry-After": "90", "date": "Sat, 21 Nov 2026 05:18:26 GMT"}
    data = {"message": "slow down", "statusCode": 429, "responseHeaders": headers}
    parser = OpencodeStream()
    feed(parser, {"type": "error", "sessionID": "s", "error": {"name": "APIError", "data": data}})
    end = parser.end(1)
    assert (reason(end), end.body["retry_at"]) == ("rate_limited", "2026-11-21T05:19:56+00:00")


def test_claude_may_begin_another_turn_after_its_result():
    parser = ClaudeStream()
    feed(parser, INIT, GOOD)
    assert parser.finished
    [started] = feed(parser, INIT)
    assert (started.kind, started.body["event"]) == (EntryKind.STATUS, "turn_started")
    assert not parser.finished
    [spent] = feed(parser, GOOD | {"result": "Later.", "total_cost_usd": 0.75})
    assert spent.body["cost_usd"] == 0.25
    assert parser.end(0).body["text"] == "Later."


def test_claude_is_not_finished_while_work_goes_on_in_the_background():
    parser = ClaudeStream()
    tasks = {"type": "system", "subtype": "background_tasks_changed", "tasks": [{"id": "b"}]}
    feed(parser, INIT, tasks, GOOD)
    assert not parser.finished
    feed(parser, tasks | {"tasks": []})
    assert parser.finished


def test_claude_thinking_long_gives_signs_of_life_but_no_flood():
    tokens = {"type": "system", "subtype": "thinking_tokens", "estimated_tokens_delta": 10}
    assert 3 <= len(feed(ClaudeStream(), *[tokens] * 200)) <= 6


def test_cost_of_a_resumed_claude_session_is_the_difference():
    [spent] = feed(ClaudeStream(baseline=Usage(cost_usd=0.3)), GOOD)
    assert spent.body["cost_usd"] == 0.2
    model = {"m": {"inputTokens": 5, "cacheReadInputTokens": 2, "outputTokens": 3, "costUSD": 0.1}}
    [spent] = feed(ClaudeStream(), GOOD | {"model_usage_since_last_result": model, "num_turns": 2})
    assert dict(spent.body) == {
        "tokens_in": 7, "tokens_out": 3, "tokens_cached": 2, "turns": 2, "cost_usd": 0.1, "scope": "session",
    }  # fmt: skip


def test_tokens_of_a_resumed_session_are_the_difference():
    used = Usage(tokens_in=1500, tokens_out=110, tokens_cached=200)
    now = {
        "input_tokens": 1600,
        "output_tokens": 130,
        "cached_input_tokens": 200,
        "cache_read_input_tokens": 200,
    }
    for parser, message in (
        (CodexStream(baseline=used), {"type": "turn.completed", "usage": now}),
        (GooseStream(baseline=used), {"type": "complete", "total_tokens": 1730} | now),
    ):
        [spent] = feed(parser, message)
        assert (spent.body["tokens_in"], spent.body["tokens_out"], spent.body["tokens_cached"]) == (
            100,
            20,
            0,
        )
        assert feed(parser, message) == []  # said twice, counted once


def test_a_model_may_talk_about_errors():
    answer = ANSWER | {"content": [{"type": "text", "text": "Ran into this error: it is fixed now."}]}
    parser = GooseStream()
    feed(parser, {"type": "message", "message": answer}, {"type": "complete", "total_tokens": 3})
    assert reason(parser.end(0)) == "ok"


def test_goose_without_tokens_did_nothing():
    parser = GooseStream()
    feed(parser, {"type": "message", "message": ANSWER}, {"type": "complete", "total_tokens": 0})
    assert reason(parser.end(0)) == "protocol_error"
    feed(parser, {"type": "complete", "total_tokens": None})  # a provider that does not count
    assert reason(parser.end(0)) == "ok"


def test_pieces_of_a_message_become_one_text_and_none_is_lost():
    piece = ANSWER | {"content": [{"type": "text", "text": "word "}]}
    parser = GooseStream()
    said = feed(parser, *[{"type": "message", "message": piece}] * 3000)
    said += parser.rest()
    assert "".join(one.body["text"] for one in said) == "word " * 3000
    assert len(said) < 10


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (41, "agent_auth"),
        (145, "agent_auth"),
        (173, "rate_limited"),
        (53, "budget_exceeded"),
        (130, "cancelled"),
    ],
)
def test_gemini_says_it_with_its_exit_code(code, expected):
    assert reason(GeminiStream().end(code)) == expected


def test_codex_warnings_and_reconnects_are_not_the_end():
    parser = CodexStream()
    feed(
        parser,
        {"type": "error", "message": "Reconnecting... 1/5 (401 Unauthorized)"},
        {"type": "turn.completed"},
    )
    assert reason(parser.end(0)) == "ok"


def test_codex_file_changes_are_hints():
    item = {"type": "file_change", "changes": [{"path": "a", "kind": "add"}, {"path": "b", "kind": "delete"}]}
    said = feed(CodexStream(), {"type": "item.completed", "item": item})
    assert [(one.body["path"], one.body["change"]) for one in said] == [("a", "added"), ("b", "deleted")]


@pytest.mark.parametrize(
    ("code", "expected"), [(0, "ok"), (3, "agent_error"), (143, "agent_error"), (-9, "agent_crashed")]
)
def test_plain_text_is_judged_by_its_exit_code(code, expected):
    assert reason(PlainStream().end(code)) == expected


def test_a_result_line_that_is_cut_still_counts():
    line = json.dumps({"is_error": False, "total_cost_usd": 0.5, "result": "x" * 90_000, "type": "result"})
    parser = ClaudeStream()
    parser.feed(line[:65_536], cut=True)
    assert reason(parser.end(0)) == "ok"


def test_the_parser_is_a_setting():
    assert resolve({"agent_parser": "codex-json"}).agent_parser is AgentParser.CODEX
    assert to_json(resolve({}))["agent_parser"] == "text"
    with pytest.raises(
        Invalid, match=r"settings\.agent_parser: must be one of text, claude-stream-json, goose"
    ):
        resolve({"agent_parser": "xml"})
