"""What the loop is given, and the two factories that make it. Whatever the application brings counts more."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import anyio

from taskyard.clock import Clock, SystemClock
from taskyard.domain.error import Invalid
from taskyard.library.config import GooseWorkerConfig, WorkerConfig
from taskyard.library.git import create_git_deps
from taskyard.library.goose import make_goose_worker
from taskyard.library.log import create_structured_logger
from taskyard.library.queue import TaskQueue, create_task_queue
from taskyard.library.task import Aborted, Artifact, Report, Task

PullTask = Callable[[], Awaitable[Task | Aborted]]
AckTask = Callable[[Artifact | None], Awaitable[object]]
RunWorker = Callable[[Task], Awaitable[object]]


class GitDeps(Protocol):
    """The four things the loop does with a repository."""

    async def is_clean(self) -> bool: ...

    async def branch(self, name: str) -> str:
        """Makes it and checks it out; where the repository was before."""

    async def commit_and_push(self) -> str | None:
        """The branch that has the work, when that is not the one that was asked for."""

    async def cleanup(self, previous: str) -> None:
        """As it was before `branch`."""


@runtime_checkable
class NamesChanges(Protocol):
    """A repository that can say which files make it dirty."""

    async def changes(self) -> Sequence[str]: ...


class Log(Protocol):
    def info(self, event: str, **fields: Any) -> Any: ...

    def error(self, event: str, **fields: Any) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class BaseDeps:
    log: Log
    sleep: Callable[[float], Awaitable[object]]  # seconds
    git: GitDeps


@dataclass(frozen=True, kw_only=True)
class LoopDeps(BaseDeps):
    pull_task: PullTask
    ack_task: AckTask
    run_worker: RunWorker
    clock: Clock = field(default_factory=SystemClock)  # for how long a step took
    report: Callable[[Report], object] | None = None  # gets one for each round
    queue: TaskQueue | None = None  # the one behind `pull_task`, when the factory has made or got one


def create_base_worker_deps(config: WorkerConfig) -> BaseDeps:
    log = create_structured_logger(config.log_level)
    git = create_git_deps(config.git, config.working_directory, log)
    return BaseDeps(log=log, sleep=anyio.sleep, git=git)


def create_goose_worker_deps(
    config: GooseWorkerConfig,
    queue: TaskQueue | None = None,
    worker: RunWorker | None = None,
    pull_task: PullTask | None = None,
    ack_task: AckTask | None = None,
) -> LoopDeps:
    """With `pull_task` and `ack_task` the application is the machine; else `queue`, or an empty one of its own.

    Raises Invalid for one of the two without the other.
    """
    if (pull_task is None) != (ack_task is None):
        missing = "pull_task" if pull_task is None else "ack_task"
        raise Invalid(
            f"{missing}: is missing; a task is pulled and acknowledged by the same machine", field=missing
        )
    base = create_base_worker_deps(config)
    run_worker = worker or make_goose_worker(config)
    if pull_task is not None and ack_task is not None:
        return LoopDeps(
            log=base.log, sleep=base.sleep, git=base.git, run_worker=run_worker, pull_task=pull_task,
            ack_task=ack_task,
        )  # fmt: skip
    machine = queue if queue is not None else create_task_queue()
    return LoopDeps(
        log=base.log, sleep=base.sleep, git=base.git, run_worker=run_worker, pull_task=machine.pull_task,
        ack_task=machine.ack_task, queue=machine,
    )  # fmt: skip
