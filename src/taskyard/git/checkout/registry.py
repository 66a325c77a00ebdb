"""The strategies by name, and the two verbs on a task's workspace."""

from collections.abc import Mapping
from pathlib import Path

import anyio

from taskyard.domain.project import Checkout, Settings
from taskyard.git.checkout.clone import Clone
from taskyard.git.checkout.directory import Directory
from taskyard.git.checkout.in_place import InPlace
from taskyard.git.checkout.place import contained, erase, prove_ours
from taskyard.git.checkout.protocol import Order, Strategy, Workspace
from taskyard.git.checkout.worktree import Worktree
from taskyard.git.plumbing import Git

STRATEGIES: Mapping[Checkout, Strategy] = {
    Checkout.CLONE: Clone(),
    Checkout.WORKTREE: Worktree(),
    Checkout.IN_PLACE: InPlace(),
    Checkout.DIRECTORY: Directory(),
}


async def prepare(
    git: Git,
    *,
    strategy: Checkout,
    project_repo: Path | None,
    root: Path,
    task_id: str,
    branch: str,
    start: str,
    settings: Settings,
    fresh: bool = False,
) -> Workspace:
    """The task's workspace, made or reused. Without a repository it is a plain directory."""
    if project_repo is None:
        strategy = Checkout.DIRECTORY
    order = Order(
        repository=project_repo,
        place=await anyio.to_thread.run_sync(contained, root, task_id),
        task=task_id,
        branch=branch,
        start=start,
        fresh=fresh,
        author=(settings.author_name, settings.author_email),
    )
    return await STRATEGIES[strategy].prepare(git, order)


async def remove(
    git: Git, *, strategy: Checkout, project_repo: Path | None, root: Path, task_id: str
) -> None:
    """Raises UnsafePath for what is not ours; removes nothing outside `root`."""
    place = await anyio.to_thread.run_sync(contained, root, task_id)
    if not place.exists():
        return
    await anyio.to_thread.run_sync(prove_ours, place)
    order = Order(
        repository=project_repo,
        place=place,
        task=task_id,
        branch="none",
        start="none",
        fresh=False,
        author=("", ""),
    )
    await STRATEGIES[strategy].remove(git, order)
    await anyio.to_thread.run_sync(erase, place)
