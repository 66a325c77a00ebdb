"""A machine, a repository and a worker that note what they are asked, and fail or hang where a test wants it."""

import anyio
import pytest

from taskyard.library.deps import LoopDeps
from taskyard.library.log import create_structured_logger
from taskyard.library.task import Aborted, Task, WorkerResult
from taskyard.testing.clock import FakeClock


class Stage:
    def __init__(self, stream):
        self.calls, self.faults, self.hangs, self.reports = [], {}, set(), []
        self.tasks, self.clean, self.made = ["one"], True, None
        self.reached, self.clock, self.stream = anyio.Event(), FakeClock(), stream

    async def _do(self, name, *given):
        self.calls.append((name, *given) if given else name)
        self.clock.advance(1)
        if name in self.hangs:
            self.reached.set()
            await anyio.sleep_forever()
        if faults := self.faults.get(name):
            fault = faults.pop(0)
            if fault is not None:
                raise fault

    async def pull_task(self):
        await self._do("pull")
        return Task(description=self.tasks.pop(0)) if self.tasks else Aborted()

    async def ack_task(self, artifact):
        await self._do("ack" if artifact else "nack", *([artifact.branch] if artifact else []))

    async def run_worker(self, task):
        await self._do("run", task.description)
        return WorkerResult()

    async def sleep(self, seconds):
        await self._do("sleep", seconds)

    async def is_clean(self):
        await self._do("is_clean")
        return self.clean

    async def branch(self, name):
        await self._do("branch", name)
        return "main"

    async def commit_and_push(self):
        await self._do("commit")
        return self.made

    async def cleanup(self, previous):
        await self._do("cleanup", previous)

    @property
    def deps(self):
        return LoopDeps(
            log=create_structured_logger("debug", self.stream), sleep=self.sleep, git=self, clock=self.clock,
            pull_task=self.pull_task, ack_task=self.ack_task, run_worker=self.run_worker,
            report=self.reports.append,
        )  # fmt: skip


@pytest.fixture
def stage(tmp_path):
    with (tmp_path / "log").open("w+") as stream:
        yield Stage(stream)
