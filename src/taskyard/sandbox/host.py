"""Tier `none`: commands run as the worker's own user, with nothing between them and the machine. It says so."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from taskyard import process
from taskyard.config import search_path
from taskyard.domain.limit import LINE_SHOWN
from taskyard.process import Process
from taskyard.sandbox.protocol import Place, Sandbox

TIER = "none"
WARNING = (
    "sandbox tier none: agents run as this user and can read, change and reach whatever this user can;"
    " use a dedicated user, a container or a virtual machine"
)
# The child's environment is built from here; nothing of the worker's own is passed on.
BASE = {
    "PATH": search_path(),  # programs are found where the worker's user finds them
    "LANG": "C.UTF-8",
    "TERM": "dumb",
    "GIT_TERMINAL_PROMPT": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True)
class HostSandbox:
    place: Place
    tier: str = TIER

    def start(
        self,
        argv: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        longest: int = LINE_SHOWN,
    ) -> AbstractAsyncContextManager[Process]:
        own = {"HOME": str(self.place.home), "TMPDIR": str(self.place.tmp)}
        whole = {**BASE, **own, **self.place.env, **(env or {})}
        where = cwd or self.place.workspace
        return process.start(
            argv, cwd=where, env=whole, marker=self.place.run, grace=self.place.grace, limit=longest
        )


class HostKind:
    tier = TIER
    warning = WARNING

    async def problem(self) -> str | None:
        return None

    @asynccontextmanager
    async def open(self, place: Place) -> AsyncIterator[Sandbox]:
        try:
            yield HostSandbox(place)
        finally:
            await process.kill_marked(place.run)
