"""Bringing a branch into its target. Conflicts are computed first; nothing is touched until the target moves.

Done means merged: `merge` and `ff` end with the branch's head reachable from the target. `squash` and `rebase` make
new commits by definition; what holds for them is that the new commit is reachable, and that the branch is found again
by its changes (`git cherry`) when the same merge is asked for twice.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import anyio

from taskyard.domain.error import GitProblem
from taskyard.domain.project import MergeStrategy
from taskyard.git.bundle import checked_out
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.plumbing import Git
from taskyard.git.ref import head_ref
from taskyard.git.replay import replay, scratch_clone
from taskyard.git.result import Conflicts, Merged, Unchecked


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
    trees = await _following(git, wish)
    new = await _make(git, wish)
    if isinstance(new, Conflicts):
        return new
    if check is not None:
        tree = (await git.run("rev-parse", f"{new}^{{tree}}", cwd=repo)).strip()
        path = await scratch_clone(git, repo, scratch / "merged", new)
        if not await check(path, tree):
            return Unchecked()
    await _move(git, wish, new, trees)
    return Merged(commit=new)


async def merge_target_into(git: Git, workspace: Workspace, repository: Path, target: str) -> tuple[str, ...]:
    """Merges the target into a workspace and leaves conflict markers there; the paths in conflict."""
    commit = await git.commit(repository, head_ref(target))
    if commit is None:
        raise GitProblem(f"there is no branch {target}", kind="missing")
    if await git.commit(workspace.path, "MERGE_HEAD") is None:
        identity = ("-c", "user.name=Taskyard", "-c", "user.email=taskyard@localhost")
        done = await git.attempt(
            *identity, "merge", "--no-commit", "--no-ff", "--quiet", commit, cwd=workspace.path
        )
        if done.code not in {0, 1}:
            raise GitProblem(done.stderr.decode("utf-8", "replace").strip(), kind="conflict")
    names = await git.run("diff", "--name-only", "--diff-filter=U", "-z", cwd=workspace.path)
    return tuple(name for name in names.split("\0") if name)


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
    if wish.strategy not in {MergeStrategy.SQUASH, MergeStrategy.REBASE}:
        return False
    last = wish.message.strip().splitlines()[-1]
    found = await git.run(
        "log", "-1", "--fixed-strings", f"--grep={last}", "--format=%H", wish.old, cwd=wish.repo
    )
    if found.strip() and wish.strategy is MergeStrategy.SQUASH:
        return True
    if wish.strategy is MergeStrategy.SQUASH:
        return False
    missing = await git.run("cherry", wish.old, wish.head, cwd=wish.repo)
    return not any(line.startswith("+") for line in missing.splitlines())


async def _following(git: Git, wish: Wish) -> list[Path]:
    """Working trees that have the target checked out and will follow it. Raises GitProblem for a dirty one."""
    where = (await checked_out(git, wish.repo)).get(wish.target)
    if where is None or (await git.run("rev-parse", "--is-bare-repository", cwd=where)).strip() == "true":
        return []
    dirty = (await git.run("status", "--porcelain", "--untracked-files=no", cwd=where)).splitlines()
    if dirty:
        names = [line[3:] for line in dirty]
        raise GitProblem(
            f"{where} has the target checked out with uncommitted work: {', '.join(names[:10])}",
            kind="dirty",
            files=names,
        )
    return [where]


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
        return Conflicts(paths=tuple(dict.fromkeys(name for name in names if name)))
    if done.code != 0:
        raise GitProblem(done.stderr.decode("utf-8", "replace").strip(), kind="missing")
    parents = ["-p", wish.old] + (["-p", wish.head] if wish.strategy is MergeStrategy.MERGE else [])
    name, email = wish.author
    made = await git.run(
        "-c", f"user.name={name}", "-c", f"user.email={email}",
        "commit-tree", tree.strip(), *parents, "-F", "-",
        cwd=wish.repo, stdin=wish.message.encode("utf-8", "replace"),
    )  # fmt: skip
    return made.strip()


async def _move(git: Git, wish: Wish, new: str, trees: list[Path]) -> None:
    """Compare-and-swap of the target; a clean working tree on it goes along, and back again if the swap fails."""
    for where in trees:
        await git.run("update-index", "-q", "--refresh", cwd=where)
        await git.run("read-tree", "-m", "-u", wish.old, new, cwd=where)
    try:
        await git.run("update-ref", "-m", "taskyard: merge", wish.target, new, wish.old, cwd=wish.repo)
    except GitProblem as moved:
        with anyio.CancelScope(shield=True):
            for where in trees:
                await git.run("read-tree", "-m", "-u", new, wish.old, cwd=where)
        raise GitProblem("the target moved while it was being merged; try again", kind="rejected") from moved
    now = await git.commit(wish.repo, wish.target)
    proof = wish.head if wish.strategy in {MergeStrategy.MERGE, MergeStrategy.FF} else new
    if now is None or not await git.is_ancestor(wish.repo, proof, now):
        raise GitProblem("the merged commit is not reachable from the target", kind="rejected")
