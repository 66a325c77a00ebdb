"""Whichever real program is on the path, before a model of ours: a home of its own, fake keys, nothing of this machine's.

Only `make live-agents` runs these; with nothing installed every one of them is skipped and says what is missing.
"""

import json
import shutil
import uuid
from contextlib import aclosing
from dataclasses import dataclass, field

import anyio
import pytest

from taskyard import process
from taskyard.agent.protocol import Brief
from taskyard.agent.registry import find
from taskyard.agent.survey.catalogue import KNOWN
from taskyard.clock import SystemClock
from taskyard.domain.entry import EntryKind
from taskyard.domain.settings import resolve
from taskyard.sandbox.host import BASE, HostKind
from taskyard.sandbox.protocol import Place
from taskyard.testing.model.server import fake_model

LAST = {EntryKind.RESULT, EntryKind.ERROR}
LONG = 150  # seconds: opencode takes twenty to its first word, on an idle machine

CODEX = "npm install -g @openai/codex@0.169.0"
CODEX_FILE = """\
model = "fake-model"
model_provider = "fake"
[model_providers.fake]
name = "Fake"
base_url = "{url}/v1"
env_key = "OPENAI_API_KEY"
wire_api = "responses"
supports_websockets = false
request_max_retries = 0
stream_max_retries = 0
"""


def _nothing(url):
    return {}


def _codex(url):
    return {".codex/config.toml": CODEX_FILE.format(url=url)}


def _codex_options(url, key):
    """What its file says, in a variable: a task's home has no file."""
    provider = {
        "name": "Fake", "base_url": f"{url}/v1", "env_key": "OPENAI_API_KEY", "wire_api": "responses",
        "supports_websockets": False, "request_max_retries": 0, "stream_max_retries": 0,
    }  # fmt: skip
    config = {"model": "fake-model", "model_provider": "fake", "model_providers": {"fake": provider}}
    return {"OPENAI_API_KEY": key, "CODEX_CONFIG": json.dumps(config)}


def _opencode_options(url, key):
    options = {"baseURL": f"{url}/v1", "apiKey": key}
    package = "@ai-sdk/openai-compatible"
    fake = {"npm": package, "name": "Fake", "options": options, "models": {"fake-model": {}}}
    config = {"model": "fake/fake-model", "small_model": "fake/fake-model", "provider": {"fake": fake}}
    return {"OPENCODE_CONFIG_CONTENT": json.dumps(config | {"autoupdate": False})}


QUIET = {"privacy": {"usageStatisticsEnabled": False}}


def _gemini(url):
    return {".gemini/settings.json": json.dumps(QUIET)}


def _gemini_file(url):
    """Headless, with an address that is not its maker's, it does not find out by itself how to sign in."""
    return {
        ".gemini/settings.json": json.dumps(
            QUIET | {"security": {"auth": {"selectedType": "gemini-api-key"}}}
        )
    }


def _qwen(url):
    return {".qwen/settings.json": json.dumps(QUIET)}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One way to run a real program: over ACP, or as a command whose output is parsed."""

    name: str
    agent: str
    program: str
    files: object  # url → what lies in its home
    options: object = field(default=lambda url, key: {"OPENAI_API_KEY": key})
    command: str = ""
    parser: str = "text"
    patient: bool = False  # it asks a model that answers 500 for minutes

    def settings(self, url):
        key = f"fake-{uuid.uuid4()}"
        if self.agent == "command":
            return {"agent": "command", "agent_command": self.command, "agent_parser": self.parser}
        return {"agent": self.agent, "agent_options": self.options(url, key)}

    def env(self, url):
        """A command has no options: its worker's user passes the variables on."""
        return self.options(url, f"fake-{uuid.uuid4()}") if self.agent == "command" else {}


