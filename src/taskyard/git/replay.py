"""Checkouts for a moment, and replaying a branch on a new base in one: never in a tree of the user's."""

import shutil
from pathlib import Path

import anyio

from taskyard.domain.project import Checkout
from taskyard.git.checkout.clone import bare_clone, check_out
from taskyard.git.checkout.place import describe
from taskyard.git.checkout.protocol import Order, Workspace
from taskyard.git.commit import identity
from taskyard.git.plumbing import GIT, TREE, Git
from taskyard.git.problem import classify
from taskyard.git.ref import readable
from taskyard.git.result import Conflicts


async def scratch_clone(git: Git, repository: Path, place: Path, commit: str) -> Path:
    """A tree at `commit` that borrows the repository's objects; `place` is ours and made anew."""
    await anyio.to_thread.run_sync(_empty, place)
    common = await git.common_dir(repository)
    await bare_clone(git, repository, common, place, ("Taskyard", "taskyard@localhost"))
    workspace = Workspace(path=place / TREE, strategy=Checkout.CLONE, base_commit=commit, git_dir=place / GIT)
    await check_out(git, workspace, commit)
    order = Order(
        repository=repository,
        place=place,
        task=place.name,
        branch="",
        start=commit,
        fresh=True,
        author=("", ""),
    )
    await anyio.to_thread.run_sync(describe, order, workspace)
    return workspace.path


async def replay(
    git: Git, repository: Path, place: Path, onto: str, head: str, author: tuple[str, str]
) -> str | Conflicts:
    """The commits of `head` on top of `onto`; the new commit lies in the repository, with no ref to it."""
    if await git.is_ancestor(repository, onto, head):
        return (
            head  # also with merges in it: to replay around them would bring back the conflicts they solved
        )
    tree = await scratch_clone(git, repository, place, head)
    done = await git.attempt(*identity(*author), "rebase", "--quiet", onto, cwd=tree)
    if done.code != 0:
        names = (await git.run("diff", "--name-only", "--diff-filter=U", "-z", cwd=tree)).split("\0")
        paths = tuple(readable(one) for one in names if one)
        if not paths:
            raise classify((done.stderr + done.stdout).decode("utf-8", "replace"), "rebase")
        return Conflicts(paths=paths)
    new = (await git.run("rev-parse", "HEAD", cwd=tree)).strip()
    await git.run("update-ref", "refs/taskyard/out", new, cwd=tree)
    await git.run(
        "-c", "fetch.fsckObjects=true", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
        "--no-recurse-submodules", "--no-auto-maintenance", str(place / GIT), "refs/taskyard/out",
        cwd=repository,
    )  # fmt: skip
    return new


def _empty(place: Path) -> None:
    if place.exists():
        shutil.rmtree(place)
    place.mkdir(parents=True, mode=0o700)
