"""Nothing is deleted that is not provably ours."""

import pytest

from taskyard.domain.error import GitProblem, UnsafePath
from taskyard.domain.project import Checkout
from taskyard.git.checkout.place import OWNER
from taskyard.git.checkout.registry import remove
from taskyard.testing.checkout import fingerprint

pytestmark = pytest.mark.anyio
STRATEGIES = [Checkout.CLONE, Checkout.WORKTREE, Checkout.IN_PLACE, Checkout.DIRECTORY]


def away(yard, task, strategy=Checkout.CLONE):
    return remove(
        yard.git, strategy=strategy, project_repo=yard.repo.path, root=yard.folder / "root", task_id=task
    )


def contents(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("strategy", STRATEGIES)
async def test_ours_is_removed_and_twice_is_fine(yard, strategy):
    before = await fingerprint(yard.repo)
    await yard.workspace(strategy=strategy)
    await away(yard, "t1", strategy)
    await away(yard, "t1", strategy)
    assert not (yard.folder / "root" / "t1").exists()
    if strategy is not Checkout.IN_PLACE:  # that one leaves its branch checked out
        assert await fingerprint(yard.repo) == before
        assert "t1" not in await yard.repo.git("worktree", "list")


@pytest.mark.parametrize("strategy", STRATEGIES)
async def test_a_folder_without_our_marker_stays(yard, strategy):
    folder = yard.folder / "root" / "t1"
    await yard.repo.git("worktree", "add", "--quiet", "-b", "mine", str(folder / "tree"))
    (folder / "tree" / "work.txt").write_text("mine\n")
    before = contents(folder)
    with pytest.raises(UnsafePath):
        await away(yard, "t1", strategy)
    with pytest.raises(UnsafePath):
        await yard.workspace(strategy=strategy, fresh=True)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["", ".", "..", "../root", "a/b", "/etc", "t1/../t2", "t1/"])
async def test_a_name_that_leads_out_is_refused(yard, name):
    (yard.folder / "root").mkdir()
    with pytest.raises(UnsafePath):
        await away(yard, name)


@pytest.mark.parametrize("dangling", [True, False])
async def test_a_link_out_of_the_root_is_refused(yard, dangling):
    outside = yard.folder / "outside"
    if not dangling:
        outside.mkdir()
        (outside / OWNER).write_text("t1")
    (yard.folder / "root").mkdir()
    (yard.folder / "root" / "t1").symlink_to(outside)
    with pytest.raises(UnsafePath):
        await away(yard, "t1")
    with pytest.raises(UnsafePath):
        await yard.workspace(fresh=True)
    assert dangling or (outside / OWNER).exists()


async def test_a_marker_that_is_a_link_is_no_marker(yard):
    folder = yard.folder / "root" / "t1"
    folder.mkdir(parents=True)
    (yard.folder / "any").write_text("any\n")
    (folder / OWNER).symlink_to(yard.folder / "any")
    with pytest.raises(UnsafePath):
        await away(yard, "t1")


async def test_links_in_a_workspace_are_removed_not_followed(yard):
    outside = yard.folder / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept\n")
    outside.chmod(0o555)
    workspace = await yard.workspace()
    (workspace.path / "link").symlink_to(outside)
    (workspace.path / "closed" / "in").mkdir(parents=True)
    (workspace.path / "closed" / "in" / "file").write_text("x")
    (workspace.path / "closed" / "in").chmod(0o000)
    (workspace.path / "closed").chmod(0o500)
    await away(yard, "t1")
    assert not workspace.path.exists()
    assert (outside / "kept.txt").exists()
    assert outside.stat().st_mode & 0o777 == 0o555


@pytest.mark.parametrize("strategy", [Checkout.WORKTREE, Checkout.IN_PLACE])
async def test_a_fresh_start_keeps_the_commits_of_the_old_one(yard, strategy):
    workspace = await yard.workspace(strategy=strategy)
    (workspace.path / "a.txt").write_text("a\n")
    old = await yard.commit(workspace)
    again = await yard.workspace(strategy=strategy, fresh=True)
    assert not (again.path / "a.txt").exists()
    assert await yard.id("taskyard/t1") == await yard.id("main")
    assert await yard.id(f"refs/taskyard/kept/taskyard/t1/{old[:12]}") == old


@pytest.mark.parametrize("strategy", [Checkout.CLONE, Checkout.WORKTREE, Checkout.IN_PLACE])
async def test_a_branch_of_the_users_is_not_taken(yard, strategy):
    """`taskyard/t1` is there already, and nothing of it says that it is this task's."""
    await yard.repo.git("branch", "taskyard/wanted", "main")
    workspace = await yard.workspace(strategy=strategy, branch="taskyard/wanted")
    assert workspace.branch == "taskyard/wanted-2"


async def test_a_branch_that_the_user_looks_at_gets_no_second_tree(yard):
    await yard.repo.git("checkout", "--quiet", "-b", "taskyard/t1")
    with pytest.raises(GitProblem) as refused:
        await yard.workspace(strategy=Checkout.WORKTREE)
    assert refused.value.kind == "rejected"
    assert await yard.repo.git("status", "--porcelain") == ""
