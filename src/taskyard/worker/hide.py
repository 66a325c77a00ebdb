"""Keeps from an agent what the repository would configure it with, and puts it back before anything is committed.

The files are moved out of the tree, not masked: an agent's program finds none at its start. git is told to take no
notice. Everything is done relative to open folders: what an agent leaves as a link is never followed.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import anyio

from taskyard.agent.protocol import Agent
from taskyard.domain.agent_config import File, approved, covered, fingerprint, protected, words
from taskyard.domain.error import AgentProblem
from taskyard.domain.project import Checkout, RepositoryConfig
from taskyard.domain.run import Reason
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.ref import readable
from taskyard.worker.job import Job

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC


class Curtain:
    """Before what a run's agent must not load. What the agent makes later in its run is its own and stays in sight."""

    def __init__(self, job: Job, workspace: Workspace) -> None:
        self._job, self._workspace, self._tree = job, workspace, workspace.path
        self._paths: list[str] = []
        self._told: set[str] = set()

    async def choose(self) -> None:
        """Raises AgentProblem where the project refuses such a repository."""
        settings, name = self._job.settings, self._job.claim.project.name
        if settings.repository_config is RepositoryConfig.ALLOW:
            return
        try:
            paths, files = await anyio.to_thread.run_sync(find, self._tree)
        except RecursionError as deep:
            text = "the workspace has folders that are too deep to be looked through"
            raise AgentProblem(text, reason=Reason.SETUP_FAILED) from deep
        mark = fingerprint(files)
        if not paths or approved(settings, mark):
            return
        said = words(files, settings, name, mark)
        if settings.repository_config is RepositoryConfig.REFUSE:
            text = f"the repository configures its agents, and nobody approved that: {said}"
            raise AgentProblem(text, reason=Reason.SETUP_FAILED)
        self._paths = paths
        await self._job.report.say(f"hidden from the agent, which would load them unasked: {said}")

    async def draw(self) -> None:
        """Hides; what is hidden already, or is gone, stays as it is."""
        if not self._paths:
            return
        if self._workspace.strategy is not Checkout.DIRECTORY:
            args = ("--literal-pathspecs", "ls-files", "-z", "--stage", "--", *self._paths)
            listed = [one.partition("\t") for one in (await self._git(*args)).split("\0") if one]
            torn = sorted({name for stage, _, name in listed if not stage.endswith(" 0")})
            if torn:  # the agent cannot resolve what it does not see
                text = f"a conflict in what is hidden from the agent: {', '.join(torn)}; resolve it, or approve the files"
                raise AgentProblem(readable(text), reason=Reason.SETUP_FAILED)
            await self._flag("--skip-worktree", [name for _, _, name in listed])
        await anyio.to_thread.run_sync(move_out, self._tree, await self._store(), self._paths)

    async def lift(self) -> None:
        """Puts everything back, also what a killed predecessor has left hidden."""
        store = await self._store()
        if not await anyio.Path(store).is_dir():
            return
        again = await anyio.to_thread.run_sync(move_back, self._tree, store)
        if self._workspace.strategy is not Checkout.DIRECTORY:
            listed = (await self._git("ls-files", "-z", "-v")).split("\0")
            names = [one[2:] for one in listed if one.startswith("S ") and covered(one[2:])]
            await self._flag("--no-skip-worktree", names)
        new = sorted(set(again) - self._told)
        self._told |= set(new)
        if new:
            text = f"the agent wrote what was hidden from it; the repository's own is back: {', '.join(new[:20])}"
            await self._job.report.say(readable(text))

    async def _store(self) -> Path:
        """Beside the tree, on its file system; for a repository that is worked in, in its git directory."""
        if self._workspace.strategy is Checkout.IN_PLACE:
            return await self._job.deps.git.common_dir(self._tree) / "taskyard-hidden"
        return self._tree.parent / "hidden"

    async def _flag(self, flag: str, names: list[str]) -> None:
        if names:
            told = "".join(f"{name}\0" for name in names).encode("utf-8", "surrogateescape")
            await self._job.deps.git.run("update-index", "-z", flag, "--stdin", cwd=self._tree, stdin=told)

    async def _git(self, *args: str) -> str:
        return await self._job.deps.git.run(*args, cwd=self._tree)


