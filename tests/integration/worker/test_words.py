"""What the agent is told, what people added, and what may travel."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from taskyard.domain.chat import Message, MessageKind, MessageState
from taskyard.domain.claim import DependencySummary, Orders
from taskyard.domain.run import Evidence
from taskyard.worker.mailbox import Mailbox
from taskyard.worker.plain import plain, plain_json
from taskyard.worker.prompt import checks_prompt, comments_prompt, first_prompt

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def message(number, kind=MessageKind.COMMENT, **fields):
    return Message(
        id=f"m{number}", org="o", project="p", task="t", run="r1", kind=kind, state=MessageState.POSTED,
        text=f"text {number}", author="ada", at=NOW + timedelta(seconds=number), **fields,
    )  # fmt: skip


def orders(*messages):
    return Orders(lease_until=NOW, lease_seconds=90, renew_seconds=20, messages=messages)


async def test_the_first_prompt_has_everything_in_its_order(claim):
    summary = DependencySummary(
        task="d", number=7, title="Frame", summary="built it", branch="taskyard/d", head_commit=None
    )
    claim = replace(
        claim,
        settings=replace(claim.settings, rules="Write tests."),
        dependencies=(summary,),
        run=replace(claim.run, prompt_extra="Make it blue."),
    )
    text = first_prompt(claim, "anvil", Path("/place/tree"))
    parts = [
        "Add a door",
        "A red one.",
        "Write tests.",
        "#7 Frame (branch taskyard/d)",
        "built it",
        "Make it blue.",
        "worker anvil",
        "#1 (t)",
        "house (p)",
        "/place/tree",
        "How the work goes",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


async def test_only_failed_checks_are_told():
    common = {"seconds": 1.0, "tree": "abc"}
    bad = Evidence(command="pytest", exit_code=1, tail="1 failed", passed=False, **common)
    good = Evidence(command="ruff", exit_code=0, tail="fine", passed=True, **common)
    text = checks_prompt([bad, good])
    assert "1 failed" in text
    assert "ruff" not in text


async def test_a_message_counts_once_and_an_answer_finds_its_question():
    box = Mailbox()
    box.take(orders(message(2), message(1)))
    box.take(orders(message(2), message(1), message(3, MessageKind.ANSWER, reply_to="q1")))
    assert box.answer_to("q2") is None
    assert box.answer_to("q1").text == "text 3"
    assert comments_prompt(box.comments()) == "text 1\n\ntext 2"
    box.take(orders(message(1), message(2)))
    assert box.comments() == []


async def test_text_is_made_fit_to_be_stored():
    assert plain("a\x00b\ud800", 10) == "a\N{REPLACEMENT CHARACTER}b?"
    assert len(plain("x" * 100, 20)) == 20
    assert plain_json({"a": ["\x00", 1, None]}, 9) == {"a": ["\N{REPLACEMENT CHARACTER}", 1, None]}
