"""The repository of the loop: clean or not, branch, commit, back again; and looking at it changes nothing."""

import pytest

from taskyard.domain.error import GitProblem, Invalid
from taskyard.library.config import GitConfig, UserConfig
from taskyard.library.git import NotPushed, create_git_deps
from taskyard.library.verify import verify_artifact, verify_cleanup
from taskyard.testing.repo import Repo

pytestmark = pytest.mark.anyio


async def test_what_counts_as_clean(yard):
    """R2.11: modified, staged and untracked files count, ignored ones do not."""
    repo = yard.repo
    assert await yard.git.is_clean()
    file = repo.write("new file.txt", "x")
    assert await yard.git.changes() == ["new file.txt"]
    await repo.git("add", "--all")
    assert not await yard.git.is_clean()
    await repo.git("commit", "--quiet", "-m", "more")
    file.write_text("y")
    assert not await yard.git.is_clean()
    await repo.git("checkout", "--quiet", ".")
    repo.write(".gitignore", "*.tmp\n")
    await repo.commit("ignore")
    repo.write("a.tmp", "x")
    assert await yard.git.is_clean()


async def test_a_branch_and_where_it_was_before(yard):
    """R2.12, I9: the previous branch comes back; a name that is taken gets a suffix; a dirty tree is refused."""
    assert await yard.git.branch("7") == "main"
    assert await yard.git.branch("7") == "7"
    assert await yard.here() == "7-2"
    yard.repo.write("odd name.txt", "x")
    with pytest.raises(GitProblem, match=r"odd name\.txt") as refused:
        await yard.git.branch("8")
    assert (refused.value.kind, await yard.here()) == ("dirty", "7-2")
    with pytest.raises(Invalid):
        await yard.git.branch("-bad")


async def test_from_a_commit_without_a_branch_and_back(yard):
    head = await yard.id("HEAD")
    await yard.repo.git("checkout", "--quiet", "--detach")
    assert await yard.git.branch("7") == head
    await yard.git.cleanup(head)
    assert (await yard.id("HEAD"), await yard.here()) == (head, "HEAD")


async def test_a_repository_without_a_commit_is_refused(tmp_path):
    repo = Repo(tmp_path)
    await repo.git("init", "--quiet")
    with pytest.raises(GitProblem) as refused:
        await create_git_deps(GitConfig(), tmp_path).branch("7")
    assert refused.value.kind == "missing"


async def test_a_commit_by_the_configured_person(yard):
    """R2.13, R2.15: all of it, clean afterwards, by nobody that this machine's git knows."""
    await yard.repo.git("config", "user.name", "Somebody else")
    git = create_git_deps(GitConfig(user_config=UserConfig(name="Bo", email="bo@x")), yard.repo.path)
    await git.branch("7")
    yard.repo.write("a.txt", "a")
    assert await git.commit_and_push() == "7"
    assert await git.is_clean()
    words = await yard.repo.git("log", "-1", "--format=%an %ae %cn %ce %P")
    assert words.split() == ["Bo", "bo@x", "Bo", "bo@x", await yard.id("main")]


async def test_nothing_to_commit_makes_no_commit(yard):
    """R2.13"""
    await yard.git.branch("7")
    assert await yard.git.commit_and_push() == "7"
    assert await yard.id("7") == await yard.id("main")


async def test_an_agent_that_went_elsewhere_is_noticed(yard):
    await yard.git.branch("7")
    await yard.repo.git("checkout", "--quiet", "main")
    with pytest.raises(GitProblem, match="not on the task's branch"):
        await yard.git.commit_and_push()


