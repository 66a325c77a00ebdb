"""A linked worktree of the user's repository: quick and trusting. Its agent shares the repository's refs and objects."""

from pathlib import Path

import anyio

from taskyard.domain.error import GitProblem
from taskyard.domain.project import Checkout
from taskyard.git.checkout.place import describe, known, open_place
from taskyard.git.checkout.protocol import Order, Workspace
from taskyard.git.checkout.start import keep, starts_at
from taskyard.git.plumbing import TREE, Git
from taskyard.git.ref import head_ref
from taskyard.git.tree import checked_out


class Worktree:
    async def prepare(self, git: Git, order: Order) -> Workspace:
        if order.repository is None:
            raise GitProblem("a worktree needs a repository", kind="missing")
        await git.common_dir(order.repository)
        found = known(order, Checkout.WORKTREE)
        if found is not None and await git.commit(found.path, "HEAD") is not None:
            return found
        branch, head, base = await starts_at(git, order.repository, order)
        await anyio.to_thread.run_sync(open_place, order)
        await git.run("worktree", "prune", cwd=order.repository)
        if head_ref(branch) in await checked_out(git, order.repository):
            raise GitProblem(f"{branch} is checked out elsewhere; it is left alone", kind="rejected")
        await keep(git, order.repository, branch, head)
        path = order.place / TREE
        await git.run(
            "worktree", "add", "--quiet", "--force", "-B", branch, str(path), head, cwd=order.repository
        )
        own = (await git.run("rev-parse", "--absolute-git-dir", cwd=path)).strip()
        workspace = Workspace(
            path=path,
            strategy=Checkout.WORKTREE,
            branch=branch,
            base_commit=base,
            git_dir=Path(own),
        )
        return await anyio.to_thread.run_sync(describe, order, workspace)

    async def remove(self, git: Git, order: Order) -> None:
        if order.repository is not None:
            path = str(order.place / TREE)
            await git.attempt("worktree", "remove", "--force", "--force", path, cwd=order.repository)
            await git.run("worktree", "prune", cwd=order.repository)