@asynccontextmanager
async def hidden(job: Job, workspace: Workspace, agent: Agent) -> AsyncIterator[Curtain]:
    """Raises AgentProblem where the project refuses the repository's configuration."""
    curtain = Curtain(job, workspace)
    if agent.loads_config:
        await curtain.choose()
    try:
        await curtain.draw()
        yield curtain
    finally:
        with anyio.CancelScope(shield=True):
            await curtain.lift()


def find(tree: Path) -> tuple[list[str], list[File]]:
    """The protected files and folders, and every file in them."""
    paths: list[str] = []
    files: list[File] = []
    for folder, folders, names, at in os.fwalk(tree, follow_symlinks=False):
        here = os.path.relpath(folder, tree)
        full = {name: name if here == "." else f"{here}/{name}" for name in (*folders, *names)}
        mine = [name for name, path in full.items() if protected(path)]
        for name in mine:
            paths.append(full[name])
            files += _files(at, name, full[name])
        folders[:] = [name for name in folders if name not in mine and name.casefold() != ".git"]
    return sorted(paths), files


def move_out(tree: Path, store: Path, paths: list[str]) -> None:
    store.mkdir(mode=0o700, exist_ok=True)
    with _opened(tree) as ours, _opened(store) as theirs:
        for path in paths:
            *folders, name = path.split("/")
            with _below(ours, folders) as source:
                if source is None or _mode(name, source) is None:
                    continue
                with _below(theirs, folders, make=True) as target:
                    if target is not None and _mode(name, target) is None:
                        os.rename(name, name, src_dir_fd=source, dst_dir_fd=target)


def move_back(tree: Path, store: Path) -> list[str]:
    """What was in the way and is gone for it."""
    again: list[str] = []
    with _opened(store) as source, _opened(tree) as target:
        _merge(source, target, "", again)
    store.rmdir()
    return again


def _merge(source: int, target: int, at: str, again: list[str]) -> None:
    for name in os.listdir(source):
        kind, there = _mode(name, source), _mode(name, target)
        if kind is not None and there is not None and stat.S_ISDIR(kind) and stat.S_ISDIR(there):
            with _opened(name, source) as inner, _opened(name, target) as outer:
                _merge(inner, outer, f"{at}{name}/", again)
            os.rmdir(name, dir_fd=source)
            continue
        if there is not None:
            again.append(f"{at}{name}")
            shutil.rmtree(name, dir_fd=target) if stat.S_ISDIR(there) else os.unlink(name, dir_fd=target)
        os.rename(name, name, src_dir_fd=source, dst_dir_fd=target)


def _files(at: int, name: str, path: str) -> Iterator[File]:
    kind = _mode(name, at)
    if kind is not None and stat.S_ISDIR(kind):
        with _opened(name, at) as folder:
            for inner in os.listdir(folder):  # noqa: PTH208 - by the open folder
                yield from _files(folder, inner, f"{path}/{inner}")
    elif kind is not None and stat.S_ISREG(kind):
        yield File(path=path, mode="x" if kind & stat.S_IXUSR else "-", content=_sum(at, name))
    else:
        yield File(path=path, mode="other", content="")


def _sum(at: int, name: str) -> str:
    with os.fdopen(os.open(name, _FILE, dir_fd=at), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mode(name: str, at: int) -> int | None:
    try:
        return os.stat(name, dir_fd=at, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return None


@contextmanager
def _opened(path: str | Path, at: int | None = None) -> Iterator[int]:
    folder = os.open(path, _FOLDER, dir_fd=at)
    try:
        yield folder
    finally:
        os.close(folder)


@contextmanager
def _below(top: int, folders: list[str], *, make: bool = False) -> Iterator[int | None]:
    """The folder down there; None when it is not there any more, or is a link now."""
    current = os.dup(top)
    try:
        for name in folders:
            if make and _mode(name, current) is None:
                os.mkdir(name, 0o700, dir_fd=current)
            kind = _mode(name, current)
            if kind is None or not stat.S_ISDIR(kind):
                yield None
                return
            inner = os.open(name, _FOLDER, dir_fd=current)
            os.close(current)
            current = inner
        yield current
    finally:
        os.close(current)