def _gemini_options(url, key):
    names = {"GEMINI_MODEL": "fake-model", "GEMINI_CLI_TRUST_WORKSPACE": "true"}
    return {"GEMINI_API_KEY": key, "GOOGLE_GEMINI_BASE_URL": url, **names}


def _qwen_options(url, key):
    return {"OPENAI_API_KEY": key, "OPENAI_BASE_URL": f"{url}/v1", "OPENAI_MODEL": "fake-model"}


KINDS = (
    Kind(name="acp:codex", agent="acp:codex", program="codex-acp", files=_nothing, options=_codex_options),
    Kind(name="codex", agent="command", program="codex", files=_codex, parser="codex-json",
         command="codex exec --json --skip-git-repo-check --sandbox workspace-write -"),
    Kind(name="acp:opencode", agent="acp:opencode", program="opencode", files=_nothing, options=_opencode_options,
         patient=True),
    Kind(name="opencode", agent="command", program="opencode", files=_nothing, options=_opencode_options,
         parser="opencode-json", command="opencode run --format json", patient=True),
    Kind(name="acp:gemini", agent="acp:gemini", program="gemini", files=_gemini, options=_gemini_options, patient=True),
    Kind(name="gemini", agent="command", program="gemini", files=_gemini_file, options=_gemini_options, patient=True,
         parser="gemini-stream-json", command="gemini -o stream-json --approval-mode yolo -m fake-model"),
    Kind(name="acp:qwen", agent="acp:qwen", program="qwen", files=_qwen, options=_qwen_options, patient=True),
    Kind(name="qwen", agent="command", program="qwen", files=_qwen, options=_qwen_options,
         parser="claude-stream-json", command="qwen -o stream-json --approval-mode yolo", patient=True),
)  # fmt: skip


class Stand:
    def __init__(self, kind, folder, sandbox, model):
        self.kind, self.folder, self.sandbox, self.model = kind, folder, sandbox, model
        self.work, self.mark = folder / "work", str(folder)

    def open(self):
        settings = resolve({"kill_grace": 2.0, **self.kind.settings(self.model.url)})
        brief = Brief(
            run=self.mark, task="t", number=1, title="A task", settings=settings, workspace=self.work,
            home=self.folder / "home", scratch=self.folder / "scratch", sandbox=self.sandbox, clock=SystemClock(),
        )  # fmt: skip
        return find(settings.agent).open(brief)

    async def turn(self, session, script):
        """Everything one turn said; what it asks is allowed. Exactly one terminal entry, the last."""
        said = []
        async with aclosing(session.turn(f"[[script:{script} cwd={self.work}]] go")) as stream:
            async for one in stream:
                said.append(one)
                if one.kind is EntryKind.PERMISSION_REQUEST:
                    await session.answer("allow")
        assert [one.kind in LAST for one in said] == [False] * (len(said) - 1) + [True], said
        return said

    def asked(self, script):
        return sum(one.place is not None and one.place.script == script for one in self.model.requests)

    async def once(self, script):
        with anyio.fail_after(LONG):
            async with self.open() as session:
                said = await self.turn(session, script)
        assert not process.marked(self.mark)
        return said


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request):
    if shutil.which(request.param.program, path=BASE["PATH"]) is None:
        known = next((one.install for one in KNOWN.values() if one.program == request.param.program), CODEX)
        pytest.skip(f"{request.param.program} is not on the path: {known}")
    return request.param


@pytest.fixture
async def stand(kind, tmp_path):
    for name in ("work", "home", "scratch"):
        (tmp_path / name).mkdir()
    async with fake_model() as model:
        for name, words in kind.files(model.url).items():
            path = tmp_path / "home" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words)
        place = Place(
            run=str(tmp_path), workspace=tmp_path / "work", home=tmp_path / "home", tmp=tmp_path / "scratch",
            env=kind.env(model.url),
        )  # fmt: skip
        async with HostKind().open(place) as sandbox:
            yield Stand(kind, tmp_path, sandbox, model)
