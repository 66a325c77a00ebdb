"""What an agent leaves behind becomes a commit; what it did not finish becomes a snapshot."""

import pytest

from taskyard.domain.project import Checkout
from taskyard.git.commit import snapshot
from taskyard.testing.checkout import fingerprint

pytestmark = pytest.mark.anyio
STRATEGIES = [Checkout.CLONE, Checkout.WORKTREE, Checkout.IN_PLACE]


@pytest.fixture(params=STRATEGIES)
async def workspace(request, yard):
    return await yard.workspace(strategy=request.param)


def keep(yard, workspace, run="r1"):
    return snapshot(yard.git, workspace, yard.repo.path, "t1", run)


async def test_everything_is_committed_with_its_trailers(yard, workspace):
    (workspace.path / ".gitignore").write_text("*.log\n")
    (workspace.path / "noise.log").write_text("noise\n")
    (workspace.path / "dir").mkdir()
    (workspace.path / "dir" / "n\udcff.txt").write_text("odd name\n")
    (workspace.path / "README.md").unlink()
    head = await yard.commit(workspace, "feat: all\n\n# not a comment\n\nTask: t1\nRun: r1\n")
    run = yard.git.run
    said = await run("log", "-1", "--format=%H|%s|%(trailers:only,separator=%x2C)", cwd=workspace.path)
    assert said.strip() == f"{head}|feat: all|Task: t1,Run: r1"
    assert "# not a comment" in await run("log", "-1", "--format=%B", cwd=workspace.path)
    names = await run("ls-tree", "-r", "--name-only", "-z", head, cwd=workspace.path)
    assert set(names.split("\0")) == {"", ".gitignore", "dir/n\udcff.txt"}
    assert await run("status", "--porcelain", cwd=workspace.path) == ""
    assert await yard.commit(workspace) is None


async def test_the_agents_own_commits_stay_below(yard, workspace):
    (workspace.path / "a.txt").write_text("a\n")
    await yard.git.run("add", "--all", cwd=workspace.path)
    await yard.git.run(
        "-c", "user.name=Agent", "-c", "user.email=a@b", "commit", "-qm", "mine", cwd=workspace.path
    )
    assert await yard.commit(workspace) is None
    (workspace.path / "b.txt").write_text("b\n")
    await yard.commit(workspace)
    said = await yard.git.run("log", "-2", "--format=%an %s", cwd=workspace.path)
    assert said.splitlines() == ["Ann feat: work", "Agent mine"]


async def test_nobody_commits_as_taskyard(yard, workspace):
    (workspace.path / "a.txt").write_text("a\n")
    said = await yard.git.run("log", "-1", "--format=%an %ae", cwd=workspace.path)
    assert said.strip() == "Ada ada@localhost"


async def test_a_snapshot_holds_what_git_does_not_know(yard, workspace):
    (workspace.path / "README.md").write_text("changed\n")
    (workspace.path / "new.txt").write_text("new\n")
    (workspace.path / ".gitignore").write_text("*.log\n")
    (workspace.path / "noise.log").write_text("noise\n")
    status = await yard.git.run("status", "--porcelain", cwd=workspace.path)
    ref = await keep(yard, workspace)
    assert ref == "refs/taskyard/snapshots/t1/r1"
    assert await yard.repo.git("show", f"{ref}:README.md") == "changed\n"
    assert await yard.repo.git("show", f"{ref}:new.txt") == "new\n"
    assert "noise.log" not in await yard.repo.git("ls-tree", "--name-only", ref)
    assert await yard.git.run("status", "--porcelain", cwd=workspace.path) == status
    assert await keep(yard, workspace) == ref
    (workspace.path / "new.txt").write_text("newer\n")
    await keep(yard, workspace)
    assert await yard.repo.git("show", f"{ref}:new.txt") == "newer\n"


async def test_commits_alone_are_kept_too(yard, workspace):
    assert await keep(yard, workspace) is None
    (workspace.path / "a.txt").write_text("a\n")
    head = await yard.commit(workspace)
    ref = await keep(yard, workspace)
    assert await yard.id(ref) == head


async def test_a_conflict_can_be_kept_as_it_is(yard):
    workspace = await yard.workspace()
    (workspace.path / "README.md").write_text("a\n")
    await yard.commit(workspace)
    target = await yard.target(README__md="b\n")
    await yard.git.attempt("merge", target, cwd=workspace.path)
    before = await fingerprint(yard.repo)
    ref = await keep(yard, workspace)
    assert "<<<<<<< " in await yard.repo.git("show", f"{ref}:README.md")
    assert await fingerprint(yard.repo) == before


async def test_a_snapshot_survives_the_workspace(yard):
    workspace = await yard.workspace()
    (workspace.path / "new.txt").write_text("new\n")
    ref = await keep(yard, workspace)
    await yard.workspace(fresh=True)
    assert await yard.repo.git("show", f"{ref}:new.txt") == "new\n"
    assert "error" not in await yard.repo.git("fsck", "--full")
