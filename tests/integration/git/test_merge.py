"""Merging: each strategy, what a conflict leaves behind (nothing), and who may lose work (nobody)."""

import pytest

from taskyard.domain.error import GitProblem
from taskyard.domain.project import MergeStrategy
from taskyard.git.result import Conflicts, Merged, Unchecked
from taskyard.testing.checkout import fingerprint

pytestmark = pytest.mark.anyio
MERGE, SQUASH, REBASE, FF = MergeStrategy.MERGE, MergeStrategy.SQUASH, MergeStrategy.REBASE, MergeStrategy.FF
EVERY = [MERGE, SQUASH, REBASE, FF]
DIVERGING = [MERGE, SQUASH, REBASE]


async def whole_state(yard):
    """The fingerprint, and all that it leaves out: our refs, the stash, unfinished work."""
    found = await fingerprint(yard.repo)
    found["all refs"] = await yard.repo.git("for-each-ref", "--format=%(refname) %(objectname)")
    found["stash"] = await yard.repo.git("stash", "list")
    found["worktrees"] = await yard.repo.git("worktree", "list")
    return found


@pytest.mark.parametrize("strategy", DIVERGING)
async def test_a_diverged_branch_is_merged_and_the_tree_follows(yard, strategy):
    head = await yard.branch("taskyard/t1", a__txt="a\n")
    old = await yard.target(b__txt="b\n")
    yard.repo.write("untracked.txt", "mine\n")
    merged = await yard.merge(strategy)
    assert merged == Merged(commit=await yard.id("main"))
    assert (await yard.repo.git("status", "--porcelain")) == "?? untracked.txt\n"
    assert (yard.repo.path / "a.txt").read_text() == "a\n"
    assert (yard.repo.path / "b.txt").read_text() == "b\n"
    parents = (await yard.repo.git("log", "-1", "--format=%P", "main")).split()
    assert parents == ([old, head] if strategy is MERGE else [old])
    who = (await yard.repo.git("log", "-1", "--format=%cn %ce", "main")).strip()
    assert who == "Ann ann@localhost"


async def test_the_message_and_its_trailers_arrive(yard):
    await yard.branch("taskyard/t1", a__txt="a\n")
    await yard.target(b__txt="b\n")
    await yard.merge(SQUASH)
    trailers = await yard.repo.git("log", "-1", "--format=%(trailers)", "main")
    assert trailers.split("\n")[:2] == ["Taskyard-Task: t1", "Taskyard-Run: r1"]


async def test_a_rebase_keeps_commits_and_their_authors(yard):
    await yard.branch("taskyard/one", a__txt="a\n")
    await yard.branch("taskyard/t1", start="taskyard/one", c__txt="c\n")
    await yard.target(b__txt="b\n")
    await yard.merge(REBASE)
    said = (await yard.repo.git("log", "-3", "--format=%an: %s", "main")).splitlines()
    assert said == ["Ada: work on taskyard/t1", "Ada: work on taskyard/one", "Ada: the user's own"]
    assert await yard.repo.git("log", "--merges", "--format=%H", "main") == ""


async def test_ff_moves_only_forward(yard):
    head = await yard.branch("taskyard/t1", a__txt="a\n")
    assert await yard.merge(FF) == Merged(commit=head)
    await yard.branch("taskyard/t2", start="main~1", c__txt="c\n")
    before = await whole_state(yard)
    with pytest.raises(GitProblem) as refused:
        await yard.merge(FF, branch="taskyard/t2")
    assert refused.value.kind == "rejected"
    assert await whole_state(yard) == before


@pytest.mark.parametrize("strategy", EVERY)
async def test_merging_again_changes_nothing(yard, strategy):
    await yard.branch("taskyard/t1", a__txt="a\n")
    if strategy is not FF:
        await yard.target(b__txt="b\n")
    first = await yard.merge(strategy)
    before = await whole_state(yard)
    assert await yard.merge(strategy) == first
    other = MESSAGE_OF_ANOTHER_RUN
    assert await yard.merge(strategy, message=other) == first
    assert await whole_state(yard) == before
    later = await yard.target(c__txt="c\n")
    assert await yard.merge(strategy) == Merged(commit=later)


MESSAGE_OF_ANOTHER_RUN = "feat: work\n\nTaskyard-Task: t1\nTaskyard-Run: r2\n"


