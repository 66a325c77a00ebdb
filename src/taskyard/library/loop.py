"""The loop: pull, prove the repository clean, branch, work, commit, acknowledge; one task after the other.

It does not try a task again: it tells the machine behind `pull_task` and `ack_task` once, and that decides.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import anyio
from anyio.lowlevel import checkpoint

from taskyard.domain.branch import cyrb53
from taskyard.domain.error import Unavailable
from taskyard.library.deps import LoopDeps, NamesChanges
from taskyard.library.task import Aborted, Artifact, Report, Task

T = TypeVar("T")
PAUSE = 1.0  # seconds after a failure
PATIENCE = tuple(
    0.1 * 2**count for count in range(8)
)  # pauses while the machine is out of reach: 25 s in all
_AWAY = (Unavailable, ConnectionError, TimeoutError)
_CLEANUP = 120.0  # seconds that putting the repository back may take, also when everything else is cancelled


async def run_loop(deps: LoopDeps, stop: anyio.Event) -> None:
    """Returns when the machine has no more tasks, when the repository is dirty, or when `stop` is set.

    `stop` cancels the step that runs: its processes end and the repository is put back. Nothing is acknowledged then,
    so the task is still the machine's current one. Never raises for what a step does.
    """
    async with anyio.create_task_group() as group:
        group.start_soon(_cut, stop, group.cancel_scope)
        while not stop.is_set() and await _Round(deps).go():
            await checkpoint()
        group.cancel_scope.cancel()


async def _cut(stop: anyio.Event, scope: anyio.CancelScope) -> None:
    await stop.wait()
    scope.cancel()


@dataclass
class _Round:
    """One task from its pull to its end."""

    deps: LoopDeps
    task: Task | None = None
    previous: str | None = None  # where the repository was; None until it has a branch of ours
    branch: str = ""
    step: str = ""
    over: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    async def go(self) -> bool:
        """False when the loop is over."""
        try:
            problem = await _problem_of(self._steps)
        except anyio.get_cancelled_exc_class():
            await self._restore()
            self._tell("cancelled")
            raise
        if problem is not None:
            await self._failed(problem)
        return not self.over

    async def _steps(self) -> None:
        deps = self.deps
        pulled = await self._timed("pull", deps.pull_task)
        if isinstance(pulled, Aborted):
            self.over = True
            return
        self.task = task = pulled
        if not await self._timed("is_clean", deps.git.is_clean):
            await self._dirty()
            return
        self.branch = str(cyrb53(task.description))
        self.previous = await self._timed("branch", lambda: deps.git.branch(self.branch))
        await self._timed("run", lambda: deps.run_worker(task))
        made = await self._timed("commit", deps.git.commit_and_push)
        self.branch = made or self.branch
        await self._timed("ack", lambda: self._acknowledge(Artifact(branch=self.branch)))
        self._tell("succeeded")

    async def _dirty(self) -> None:
        """A person's work must not end in a task's commit, and only a person can say what it is."""
        self.over = True
        git = self.deps.git
        files = list(await git.changes()) if isinstance(git, NamesChanges) else []
        self.deps.log.error("repository.dirty", files=files, hint="commit or remove them, then start again")
        self._tell("dirty")

    async def _failed(self, problem: Exception) -> None:
        """Put back, told once, then a pause."""
        kind, step = type(problem).__name__, self.step
        self.deps.log.error("step.failed", step=step, error=kind, why=str(problem))
        await self._restore()
        if self.task is not None:
            unheard = await _problem_of(lambda: self._acknowledge(None))
            if unheard is not None:
                self.deps.log.error("ack.failed", error=type(unheard).__name__, why=str(unheard))
            self._tell("failed", kind)
        restless = await _problem_of(lambda: self.deps.sleep(PAUSE))
        if restless is not None:
            self.deps.log.error("sleep.failed", error=type(restless).__name__, why=str(restless))

    async def _restore(self) -> None:
        previous, self.previous = self.previous, None
        if previous is None:
            return
        with anyio.move_on_after(_CLEANUP, shield=True) as limit:
            problem = await _problem_of(lambda: self.deps.git.cleanup(previous))
            if problem is not None:
                self.deps.log.error("cleanup.failed", error=type(problem).__name__, why=str(problem))
        if limit.cancelled_caught:
            self.deps.log.error("cleanup.failed", error="TimeoutError", why=f"longer than {_CLEANUP} s")

    async def _acknowledge(self, artifact: Artifact | None) -> None:
        """The work is done; that the machine cannot be reached for a moment must not undo it."""
        for pause in PATIENCE:
            try:
                await self.deps.ack_task(artifact)
            except _AWAY as away:
                self.deps.log.info("ack.delayed", why=str(away), seconds=pause)
            else:
                return
            await self.deps.sleep(pause)
        await self.deps.ack_task(artifact)

    async def _timed(self, step: str, act: Callable[[], Awaitable[T]]) -> T:
        self.step, began = step, self.deps.clock.monotonic()
        try:
            return await act()
        finally:
            self.seconds[step] = self.deps.clock.monotonic() - began

    def _tell(self, outcome: str, error: str = "") -> None:
        if self.task is None:
            return
        report = Report(
            task=self.task.description, outcome=outcome, step=self.step, branch=self.branch, error=error,
            seconds=dict(self.seconds),
        )  # fmt: skip
        if self.deps.report is not None:
            self.deps.report(report)
        spent = {step: round(seconds, 6) for step, seconds in self.seconds.items()}
        self.deps.log.info("task.ended", outcome=outcome, branch=self.branch, error=error, seconds=spent)


async def _problem_of(act: Callable[[], Awaitable[object]]) -> Exception | None:
    """What it raised. The steps are the application's code: whatever goes wrong in them must not end the loop."""
    try:
        await act()
    except Exception as problem:  # noqa: BLE001 - the one place: see above
        return problem
    return None
