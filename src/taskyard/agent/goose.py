"""The goose command line. Headless it asks nobody, so it runs in its mode `auto`; for approvals there is `acp`."""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import asdict
from typing import cast

import anyio

from taskyard.agent.protocol import Brief, Said
from taskyard.agent.stream.argv import which
from taskyard.agent.stream.failure import unresumed
from taskyard.agent.stream.field import count, said
from taskyard.agent.stream.goose import GooseStream
from taskyard.agent.stream.line import read
from taskyard.agent.stream.program import Program
from taskyard.agent.stream.retry import again
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason, Usage

INSTALL = (
    "goose was not found: install the npm package @aaif/goose-binary-linux-x64 for everybody on this machine,"
    " or name the program in agent_options.program"
)
_OPTIONS = {"provider": "GOOSE_PROVIDER", "model": "GOOSE_MODEL"}
_FLAGS = ("program", "max_turns")
_BEFORE = frozenset(
    {EntryKind.RAW, EntryKind.STATUS, EntryKind.ERROR}
)  # none of them says that a session exists
# Where a provider is and what opens it; nothing that changes how programs are found or loaded.
_VARIABLE = re.compile(
    r"GOOSE_[A-Z0-9_]+|[A-Z][A-Z0-9_]*_(API_KEY|API_BASE|BASE_URL|HOST|BASE_PATH|ENDPOINT)"
)
_TOKEN = "TASKYARD_TOKEN"  # noqa: S105 - its name
_PATIENCE = 86400  # seconds: people take their time; goose's own limit is 300
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


class GooseAgent:
    name = "goose"
    takes_profile = False
    loads_config = True
    resumes = True

    async def problem(self) -> str | None:
        found = await anyio.to_thread.run_sync(which, "goose")
        return None if found else INSTALL

    @asynccontextmanager
    async def open(self, brief: Brief) -> AsyncIterator["GooseSession"]:
        env = environment(brief)
        await anyio.to_thread.run_sync(furnish, brief)
        async with anyio.create_task_group() as group:
            yield GooseSession(brief, env, Program(brief, group))
            group.cancel_scope.cancel()


class GooseSession:
    """One conversation in goose's own store, found again by its name; each turn is a process that resumes it."""

    def __init__(self, brief: Brief, env: Mapping[str, str], program: Program) -> None:
        self._brief, self._env, self._program = brief, env, program
        self._name = brief.session or session_name(brief)
        self._known = brief.session is not None
        self._turns = 0
        # Beside goose's own store, so that the two live and end together; the agent can write there, too.
        self._account = anyio.Path(brief.home) / f"{_ODD.sub('-', self._name)}.usage.json"

    async def turn(self, prompt: str) -> AsyncIterator[Said]:
        self._turns += 1
        file = anyio.Path(self._brief.scratch) / f"goose-{self._turns}.md"
        await file.write_text(prompt, encoding="utf-8", errors="replace")
        argv, used, parser = self._argv(str(file)), await self._used(), GooseStream()

        def start() -> AsyncIterator[Said]:
            nonlocal parser
            parser = GooseStream(baseline=used)
            return self._program.turn(argv, parser, env=self._env)

        told = False
        async with aclosing(cast("AsyncGenerator[Said]", again(start))) as entries:
            async for one in entries:
                if one.kind not in _BEFORE and not told:
                    told = self._known = True
                    yield said(EntryKind.SESSION_STARTED, session=self._name)
                if one.body.get("reason") == Reason.SETUP_FAILED.value:
                    words = f"{one.body.get('text')}; {INSTALL}"
                    yield said(EntryKind.ERROR, reason=Reason.SETUP_FAILED.value, text=words)
                    return
                yield one if told or self._brief.session is None else unresumed(one)
                if one.kind is EntryKind.USAGE:
                    await self._account.write_text(json.dumps(asdict(parser.total)), encoding="utf-8")

    async def _used(self) -> Usage:
        """What earlier turns and runs of this session have reported: goose counts from its beginning."""
        found = (
            read(await self._account.read_text("utf-8", "replace")).message
            if await self._account.is_file()
            else None
        )
        kept = found or {}
        return Usage(**{name: count(kept.get(name)) for name in ("tokens_in", "tokens_out", "tokens_cached")})

    def _argv(self, file: str) -> list[str]:
        options = self._brief.settings.agent_options
        limit = ["--max-turns", options["max_turns"]] if "max_turns" in options else []
        session = ["-r", "-n", self._name] if self._known else ["-n", self._name]
        run = ["run", "-q", "--output-format", "stream-json"]
        return [options.get("program", "goose"), *run, *limit, *session, "-i", file]

    async def answer(self, text: str) -> None:
        """It asked nothing: headless it has no way to."""

    async def interrupt(self) -> None:
        await self._program.interrupt()


def session_name(brief: Brief) -> str:
    """A name used twice makes a second session of that name, so the run's own id is in it."""
    return _ODD.sub("-", f"taskyard-{brief.run}").strip("-")[-150:]


def environment(brief: Brief) -> dict[str, str]:
    """Added to the sandbox's own. Raises AgentProblem for an option that goose does not have."""
    env = {}
    for name, value in brief.settings.agent_options.items():
        if name in _OPTIONS or _VARIABLE.fullmatch(name):
            env[_OPTIONS.get(name, name)] = value
        elif name not in _FLAGS:
            known = ", ".join((*_OPTIONS, *_FLAGS))
            words = f"agent_options.{name}: goose has {known}, and variables like GOOSE_… and …_API_KEY"
            raise AgentProblem(words, reason=Reason.SETUP_FAILED)
    if not brief.settings.agent_options.get("max_turns", "1").isdecimal():
        raise AgentProblem("agent_options.max_turns: must be a whole number", reason=Reason.SETUP_FAILED)
    if brief.server is not None:
        env[_TOKEN] = brief.server.token
    return env | {
        "GOOSE_PATH_ROOT": str(brief.home),  # its configuration, sessions and logs
        "GOOSE_MODE": "auto",
        "GOOSE_DISABLE_KEYRING": "1",
        "GOOSE_TELEMETRY_ENABLED": "false",
        "GOOSE_DISABLE_SESSION_NAMING": "true",
        "TASKYARD_TASK": brief.task,
        "TASKYARD_RUN_NUMBER": str(brief.number),
    }


def furnish(brief: Brief) -> None:
    """Its configuration as this session wants it, whatever an earlier run has left there.

    No flag of `goose run` takes the headers of a tool server, so the server is written down; its token is not.
    """
    folder = brief.home / "config"
    if folder.is_symlink():
        folder.unlink()
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / "config.yaml"
    file.unlink(missing_ok=True)
    if brief.server is not None:
        known = {
            "enabled": True,
            "type": "streamable_http",
            "name": brief.server.name,
            "uri": brief.server.url,
        }
        told = {"description": "ask people and report progress", "timeout": _PATIENCE, "env_keys": [_TOKEN]}
        headers = {"Authorization": f"Bearer ${_TOKEN}"}
        whole = {"extensions": {brief.server.name: {**known, **told, "envs": {}, "headers": headers}}}
        with file.open("x", encoding="utf-8") as new:  # never through a link
            json.dump(whole, new)