@pytest.mark.parametrize("strategy", DIVERGING)
async def test_words_that_others_use_too_do_not_stand_for_a_merge(yard, strategy):
    await yard.branch("taskyard/t1", a__txt="a\n")
    await yard.target(b__txt="b\n")
    await yard.merge(strategy, message="user's\n")
    assert (yard.repo.path / "a.txt").exists()


@pytest.mark.parametrize("strategy", DIVERGING)
@pytest.mark.parametrize("name", ["README.md", "sp ace.txt", "tür.txt"])
async def test_a_conflict_leaves_everything_as_it_is(yard, strategy, name):
    await yard.branch("taskyard/t1", **{name: "theirs\n"})
    yard.repo.write("README.md", "stashed\n")
    await yard.repo.git("stash")
    yard.repo.write(name, "ours\n")
    await yard.repo.commit("ours")
    yard.repo.write("untracked.txt", "mine\n")
    before = await whole_state(yard)
    assert await yard.merge(strategy) == Conflicts(paths=(name,))
    assert await whole_state(yard) == before


@pytest.mark.parametrize("strategy", DIVERGING)
async def test_a_name_that_is_no_text_can_be_in_conflict(yard, strategy):
    name = b"n\xff.txt".decode("utf-8", "surrogateescape")
    await yard.branch("taskyard/t1", **{name: "theirs\n"})
    yard.repo.write(name, "ours\n")
    await yard.repo.commit("ours")
    found = await yard.merge(strategy)
    assert found == Conflicts(paths=("n�.txt",))


@pytest.mark.parametrize("strategy", EVERY)
@pytest.mark.parametrize("staged", [True, False])
async def test_a_dirty_target_is_refused_by_name(yard, strategy, staged):
    await yard.branch("taskyard/t1", a__txt="a\n")
    yard.repo.write("README.md", "half\n")
    yard.repo.write('od"d name.txt', "new\n")
    if staged:
        await yard.repo.git("add", "--all")
    before = await whole_state(yard)
    with pytest.raises(GitProblem) as refused:
        await yard.merge(strategy)
    assert refused.value.kind == "dirty"
    names = ["README.md", 'od"d name.txt'] if staged else ["README.md"]
    assert refused.value.detail["files"] == names
    assert "README.md" in refused.value.message
    assert await whole_state(yard) == before


async def test_an_untracked_file_in_the_way_is_refused_by_name(yard):
    await yard.branch("taskyard/t1", a__txt="a\n")
    yard.repo.write("a.txt", "mine\n")
    before = await whole_state(yard)
    with pytest.raises(GitProblem) as refused:
        await yard.merge(MERGE)
    assert refused.value.kind == "dirty"
    assert "a.txt" in refused.value.message
    assert await whole_state(yard) == before


@pytest.mark.parametrize("strategy", EVERY)
async def test_a_target_that_moves_meanwhile_is_not_overwritten(yard, strategy):
    await yard.branch("taskyard/t1", a__txt="a\n")
    if strategy is not FF:
        await yard.target(b__txt="b\n")

    async def check(path, tree):
        assert (path / "a.txt").exists()
        assert (await yard.git.run("rev-parse", "HEAD^{tree}", cwd=path)).strip() == tree
        await yard.target(c__txt="meanwhile\n")
        return True

    with pytest.raises(GitProblem) as refused:
        await yard.merge(strategy, check=check)
    assert refused.value.kind == "rejected"
    assert (await yard.repo.git("log", "-1", "--format=%s", "main")).strip() == "the user's own"
    assert (yard.repo.path / "c.txt").read_text() == "meanwhile\n"
    assert await yard.repo.git("status", "--porcelain") == ""
    assert not (yard.repo.path / "a.txt").exists()
    if strategy is not FF:
        assert isinstance(await yard.merge(strategy), Merged)
        assert (yard.repo.path / "c.txt").read_text() == "meanwhile\n"


async def test_work_begun_meanwhile_is_not_overwritten(yard):
    await yard.branch("taskyard/t1", **{"README.md": "theirs\n"})

    async def check(path, tree):
        yard.repo.write("README.md", "begun\n")
        return True

    with pytest.raises(GitProblem) as refused:
        await yard.merge(MERGE, check=check)
    assert refused.value.kind == "dirty"
    assert (yard.repo.path / "README.md").read_text() == "begun\n"
    assert (await yard.repo.git("log", "-1", "--format=%s", "main")).strip() == "first"


