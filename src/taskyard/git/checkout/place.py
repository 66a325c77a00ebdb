"""A workspace's own folder: marked as ours first, described last, removed only when it is provably ours."""

import json
import os
import shutil
from pathlib import Path

from taskyard.domain.error import UnsafePath
from taskyard.domain.project import Checkout
from taskyard.git.checkout.protocol import Order, Workspace
from taskyard.git.plumbing import NOTE

OWNER = ".taskyard-workspace"


def contained(root: Path, task: str) -> Path:
    """root / task, proved to lie in root. Raises UnsafePath."""
    place = root / task
    if Path(task).name != task or task in {"", ".", ".."} or place.is_symlink():
        raise UnsafePath(f"{task!r} is not the name of a workspace")
    if place.resolve().parent != root.resolve():
        raise UnsafePath(f"{place} does not lie in {root}")
    return place


def open_place(order: Order) -> None:
    """An empty folder with our marker; what a killed predecessor left half made is cleared away."""
    if order.place.exists():
        erase(order.place)
    order.place.mkdir(parents=True, mode=0o700)
    (order.place / OWNER).write_text(order.task)


def prove_ours(place: Path) -> None:
    """Raises UnsafePath for anything without our marker."""
    marker = place / OWNER
    if place.is_symlink() or marker.is_symlink() or not marker.is_file():
        raise UnsafePath(f"{place} does not carry Taskyard's marker; it is left alone")


def erase(place: Path) -> None:
    """Raises UnsafePath for what is not ours. The marker goes last: what was half removed is still ours."""
    prove_ours(place)
    for folder, names, _ in os.walk(place):
        for name in names:
            if not (path := Path(folder, name)).is_symlink():
                path.chmod(0o700)  # caches like to close their folders
    for entry in place.iterdir():
        if entry.name != OWNER:
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    shutil.rmtree(place)


def describe(order: Order, workspace: Workspace) -> Workspace:
    """Written last: a workspace without it is half made."""
    note = {
        "task": order.task,
        "strategy": workspace.strategy.value,
        "branch": workspace.branch,
        "base_commit": workspace.base_commit,
        "git_dir": None if workspace.git_dir is None else str(workspace.git_dir),
        "path": str(workspace.path),
        "repository": None if order.repository is None else str(order.repository),
    }
    new = order.place / f"{NOTE}.new"
    new.write_text(json.dumps(note))
    new.replace(order.place / NOTE)
    return workspace


def known(order: Order, strategy: Checkout) -> Workspace | None:
    """The finished workspace that is there, if it fits the order."""
    path = order.place / NOTE
    if order.fresh or not path.is_file():
        return None
    note = json.loads(path.read_text())
    repository = None if order.repository is None else str(order.repository)
    if note["strategy"] != strategy.value or note["repository"] != repository or note["task"] != order.task:
        return None
    workspace = Workspace(
        path=Path(note["path"]),
        strategy=strategy,
        branch=note["branch"],
        base_commit=note["base_commit"],
        git_dir=None if note["git_dir"] is None else Path(note["git_dir"]),
    )
    return workspace if workspace.path.is_dir() else None
