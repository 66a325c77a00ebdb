"""Commits of what an agent left behind, and snapshots of what did not come to an end."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import anyio

from taskyard.domain.error import GitProblem
from taskyard.domain.project import Checkout
from taskyard.git.bundle import carry_over
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.plumbing import Git
from taskyard.git.ref import readable

_MARK = b"<<<<<<< "
_GITLINK = "160000 "


async def commit_all(
    git: Git, workspace: Workspace, message: str, author_name: str, author_email: str
) -> str | None:
    """Everything that is not committed, on top of the agent's own commits; None when there is nothing.

    Raises GitProblem (`conflict`) while a file that was in conflict still has its markers.
    """
    await _resolved(git, workspace.path)
    await _add(git, workspace.path)
    clean = await git.attempt("diff", "--cached", "--quiet", cwd=workspace.path)
    merging = await git.commit(workspace.path, "MERGE_HEAD")
    if clean.code == 0 and merging is None:
        return None
    await git.run(
        *identity(author_name, author_email),
        "commit", "--quiet", "--no-verify", "--cleanup=verbatim", "--file=-",
        cwd=workspace.path, stdin=message.encode("utf-8", "replace"),
    )  # fmt: skip
    return await git.commit(workspace.path, "HEAD")


async def snapshot(git: Git, workspace: Workspace, repository: Path, task: str, run: str) -> str | None:
    """The whole state of a workspace under a ref of the repository; None when it holds nothing new.

    By an index of its own: `git stash create` would forget files that git does not know yet.
    """
    head = await git.commit(workspace.path, "HEAD")
    if head is None:
        return None
    with tempfile.TemporaryDirectory(prefix="taskyard-") as folder:
        env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        await git.run("read-tree", head, cwd=workspace.path, env=env)
        await _add(git, workspace.path, env)
        tree = (await git.run("write-tree", cwd=workspace.path, env=env)).strip()
    kept = head
    if tree != (await git.run("rev-parse", f"{head}^{{tree}}", cwd=workspace.path)).strip():
        words = f"unfinished work of run {run}"
        made = await git.run(
            *identity("Taskyard", "taskyard@localhost"), "commit-tree", tree, "-p", head, "-m", words,
            cwd=workspace.path,
        )  # fmt: skip
        kept = made.strip()
    elif head == workspace.base_commit:
        return None
    ref = f"refs/taskyard/snapshots/{task}/{run}"
    if workspace.strategy is Checkout.CLONE:
        await carry_over(git, workspace, repository, kept, ref)
    else:
        await git.run("update-ref", ref, kept, cwd=repository)
    return ref


def identity(name: str, email: str) -> tuple[str, ...]:
    """Options of git: who makes the commit; git itself refuses to be nobody."""
    return ("-c", f"user.name={name or 'Taskyard'}", "-c", f"user.email={email or 'taskyard@localhost'}")


async def _add(git: Git, path: Path, env: Mapping[str, str] | None = None) -> None:
    """Everything but repositories in the tree that git knows already: `git add` would start itself in them."""
    listed = (await git.run("ls-files", "--stage", "-z", cwd=path, env=env)).split("\0")
    inner = [line.partition("\t")[2] for line in listed if line.startswith(_GITLINK)]
    specs = "\0".join([":/", *(f":(top,literal,exclude){name}" for name in inner)])
    await git.run(
        "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul",
        cwd=path, env=env, stdin=specs.encode("utf-8", "surrogateescape"),
    )  # fmt: skip


async def _resolved(git: Git, path: Path) -> None:
    """Files that git still calls unmerged, and those of a merge that somebody has added with their markers."""
    names = await _names(git, path, "--diff-filter=U")
    if await git.commit(path, "MERGE_HEAD") is not None:
        names |= await _names(git, path, "HEAD") & await _names(git, path, "MERGE_HEAD")
    left = await anyio.to_thread.run_sync(
        lambda: [readable(name) for name in sorted(names) if _marked(path / name)]
    )
    if left:
        raise GitProblem(f"conflict markers are left in {', '.join(left[:10])}", kind="conflict", files=left)


async def _names(git: Git, path: Path, *what: str) -> set[str]:
    words = await git.run("diff", "--name-only", "-z", *what, cwd=path)
    return {name for name in words.split("\0") if name}


def _marked(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return any(line.startswith(_MARK) for line in file)
