"""The target merged into a workspace: markers for the agent, and the way on when they are solved."""

import pytest

from taskyard.domain.error import GitProblem
from taskyard.domain.project import MergeStrategy
from taskyard.git.diff import merge_base, patch, stat
from taskyard.git.merge import merge_target_into
from taskyard.git.result import Conflicts, Merged
from taskyard.testing.repo import Repo

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


@pytest.mark.parametrize("kind", ["both", "deleted", "renamed", "added", "binary", "folder", "none"])
async def test_it_is_what_git_merge_leaves(yard, kind, tmp_path):
    """The same stages and the same files, whatever is in conflict."""
    body = "".join(f"line {number}\n" for number in range(20))
    await yard.target(**{"a.txt": body, "b.txt": "b\n"})
    workspace = await yard.workspace()
    ours, theirs = Repo(workspace.path), yard.repo
    ours.write("ours.txt", "ours\n")
    theirs.write("theirs.txt", "theirs\n")
    match kind:
        case "both":
            ours.write("a.txt", f"ours\n{body}")
            theirs.write("a.txt", f"theirs\n{body}")
        case "deleted":
            (ours.path / "a.txt").unlink()
            theirs.write("a.txt", f"theirs\n{body}")
        case "renamed":
            (ours.path / "a.txt").rename(ours.path / "one.txt")
            (theirs.path / "a.txt").rename(theirs.path / "two.txt")
        case "added":
            ours.write("n\udcff.txt", "ours\n")
            theirs.write("n\udcff.txt", "theirs\n")
        case "binary":
            (ours.path / "b.txt").write_bytes(b"\0ours")
            (theirs.path / "b.txt").write_bytes(b"\0theirs")
        case "folder":
            ours.write("new", "ours\n")
            theirs.write("new/file", "theirs\n")
    await yard.commit(workspace)
    target = await theirs.commit("theirs")
    head = await yard.hand_over(workspace)
    plain = tmp_path / "plain"
    await theirs.git("worktree", "add", "--quiet", "--detach", str(plain), head)
    identity = ("-c", "user.name=A", "-c", "user.email=a@b")
    await yard.git.attempt(*identity, "merge", "--no-commit", "--no-ff", target, cwd=plain)
    assert bool(await into(yard, workspace)) is (kind != "none")
    for words in (("ls-files", "--stage"), ("status", "--porcelain")):
        assert await yard.git.run(*words, cwd=workspace.path) == await yard.git.run(*words, cwd=plain)
    assert files(workspace.path) == files(plain)


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".git"
    }


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
