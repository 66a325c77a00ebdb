"""Runs the git program: with an environment of our own, no hooks, no prompts, and never where an agent says.

A workspace's git directory lies beside its tree, not in it, and is named explicitly: the pointer file in the tree is
the agent's to change and is never followed. Its config is put back from a copy outside before each command, so that
no filter, hook or monitor that an agent may have configured runs with our rights.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import anyio

from taskyard import process
from taskyard.domain.error import GitProblem
from taskyard.git.problem import classify
from taskyard.process import Done

NOTE = "workspace.json"  # beside a workspace's tree; written last
TREE = "tree"
GIT = "git"
PRISTINE = "config.pristine"
LENT = "alternates.pristine"
_TIMEOUT = 600.0  # seconds
_OURS = ("objects", "refs", "logs", "info", "pack")  # of a git directory: where git writes for us

_ENV = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "/bin/false",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "file:https:ssh",
    "GIT_EDITOR": "true",
}
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "core.quotePath=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "commit.gpgSign=false",
    "protocol.ext.allow=never",
    "submodule.recurse=false",
    "safe.directory=*",
    "advice.detachedHead=false",
    "checkout.workers=0",
)


@dataclass(frozen=True)
class Git:
    home: Path  # HOME of git: an empty folder of ours
    program: str = "git"

    async def run(
        self,
        *args: str,
        cwd: Path,
        stdin: bytes | BinaryIO | None = None,
        env: Mapping[str, str] | None = None,
    ) -> str:
        """What it printed. Raises GitProblem, classified."""
        done = await self.attempt(*args, cwd=cwd, stdin=stdin, env=env)
        if done.code != 0:
            words = (done.stderr + b"\n" + done.stdout).decode("utf-8", "replace")
            raise classify(words, _verb(args))
        return done.stdout.decode("utf-8", "surrogateescape")

    async def attempt(
        self,
        *args: str,
        cwd: Path,
        stdin: bytes | BinaryIO | None = None,
        env: Mapping[str, str] | None = None,
        most: int | None = None,
    ) -> Done:
        """The same for commands whose exit code is an answer; of the output at most `most` bytes."""
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        where = await anyio.to_thread.run_sync(_place, cwd)
        whole = {**_ENV, "HOME": str(self.home), **(env or {})}
        argv = [self.program, *settings, *where, *_outside(args)]
        return await process.run(argv, cwd=cwd, env=whole, stdin=stdin, timeout=_TIMEOUT, most=most)

    async def commit(self, repository: Path, name: str) -> str | None:
        """The id of the commit that `name` (a full ref or an id) leads to."""
        done = await self.attempt("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", cwd=repository)
        return done.stdout.decode().strip() or None

    async def common_dir(self, repository: Path) -> Path:
        """Raises GitProblem when there is no repository."""
        found = (await self.run("rev-parse", "--git-common-dir", cwd=repository)).strip()
        return (repository / found).resolve()

    async def is_ancestor(self, repository: Path, commit: str, of: str) -> bool:
        done = await self.attempt("merge-base", "--is-ancestor", commit, of, cwd=repository)
        return done.code == 0


def _verb(args: tuple[str, ...]) -> str:
    """The command behind options of git itself."""
    words = iter(args)
    for word in words:
        if word == "-c":
            next(words)
        elif not word.startswith("-"):
            return word
    return ""


def _outside(args: tuple[str, ...]) -> list[str]:
    """Kept out of repositories inside of the tree: git would start itself there, by their config, to look for changes."""
    verb = _verb(args)
    if verb not in {"status", "diff"}:
        return list(args)
    at = args.index(verb) + 1
    return [*args[:at], "--ignore-submodules=dirty", *args[at:]]


def _place(cwd: Path) -> list[str]:
    """Explicit directories for a workspace; nothing for a repository, where git finds its own."""
    note = cwd.parent / NOTE
    if cwd.name != TREE or not note.is_file():
        return []
    git_dir = json.loads(note.read_text())["git_dir"]
    if git_dir is None:
        return []
    pristine = cwd.parent / PRISTINE
    if pristine.is_file():
        restore(Path(git_dir), pristine)
    return [f"--git-dir={git_dir}", f"--work-tree={cwd}"]


def restore(git_dir: Path, pristine: Path) -> None:
    """Config and borrowed objects as we wrote them; nothing else that makes git run or fetch something stays.

    Raises GitProblem (`rejected`) for a link: git would write through it, with our rights.
    """
    _refuse_links(git_dir)
    for name in ("config.worktree", "info/attributes", "commondir", "index.lock"):
        _clear(git_dir / name)
    for copy, name in ((pristine, "config"), (pristine.with_name(LENT), "objects/info/alternates")):
        file = git_dir / name
        if copy.is_file() and not (file.is_file() and file.read_bytes() == copy.read_bytes()):
            _clear(file)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(copy.read_bytes())


def _clear(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _refuse_links(git_dir: Path) -> None:
    """In the whole of it but for hooks (they never run) and the names of single objects (git checks them)."""
    todo = [git_dir]
    while todo:
        folder = todo.pop()
        if folder.is_symlink():
            raise GitProblem(f"{folder} is a link", kind="rejected")
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_symlink() and entry.name != "hooks":
                    raise GitProblem(f"{entry.path} is a link", kind="rejected")
                if entry.name in _OURS or (folder != git_dir and folder.name != "objects" and entry.is_dir()):
                    todo.append(Path(entry.path))
