"""Hand-over: what a run made comes into the user's repository as a bundle, with every object checked."""

import tempfile
from pathlib import Path
from typing import BinaryIO

import anyio

from taskyard.domain.error import GitProblem
from taskyard.domain.project import Checkout
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.checkout.start import keep
from taskyard.git.plumbing import Git
from taskyard.git.ref import head_ref
from taskyard.git.tree import checked_out

MOST = 2 * 1024 * 1024 * 1024  # bytes of a bundle
_HEADER = 65_536  # bytes; it names two commits


async def hand_over(git: Git, workspace: Workspace, repository: Path, branch: str, run: str) -> str:
    """The branch's head, now in the repository. Repeating it changes nothing. Raises GitProblem.

    A branch that was there and is not continued by the new head keeps its commits under refs/taskyard/kept.
    """
    head = await git.commit(workspace.path, "HEAD")
    if head is None:
        raise GitProblem("the workspace has no commit", kind="missing")
    ref = head_ref(branch)
    if branch != workspace.branch:
        raise GitProblem(f"{branch} is not the workspace's own branch", kind="rejected")
    if workspace.strategy is not Checkout.CLONE:
        return head  # its branch is the repository's own
    old = await git.commit(repository, ref)
    if old == head:
        return head
    if ref in await checked_out(git, repository) or ref == await _own(git, repository):
        raise GitProblem(f"{branch} is checked out in {repository}; it is left alone", kind="rejected")
    incoming = f"refs/taskyard/incoming/{run}"
    await carry_over(git, workspace, repository, head, incoming)
    await keep(git, repository, branch, head)
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
        await _unpack(git, repository, file, commit)
    await git.run("update-ref", ref, commit, cwd=repository)


async def _unpack(git: Git, repository: Path, file: Path, commit: str) -> None:
    """Not by `git fetch`: before git 2.46 that takes a bundle's objects unchecked, whatever it is told."""
    with await anyio.to_thread.run_sync(_pack_in, file) as pack:
        await git.run("index-pack", "--stdin", "--fix-thin", "--strict", cwd=repository, stdin=pack)
    whole = await git.attempt(
        "rev-list", "--objects", "--quiet", commit, "--not", "--all", "--", cwd=repository, most=0
    )
    if whole.code != 0:
        raise GitProblem("the bundle did not bring all that was promised", kind="rejected")


def _pack_in(bundle: Path) -> BinaryIO:
    """Open behind the header, which ends with an empty line."""
    pack = bundle.open("rb", buffering=0)
    head = pack.read(_HEADER)
    pack.seek(head.index(b"\n\n") + 2)
    return pack


async def _own(git: Git, repository: Path) -> str:
    """The branch that the repository itself is on, also without a working tree."""
    return (await git.attempt("symbolic-ref", "--quiet", "HEAD", cwd=repository)).stdout.decode().strip()
