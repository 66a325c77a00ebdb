"""A repository, a queue and the loop over both, with a worker that a test may spoil."""

from dataclasses import replace

import anyio
import pytest

from taskyard.domain.branch import cyrb53
from taskyard.library.config import GitConfig, GooseWorkerConfig
from taskyard.library.deps import create_goose_worker_deps
from taskyard.library.git import create_git_deps
from taskyard.library.loop import run_loop
from taskyard.library.queue import create_task_queue
from taskyard.testing.file_worker import make_file_system_worker


def name(text):
    return str(cyrb53(text))


class Yard:
    """What an application composes: the machine, the worker and the loop."""

    def __init__(self, repo):
        self.repo, self.reports, self.pauses = repo, [], []
        self.git = create_git_deps(GitConfig(), repo.path)
        self.write = make_file_system_worker(repo.path)

    def deps(self, queue, worker=None, git=None):
        config = GooseWorkerConfig(working_directory=self.repo.path, log_level="error")
        made = create_goose_worker_deps(config, queue, worker=worker or self.write)
        return replace(made, git=git or self.git, sleep=self.sleep, report=self.reports.append)

    async def sleep(self, seconds):
        self.pauses.append(seconds)
        await anyio.lowlevel.checkpoint()

    async def does(self, *tasks, worker=None, git=None, retries=2):
        queue = create_task_queue(tasks, retries=retries)
        queue.close()
        with anyio.fail_after(100):
            await run_loop(self.deps(queue, worker, git), anyio.Event())
        return queue

    async def id(self, ref):
        return (await self.repo.git("rev-parse", ref)).strip()

    async def branches(self):
        return set((await self.repo.git("for-each-ref", "--format=%(refname:short)", "refs/heads/")).split())

    async def here(self):
        return (await self.repo.git("rev-parse", "--abbrev-ref", "HEAD")).strip()

    async def status(self):
        return await self.repo.git("status", "--porcelain")


@pytest.fixture
def yard(repo):
    return Yard(repo)
