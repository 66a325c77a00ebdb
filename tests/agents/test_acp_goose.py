"""The real goose over the Agent Client Protocol, against a model of ours. Skipped where goose is not installed.

To have it: npm install --prefix .cache/agents @aaif/goose-binary-linux-x64@1.52.0
"""

from pathlib import Path

import anyio
import pytest

from taskyard import process
from taskyard.agent.protocol import SESSION_UNKNOWN, Brief
from taskyard.agent.registry import find
from taskyard.clock import SystemClock
from taskyard.domain.entry import EntryKind
from taskyard.domain.settings import resolve
from taskyard.sandbox.host import HostKind
from taskyard.sandbox.protocol import Place
from taskyard.testing.model.server import fake_model

GOOSE = Path(__file__).parents[2] / ".cache/agents/node_modules/@aaif/goose-binary-linux-x64/bin/goose"
pytestmark = [pytest.mark.anyio, pytest.mark.goose]
LAST = {EntryKind.RESULT, EntryKind.ERROR}


class Stand:
    def __init__(self, tmp_path, sandbox, model):
        self.tmp_path, self.sandbox, self.model = tmp_path, sandbox, model
        self.work = tmp_path / "work"
        self.mark = str(tmp_path)

    def open(self, *, mode="auto", session=None):
        options = {
            "program": str(GOOSE), "mode": mode, "provider": "openai", "model": "fake-model", "OPENAI_HOST": self.model.url,
            "OPENAI_API_KEY": self.mark, "GOOSE_PROVIDER_SKIP_BACKOFF": "true",
        }  # fmt: skip
        brief = Brief(
            run=self.mark, task="t", number=1, title="A task",
            settings=resolve({"agent": "acp:goose", "agent_options": options, "kill_grace": 2.0}),
            workspace=self.work, home=self.tmp_path / "home", scratch=self.tmp_path / "scratch",
            sandbox=self.sandbox, clock=SystemClock(), session=session,
        )  # fmt: skip
        return find("acp:goose").open(brief)

    async def turn(self, session, prompt, answer="Which?"):
        said = []
        async for one in session.turn(prompt):
            said.append(one)
            if one.kind is EntryKind.PERMISSION_REQUEST:
                await session.answer(answer)
        assert [one.kind in LAST for one in said] == [False] * (len(said) - 1) + [True]
        return said

    async def once(self, script, answer="Which?", **more):
        with anyio.fail_after(90):
            async with self.open(**more) as session:
                said = await self.turn(session, f"[[script:{script} cwd={self.work}]] go", answer)
        assert not process.marked(self.mark)
        return said


@pytest.fixture
async def stand(tmp_path):
    for name in ("work", "home", "scratch"):
        (tmp_path / name).mkdir()
    place = Place(
        run=str(tmp_path),
        workspace=tmp_path / "work",
        home=tmp_path / "home",
        tmp=tmp_path / "scratch",
        env={},
    )
    async with fake_model() as model, HostKind().open(place) as sandbox:
        yield Stand(tmp_path, sandbox, model)


def bodies(said, kind):
    return [one.body for one in said if one.kind is kind]


async def test_a_task_is_done_in_the_workspace_and_in_a_home_of_its_own(stand):
    said = await stand.once("task")
    assert said[-1].body["ok"] is True
    assert (stand.work / "hello.txt").read_text() == "hello duck\n"
    assert [body["tool"] for body in bodies(said, EntryKind.TOOL_CALL)] == ["write", "edit", "shell"]
    assert [body["ok"] for body in bodies(said, EntryKind.TOOL_RESULT)] == [True] * 3
    assert bodies(said, EntryKind.SESSION_STARTED)[0]["agent"].startswith("goose ")
    assert sum(body["tokens_out"] for body in bodies(said, EntryKind.USAGE)) > 0
    assert list((stand.tmp_path / "home").iterdir())
    assert {path.name for path in stand.work.iterdir()} == {"hello.txt"}


@pytest.mark.parametrize(
    ("answer", "made"), [("allow_once", True), ("reject_once", False), ("rather not", False)]
)
async def test_a_person_decides_what_it_may_run(answer, made, stand):
    said = await stand.once("shell", answer, mode="approve")
    (asked,) = bodies(said, EntryKind.PERMISSION_REQUEST)
    assert "touch" in asked["text"]
    assert asked["tool"] == "shell"
    assert (stand.work / "made.txt").exists() is made
    assert [body["ok"] for body in bodies(said, EntryKind.TOOL_RESULT)] == [made]


@pytest.mark.parametrize(
    ("script", "reason"), [("e401", "agent_auth"), ("e400", "agent_auth"), ("e429", "rate_limited")]
)
async def test_an_error_of_the_model_is_an_error(script, reason, stand):
    said = await stand.once(script)
    assert said[-1].kind is EntryKind.ERROR
    assert said[-1].body["reason"] == reason


async def test_interrupt_ends_the_turn_and_its_tool_and_the_next_turn_works(stand):
    waiting = stand.work / "waiting"

    async def stop(session):
        while not waiting.exists():  # noqa: ASYNC110 - a tool tells of itself by a file only
            await anyio.sleep(0.01)
        await session.interrupt()

    with anyio.fail_after(90):
        async with stand.open() as session, anyio.create_task_group() as group:
            group.start_soon(stop, session)
            first = await stand.turn(session, f"[[script:wait cwd={stand.work}]] go")
            second = await stand.turn(session, "[[script:hello]] go")
    assert first[-1].body["reason"] == "cancelled"
    assert second[-1].body["text"] == "Hello from the fake model. Zażółć 🦆"
    assert not process.marked(stand.mark)


async def test_leaving_in_mid_tool_leaves_nothing_behind(stand):
    with anyio.fail_after(90):
        async with stand.open() as session, anyio.create_task_group() as group:
            group.start_soon(stand.turn, session, f"[[script:wait cwd={stand.work}]] go")
            while not (stand.work / "waiting").exists():  # noqa: ASYNC110 - as above
                await anyio.sleep(0.01)
            assert len(process.marked(stand.mark)) > 1
            group.cancel_scope.cancel()
    assert not process.marked(stand.mark)


async def test_a_session_goes_on_in_a_new_process_and_its_past_is_not_told_again(stand):
    first = await stand.once("task")
    session = bodies(first, EntryKind.SESSION_STARTED)[0]["session"]
    with anyio.fail_after(90):
        async with stand.open(session=session) as again:
            said = await stand.turn(again, "[[script:hello]] go")
    assert bodies(said, EntryKind.SESSION_STARTED)[0]["session"] == session
    assert not bodies(said, EntryKind.TOOL_CALL)
    assert [body["text"] for body in bodies(said, EntryKind.TEXT)] == ["Hello from the fake model. Zażółć 🦆"]
    assert stand.model.requests[-1].place is not None


async def test_a_session_that_is_gone_is_an_error_with_its_mark(stand):
    said = await stand.once("hello", session="20260101_1")
    assert (said[-1].body.get("reason"), said[-1].body.get(SESSION_UNKNOWN)) == ("agent_error", True), said
    assert not stand.model.requests
