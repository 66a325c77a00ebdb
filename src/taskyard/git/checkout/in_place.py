"""Branches in the repository itself, one task at a time: the queue lets one run in. A dirty tree is left alone."""

import anyio

from taskyard.domain.error import GitProblem
from taskyard.domain.project import Checkout
from taskyard.git.checkout.place import describe, known, open_place
from taskyard.git.checkout.protocol import Order, Workspace
from taskyard.git.checkout.start import keep, starts_at
from taskyard.git.plumbing import Git


class InPlace:
    async def prepare(self, git: Git, order: Order) -> Workspace:
        """Raises GitProblem (`dirty`) and names the files when the user has work of their own there."""
        repository = order.repository
        if repository is None:
            raise GitProblem("working in place needs a repository", kind="missing")
        await git.common_dir(repository)
        found = known(order, Checkout.IN_PLACE)
        here = (await git.run("rev-parse", "--symbolic-full-name", "HEAD", cwd=repository)).strip()
        if found is not None and here == f"refs/heads/{found.branch}":
            return found
        dirty = (await git.run("status", "--porcelain", cwd=repository)).splitlines()
        if dirty:
            names = ", ".join(line[3:] for line in dirty[:10])
            raise GitProblem(f"{repository} has uncommitted work: {names}", kind="dirty", files=dirty)
        branch, head, base = await starts_at(git, repository, order)
        await keep(git, repository, branch, head)
        await git.run("checkout", "--quiet", "-B", branch, head, cwd=repository)
        await anyio.to_thread.run_sync(open_place, order)
        workspace = Workspace(path=repository, strategy=Checkout.IN_PLACE, branch=branch, base_commit=base)
        return await anyio.to_thread.run_sync(describe, order, workspace)

    async def remove(self, git: Git, order: Order) -> None:
        """The repository is the user's; nothing of it is removed."""
