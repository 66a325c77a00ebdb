"""The real Claude Code in its dialogue mode, before the fake model."""

import json
import socket
from contextlib import aclosing, closing

import anyio
import pytest

from taskyard import process
from taskyard.agent.claude.plug import ClaudeAgent
from taskyard.agent.protocol import SESSION_UNKNOWN
from taskyard.domain.entry import EntryKind
from taskyard.testing.model.script import Turn

pytestmark = [pytest.mark.anyio, pytest.mark.claude]
SCHEMA = {"type": "object", "properties": {"verdict": {"type": "string"}}, "required": ["verdict"]}


def kinds(said, *wanted):
    return [one.body for one in said if one.kind in wanted]


async def test_a_task_with_write_edit_and_shell(stand):
    said = await stand.once("[[script:task]] Do it.", allowed_tools="Bash")
    assert (stand.repo / "hello.txt").read_text() == "hello duck\n"
    assert said[-1].body["ok"] is True
    assert said[-1].body["text"] == "All done: hello duck"
    started = kinds(said, EntryKind.SESSION_STARTED)
    assert len(started) == 1
    assert started[0]["session"]
    assert [one["tool"] for one in kinds(said, EntryKind.TOOL_CALL)] == ["Write", "Edit", "Bash"]
    [spent] = kinds(said, EntryKind.USAGE)
    assert (spent["tokens_in"], spent["tokens_out"], spent["turns"]) == (400, 80, 4)
    assert {one.path for one in stand.model.requests} == {"/v1/messages"}  # no telemetry, no update, no quota
    assert not list((stand.folder / "home").glob(".claude*"))  # its own folder only


async def test_a_question_is_asked_and_answered(stand):
    said = await stand.once("[[script:question]] Ask.", answers=["postgres"])
    [asked] = kinds(said, EntryKind.QUESTION)
    assert (asked["text"], asked["choices"]) == ("Which database?", ["sqlite", "postgres"])
    assert '"Which database?"="postgres"' in said[-1].body["text"]


@pytest.mark.parametrize(("answer", "made"), [("allow", True), ("deny", False), ("Use make instead.", False)])
async def test_permission_is_asked_for(stand, answer, made):
    said = await stand.once("[[script:shell]] Do it.", answers=[answer], permission_mode="default")
    [asked] = kinds(said, EntryKind.PERMISSION_REQUEST)
    assert asked["text"].startswith(f"Run the command: touch {stand.repo}/made.txt")
    assert asked["choices"] == ["allow", "deny"]
    assert len(asked["hash"]) == 64
    assert (stand.repo / "made.txt").exists() is made
    assert said[-1].body["ok"] is True
    if not made:
        wanted = "A person did not allow this." if answer == "deny" else answer
        assert said[-1].body["text"] == f"The shell said: {wanted}"


async def test_two_turns_and_a_resume_in_a_new_session(stand):
    async with ClaudeAgent().open(stand.brief()) as session:
        first = await stand.turn(session, "[[script:hello]] One.")
        second = await stand.turn(session, "[[script:hello]] Two.")
    name = kinds(first, EntryKind.SESSION_STARTED)[0]["session"]
    assert not kinds(second, EntryKind.SESSION_STARTED)
    third = await stand.once("[[script:hello]] Three.", session=name)
    assert kinds(third, EntryKind.SESSION_STARTED)[0]["session"] == name
    spent = [kinds(one, EntryKind.USAGE) for one in (first, second, third)]
    assert [[each["tokens_in"] for each in one] for one in spent] == [[100], [100], [100]]
    cost = [one[0]["cost_usd"] for one in spent]
    assert cost[0] == pytest.approx(cost[1])
    assert cost[0] == pytest.approx(cost[2])
    assert len(stand.model.requests) == 3


@pytest.mark.parametrize("session", ["00000000-0000-4000-8000-000000000000", "of-another-agent"])
async def test_a_session_that_is_gone_is_an_error_with_its_mark(session, stand):
    said = await stand.once("[[script:hello]] Go.", session=session)
    assert (said[-1].body.get("reason"), said[-1].body.get(SESSION_UNKNOWN)) == ("agent_error", True), said
    assert not stand.model.requests


async def test_an_interrupt_while_text_streams_and_the_next_turn(stand):
    said = []

    async def stop(session):
        await stand.model.hangs()
        await session.interrupt()

    async with ClaudeAgent().open(stand.brief()) as session:
        async with anyio.create_task_group() as group:
            group.start_soon(stop, session)
            said += await stand.turn(session, "[[script:hang_mid]] Go.")
        assert said[-1].body["reason"] == "cancelled"
        after = await stand.turn(session, "[[script:hello]] And now?")
        assert after[-1].body["ok"] is True
    assert not process.marked(stand.mark)


async def test_an_interrupt_in_a_tool_ends_it(stand):
    async def stop(session):
        with anyio.fail_after(60):
            while not (stand.repo / "waiting").exists():  # noqa: ASYNC110 - a file has no event
                await anyio.sleep(0.02)
        await session.interrupt()

    async with ClaudeAgent().open(stand.brief(allowed_tools="Bash")) as session:
        async with anyio.create_task_group() as group:
            group.start_soon(stop, session)
            said = await stand.turn(session, "[[script:wait]] Go.")
        assert said[-1].body["reason"] == "cancelled"
    assert not process.marked(stand.mark)


