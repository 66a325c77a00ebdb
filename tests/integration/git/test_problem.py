"""Git's own words, from git itself where it can be made to say them."""

import pytest

from taskyard.domain.error import GitProblem
from taskyard.git.problem import classify
from taskyard.process import CommandFailed

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("fatal: Unable to create '/r/.git/index.lock': File exists.", "lock"),
        ("error: cannot lock ref 'refs/heads/a': Unable to create '/r/a.lock': File exists.", "lock"),
        ("fatal: cannot lock ref 'refs/heads/a': is at 12ab but expected 34cd", "rejected"),
        ("fatal: cannot lock ref 'refs/heads/a': reference already exists", "rejected"),
        ("fatal: Authentication failed for 'https://git.example/a.git/'", "auth"),
        (
            "git@git.example: Permission denied (publickey).\nfatal: Could not read from remote repository.",
            "auth",
        ),
        ("fatal: could not read Username for 'https://git.example': terminal prompts disabled", "auth"),
        ("ssh: Could not resolve hostname git.example: Name or service not known", "network"),
        ("fatal: unable to access 'https://git.example/': Connection timed out", "network"),
        ("CONFLICT (content): Merge conflict in a.txt", "conflict"),
        ("error: Your local changes to the following files would be overwritten by merge:\n\ta.txt", "dirty"),
        ("error: Entry 'a.txt' not uptodate. Cannot merge.", "dirty"),
        (" ! [rejected]        main -> main (non-fast-forward)", "rejected"),
        ("error: object 12ab: hasDotgit: contains '.git'\nfatal: fsck error in packed object", "rejected"),
        ("fatal: not a git repository (or any of the parent directories): .git", "missing"),
        ("fatal: Needed a single revision", "missing"),
        ("fatal: something new", "unknown"),
        ("", "unknown"),
    ],
)
def test_words_have_a_kind(words, kind):
    problem = classify(words, "fetch")
    assert problem.kind == kind
    assert problem.detail["kind"] == kind
    assert problem.message.startswith("git fetch: ")
    assert len(classify(words * 10_000).message) < 2000


async def test_git_says_it_itself(yard, tmp_path):
    repo, git = yard.repo.path, yard.git
    head = await yard.id("main")
    locked = repo / ".git/index.lock"
    for words, kind in [
        (("rev-parse", "--verify", "refs/heads/none"), "missing"),
        (("show", "1" * 40), "missing"),
        (("fetch", "-q", str(tmp_path / "none"), "main"), "missing"),
        (("update-ref", "refs/heads/main", head, "1" * 40), "rejected"),
        (("update-ref", "refs/heads/main", head, "0" * 40), "rejected"),
        (("fetch", "-q", "ssh://nobody@localhost:1/x", "main"), "network"),
        (("fetch", "-q", "ext::sh -c true", "main"), "unknown"),
        (("no-such-command",), "unknown"),
    ]:
        with pytest.raises(GitProblem) as problem:
            await git.run(*words, cwd=repo)
        assert (words[0], problem.value.kind) == (words[0], kind)
        assert f"git {words[0]}" in problem.value.message
    locked.touch()
    with pytest.raises(GitProblem) as problem:
        await git.run("-c", "a.b=c", "add", "--all", cwd=repo)
    assert problem.value.kind == "lock"
    assert problem.value.message.startswith("git add: ")


async def test_a_place_without_a_repository_is_missing(git, tmp_path):
    with pytest.raises(GitProblem) as problem:
        await git.common_dir(tmp_path)
    assert problem.value.kind == "missing"
    with pytest.raises(CommandFailed, match="nowhere"):
        await git.common_dir(tmp_path / "nowhere")
