"""The workspaces on this machine: what there is, told to the server; and what people want done with them."""

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio

from taskyard.domain.error import TaskyardError
from taskyard.domain.id import is_id
from taskyard.domain.project import Checkout
from taskyard.domain.workspace import (
    MOST_BRANCHES,
    MOST_REPOSITORIES,
    MOST_WORKSPACES,
    Act,
    Asked,
    Branches,
    Done,
    Found,
    Survey,
)
from taskyard.git.checkout.place import OWNER
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.checkout.registry import remove
from taskyard.git.commit import snapshot
from taskyard.git.plumbing import NOTE, Git
from taskyard.git.ref import head_ref, readable
from taskyard.git.tree import checked_out
from taskyard.worker.deps import Deps
from taskyard.worker.measure import Measure, Size

_WORDS = ("task", "strategy", "branch", "base_commit", "git_dir", "path", "repository")


Quiet = Callable[[str], AbstractAsyncContextManager[bool]]


@dataclass(frozen=True, kw_only=True)
class View:
    """What a look is given: where to look, and what is known of earlier ones."""

    repositories: tuple[str, ...]
    targets: Mapping[str, str]  # by task
    measure: Measure
    quiet: Quiet


async def survey(deps: Deps, view: View, done: Collection[Done] = ()) -> tuple[Survey, bool]:
    """Also whether something was left for the next look. Most repositories of projects are on no machine but one.

    `view.quiet` holds off runs of a task while its workspace is looked at, and says whether one is at work there already:
    two gits in one place would take each other's locks away.
    """
    places = sorted(set(view.repositories))[:MOST_REPOSITORIES]
    notes = await anyio.to_thread.run_sync(_notes, _roots(deps.workspaces, places))
    view.measure.begin(note["task"] for note in notes)
    found = [await _measured(view, note, await _seen(deps.git, note, view.quiet)) for note in notes]
    own = {note["task"]: _own(note) for note in notes if note["strategy"] != Checkout.IN_PLACE}
    sizes, left = await view.measure.disk(own.values())
    told = Survey(
        workspaces=tuple(_sized(one, sizes.get(own.get(one.task, Path()))) for one in found),
        repositories=tuple([seen for one in places if (seen := await _branches(deps.git, Path(one)))]),
        done=tuple(done),
    )
    return told, left


async def _measured(view: View, note: dict[str, Any], found: Found) -> Found:
    """Only in a repository that the server has named: the note lies where an agent may have been."""
    repository, target = note["repository"], view.targets.get(note["task"])
    if target is None or repository not in view.repositories:
        return found
    far = await view.measure.distance(found.task, Path(repository), target, found.head_commit)
    return found if far is None else replace(found, ahead=far[0], behind=far[1])


def _own(note: dict[str, Any]) -> Path:
    """Where everything of it lies, whatever the note says."""
    return Path(note["root"], note["task"])


def _sized(found: Found, size: Size | None) -> Found:
    return found if size is None else replace(found, disk=size.bytes, disk_cut=size.cut)


async def fulfil(deps: Deps, asked: Asked) -> Done:
    """Never raises for what cannot be done: the words go to whoever asked."""
    try:
        ref = await (_restore(deps, asked) if asked.act is Act.RESTORE else _discard(deps, asked))
    except (TaskyardError, OSError) as refused:
        deps.log.warning("workspace.refused", task=asked.task, act=asked.act.value, why=str(refused))
        return Done(task=asked.task, ok=False, words=str(refused)[:1000])
    deps.log.info("workspace.done", task=asked.task, act=asked.act.value, ref=ref)
    return Done(task=asked.task, ok=True, ref=ref)


async def _discard(deps: Deps, asked: Asked) -> str:
    """Takes the folder away, after all that it holds has a ref in the repository."""
    places = [] if asked.repository is None else [asked.repository]
    for note in await anyio.to_thread.run_sync(_notes, _roots(deps.workspaces, places)):
        if note["task"] == asked.task:
            ref = await _discard_one(deps, note)
            if asked.act is Act.RESET and note["strategy"] == Checkout.WORKTREE:
                await _drop_branch(deps.git, asked)
            return ref
    return ""


async def _discard_one(deps: Deps, note: dict[str, Any]) -> str:
    strategy, repository = Checkout(note["strategy"]), note["repository"]
    if strategy is Checkout.DIRECTORY or repository is None:
        raise TaskyardError("a plain directory has no snapshot: remove it by hand")
    ref: str | None = None
    if strategy is not Checkout.IN_PLACE:  # there the tree is the user's own, and nothing of it goes
        token = f"discarded-{secrets.token_hex(6)}"
        ref = await snapshot(deps.git, _workspace(note), Path(repository), note["task"], token)
    await remove(
        deps.git,
        strategy=strategy,
        project_repo=Path(repository),
        root=Path(note["root"]),
        task_id=note["task"],
    )
    return ref or ""


