"""What comes out of a workspace is distrusted: objects are checked, only its own branch moves, nothing is lost."""

import stat as mode
import zlib

import pytest

from taskyard.domain.error import GitProblem, Invalid, TaskyardError
from taskyard.domain.project import Checkout
from taskyard.git.bundle import hand_over
from taskyard.testing.checkout import fingerprint
from taskyard.testing.repo import Repo

pytestmark = pytest.mark.anyio


@pytest.fixture
async def workspace(yard):
    return await yard.workspace()


async def worked(yard, workspace, name="a.txt"):
    (workspace.path / name).write_text(f"{name}\n")
    return await yard.commit(workspace)


def inside(yard, workspace, *words, **options):
    return yard.git.run(*words, cwd=workspace.path, **options)


async def refs(yard):
    return await yard.repo.git("for-each-ref", "--format=%(refname) %(objectname)")


async def test_only_the_branch_arrives(yard, workspace):
    head = await worked(yard, workspace)
    await inside(yard, workspace, "tag", "evil")
    await inside(yard, workspace, "branch", "extra")
    await inside(yard, workspace, "update-ref", "refs/notes/x", head)
    before = await refs(yard)
    assert await yard.hand_over(workspace) == head
    assert await yard.hand_over(workspace) == head
    assert await refs(yard) == before + f"refs/heads/taskyard/t1 {head}\n"


async def test_the_next_run_continues_the_branch(yard, workspace):
    first = await worked(yard, workspace)
    await yard.hand_over(workspace)
    second = await worked(yard, workspace, "b.txt")
    assert await yard.hand_over(workspace, "r2") == second
    assert await yard.git.is_ancestor(yard.repo.path, first, "refs/heads/taskyard/t1")


async def test_commits_that_are_not_continued_are_kept(yard, workspace):
    first = await worked(yard, workspace)
    await yard.hand_over(workspace)
    again = await yard.workspace(fresh=True)
    second = await worked(yard, again, "b.txt")
    await yard.hand_over(again, "r2")
    assert await yard.id("taskyard/t1") == second
    assert await yard.id(f"refs/taskyard/kept/taskyard/t1/{first[:12]}") == first


@pytest.mark.parametrize("branch", ["main", "taskyard/t2", "taskyard/t1-2"])
async def test_another_branch_is_refused(yard, workspace, branch):
    await worked(yard, workspace)
    before = await refs(yard)
    with pytest.raises(GitProblem) as refused:
        await hand_over(yard.git, workspace, yard.repo.path, branch, "r1")
    assert refused.value.kind == "rejected"
    assert await refs(yard) == before


@pytest.mark.parametrize(
    "branch", ["-x", "../heads/main", "a..b", "refs@{1}", "a b", "a.lock", "", "a\nb", "HEAD"]
)
async def test_a_name_that_is_no_branch_is_refused(yard, workspace, branch):
    await worked(yard, workspace)
    before = await refs(yard)
    with pytest.raises((Invalid, GitProblem)):
        await hand_over(yard.git, workspace, yard.repo.path, branch, "r1")
    assert await refs(yard) == before


async def test_a_branch_that_the_user_looks_at_is_left_alone(yard, workspace):
    await worked(yard, workspace)
    await yard.hand_over(workspace)
    await yard.repo.git("checkout", "--quiet", "taskyard/t1")
    await worked(yard, workspace, "b.txt")
    before = await fingerprint(yard.repo), await refs(yard)
    with pytest.raises(GitProblem) as refused:
        await yard.hand_over(workspace, "r2")
    assert refused.value.kind == "rejected"
    assert (await fingerprint(yard.repo), await refs(yard)) == before


async def hostile_tree(yard, workspace, entry):
    """A commit on a tree that git itself would never write."""
    blob = (await inside(yard, workspace, "hash-object", "-w", "--stdin", stdin=b"x\n")).strip()
    raw = b"100644 " + entry + b"\0" + bytes.fromhex(blob)
    words = ("hash-object", "-t", "tree", "-w", "--literally", "--stdin")
    tree = (await inside(yard, workspace, *words, stdin=raw)).strip()
    identity = ("-c", "user.name=A", "-c", "user.email=a@b")
    commit = await inside(yard, workspace, *identity, "commit-tree", tree, "-p", "HEAD", "-m", "hostile")
    await inside(yard, workspace, "update-ref", "HEAD", commit.strip())


