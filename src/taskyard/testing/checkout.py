"""The certificate of checkout strategies, and the fingerprint of a user's repository."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from taskyard.domain.project import Checkout, Settings
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.checkout.registry import prepare
from taskyard.git.commit import commit_all
from taskyard.git.plumbing import Git
from taskyard.testing.repo import Repo

OURS = ("refs/heads/taskyard/", "refs/taskyard/")


async def fingerprint(repo: Repo) -> dict[str, str]:
    """Refs that are not ours, HEAD, index, config, stash and working tree: what only a merge may change."""
    lines = (await repo.git("for-each-ref", "--format=%(refname) %(objectname)")).splitlines()
    dot_git = repo.path / ".git"
    files = {
        str(path.relative_to(repo.path)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(repo.path.rglob("*"))
        if path.is_file() and dot_git not in path.parents
    }
    own = {
        name: (dot_git / name).read_text("latin-1")
        for name in ("HEAD", "index", "config")
        if (dot_git / name).exists()
    }
    hooks = sorted(str(path) for path in (dot_git / "hooks").glob("*"))
    refs = "\n".join(line for line in lines if not line.startswith(OURS))
    return {"refs": refs, "hooks": "\n".join(hooks), **own, **files}


@dataclass(frozen=True)
class Certificate:
    """What every strategy with a repository must hold; each method is one promise."""

    strategy: Checkout
    git: Git
    repo: Repo
    root: Path

    async def open(self, task: str = "t1", *, fresh: bool = False) -> Workspace:
        return await prepare(
            self.git,
            strategy=self.strategy,
            project_repo=self.repo.path,
            root=self.root,
            task_id=task,
            branch=f"taskyard/{task}",
            start="main",
            settings=Settings(),
            fresh=fresh,
        )

    async def starts_at_the_target(self) -> None:
        workspace = await self.open()
        assert workspace.branch == "taskyard/t1"
        assert workspace.base_commit == (await self.repo.git("rev-parse", "main")).strip()
        assert (workspace.path / "README.md").read_text() == "A small repository.\n"

    async def is_reused_with_its_work(self) -> None:
        first = await self.open()
        (first.path / "half.txt").write_text("half\n")
        again = await self.open()
        assert again == first
        assert (again.path / "half.txt").read_text() == "half\n"

    async def commits_under_our_name(self) -> None:
        workspace = await self.open()
        (workspace.path / "new.txt").write_text("new\n")
        commit = await commit_all(self.git, workspace, "feat: new\n", "Ann", "ann@localhost")
        assert commit is not None
        said = await self.git.run("log", "-1", "--format=%an %ae %cn %s", cwd=workspace.path)
        assert said.strip() == "Ann ann@localhost Ann feat: new"
        assert await commit_all(self.git, workspace, "feat: none\n", "Ann", "ann@localhost") is None
