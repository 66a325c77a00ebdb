"""What changed between two commits of the trusted repository: for people, without any program of the repository's."""

from pathlib import Path

import anyio

from taskyard.domain.error import TaskyardError
from taskyard.domain.run import FileStat
from taskyard.git.plumbing import Git
from taskyard.git.problem import classify
from taskyard.git.ref import readable

# The repository's own taste in diffs must not show: what is stored here is read by programs too.
_PLAIN = (
    "--no-ext-diff", "--no-textconv", "--no-color", "--find-renames", "--no-relative", "--submodule=short",
    "--src-prefix=a/", "--dst-prefix=b/", "-O/dev/null",
)  # fmt: skip
_PATIENCE = 10.0  # seconds, for a count that only people look at
_KINDS = {"A": "added", "D": "deleted", "R": "renamed", "C": "added"}


async def stat(git: Git, repository: Path, base: str, head: str) -> tuple[FileStat, ...]:
    kinds = await _kinds(git, repository, base, head)
    fields = iter((await git.run("diff", *_PLAIN, "--numstat", "-z", base, head, cwd=repository)).split("\0"))
    found = []
    for line in fields:
        if not line:
            continue
        added, removed, path = line.split("\t", 2)
        if not path:  # a rename: old and new name follow
            next(fields)
            path = next(fields)
        found.append(
            FileStat(
                path=readable(path),
                added=None if added == "-" else int(added),
                removed=None if removed == "-" else int(removed),
                kind=kinds.get(path, "modified"),
            )
        )
    return tuple(found)


async def patch(git: Git, repository: Path, base: str, head: str, limit: int) -> tuple[str, bool]:
    """The patch in at most `limit` bytes, and whether it was cut."""
    done = await git.attempt(
        "diff",
        *_PLAIN,
        "--unified=3",
        "--inter-hunk-context=0",
        "--binary",
        base,
        head,
        cwd=repository,
        most=limit,
    )
    if done.code != 0:
        raise classify(done.stderr.decode("utf-8", "replace"), "diff")
    return done.stdout.decode("utf-8", "replace").replace("\0", "\ufffd"), done.cut


async def merge_base(git: Git, repository: Path, target: str, head: str) -> str | None:
    """The newest commit that a branch and its head share."""
    done = await git.attempt("merge-base", f"refs/heads/{target}", head, cwd=repository)
    return done.stdout.decode().strip() or None


async def apart(git: Git, repository: Path, target: str, head: str) -> tuple[int, int] | None:
    """How many commits only `head` has, and how many only `target`. None: one of them is not there, or it takes too long.

    Both are commit ids. A repository that was cloned in part fetches nothing for it.
    """
    counts: list[str] = []
    with anyio.move_on_after(_PATIENCE):
        try:
            words = ("rev-list", "--left-right", "--count", f"{head}...{target}")
            done = await git.attempt(*words, cwd=repository, env={"GIT_NO_LAZY_FETCH": "1"})
        except (TaskyardError, OSError):
            return None
        counts = done.stdout.decode().split() if done.code == 0 else []
    return (int(counts[0]), int(counts[1])) if len(counts) == 2 else None


async def _kinds(git: Git, repository: Path, base: str, head: str) -> dict[str, str]:
    fields = iter(
        (await git.run("diff", *_PLAIN, "--name-status", "-z", base, head, cwd=repository)).split("\0")
    )
    found = {}
    for letter in fields:
        if letter:
            path = next(fields)
            if letter[0] in "RC":
                path = next(fields)
            found[path] = _KINDS.get(letter[0], "modified")
    return found
