"""Bringing a branch into its target. Conflicts are computed first; nothing is touched until the target moves.

Done means merged: `merge` and `ff` end with the branch's head reachable from the target. `squash` and `rebase` make
new commits by definition; what holds for them is that the new commit is reachable, and that the branch is found again
by its changes (`git cherry`) when the same merge is asked for twice.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from taskyard.domain.error import GitProblem
from taskyard.domain.project import MergeStrategy
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.commit import identity
from taskyard.git.plumbing import Git
from taskyard.git.problem import classify
from taskyard.git.ref import head_ref, readable
from taskyard.git.replay import replay, scratch_clone
from taskyard.git.result import Conflicts, Merged, Unchecked
from taskyard.git.tree import all_clean, along

_TRAILER = re.compile(r"[A-Za-z0-9-]+: \S.*")


@dataclass(frozen=True, kw_only=True)
class Wish:
    repo: Path
    target: str  # full ref
    old: str  # where the target is
    head: str  # what is to be merged
    strategy: MergeStrategy
    message: str
    author: tuple[str, str]
    scratch: Path


async def merge(
    git: Git,
    *,
    repo: Path,
    target: str,
    branch: str,
    expected_head: str,
    strategy: MergeStrategy,
    message: str,
    author: tuple[str, str],
    scratch: Path,
    check: Callable[[Path, str], Awaitable[bool]] | None = None,
) -> Merged | Conflicts | Unchecked:
    """`check` gets a checkout of the merged tree and its id. Asking again for what is merged gives the same answer.

    Raises GitProblem: `missing`, `dirty` (the user's checked-out target has work of its own), `rejected` (the
    branch or the target has moved, or cannot be fast-forwarded).
    """
    ref = head_ref(target)
    old, head = await git.commit(repo, ref), await git.commit(repo, head_ref(branch))
    if old is None:
        raise GitProblem(f"there is no branch {target} to merge into", kind="missing")
    if head is not None and head != expected_head:
        raise GitProblem(f"{branch} has moved since it was approved", kind="rejected", head_commit=head)
    if await git.commit(repo, expected_head) is None:
        raise GitProblem(f"the commit {expected_head} is not in {repo}", kind="missing")
    wish = Wish(
        repo=repo, target=ref, old=old, head=expected_head, strategy=strategy, message=message, author=author,
        scratch=scratch,
    )  # fmt: skip
    if await _is_in(git, wish):
        return Merged(commit=old)
    new = await _make(git, wish)
    if isinstance(new, Conflicts):
        return new
    if strategy in {MergeStrategy.SQUASH, MergeStrategy.REBASE} and await _same_tree(git, repo, old, new):
        return Merged(commit=old)  # its changes are all there
    await all_clean(git, repo, ref, new)
    if check is not None:
        tree = (await git.run("rev-parse", f"{new}^{{tree}}", cwd=repo)).strip()
        path = await scratch_clone(git, repo, scratch / "merged", new)
        if not await check(path, tree):
            return Unchecked()
    await _move(git, wish, new)
    return Merged(commit=new)


async def merge_target_into(git: Git, workspace: Workspace, repository: Path, target: str) -> tuple[str, ...]:
    """Merges the target into a workspace and leaves conflict markers there; the paths in conflict."""
    commit = await git.commit(repository, head_ref(target))
    if commit is None:
        raise GitProblem(f"there is no branch {target}", kind="missing")
    merging = await git.commit(workspace.path, "MERGE_HEAD")
    if merging is None and not await git.is_ancestor(workspace.path, commit, "HEAD"):
        await _lay_out(git, workspace.path, commit)
    names = await git.run("diff", "--name-only", "--diff-filter=U", "-z", cwd=workspace.path)
    return tuple(readable(name) for name in names.split("\0") if name)


async def _lay_out(git: Git, tree: Path, commit: str) -> None:
    """What `git merge --no-commit` leaves. That would enter repositories in the tree to see whether they are clean."""
    done = await git.attempt("merge-tree", "--write-tree", "--no-messages", "-z", "HEAD", commit, cwd=tree)
    if done.code not in {0, 1}:
        raise classify(done.stderr.decode("utf-8", "replace"), "merge-tree")
    merged, *stages = done.stdout.split(b"\0")
    await git.attempt("update-index", "-q", "--refresh", cwd=tree)  # 1: something is changed
    await git.run("read-tree", "-m", "-u", "HEAD", merged.decode(), cwd=tree)
    paths = dict.fromkeys(line.partition(b"\t")[2] for line in stages if line)
    absent = [b"0 " + b"0" * len(commit) + b"\t" + path for path in paths]
    lines = b"".join(line + b"\0" for line in (*absent, *stages) if line)
    await git.run("update-index", "-z", "--index-info", cwd=tree, stdin=lines)
    await git.run("update-ref", "MERGE_HEAD", commit, cwd=tree)


async def verify_branch_chain(git: Git, repository: Path, branches: list[str]) -> str:
    """`chained` when each branch contains the one before it, else `diverged`."""
    heads = [head_ref(branch) for branch in branches]
    for one, following in pairwise(heads):
        if not await git.is_ancestor(repository, one, following):
            return "diverged"
    return "chained"


async def _is_in(git: Git, wish: Wish) -> bool:
    if await git.is_ancestor(wish.repo, wish.head, wish.old):
        return True
    if wish.strategy is MergeStrategy.SQUASH:
        return await _told(git, wish)
    if wish.strategy is not MergeStrategy.REBASE:
        return False
    missing = await git.run("cherry", wish.old, wish.head, cwd=wish.repo)
    return not any(line.startswith("+") for line in missing.splitlines())


async def _told(git: Git, wish: Wish) -> bool:
    """The target has a commit with our last line, which is the trailer that names the run."""
    last = ["", *wish.message.strip().splitlines()][-1]
    if not _TRAILER.fullmatch(last):
        return False
    words = ("log", "--fixed-strings", f"--grep={last}", "--format=%B", wish.old, "--not", wish.head)
    return last in (await git.run(*words, cwd=wish.repo)).splitlines()


async def _same_tree(git: Git, repo: Path, one: str, other: str) -> bool:
    trees = await git.run("rev-parse", f"{one}^{{tree}}", f"{other}^{{tree}}", cwd=repo)
    return len(set(trees.split())) == 1


async def _make(git: Git, wish: Wish) -> str | Conflicts:
    """The commit that the target will be, as an object that nothing points to yet."""
    if wish.strategy is MergeStrategy.FF:
        if not await git.is_ancestor(wish.repo, wish.old, wish.head):
            raise GitProblem(
                "the target has commits that the branch lacks: it cannot be fast-forwarded", kind="rejected"
            )
        return wish.head
    if wish.strategy is MergeStrategy.REBASE:
        return await replay(git, wish.repo, wish.scratch / "rebase", wish.old, wish.head, wish.author)
    done = await git.attempt(
        "merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", wish.old, wish.head, cwd=wish.repo
    )
    tree, *names = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    if done.code == 1:
        return Conflicts(paths=tuple(dict.fromkeys(readable(name) for name in names if name)))
    if done.code != 0:
        raise GitProblem(done.stderr.decode("utf-8", "replace").strip(), kind="missing")
    parents = ["-p", wish.old] + (["-p", wish.head] if wish.strategy is MergeStrategy.MERGE else [])
    made = await git.run(
        *identity(*wish.author), "commit-tree", tree.strip(), *parents, "-F", "-",
        cwd=wish.repo, stdin=wish.message.encode("utf-8", "replace"),
    )  # fmt: skip
    return made.strip()


async def _move(git: Git, wish: Wish, new: str) -> None:
    """Compare-and-swap of the target; clean working trees on it go along."""
    late = "the target moved while it was being merged; try again"
    if await git.commit(wish.repo, wish.target) != wish.old:
        raise GitProblem(late, kind="rejected")
    try:
        async with along(git, wish.repo, wish.target, wish.old, new):
            await git.run("update-ref", "-m", "taskyard: merge", wish.target, new, wish.old, cwd=wish.repo)
    except GitProblem as problem:
        if problem.kind != "rejected":
            raise
        raise GitProblem(late, kind="rejected") from problem
    now = await git.commit(wish.repo, wish.target)
    proof = wish.head if wish.strategy in {MergeStrategy.MERGE, MergeStrategy.FF} else new
    if now is None or not await git.is_ancestor(wish.repo, proof, now):
        raise GitProblem("the merged commit is not reachable from the target", kind="rejected")