@pytest.mark.parametrize("away", [True, False])
async def test_the_tree_that_follows_is_the_one_on_the_target_at_the_end(yard, away):
    """Checks may take half an hour; the user changes branches as they like meanwhile."""
    await yard.branch("taskyard/t1", a__txt="a\n")
    await yard.repo.git("branch", "other")
    if not away:
        await yard.repo.git("checkout", "--quiet", "other")

    async def check(path, tree):
        await yard.repo.git("checkout", "--quiet", "other" if away else "main")
        return True

    assert isinstance(await yard.merge(MERGE, check=check), Merged)
    assert await yard.repo.git("status", "--porcelain") == ""
    assert (yard.repo.path / "a.txt").exists() is not away


async def test_every_tree_on_the_target_follows(yard, tmp_path):
    await yard.branch("taskyard/t1", a__txt="a\n")
    second = tmp_path / "second tree"
    await yard.repo.git("worktree", "add", "--quiet", "--force", str(second), "main")
    await yard.merge(MERGE)
    for tree in (yard.repo.path, second):
        assert (tree / "a.txt").exists()
        assert await yard.git.run("status", "--porcelain", cwd=tree) == ""


async def test_a_tree_that_is_gone_does_not_stand_in_the_way(yard, tmp_path):
    await yard.branch("taskyard/t1", a__txt="a\n")
    await yard.repo.git("checkout", "--quiet", "-b", "other")
    await yard.repo.git("worktree", "add", "--quiet", str(tmp_path / "lost"), "main")
    (tmp_path / "lost").rename(tmp_path / "elsewhere")
    assert isinstance(await yard.merge(MERGE), Merged)


@pytest.mark.parametrize("strategy", EVERY)
async def test_failed_checks_move_nothing(yard, strategy):
    await yard.branch("taskyard/t1", a__txt="a\n")

    async def check(path, tree):
        return False

    before = await whole_state(yard)
    assert await yard.merge(strategy, check=check) == Unchecked()
    assert await whole_state(yard) == before


@pytest.mark.parametrize("strategy", DIVERGING)
async def test_a_bare_repository_can_be_merged_into(yard, tmp_path, strategy):
    head = await yard.branch("taskyard/t1", a__txt="a\n")
    await yard.target(b__txt="b\n")
    bare = tmp_path / "bare.git"
    await yard.repo.git("clone", "--quiet", "--bare", str(yard.repo.path), str(bare))
    merged = await yard.merge(strategy, repo=bare, expected_head=head)
    names = await yard.git.run("ls-tree", "--name-only", merged.commit, cwd=bare)
    assert names.split() == ["README.md", "a.txt", "b.txt"]
    assert await yard.git.commit(bare, "refs/heads/main") == merged.commit
    assert await yard.merge(strategy, repo=bare, expected_head=head) == merged


async def test_what_was_not_approved_is_not_merged(yard):
    head = await yard.branch("taskyard/t1", a__txt="a\n")
    before = await whole_state(yard)
    for expected, target, kind in [
        (await yard.id("main"), "main", "rejected"),
        (head, "nowhere", "missing"),
    ]:
        with pytest.raises(GitProblem) as refused:
            await yard.merge(MERGE, expected_head=expected, target=target)
        assert refused.value.kind == kind
    assert await whole_state(yard) == before


async def test_a_branch_that_was_deleted_is_merged_by_its_commit(yard):
    head = await yard.branch("taskyard/t1", a__txt="a\n")
    await yard.repo.git("branch", "-D", "taskyard/t1")
    assert isinstance(await yard.merge(MERGE, expected_head=head), Merged)


async def test_nobody_is_a_name_too(yard):
    await yard.branch("taskyard/t1", a__txt="a\n")
    await yard.target(b__txt="b\n")
    await yard.merge(MERGE, author=("", ""))
    assert (await yard.repo.git("log", "-1", "--format=%an", "main")).strip() == "Taskyard"


async def test_a_lock_that_was_left_is_called_a_lock(yard):
    await yard.branch("taskyard/t1", a__txt="a\n")
    (yard.repo.path / ".git/refs/heads/main.lock").touch()
    with pytest.raises(GitProblem) as refused:
        await yard.merge(MERGE)
    assert refused.value.kind == "lock"
    assert await yard.repo.git("status", "--porcelain") == ""


async def test_a_merge_that_was_killed_half_way_is_taken_up(yard):
    """Between the tree and the ref: the tree already shows what the target will be."""
    head = await yard.branch("taskyard/t1", a__txt="a\n", b__txt="b\n")
    old = await yard.id("main")
    await yard.repo.git("read-tree", "-m", "-u", old, head)
    assert isinstance(await yard.merge(MERGE), Merged)
    assert await yard.repo.git("status", "--porcelain") == ""
