"""The user's working trees on a branch: which they are, whether they are clean, and how they follow the branch."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio

from taskyard.domain.error import GitProblem
from taskyard.git.plumbing import Git
from taskyard.git.ref import readable


async def checked_out(git: Git, repository: Path) -> dict[str, list[Path]]:
    """Branches (full refs) that have working trees, and where; trees that are gone from the disk are left out."""
    found: dict[str, list[Path]] = {}
    path = repository
    for line in (await git.run("worktree", "list", "--porcelain", "-z", cwd=repository)).split("\0"):
        if line.startswith("worktree "):
            path = Path(line.removeprefix("worktree "))
        elif line.startswith("branch ") and await anyio.Path(path).is_dir():
            found.setdefault(line.removeprefix("branch "), []).append(path)
    return found


async def all_clean(git: Git, repository: Path, ref: str, new: str) -> None:
    """Raises GitProblem (`dirty`) for a tree on the branch with work of the user's own.

    A tree that shows `new` already is not dirty: somebody was killed after it moved and before the branch did.
    """
    for where in (await checked_out(git, repository)).get(ref, []):
        names = await _changed(git, where)
        if names and not await _shows(git, where, new):
            raise GitProblem(
                f"{where} has the target checked out with uncommitted work: {', '.join(names[:10])}",
                kind="dirty",
                files=names,
            )


@asynccontextmanager
async def along(git: Git, repository: Path, ref: str, old: str, new: str) -> AsyncIterator[None]:
    """Trees on the branch go from `old` to `new`, and back again when the body fails. Raises GitProblem (`dirty`).

    They are looked up at this moment: the user may have changed branches since anybody last looked.
    """
    moved: list[Path] = []
    try:
        for where in (await checked_out(git, repository)).get(ref, []):
            await git.attempt("update-index", "-q", "--refresh", cwd=where)  # 1: something is changed
            await git.run("read-tree", "-m", "-u", old, new, cwd=where)
            moved.append(where)
        yield
    except BaseException:
        with anyio.CancelScope(shield=True):
            for where in moved:
                await git.run("read-tree", "-m", "-u", new, old, cwd=where)
        raise


async def _changed(git: Git, where: Path) -> list[str]:
    words = await git.run("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", cwd=where)
    return [readable(each[3:]) for each in words.split("\0") if each]


async def _shows(git: Git, where: Path, commit: str) -> bool:
    if (await git.attempt("diff", "--quiet", cwd=where)).code != 0:
        return False
    return (await git.attempt("diff", "--cached", "--quiet", commit, cwd=where)).code == 0
