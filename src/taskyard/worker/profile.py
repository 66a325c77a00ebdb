"""Where profiles lie: in the project's repository, as committed on its target, and in the folder of this user.

A workspace is never read for them: an agent could write there what the next one is told.
"""

import os
import stat
from pathlib import Path

import anyio

from taskyard.domain.error import AgentProblem, Invalid
from taskyard.domain.profile import (
    MOST_BYTES,
    MOST_FILES,
    Entry,
    Profile,
    Shelf,
    broken,
    choose,
    entry,
    shelve,
)
from taskyard.domain.run import Reason
from taskyard.git.plumbing import Git
from taskyard.git.ref import readable, start_point
from taskyard.worker.job import Job

FOLDER = ".taskyard/agents"  # in a repository; and in the home of the worker's user
_PLAIN = ("100644", "100755")  # modes of a file in a tree; a link has another


async def resolve(job: Job) -> Profile | None:
    """The profile that the settings name: the project's, else the user's. Raises AgentProblem when there is none."""
    name = job.settings.profile
    if not name:
        return None
    target = job.claim.project.target
    commit = await _target(job)
    project = await of_project(job.deps.git, job.repository, commit) if job.repository and commit else ()
    own = await anyio.to_thread.run_sync(of_user, job.deps.profiles)
    try:
        found = choose(name, project, own)
    except Invalid as bad:
        raise AgentProblem(bad.message, reason=Reason.SETUP_FAILED) from bad
    if found is None:
        places = [f"{FOLDER} of {target} ({commit[:12]})"] if commit else []
        places += [str(job.deps.profiles)] if job.deps.profiles else []
        where = " and in ".join(places) or "no folder at all: this project and this worker have none"
        raise AgentProblem(f"there is no profile {name!r}: looked in {where}", reason=Reason.SETUP_FAILED)
    await job.report.say(f"profile: {name}")
    return found


async def shelf(folder: Path | None, number: int) -> Shelf:
    """What the server is told of this user's folder: no word of the prompts."""
    found = await anyio.to_thread.run_sync(of_user, folder)
    return Shelf(round=number, items=tuple(one.card for one in found))


def of_user(folder: Path | None) -> tuple[Entry, ...]:
    """What cannot be read is listed with its problem and hides nothing."""
    if folder is None:
        return ()
    try:
        names = sorted(path.name for path in folder.iterdir() if _is_profile(path.name))
    except FileNotFoundError:
        return ()
    except OSError as problem:
        return (broken(str(folder), f"cannot be read: {problem.strerror}"),)
    entries = [_of_file(folder / name) for name in names[:MOST_FILES]]
    return shelve([*entries, *_beyond(names)])


async def of_project(git: Git, repository: Path, commit: str) -> tuple[Entry, ...]:
    words = await git.run("ls-tree", "-z", "-l", "--full-tree", commit, "--", f"{FOLDER}/", cwd=repository)
    listed = {}
    for line in filter(None, words.split("\0")):
        (mode, _, blob, size), path = line.partition("\t")[0].split(), line.partition("\t")[2]
        name = readable(path.rpartition("/")[2])
        if _is_profile(name):
            listed[name] = (blob, _objection(mode, size))
    names = sorted(listed)
    wanted = [listed[name][0] for name in names[:MOST_FILES] if not listed[name][1]]
    data = await _blobs(git, repository, wanted)
    entries = [
        broken(name, problem) if problem else entry(name, data.get(blob, b""))
        for name, (blob, problem) in ((name, listed[name]) for name in names[:MOST_FILES])
    ]
    return shelve([*entries, *_beyond(names)])


async def _target(job: Job) -> str | None:
    if job.repository is None:
        return None
    return await job.deps.git.commit(job.repository, start_point(job.claim.project.target))


def _is_profile(name: str) -> bool:
    return name.endswith(".md") and not name.startswith(".")


def _of_file(path: Path) -> Entry:
    """Opened without waiting: a pipe by that name must not hold the worker."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            return broken(path.name, "is not a file")
        with os.fdopen(opened, "rb") as file:
            return entry(path.name, file.read(MOST_BYTES + 1))
    except OSError as problem:
        return broken(path.name, f"cannot be read: {problem.strerror}")


def _beyond(names: list[str]) -> list[Entry]:
    if len(names) <= MOST_FILES:
        return []
    return [
        broken(names[MOST_FILES], f"is not read, nor are those after it: a folder has at most {MOST_FILES}")
    ]


def _objection(mode: str, size: str) -> str:
    if mode not in _PLAIN:
        return "is not a file"
    return f"is larger than {MOST_BYTES // 1000} kB" if int(size) > MOST_BYTES else ""


async def _blobs(git: Git, repository: Path, ids: list[str]) -> dict[str, bytes]:
    """Their bytes as committed, by one process."""
    if not ids:
        return {}
    asked = "".join(f"{one}\n" for one in ids).encode()
    rest = (await git.attempt("cat-file", "--batch", cwd=repository, stdin=asked)).stdout
    found = {}
    while rest:
        head, _, rest = rest.partition(b"\n")
        name, *more = head.decode().split()
        if len(more) == 2:  # else it is missing: two words, and nothing follows
            size = int(more[1])
            found[name], rest = rest[:size], rest[size + 1 :]
    return found
