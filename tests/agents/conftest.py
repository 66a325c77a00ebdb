"""The real Claude Code before the fake model: its own home, a key of its own, nothing of this machine's environment."""

import sys
import uuid
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from pathlib import Path

import anyio
import pytest

from taskyard import process
from taskyard.agent.claude.plug import ClaudeAgent
from taskyard.agent.claude.program import INSTALL, find
from taskyard.agent.protocol import Brief
from taskyard.clock import SystemClock
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem
from taskyard.domain.settings import resolve
from taskyard.sandbox.host import HostKind
from taskyard.sandbox.protocol import Place
from taskyard.testing.model.server import fake_model

GOOSE = Path(__file__).parents[2] / ".cache/agents/node_modules/@aaif/goose-binary-linux-x64/bin/goose"
WHY = "goose is not installed: npm install --prefix .cache/agents @aaif/goose-binary-linux-x64@1.52.0"
LAST = {EntryKind.RESULT, EntryKind.ERROR}
ASKS = {EntryKind.QUESTION, EntryKind.PERMISSION_REQUEST}


def pytest_collection_modifyitems(items):
    """A program that is not here skips its tests, unless `make test-agents` has installed it: then it must be here."""
    installed = (Path(sys.prefix) / ".agents").exists()
    lacks = {
        "claude": None if installed or _claude() else INSTALL,
        "goose": None if GOOSE.exists() else WHY,
    }
    for item in items:
        for name, reason in lacks.items():
            if reason and item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


def _claude():
    try:
        return find("")
    except AgentProblem:
        return None


class Stand:
    """A place for one run of the real program."""

    def __init__(self, folder, model, sandbox):
        self.folder, self.model, self.sandbox = folder, model, sandbox
        self.mark = str(folder)  # tests run side by side: each finds only its own processes
        self.repo = folder / "repo"

    def brief(self, *, session=None, settings=(), url=None, **options):
        given = {
            "ANTHROPIC_BASE_URL": url or self.model.url,
            "ANTHROPIC_API_KEY": f"fake-{uuid.uuid4()}",
            "CLAUDE_CODE_MAX_RETRIES": "1",
            "permission_mode": "acceptEdits",
        }
        return Brief(
            run=self.mark, task="t", number=1, title="A task", project="list-1", workspace=self.repo,
            settings=resolve({"agent": "claude", "agent_options": given | options, **dict(settings)}),
            home=self.folder / "home", scratch=self.folder / "tmp", sandbox=self.sandbox, clock=SystemClock(),
            session=session,
        )  # fmt: skip

    async def turn(self, session, prompt, answers=()):
        """Everything one turn said; exactly one terminal entry, the last."""
        said, left = [], list(answers)
        prompt = prompt.replace("]]", f" cwd={self.repo}]]", 1)
        with anyio.fail_after(90):
            async with aclosing(session.turn(prompt)) as stream:
                async for one in stream:
                    said.append(one)
                    if one.kind in ASKS:
                        await session.answer(left.pop(0))
        assert [one.kind in LAST for one in said] == [False] * (len(said) - 1) + [True], said
        return said

    async def once(self, prompt, answers=(), **options):
        async with ClaudeAgent().open(self.brief(**options)) as session:
            said = await self.turn(session, prompt, answers)
        assert not process.marked(self.mark)
        return said


@pytest.fixture
async def model():
    async with fake_model() as model:
        yield model


@asynccontextmanager
async def standing(folder, model):
    for name in ("repo", "home", "tmp"):
        (folder / name).mkdir(parents=True)
    place = Place(
        run=str(folder), workspace=folder / "repo", home=folder / "home", tmp=folder / "tmp", env={}
    )
    async with HostKind().open(place) as sandbox:
        yield Stand(folder, model, sandbox)


@pytest.fixture
async def stand(tmp_path, model):
    async with standing(tmp_path, model) as stand:
        yield stand


@pytest.fixture
async def stands(tmp_path, model):
    """Eight runs at the same time."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(standing(tmp_path / name, model)) for name in "abcdefgh"]
