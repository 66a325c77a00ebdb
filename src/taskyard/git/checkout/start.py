"""Where a branch starts, and what it may be called in the user's repository."""

from pathlib import Path

from taskyard.domain.branch import with_suffix
from taskyard.domain.error import GitProblem
from taskyard.git.checkout.protocol import Order
from taskyard.git.plumbing import Git
from taskyard.git.ref import head_ref, start_point

_TRIES = 100


async def starts_at(git: Git, repository: Path, order: Order) -> tuple[str, str, str]:
    """(branch, its first commit in the workspace, the base it is compared with)."""
    base = await git.commit(repository, start_point(order.start))
    if base is None:
        raise GitProblem(f"there is no {order.start} to start from in {repository}", kind="missing")
    branch = await free_name(git, repository, order)
    head = None if order.fresh else await git.commit(repository, head_ref(branch))
    if head is None:
        return branch, base, base
    found = (await git.run("merge-base", base, head, cwd=repository)).strip()
    return branch, head, found


async def keep(git: Git, repository: Path, branch: str, head: str) -> None:
    """Before a branch moves to `head`: commits that this would lose stay under refs/taskyard/kept."""
    old = await git.commit(repository, head_ref(branch))
    if old is not None and not await git.is_ancestor(repository, old, head):
        await git.run("update-ref", f"refs/taskyard/kept/{branch}/{old[:12]}", old, cwd=repository)


async def free_name(git: Git, repository: Path, order: Order) -> str:
    """The wanted name, or the first with a suffix that is free or already this task's own."""
    for number in range(1, _TRIES):
        name = with_suffix(order.branch, number)
        if await _is_ours(git, repository, name, order.task):
            return name
    raise GitProblem(f"no free name like {order.branch}", kind="rejected")


async def _is_ours(git: Git, repository: Path, name: str, task: str) -> bool:
    head = await git.commit(repository, head_ref(name))
    if head is None or name.endswith(task):
        return True
    return task in await git.run("log", "-20", "--format=%B", head, cwd=repository)
