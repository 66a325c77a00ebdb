"""Looking at a repository without changing it: its state, the chain of its tasks, what a task or a cleanup has left."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from taskyard.git.plumbing import Git
from taskyard.git.ref import head_ref, readable

_OURS = re.compile(r"\d{1,16}(-\d+)?")  # a hash of a task's text
_MAIN = ("main", "master")
_LOG = "20"  # commits


@dataclass(frozen=True, kw_only=True)
class BranchChain:
    kind: Literal["chains", "diverged"]
    branches: tuple[str, ...]  # first to last
    broken: tuple[str, ...] = ()  # those that do not begin where the one before ends


@dataclass(frozen=True, kw_only=True)
class RepositoryState:
    label: str
    branch: str  # or the commit, when no branch is checked out
    commit: str
    branches: Mapping[str, str]  # name → tip
    log: tuple[str, ...]
    status: tuple[str, ...]
    files: tuple[str, ...]  # that git knows

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


async def changes(git: Git, path: Path) -> Sequence[str]:
    """Files that are not committed, untracked ones too, ignored ones not."""
    words = await git.run("status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal", cwd=path)
    return [readable(each[3:]) for each in words.split("\0") if each]


async def where(git: Git, path: Path) -> str:
    """The branch that is checked out; else the commit."""
    done = await git.attempt("symbolic-ref", "--quiet", "--short", "HEAD", cwd=path)
    return done.stdout.decode().strip() or (await git.run("rev-parse", "HEAD", cwd=path)).strip()


async def read_chain(git: Git, path: Path) -> BranchChain:
    """The branches of tasks in the order of their length; the first must share its past with main or master."""
    tips = await _tips(git, path)
    lengths = {
        name: int(await git.run("rev-list", "--count", tip, cwd=path))
        for name, tip in tips.items()
        if _OURS.fullmatch(name)
    }
    order = sorted(lengths, key=lambda name: (lengths[name], name))
    main = next((tips[name] for name in _MAIN if name in tips), None)
    broken = []
    if order and main is not None and not await _meet(git, path, main, tips[order[0]]):
        broken.append(order[0])
    for before, after in pairwise(order):
        if await _meet(git, path, tips[before], tips[after]) != tips[before]:
            broken.append(after)
    return BranchChain(kind="diverged" if broken else "chains", branches=tuple(order), broken=tuple(broken))


async def dump(git: Git, path: Path, label: str) -> RepositoryState:
    graph = await git.attempt("log", "--graph", "--oneline", "--all", "-n", _LOG, cwd=path)
    files = await git.run("ls-files", "-z", cwd=path)
    return RepositoryState(
        label=label,
        branch=await where(git, path),
        commit=await git.commit(path, "HEAD") or "",
        branches=await _tips(git, path),
        log=tuple(graph.stdout.decode("utf-8", "replace").splitlines()),
        status=tuple(await changes(git, path)),
        files=tuple(readable(each) for each in files.split("\0") if each),
    )


async def verify_artifact(path: Path, branch: str, files: Sequence[str] = ()) -> Verdict:
    """The branch of a task that is said to be done: it is there, and has these files."""
    git = Git(home=Path("/dev/null"))
    if await git.commit(path, head_ref(branch)) is None:
        return Verdict(problems=(f"there is no branch {branch}",))
    listed = await git.run("ls-tree", "-r", "-z", "--name-only", head_ref(branch), cwd=path)
    has = {readable(name) for name in listed.split("\0")}
    return Verdict(problems=tuple(f"{branch} has no {name}" for name in files if name not in has))


async def verify_cleanup(path: Path, before: RepositoryState) -> Verdict:
    """Whether a repository is as it was: nothing uncommitted, the same branch, every branch where it was."""
    now = await dump(Git(home=Path("/dev/null")), path, before.label)
    problems = [f"not committed: {name}" for name in now.status]
    if now.branch != before.branch:
        problems.append(f"on {now.branch}, not on {before.branch}")
    for name in sorted({*now.branches, *before.branches}):
        if name not in before.branches:
            problems.append(f"branch {name} is new")
        elif name not in now.branches:
            problems.append(f"branch {name} is gone")
        elif now.branches[name] != before.branches[name]:
            problems.append(f"branch {name} has moved")
    return Verdict(problems=tuple(problems))


async def _tips(git: Git, path: Path) -> dict[str, str]:
    form = "--format=%(refname:lstrip=2) %(objectname)"
    lines = (await git.run("for-each-ref", form, "refs/heads/", cwd=path)).splitlines()
    return dict(line.rsplit(" ", 1) for line in lines)


async def _meet(git: Git, path: Path, one: str, other: str) -> str:
    return (await git.attempt("merge-base", one, other, cwd=path)).stdout.decode().strip()
