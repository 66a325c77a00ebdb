"""A run's sandbox as its agent gets it: how the agent's program ended is kept, whichever agent it is."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from taskyard.domain.limit import LINE_SHOWN
from taskyard.process import Process
from taskyard.sandbox.protocol import Sandbox
from taskyard.worker.job import Progress


@dataclass(frozen=True)
class Heard:
    sandbox: Sandbox
    progress: Progress

    @property
    def tier(self) -> str:
        return self.sandbox.tier

    def start(
        self,
        argv: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        longest: int = LINE_SHOWN,
    ) -> AbstractAsyncContextManager[Process]:
        return self._start(self.sandbox.start(argv, cwd=cwd, env=env, longest=longest))

    @asynccontextmanager
    async def _start(self, starting: AbstractAsyncContextManager[Process]) -> AsyncIterator[Process]:
        """The last program of a run counts: one that was lost between two turns is begun again."""
        process: Process | None = None
        try:
            async with starting as process:
                yield process
        finally:
            if process is not None:
                self.progress.exit_code = process.returncode