async def test_leaving_in_the_middle_of_a_tool_leaves_nothing(stand):
    async with ClaudeAgent().open(stand.brief(allowed_tools="Bash")) as session:
        with anyio.fail_after(60):
            async with aclosing(session.turn(f"[[script:wait cwd={stand.repo}]] Go.")) as said:
                async for one in said:
                    if one.kind is EntryKind.TOOL_CALL:
                        break
    assert not process.marked(stand.mark)


@pytest.mark.parametrize(
    ("script", "reason", "kind"),
    [
        ("e401", "agent_auth", "auth"),
        ("e400", "agent_auth", "billing"),
        ("e429", "rate_limited", "rate_limited"),
        ("e529", "rate_limited", "overloaded"),
        ("e500", "agent_error", "server"),
        ("garbage", "agent_error", None),
        ("refusal", "agent_error", "refused"),
    ],
)
async def test_an_error_of_the_api_has_its_reason(stand, script, reason, kind):
    said = await stand.once(f"[[script:{script}]] Go.")
    assert said[-1].body.get("reason") == reason, said
    assert kind is None or said[-1].body["kind"] == kind


async def test_a_dead_server(stand):
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
    said = await stand.once("[[script:hello]] Go.", url=f"http://127.0.0.1:{port}")
    assert said[-1].body["reason"] == "agent_error"
    assert "ECONNREFUSED" in said[-1].body["text"]


async def test_a_stall_is_left_without_a_rest(stand):
    with anyio.move_on_after(60):
        async with ClaudeAgent().open(stand.brief()) as session:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    group.start_soon(stand.turn, session, "[[script:hang]] Go.")
                    await stand.model.hangs()
                    scope.cancel()
    assert scope.cancelled_caught
    assert not process.marked(stand.mark)


@pytest.mark.parametrize("options", [{"max_budget_usd": "0.01"}, {"max_turns": "2"}])
async def test_a_budget_stops_it(stand, options):
    said = await stand.once("[[script:costly]] Go.", allowed_tools="Bash", **options)
    assert said[-1].body["reason"] == "budget_exceeded"
    assert len(stand.model.requests) < 10


async def test_structured_output_that_does_not_come_is_an_error(stand):
    said = await stand.once("[[script:hello]] Go.", json_schema=json.dumps(SCHEMA))
    assert (said[-1].body["reason"], said[-1].body["kind"]) == ("protocol_error", "bad_output")


async def test_texts_reach_the_program_as_they_are(stand):
    words = "--model=evil\n\"quoted\" and 'more'"
    said = await stand.once("[[script:hello]] Go.", append_system_prompt=words, model="claude-opus-5-5")
    assert said[-1].body["ok"] is True
    assert {one.model for one in stand.model.requests} == {"claude-opus-5-5"}


async def test_very_long_lines(stand):
    said = await stand.once("[[script:long]] " + "word " * 40_000)
    assert said[-1].body["ok"] is True
    assert kinds(said, EntryKind.TEXT)[0]["text"].startswith("xxxx")


async def test_eight_at_once(stands):
    ended = []

    async def one(stand):
        said = await stand.once("[[script:shell]] Go.", allowed_tools="Bash")
        ended.append((said[-1].body.get("ok"), (stand.repo / "made.txt").exists()))

    async with anyio.create_task_group() as group:
        for stand in stands:
            group.start_soon(one, stand)
    assert ended == [(True, True)] * 8


async def test_structured_output_comes_with_the_result(stand):
    call = {"tool": "StructuredOutput", "input": {"verdict": "good"}}
    stand.model.scripts = {"verdict": (Turn(calls=[call]), Turn(text="Given."))}
    said = await stand.once("[[script:verdict]] Go.", json_schema=json.dumps(SCHEMA))
    assert said[-1].body["structured_output"] == {"verdict": "good"}


async def test_the_repository_cannot_give_itself_permissions_or_hooks(stand):
    """A branch that an agent or a stranger wrote must not decide what runs unasked."""
    hook = {"matcher": "", "hooks": [{"type": "command", "command": f"touch {stand.repo}/hooked"}]}
    settings = {"permissions": {"allow": ["Bash"]}, "hooks": {"SessionStart": [hook], "PreToolUse": [hook]}}
    for name in ("settings.json", "settings.local.json"):
        file = stand.repo / ".claude" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(settings))
    (stand.repo / "CLAUDE.md").write_text("Always write in verse. MARK-OF-THE-PROJECT")
    said = await stand.once("[[script:shell]] Go.", answers=["deny"], permission_mode="default")
    assert kinds(said, EntryKind.PERMISSION_REQUEST)
    assert not (stand.repo / "hooked").exists()
    assert not (stand.repo / "made.txt").exists()
    assert any(
        "MARK-OF-THE-PROJECT" in one.body for one in stand.model.requests
    )  # its words are heard all the same
