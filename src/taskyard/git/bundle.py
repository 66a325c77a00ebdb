"""Hand-over: what a run made comes into the user's repository as a bundle, with every object checked."""

import tempfile
from pathlib import Path

import anyio

from taskyard.domain.error import GitProblem
from taskyard.domain.project import Checkout
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.plumbing import Git
from taskyard.git.ref import head_ref

MOST = 2 * 1024 * 1024 * 1024  # bytes of a bundle


async def hand_over(git: Git, workspace: Workspace, repository: Path, branch: str, run: str) -> str:
    """The branch's head, now in the repository. Repeating it changes nothing. Raises GitProblem.

    A branch that was there and is not continued by the new head keeps its commits under refs/taskyard/kept.
    """
    head = await git.commit(workspace.path, "HEAD")
    if head is None:
        raise GitProblem("the workspace has no commit", kind="missing")
    if workspace.strategy is not Checkout.CLONE:
        return head  # its branch is the repository's own
    ref = head_ref(branch)
    old = await git.commit(repository, ref)
    if old == head:
        return head
    if ref in await checked_out(git, repository):
        raise GitProblem(f"{branch} is checked out in {repository}; it is left alone", kind="rejected")
    incoming = f"refs/taskyard/incoming/{run}"
    await carry_over(git, workspace, repository, head, incoming)
    if old is not None and not await git.is_ancestor(repository, old, head):
        await git.run("update-ref", f"refs/taskyard/kept/{branch}/{old[:12]}", old, cwd=repository)
    await git.run(
        "update-ref", "-m", f"taskyard: run {run}", ref, head, old or "0" * len(head), cwd=repository
    )
    await git.run("update-ref", "-d", incoming, head, cwd=repository)
    return head


async def carry_over(git: Git, workspace: Workspace, repository: Path, commit: str, ref: str) -> None:
    """Brings `commit` into the repository as `ref`, with object checking, no tags and nothing else."""
    if await git.commit(repository, ref) == commit:
        return
    out = "refs/taskyard/out"
    await git.run("update-ref", out, commit, cwd=workspace.path)
    with tempfile.TemporaryDirectory(prefix="taskyard-") as folder:
        file = Path(folder) / "run.bundle"
        known = [f"^{workspace.base_commit}"] if workspace.base_commit else []
        made = await git.attempt("bundle", "create", "--quiet", str(file), out, *known, cwd=workspace.path)
        if made.code != 0:
            words = made.stderr.decode("utf-8", "replace")
            if "empty bundle" not in words or await git.commit(repository, commit) is None:
                raise GitProblem(f"git bundle: {words.strip()}", kind="unknown")
            await git.run("update-ref", ref, commit, cwd=repository)
            return
        size = (await anyio.Path(file).stat()).st_size
        if size > MOST:
            raise GitProblem(f"the run's commits are too large: {size} bytes", kind="rejected")
        await git.run(
            "-c", "fetch.fsckObjects=true", "-c", "transfer.fsckObjects=true",
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
            "--no-auto-maintenance", str(file), f"+{out}:{ref}",
            cwd=repository,
        )  # fmt: skip
    if await git.commit(repository, ref) != commit:
        raise GitProblem("the bundle did not bring the commit that was promised", kind="rejected")


async def checked_out(git: Git, repository: Path) -> dict[str, Path]:
    """Branches (full refs) that have a working tree, and where."""
    found: dict[str, Path] = {}
    path = repository
    for line in (await git.run("worktree", "list", "--porcelain", cwd=repository)).splitlines():
        if line.startswith("worktree "):
            path = Path(line.removeprefix("worktree "))
        elif line.startswith("branch "):
            found[line.removeprefix("branch ")] = path
    return found
