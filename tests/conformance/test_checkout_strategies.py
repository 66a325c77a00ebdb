"""Every checkout strategy passes the certificate, and leaves the user's repository as it is."""

import pytest

from taskyard.domain.error import GitProblem, UnsafePath
from taskyard.domain.project import Checkout, Settings
from taskyard.git.bundle import hand_over
from taskyard.git.checkout.clone import Clone
from taskyard.git.checkout.directory import Directory
from taskyard.git.checkout.in_place import InPlace
from taskyard.git.checkout.registry import STRATEGIES, prepare, remove
from taskyard.git.checkout.worktree import Worktree
from taskyard.git.commit import commit_all, snapshot
from taskyard.git.plumbing import Git
from taskyard.testing.checkout import Certificate, fingerprint

pytestmark = pytest.mark.anyio
WITH_REPOSITORY = [Checkout.CLONE, Checkout.WORKTREE, Checkout.IN_PLACE]


@pytest.fixture
def git(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return Git(home=home)


@pytest.fixture(params=WITH_REPOSITORY)
def certificate(request, git, repo, tmp_path):
    return Certificate(request.param, git, repo, tmp_path / "root")


def test_each_name_has_its_plug():
    kinds = {
        Checkout.CLONE: Clone,
        Checkout.WORKTREE: Worktree,
        Checkout.IN_PLACE: InPlace,
        Checkout.DIRECTORY: Directory,
    }
    assert {name: type(plug) for name, plug in STRATEGIES.items()} == kinds


async def test_starts_at_the_target(certificate):
    await certificate.starts_at_the_target()


async def test_is_reused_with_its_work(certificate):
    await certificate.is_reused_with_its_work()


async def test_commits_under_our_name(certificate):
    await certificate.commits_under_our_name()


@pytest.mark.parametrize("strategy", [Checkout.CLONE, Checkout.WORKTREE])
async def test_the_users_repository_stays_as_it_is(strategy, git, repo, tmp_path):
    before = await fingerprint(repo)
    certificate = Certificate(strategy, git, repo, tmp_path / "root")
    workspace = await certificate.open()
    (workspace.path / "new.txt").write_text("new\n")
    head = await commit_all(git, workspace, "feat: new\n", "Ann", "ann@localhost")
    (workspace.path / "half.txt").write_text("half\n")
    ref = await snapshot(git, workspace, repo.path, "t1", "r1")
    assert await hand_over(git, workspace, repo.path, "taskyard/t1", "r1") == head
    assert await hand_over(git, workspace, repo.path, "taskyard/t1", "r1") == head
    assert (await repo.git("rev-parse", "taskyard/t1")).strip() == head
    assert await repo.git("show", f"{ref}:half.txt") == "half\n"
    assert await fingerprint(repo) == before


async def test_a_dirty_tree_is_left_alone_in_place(git, repo, tmp_path):
    repo.write("README.md", "mine\n")
    before = await fingerprint(repo)
    with pytest.raises(GitProblem) as refused:
        await Certificate(Checkout.IN_PLACE, git, repo, tmp_path / "root").open()
    assert refused.value.kind == "dirty"
    assert "README.md" in refused.value.message
    assert await fingerprint(repo) == before


async def test_a_directory_needs_no_repository(git, tmp_path):
    words = {
        "root": tmp_path / "root",
        "task_id": "t1",
        "branch": "taskyard/t1",
        "start": "main",
        "settings": Settings(),
    }
    workspace = await prepare(git, strategy=Checkout.CLONE, project_repo=None, **words)
    assert workspace.strategy is Checkout.DIRECTORY
    assert workspace.base_commit is None
    assert list(workspace.path.iterdir()) == []


async def test_half_made_is_made_anew_and_only_ours_is_removed(git, repo, tmp_path):
    certificate = Certificate(Checkout.CLONE, git, repo, tmp_path / "root")
    workspace = await certificate.open()
    (workspace.path.parent / "workspace.json").unlink()
    (workspace.path / "left.txt").write_text("half\n")
    assert not ((await certificate.open()).path / "left.txt").exists()
    where = {"strategy": Checkout.CLONE, "project_repo": repo.path, "root": tmp_path / "root"}
    await remove(git, task_id="t1", **where)
    assert not workspace.path.exists()
    (tmp_path / "root" / "strange").mkdir()
    for name in ("strange", "..", "a/b"):
        with pytest.raises(UnsafePath):
            await remove(git, task_id=name, **where)
    assert (tmp_path / "root" / "strange").is_dir()


async def test_what_an_agent_configures_never_runs_with_our_rights(git, repo, tmp_path):
    certificate = Certificate(Checkout.CLONE, git, repo, tmp_path / "root")
    workspace = await certificate.open()
    canary = tmp_path / "canary"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {canary}\ncat\n")
    script.chmod(0o755)
    config = workspace.git_dir / "config"
    config.write_text(
        config.read_text()
        + f'[core]\n\tfsmonitor = {script}\n[filter "x"]\n\tclean = {script}\n\tsmudge = {script}\n'
    )
    (workspace.git_dir / "hooks").mkdir(exist_ok=True)
    (workspace.git_dir / "hooks" / "pre-commit").write_text(script.read_text())
    (workspace.git_dir / "hooks" / "pre-commit").chmod(0o755)
    (workspace.path / ".gitattributes").write_text("* filter=x\n")
    (workspace.path / "a.txt").write_text("a\n")
    await commit_all(git, workspace, "feat: a\n", "Ann", "ann@localhost")
    await snapshot(git, workspace, repo.path, "t1", "r1")
    await hand_over(git, workspace, repo.path, "taskyard/t1", "r1")
    assert not canary.exists()