@pytest.mark.parametrize("entry", [b".git", b".GIT", b"..", b"a/b", b"git~1"])
async def test_a_hostile_tree_is_refused(yard, workspace, entry):
    await hostile_tree(yard, workspace, entry)
    before = await refs(yard)
    with pytest.raises(GitProblem):
        await yard.hand_over(workspace)
    assert await refs(yard) == before


@pytest.mark.parametrize("kind", ["blob", "commit"])
@pytest.mark.parametrize("harm", ["flipped", "missing", "swapped"])
async def test_a_broken_object_is_refused(yard, workspace, kind, harm):
    head = await worked(yard, workspace)
    name = head if kind == "commit" else (await inside(yard, workspace, "rev-parse", "HEAD:a.txt")).strip()
    file = workspace.git_dir / "objects" / name[:2] / name[2:]
    file.chmod(mode.S_IRUSR | mode.S_IWUSR)
    if harm == "missing":
        file.unlink()
    elif harm == "flipped":
        raw = bytearray(file.read_bytes())
        raw[len(raw) // 2] ^= 0xFF
        file.write_bytes(raw)
    else:
        file.write_bytes(zlib.compress(b"blob 5\0other"))
    before = await refs(yard)
    with pytest.raises(GitProblem):
        await yard.hand_over(workspace)
    assert await refs(yard) == before


async def test_objects_of_another_repository_do_not_come_along(yard, workspace, tmp_path):
    """The list of borrowed objects lies where the agent can write; what we wrote there holds."""
    other = await Repo.make(tmp_path / "other")
    other.write("secret.txt", "secret\n")
    await other.commit("secret")
    blob = (await other.git("rev-parse", "HEAD:secret.txt")).strip()
    lent = workspace.git_dir / "objects/info/alternates"
    lent.write_text(lent.read_text() + f"{other.path}/.git/objects\n")
    agents = f"--git-dir={workspace.git_dir}"
    await yard.repo.git(agents, "update-index", "--add", "--cacheinfo", f"100644,{blob},stolen.txt")
    tree = (await yard.repo.git(agents, "write-tree")).strip()
    stolen = (await yard.repo.git(agents, "commit-tree", tree, "-p", "HEAD", "-m", "stolen")).strip()
    await yard.repo.git(agents, "update-ref", "HEAD", stolen)
    with pytest.raises(GitProblem):
        await yard.hand_over(workspace)
    assert (await yard.git.attempt("cat-file", "-e", blob, cwd=yard.repo.path)).code != 0


@pytest.mark.parametrize("name", ["refs", "refs/taskyard", "refs/heads", "objects", "logs"])
async def test_a_link_out_of_the_git_directory_is_not_followed(yard, workspace, name):
    await worked(yard, workspace)
    link, outside = workspace.git_dir / name, yard.repo.path / ".git" / name.removesuffix("/taskyard")
    if link.exists():
        link.rename(link.with_name("moved"))
    link.symlink_to(outside)
    before = await fingerprint(yard.repo), await refs(yard)
    with pytest.raises(TaskyardError):
        await yard.hand_over(workspace)
    assert (await fingerprint(yard.repo), await refs(yard)) == before


@pytest.mark.parametrize("strategy", [Checkout.WORKTREE, Checkout.IN_PLACE])
async def test_a_shared_branch_is_handed_over_already(yard, strategy):
    workspace = await yard.workspace("t2", strategy=strategy)
    head = await worked(yard, workspace)
    assert await yard.hand_over(workspace) == head == await yard.id("taskyard/t2")


async def test_without_a_commit_there_is_nothing(yard, workspace):
    (workspace.git_dir / "HEAD").write_text("ref: refs/heads/unborn\n")
    with pytest.raises(GitProblem) as refused:
        await yard.hand_over(workspace)
    assert refused.value.kind == "missing"


async def test_a_bare_repository_takes_branches_too(yard, bare, workspace, tmp_path):
    inner = type(yard)(yard.git, bare, tmp_path / "inner")
    space = await inner.workspace()
    head = await worked(inner, space)
    assert await inner.hand_over(space) == head == await inner.id("taskyard/t1")
