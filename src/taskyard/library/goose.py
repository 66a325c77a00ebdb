"""The one production worker of the library: goose, told by a file that lies outside the repository."""

import tempfile
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import cast

import anyio

from taskyard import process
from taskyard.agent.protocol import Brief, Said
from taskyard.agent.stream.field import text
from taskyard.agent.stream.goose import GooseStream
from taskyard.agent.stream.program import Program
from taskyard.agent.stream.retry import Patience, again
from taskyard.clock import Clock, SystemClock
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem
from taskyard.domain.limit import LINE_SHOWN
from taskyard.domain.project import Settings
from taskyard.domain.run import Reason
from taskyard.library.config import GooseWorkerConfig
from taskyard.library.task import OutputLine, Task, WorkerResult
from taskyard.process import CommandFailed, Process

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin"
_LINES = 10_000  # of output that are kept: the last ones
_HIDDEN = "[secret]"
_SECRET = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")  # ends of names of variables
_ENDS = {EntryKind.RESULT, EntryKind.ERROR}


@dataclass(frozen=True, kw_only=True)
class _Here:
    """The smallest sandbox: a process with exactly the environment that it is given."""

    cwd: Path
    base: Mapping[str, str]
    marker: str
    grace: float
    tier: str = "none"

    def start(
        self, argv: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None,
        longest: int = LINE_SHOWN,
    ) -> AbstractAsyncContextManager[Process]:  # fmt: skip
        whole = {**self.base, **(env or {})}
        where = cwd or self.cwd
        return process.start(argv, cwd=where, env=whole, marker=self.marker, grace=self.grace, limit=longest)


def make_goose_worker(
    config: GooseWorkerConfig, *, clock: Clock | None = None
) -> Callable[[Task], Awaitable[WorkerResult]]:
    """A `run_worker`. It raises CommandFailed (`kind` timeout or invalid) or AgentProblem, with what goose said last."""
    return _Goose(config, clock or SystemClock()).run


@dataclass(frozen=True)
class _Goose:
    config: GooseWorkerConfig
    clock: Clock

    async def run(self, task: Task) -> WorkerResult:
        marker = f"library-{token_hex(8)}"
        with tempfile.TemporaryDirectory(prefix="taskyard-", ignore_cleanup_errors=True) as folder:
            scratch = Path(folder)
            file = anyio.Path(scratch / self.config.goose.instructions_file)
            await file.write_text(task.description, encoding="utf-8", errors="surrogatepass")
            sandbox = _Here(
                cwd=self.config.working_directory, base=environment(self.config, scratch), marker=marker,
                grace=self.config.goose.grace,
            )  # fmt: skip
            brief = Brief(
                run=marker, task=marker, number=1, title="", settings=Settings(), workspace=sandbox.cwd,
                home=scratch, scratch=scratch, sandbox=sandbox, clock=self.clock,
            )  # fmt: skip
            return await self._listen(brief, command(self.config, file))

    async def _listen(self, brief: Brief, argv: Sequence[str]) -> WorkerResult:
        limit, output, end = self.config.goose.process_timeout, deque[OutputLine](maxlen=_LINES), None
        with anyio.move_on_after(limit):
            async with anyio.create_task_group() as group:
                program = Program(brief, group)
                turns = self._turns(program, argv)
                async with aclosing(cast("AsyncGenerator[Said]", turns)) as entries:
                    async for one in entries:
                        output.append(self._line(one))
                        if one.kind in _ENDS:
                            end = one
                group.cancel_scope.cancel()
        tail = "\n".join(one.line for one in list(output)[-20:])[-2000:]
        if end is None:
            words = f"goose took longer than {limit:g} s and was ended"
            raise CommandFailed(words, kind="timeout", command=argv[0], stderr=tail)
        if end.kind is EntryKind.RESULT:
            return WorkerResult(output=tuple(output))
        words, reason = self._shown(text(end.body.get("text"))), text(end.body.get("reason"))
        if reason == Reason.SETUP_FAILED.value:
            raise CommandFailed(words, kind="invalid", command=argv[0], stderr=tail)
        raise AgentProblem(words, reason=reason, command=argv[0], stderr=tail)

    def _turns(self, program: Program, argv: Sequence[str]) -> AsyncIterator[Said]:
        patience = Patience(retries=self.config.max_retries)
        return again(lambda: program.turn(argv, GooseStream(), env={}), patience)

    def _line(self, one: Said) -> OutputLine:
        words = text(one.body.get("text")) or text(one.body.get("tool")) or one.kind.value
        return OutputLine(timestamp=self.clock.now(), line=self._shown(words))

    def _shown(self, words: str) -> str:
        """Results are logged and kept: no key may be in them, whoever printed it."""
        for secret in _secrets(self.config):
            words = words.replace(secret, _HIDDEN)
        return words


def _secrets(config: GooseWorkerConfig) -> list[str]:
    named = [value for name, value in config.goose.env.items() if name.endswith(_SECRET)]
    return [value for value in (config.api_keys.openrouter, *named) if value]


def command(config: GooseWorkerConfig, file: anyio.Path | Path) -> list[str]:
    """Its output is read as JSON: in plain text a failed API call looks like an answer."""
    form = ["run", "-q", "--output-format", "stream-json", "-i", str(file)]
    return [config.goose.program, *form, "--with-builtin", "developer", "--no-session"]


def environment(config: GooseWorkerConfig, scratch: Path) -> dict[str, str]:
    """All of it: nothing of ours is passed on."""
    key = config.api_keys.openrouter
    return {
        "PATH": _PATH,
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "GIT_TERMINAL_PROMPT": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "GOOSE_PATH_ROOT": str(scratch),  # its configuration, sessions and logs
        "GOOSE_MODE": "auto",
        "GOOSE_DISABLE_KEYRING": "1",
        "GOOSE_TELEMETRY_ENABLED": "false",
        "GOOSE_PROVIDER": config.goose.provider,
        "GOOSE_MODEL": config.goose.model,
        **({"OPENROUTER_API_KEY": key} if key else {}),
        **config.goose.env,
    }


def explain_goose(config: GooseWorkerConfig) -> dict[str, object]:
    """What would be started and with what, for a person who wonders why it fails. No key is in it."""
    scratch = Path("…")
    shown = {
        name: value for name, value in environment(config, scratch).items() if name not in config.goose.env
    }
    if config.api_keys.openrouter:
        shown["OPENROUTER_API_KEY"] = _HIDDEN
    return {
        "command": command(config, scratch / config.goose.instructions_file),
        "env": {**shown, **dict.fromkeys(config.goose.env, _HIDDEN)},
        "cwd": str(config.working_directory),
        "seconds": (config.goose.process_timeout, config.goose.process_timeout + config.goose.grace),
    }
