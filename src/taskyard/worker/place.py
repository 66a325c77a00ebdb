"""Opens the sandbox that a run's settings demand, and no other."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import anyio

from taskyard.domain.error import SandboxUnavailable
from taskyard.sandbox.protocol import Place, Sandbox
from taskyard.worker.job import Job


async def open_sandbox(
    job: Job, workspace: Path, mark: str, env: Mapping[str, str] | None = None
) -> AbstractAsyncContextManager[Sandbox]:
    """Exactly the tier the settings name. Raises SandboxUnavailable: never a lower one in its place.

    `env` is for what runs in it: an agent needs its model's key, a check does not.
    """
    kind = job.deps.sandboxes(job.settings.tier)
    problem = await kind.problem()
    if problem is not None:
        raise SandboxUnavailable(f"tier {job.settings.tier}: {problem}")
    for folder in (job.home, job.scratch):
        await anyio.Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    await anyio.Path(job.home).touch()  # its age counts from its last use
    place = Place(
        run=mark,
        workspace=workspace,
        home=job.home,
        tmp=job.scratch,
        env=env or {},
        grace=job.settings.kill_grace,
    )
    return kind.open(place)
