"""The socket of checkout strategies: where and how a task's files come to lie."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from taskyard.domain.project import Checkout
from taskyard.git.plumbing import Git


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """Owned by a task; outlives its runs."""

    path: Path
    strategy: Checkout
    branch: str | None = None
    base_commit: str | None = None  # where its branch left the target
    git_dir: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a strategy is asked for."""

    repository: Path | None
    place: Path  # root / task id: ours alone
    task: str
    branch: str
    start: str  # a commit id or a branch of the repository
    fresh: bool  # leave nothing of an earlier life of the task
    author: tuple[str, str]


class Strategy(Protocol):
    async def prepare(self, git: Git, order: Order) -> Workspace:
        """Makes the workspace, or takes the one that is there. Raises GitProblem."""

    async def remove(self, git: Git, order: Order) -> None:
        """Takes it away; `order.place` itself is removed by the caller."""