async def _drop_branch(git: Git, asked: Asked) -> None:
    """Only while another branch or a snapshot has all its commits, and not where somebody has checked it out."""
    if asked.repository is None or asked.branch is None:
        return
    repository, name = Path(asked.repository), head_ref(asked.branch)
    tip = await git.commit(repository, name)
    if tip is None or name in await checked_out(git, repository):
        return
    places = ("refs/heads", "refs/taskyard/snapshots")
    listed = await git.run(
        "for-each-ref", "--format=%(refname)", f"--contains={tip}", *places, cwd=repository
    )
    if set(listed.split()) - {name}:
        await git.run("update-ref", "-d", name, tip, cwd=repository)


async def _restore(deps: Deps, asked: Asked) -> str:
    """A branch at the snapshot, under a name that was free; no branch that is there moves."""
    if asked.repository is None or not asked.ref.startswith("refs/taskyard/snapshots/"):
        raise TaskyardError("there is no snapshot to restore")
    repository = Path(asked.repository)
    commit = await deps.git.commit(repository, asked.ref)
    if commit is None:
        raise TaskyardError(f"{asked.ref} is not in {repository}")
    ref = head_ref(f"taskyard/restored/{asked.task}-{secrets.token_hex(3)}")
    await deps.git.run(
        "update-ref", "-m", "taskyard: restored", ref, commit, "0" * len(commit), cwd=repository
    )
    return ref


def _roots(own: Path, repositories: Iterable[str]) -> list[Path]:
    """Where workspaces lie: the worker's own folder, and beside repositories."""
    beside = [Path(one) for one in repositories]
    return [own, *(one.parent / f"{one.name}.taskyard" for one in beside)]


def _notes(roots: list[Path]) -> list[dict[str, Any]]:
    """Only folders that carry our marker, and were finished."""
    found = []
    for root in roots:
        for path in sorted(root.glob(f"*/{NOTE}")) if root.is_dir() else []:
            place = path.parent
            if place.is_symlink() or not is_id(place.name) or not (place / OWNER).is_file():
                continue
            note = _note(path)
            if note is not None and note["task"] == place.name:
                found.append(note | {"root": str(root)})
    return found[:MOST_WORKSPACES]


def _note(path: Path) -> dict[str, Any] | None:
    """None for one that is not as we write them: it lies where an agent may have been."""
    try:
        note = json.loads(path.read_text())
        words = {name: note[name] for name in _WORDS}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    right = all(one is None or isinstance(one, str) for one in words.values())
    return words if right and words["path"] and words["strategy"] in set(Checkout) else None


async def _seen(git: Git, note: dict[str, Any], quiet: Quiet) -> Found:
    async with quiet(note["task"]) as is_quiet:
        return await _found(git, note, is_quiet)


async def _found(git: Git, note: dict[str, Any], is_quiet: bool) -> Found:
    path, strategy = Path(note["path"]), Checkout(note["strategy"])
    head, dirty = None, not is_quiet
    if is_quiet and strategy in {Checkout.CLONE, Checkout.WORKTREE}:
        try:
            head = await git.commit(path, "HEAD")
            dirty = bool(await git.run("status", "--porcelain", "-z", cwd=path))
        except (TaskyardError, OSError):
            dirty = True  # what cannot be looked at may hold work
    return Found(
        task=note["task"],
        path=str(path),
        strategy=strategy.value,
        branch=note["branch"],
        base_commit=note["base_commit"],
        head_commit=head,
        dirty=dirty,
    )


async def _branches(git: Git, repository: Path) -> Branches | None:
    """None where there is no repository."""
    if not await anyio.Path(repository).is_dir():
        return None
    try:
        listed = await git.run("for-each-ref", "--format=%(refname:short)", "refs/heads", cwd=repository)
        current = await git.attempt("symbolic-ref", "--quiet", "--short", "HEAD", cwd=repository)
    except (TaskyardError, OSError):
        return None
    names = tuple(readable(name) for name in listed.splitlines())[:MOST_BRANCHES]
    return Branches(
        path=str(repository), current=current.stdout.decode("utf-8", "replace").strip() or None, names=names
    )


def _workspace(note: dict[str, Any]) -> Workspace:
    return Workspace(
        path=Path(note["path"]),
        strategy=Checkout(note["strategy"]),
        branch=note["branch"],
        base_commit=note["base_commit"],
        git_dir=None if note["git_dir"] is None else Path(note["git_dir"]),
    )
