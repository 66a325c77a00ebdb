"""The target merged into a workspace: markers for the agent, and the way on when they are solved."""

import pytest

from taskyard.domain.error import GitProblem
from taskyard.domain.project import MergeStrategy
from taskyard.git.diff import merge_base, patch, stat
from taskyard.git.merge import merge_target_into
from taskyard.git.result import Conflicts, Merged

pytestmark = pytest.mark.anyio


async def conflicting(yard):
    """A workspace with a handed-over commit that the user's own commit contradicts."""
    workspace = await yard.workspace()
    (workspace.path / "README.md").write_text("the agent's\n")
    await yard.commit(workspace)
    await yard.hand_over(workspace)
    await yard.target(README__md="the user's\n", more__txt="more\n")
    return workspace


def into(yard, workspace):
    return merge_target_into(yard.git, workspace, yard.repo.path, "main")


async def test_markers_are_left_for_the_agent(yard):
    workspace = await conflicting(yard)
    assert await into(yard, workspace) == ("README.md",)
    text = (workspace.path / "README.md").read_text()
    assert "<<<<<<< " in text
    assert "the agent's\n" in text
    assert "the user's\n" in text
    assert (workspace.path / "more.txt").exists()
    (workspace.path / "half.txt").write_text("half\n")
    assert await into(yard, workspace) == ("README.md",)
    assert (workspace.path / "half.txt").exists()


async def test_without_a_conflict_there_is_a_merge_to_commit(yard):
    workspace = await yard.workspace()
    (workspace.path / "a.txt").write_text("a\n")
    await yard.commit(workspace)
    target = await yard.target(b__txt="b\n")
    assert await into(yard, workspace) == ()
    head = await yard.commit(workspace)
    assert await yard.git.is_ancestor(workspace.path, target, head)
    assert await into(yard, workspace) == ()
    assert await yard.commit(workspace) is None


async def test_a_target_that_is_not_there_is_missing(yard):
    workspace = await yard.workspace()
    with pytest.raises(GitProblem) as refused:
        await merge_target_into(yard.git, workspace, yard.repo.path, "nowhere")
    assert refused.value.kind == "missing"


async def test_work_in_the_way_is_kept_and_named(yard):
    workspace = await conflicting(yard)
    (workspace.path / "README.md").write_text("not committed\n")
    with pytest.raises(GitProblem) as refused:
        await into(yard, workspace)
    assert refused.value.kind == "dirty"
    assert (workspace.path / "README.md").read_text() == "not committed\n"


@pytest.mark.parametrize("added", [False, True])
async def test_markers_are_not_committed(yard, added):
    workspace = await conflicting(yard)
    await into(yard, workspace)
    if added:
        await yard.git.run("add", "--all", cwd=workspace.path)
    with pytest.raises(GitProblem) as refused:
        await yard.commit(workspace)
    assert refused.value.kind == "conflict"
    assert refused.value.detail["files"] == ["README.md"]
    (workspace.path / "README.md").write_text("solved\n")
    head = await yard.commit(workspace)
    parents = (await yard.git.run("log", "-1", "--format=%P", head, cwd=workspace.path)).split()
    assert len(parents) == 2


async def test_lines_that_look_like_markers_are_not_markers(yard):
    """A file about git, which nobody had in conflict."""
    await yard.target(manual__txt="<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    workspace = await conflicting(yard)
    await into(yard, workspace)
    (workspace.path / "README.md").write_text("solved\n")
    assert await yard.commit(workspace) is not None


@pytest.mark.parametrize("strategy", [MergeStrategy.MERGE, MergeStrategy.SQUASH, MergeStrategy.REBASE])
async def test_a_solved_conflict_stays_solved(yard, strategy):
    workspace = await conflicting(yard)
    assert await yard.merge(strategy) == Conflicts(paths=("README.md",))
    await into(yard, workspace)
    (workspace.path / "README.md").write_text("solved\n")
    await yard.commit(workspace)
    await yard.hand_over(workspace, "r2")
    message = "feat: work\n\nTaskyard-Run: r3\n"
    merged = await yard.merge(strategy, message=message)
    assert merged == Merged(commit=await yard.id("main"))
    assert (yard.repo.path / "README.md").read_text() == "solved\n"


async def test_the_base_moves_with_the_target_that_was_merged_in(yard):
    """What a reviewer sees is the task's work, not what the user did meanwhile."""
    workspace = await conflicting(yard)
    first, user = workspace.base_commit, await yard.id("main")
    assert await merge_base(yard.git, yard.repo.path, "main", await yard.id("taskyard/t1")) == first
    await into(yard, workspace)
    (workspace.path / "README.md").write_text("solved\n")
    await yard.commit(workspace)
    head = await yard.hand_over(workspace, "r2")
    base = await merge_base(yard.git, yard.repo.path, "main", head)
    assert base == user
    assert [file.path for file in await stat(yard.git, yard.repo.path, base, head)] == ["README.md"]
    assert "more.txt" not in (await patch(yard.git, yard.repo.path, base, head, 10_000))[0]


async def test_strangers_share_no_base(yard):
    tree = await yard.id("main^{tree}")
    alone = (await yard.repo.git("commit-tree", tree, "-m", "alone")).strip()
    assert await merge_base(yard.git, yard.repo.path, "main", alone) is None
    assert await merge_base(yard.git, yard.repo.path, "nowhere", alone) is None