async def test_back_to_where_it_was(yard):
    """R2.14, R2.42: clean, on the previous branch, the task's branch gone, all others untouched; nothing is lost."""
    await yard.repo.git("branch", "other")
    before = await yard.git.dump_full_state("before")
    await yard.git.branch("7")
    yard.repo.write("done.txt", "done")
    await yard.repo.commit("the agent's own")
    done = await yard.id("HEAD")
    yard.repo.write("half.txt", "half")
    yard.repo.write("README.md", "spoiled")
    yard.repo.write(".git/index.lock", "")  # of a git that was killed
    await yard.git.cleanup("main")
    assert (await verify_cleanup(yard.repo.path, before)).ok
    assert await yard.branches() == {"main", "other"}
    assert await yard.id(f"refs/taskyard/kept/7/{done[:12]}") == done
    refs = (await yard.repo.git("for-each-ref", "--format=%(refname)", "refs/taskyard/snapshots/7")).split()
    assert await yard.repo.git("show", f"{refs[0]}:half.txt") == "half"


async def test_also_what_git_cannot_take_is_put_back(yard):
    """R2.42: a conflict in the middle, and an empty repository inside."""
    await yard.git.branch("7")
    yard.repo.write("README.md", "ours")
    await yard.repo.commit("ours")
    await yard.repo.git("checkout", "--quiet", "-b", "theirs", "main")
    yard.repo.write("README.md", "theirs")
    await yard.repo.commit("theirs")
    await yard.repo.git("checkout", "--quiet", "7")
    with pytest.raises(Exception, match="ended with 1"):
        await yard.repo.git("merge", "theirs")
    with pytest.raises(GitProblem, match="README") as refused:
        await yard.git.commit_and_push()
    assert refused.value.kind == "conflict"
    await yard.repo.git("init", "--quiet", "inner")
    await yard.git.cleanup("main")
    assert await yard.git.is_clean()
    assert await yard.branches() == {"main", "theirs"}


async def test_the_verifiers_see_what_is_wrong(yard):
    """R2.51"""
    before = await yard.git.dump_full_state("before")
    await yard.git.branch("7")
    yard.repo.write("a.txt", "a")
    seen = await verify_cleanup(yard.repo.path, before)
    assert seen.problems == ("not committed: a.txt", "on 7, not on main", "branch 7 is new")
    await yard.git.commit_and_push()
    assert (await verify_artifact(yard.repo.path, "7", ["a.txt", "README.md"])).ok
    assert (await verify_artifact(yard.repo.path, "7", ["b.txt"])).problems == ("7 has no b.txt",)
    assert (await verify_artifact(yard.repo.path, "8")).problems == ("there is no branch 8",)


async def test_looking_changes_nothing(yard):
    """R2.30: all of it, with its label, and not one byte in the repository is different."""

    def everything():
        return {str(file): file.read_bytes() for file in yard.repo.path.rglob("*") if file.is_file()}

    yard.repo.write("new.txt", "x")
    before = everything()
    state = await yard.git.dump_full_state("a label")
    await yard.git.verify_branch_chain()
    await yard.git.is_clean()
    assert everything() == before
    head = await yard.id("HEAD")
    assert (state.label, state.branch, state.commit) == ("a label", "main", head)
    assert (state.branches, state.status, state.files) == ({"main": head}, ("new.txt",), ("README.md",))
    assert "first" in state.log[0]


async def test_a_push_that_is_refused_loses_nothing(yard, tmp_path):
    """S-49, R2.13: committed, not pushed; the branch stays through the cleanup, and a later push succeeds."""
    far = tmp_path / "far.git"
    git = create_git_deps(GitConfig(isolation=False), yard.repo.path)
    await git.branch("7")
    yard.repo.write("a.txt", "a")
    with pytest.raises(NotPushed, match="committed, not pushed"):
        await git.commit_and_push()
    await git.cleanup("main")
    head = await yard.id("7")
    await yard.repo.git("init", "--quiet", "--bare", str(far))
    await yard.repo.git("remote", "add", "origin", str(far))
    hook = far / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(NotPushed) as refused:
        await git.push("7")
    assert refused.value.kind == "rejected"
    hook.unlink()
    await git.push("7")
    assert (await Repo(far).git("rev-parse", "7")).strip() == head
