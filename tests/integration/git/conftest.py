"""A repository, workspaces in it, branches to merge and the words for a merge."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from taskyard.domain.project import Checkout, MergeStrategy, Settings
from taskyard.git.bundle import hand_over
from taskyard.git.checkout.registry import prepare
from taskyard.git.commit import commit_all
from taskyard.git.merge import merge
from taskyard.git.plumbing import Git
from taskyard.testing.repo import Repo

MESSAGE = "feat: work\n\nTaskyard-Task: t1\nTaskyard-Run: r1\n"
ANN = ("Ann", "ann@localhost")


@dataclass(frozen=True)
class Yard:
    """One repository and what Taskyard does with it."""

    git: Git
    repo: Repo
    folder: Path

    async def id(self, name):
        return (await self.repo.git("rev-parse", name)).strip()

    async def branch(self, name, *, start="main", **files):
        """A branch with one commit that writes `files`, made without touching the working tree."""
        place = self.folder / "aside" / name.replace("/", "-")
        await self.repo.git("worktree", "add", "--quiet", "-b", name, str(place), start)
        aside = Repo(place)
        for file, text in files.items():
            aside.write(file.replace("__", "."), text)
        head = await aside.commit(f"work on {name}")
        await self.repo.git("worktree", "remove", "--force", str(place))
        return head

    async def target(self, **files):
        """A commit of the user's on main."""
        for file, text in files.items():
            self.repo.write(file.replace("__", "."), text)
        return await self.repo.commit("the user's own")

    async def merge(self, strategy=MergeStrategy.MERGE, *, branch="taskyard/t1", repo=None, **options):
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        words = {
            "repo": repo or self.repo.path,
            "target": "main",
            "branch": branch,
            "expected_head": options.pop("expected_head", None) or await self.id(branch),
            "strategy": strategy,
            "message": MESSAGE,
            "author": ANN,
            "scratch": scratch,
        }
        return await merge(self.git, **(words | options))

    async def workspace(self, task="t1", *, strategy=Checkout.CLONE, start="main", fresh=False, branch=None):
        return await prepare(
            self.git,
            strategy=strategy,
            project_repo=self.repo.path,
            root=self.folder / "root",
            task_id=task,
            branch=branch or f"taskyard/{task}",
            start=start,
            settings=Settings(),
            fresh=fresh,
        )

    async def commit(self, workspace, message=MESSAGE):
        return await commit_all(self.git, workspace, message, *ANN)

    async def hand_over(self, workspace, run="r1"):
        return await hand_over(self.git, workspace, self.repo.path, workspace.branch, run)


@pytest.fixture
def git(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return Git(home=home)


@pytest.fixture
def yard(git, repo, tmp_path):
    return Yard(git, repo, tmp_path)


@pytest.fixture
async def bare(yard, tmp_path):
    """The same history without a working tree."""
    path = tmp_path / "bare.git"
    await yard.repo.git("clone", "--quiet", "--bare", str(yard.repo.path), str(path))
    return Repo(path)
