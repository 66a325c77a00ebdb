"""The real adapter from Claude Code to the Agent Client Protocol, around the program that the SDK's wheel brings along."""

import json
import uuid
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from taskyard import process
from taskyard.agent.claude.program import find as program
from taskyard.agent.protocol import SESSION_UNKNOWN
from taskyard.agent.registry import find
from taskyard.domain.entry import EntryKind
from taskyard.domain.settings import resolve

ADAPTER = Path(__file__).parents[2] / ".cache/agents/node_modules/.bin/claude-agent-acp"
WHY = "the adapter is not installed: npm ci in .cache/agents with the files of tests/agents/npm"
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.claude,
    pytest.mark.skipif(not ADAPTER.exists(), reason=WHY),
]


def bodies(said, kind):
    return [one.body for one in said if one.kind is kind]


def opened(stand, *, mode="acceptEdits", session=None):
    options = {
        "program": str(ADAPTER), "mode": mode, "ANTHROPIC_BASE_URL": stand.model.url,
        "ANTHROPIC_API_KEY": f"fake-{uuid.uuid4()}", "CLAUDE_CODE_MAX_RETRIES": "1",
        "CLAUDE_CODE_EXECUTABLE": program("")[0],
    }  # fmt: skip
    settings = resolve({"agent": "acp:claude", "agent_options": options, "kill_grace": 2.0})
    return find("acp:claude").open(replace(stand.brief(), settings=settings, session=session))


async def once(stand, prompt, answers=(), **more):
    with anyio.fail_after(100):
        async with opened(stand, **more) as session:
            said = await stand.turn(session, prompt, answers)
    assert not process.marked(stand.mark)
    return said


async def test_a_task_is_done_in_the_workspace(stand):
    said = await once(stand, "[[script:task]] Do it.", ["allow_once"])
    assert said[-1].body.get("ok") is True, said[-1]
    assert (stand.repo / "hello.txt").read_text() == "hello duck\n"
    assert [body["ok"] for body in bodies(said, EntryKind.TOOL_RESULT)] == [True] * 3
    assert sum(body["tokens_out"] for body in bodies(said, EntryKind.USAGE)) > 0
    assert bodies(said, EntryKind.SESSION_STARTED)[0]["session"]


@pytest.mark.parametrize(
    ("answer", "made"), [("Yes", True), ("allow", True), ("No", False), ("rather not", False)]
)
async def test_a_person_decides_what_it_may_run(answer, made, stand):
    said = await once(stand, "[[script:shell]] Do it.", [answer], mode="default")
    [asked] = bodies(said, EntryKind.PERMISSION_REQUEST)
    assert "touch" in asked["text"]
    assert (stand.repo / "made.txt").exists() is made


async def test_a_question_is_asked_and_answered(stand):
    said = await once(stand, "[[script:question]] Ask.", ["postgres"])
    [asked] = bodies(said, EntryKind.QUESTION)
    assert "Which database?" in asked["text"]
    assert "postgres" in said[-1].body["text"]


async def test_interrupt_ends_the_turn_and_the_next_one_works(stand):
    async def stop(session):
        await stand.model.hangs()
        await session.interrupt()

    with anyio.fail_after(100):
        async with opened(stand) as session, anyio.create_task_group() as group:
            group.start_soon(stop, session)
            first = await stand.turn(session, "[[script:hang_mid]] Go.")
            second = await stand.turn(session, "[[script:hello]] And now?")
    assert first[-1].body["reason"] == "cancelled"
    assert second[-1].body["ok"] is True
    assert not process.marked(stand.mark)


async def test_a_session_goes_on_in_a_new_process(stand):
    first = await once(stand, "[[script:hello]] One.")
    name = bodies(first, EntryKind.SESSION_STARTED)[0]["session"]
    second = await once(stand, "[[script:hello]] Two.", session=name)
    assert bodies(second, EntryKind.SESSION_STARTED)[0]["session"] == name
    assert "One." in stand.model.requests[-1].body
    assert [body["text"] for body in bodies(second, EntryKind.TEXT)] == [
        "Hello from the fake model. Zażółć 🦆"
    ]


async def test_a_session_that_is_gone_is_an_error_with_its_mark(stand):
    said = await once(stand, "[[script:hello]] Go.", session=str(uuid.uuid4()))
    assert said[-1].body.get(SESSION_UNKNOWN) is True, said[-1]


async def test_it_has_the_skill_and_nothing_that_an_earlier_run_gave_itself(stand):
    home = stand.folder / "home"
    hook = {"matcher": "", "hooks": [{"type": "command", "command": f"touch {stand.folder}/canary"}]}
    (home / "settings.json").write_text(
        json.dumps({"hooks": {"SessionStart": [hook], "UserPromptSubmit": [hook]}})
    )
    (home / "skills" / "left").mkdir(parents=True)
    (home / "skills" / "left" / "SKILL.md").write_text("---\nname: left\ndescription: MARK-OF-A-SKILL\n---\n")
    await once(stand, "[[script:hello]] Go.")
    assert any("Work with a Taskyard board" in one.body for one in stand.model.requests)
    assert not any("MARK-OF-A-SKILL" in one.body for one in stand.model.requests)
    assert not (stand.folder / "canary").exists()
