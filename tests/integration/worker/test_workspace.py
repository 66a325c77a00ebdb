"""What a worker tells of its workspaces: how far each is from its target, and how much it holds."""

import json
import os
from contextlib import asynccontextmanager

import anyio
import pytest

from taskyard.client.api import Client
from taskyard.domain import id as ids
from taskyard.domain.project import Checkout, Settings
from taskyard.git.checkout.registry import prepare
from taskyard.git.diff import apart
from taskyard.git.plumbing import NOTE, Git
from taskyard.testing.clock import FakeClock
from taskyard.testing.repo import Repo
from taskyard.worker.deps import Deps
from taskyard.worker.measure import Measure, walk
from taskyard.worker.workspace import View, survey

pytestmark = pytest.mark.anyio


class Noted(Git):
    """Knows how often commits were counted."""

    counted = ()

    async def attempt(self, *args, **given):
        if args[0] == "rev-list":
            object.__setattr__(self, "counted", (*self.counted, given["cwd"]))
        return await super().attempt(*args, **given)


@pytest.fixture
def git(tmp_path):
    home = tmp_path / "githome"
    home.mkdir()
    return Noted(home=home)


@pytest.fixture
def measure(git):
    return Measure(git=git, clock=FakeClock())


@pytest.fixture
async def branch(repo):
    """Two commits that main has not; main has one that it has not."""
    await repo.git("checkout", "--quiet", "-b", "taskyard/1")
    for name in ("a", "b"):
        repo.write(name, name)
        head = await repo.commit(name)
    await repo.git("checkout", "--quiet", "main")
    repo.write("c", "c")
    await repo.commit("c")
    return head


async def test_it_counts_both_ways_and_again_only_when_one_of_the_two_has_moved(git, measure, repo, branch):
    async def look():
        measure.begin(["t"])
        return await measure.distance("t", repo.path, "main", branch)

    assert await look() == (2, 1)
    assert await look() == (2, 1)
    assert git.counted == (repo.path,)
    repo.write("d", "d")
    await repo.commit("d")
    assert await look() == (2, 2)
    assert len(git.counted) == 2
    measure.begin([])
    assert measure.distances == {}


async def test_what_is_not_in_the_repository_is_not_known(git, measure, repo, branch, tmp_path):
    measure.begin(["t"])
    assert await measure.distance("t", repo.path, "main", "f" * 40) is None
    assert await measure.distance("t", repo.path, "main", "--all") is None
    assert await measure.distance("t", repo.path, "main", None) is None
    assert await measure.distance("t", repo.path, "no-such", branch) is None
    assert await measure.distance("t", tmp_path / "nothing", "main", branch) is None
    assert await apart(git, tmp_path / "nothing", branch, branch) is None


def test_a_size_is_of_files_each_once_and_never_through_a_link(tmp_path):
    place, outside = tmp_path / "place", tmp_path / "outside"
    (place / "deep/er").mkdir(parents=True)
    outside.mkdir()
    (outside / "big").write_bytes(b"x" * 100_000)
    (place / "one").write_bytes(b"x" * 1000)
    (place / "deep/er/two").write_bytes(b"x" * 500)
    os.link(place / "one", place / "deep/same")
    (place / "link").symlink_to(outside)
    (place / "file").symlink_to(outside / "big")
    found = walk(place, 100)
    assert (found.bytes, found.cut, found.entries) == (1500, False, 7)
    assert walk(place, 6).cut
    assert walk(place / "link", 100).bytes == 0


async def test_it_measures_at_most_once_a_minute(measure, tmp_path):
    (tmp_path / "place").mkdir()
    (tmp_path / "place/one").write_bytes(b"x" * 10)
    (tmp_path / "late").mkdir()

    async def look(*names):
        sizes, left = await measure.disk(tmp_path / name for name in names)
        return {place.name: size.bytes for place, size in sizes.items()}, left

    assert await look("place") == ({"place": 10}, False)
    (tmp_path / "place/two").write_bytes(b"x" * 5)
    assert await look("place", "late") == ({"place": 10, "late": 0}, False)
    measure.clock.advance(61)
    assert await look("place", "late") == ({"place": 15, "late": 0}, False)
    assert await look("late") == ({"late": 0}, False)


async def test_of_many_the_rest_waits_for_the_next_look_and_those_not_yet_measured_come_first(
    measure, tmp_path
):
    places = [tmp_path / name for name in ("a", "b", "c")]
    for place in places:
        place.mkdir()
        (place / "one").write_bytes(b"x")
        (place / "two").write_bytes(b"x")
    measure.a_look = 2
    for known, left in ((1, True), (2, True), (3, False)):
        sizes, rest = await measure.disk(places)
        assert (len(sizes), rest) == (known, left)
        measure.clock.advance(61)


@pytest.fixture
async def look(git, measure, repo, tmp_path):
    """A look at the disk of a machine with the workspace of one task, whose note may say something else."""
    root, task = tmp_path / "workspaces", ids.make(1_767_225_600_000, b"0123456789")
    names = {"strategy": Checkout.WORKTREE, "project_repo": repo.path, "root": root, "task_id": task}
    await prepare(git, **names, branch="taskyard/1", start="main", settings=Settings())
    tree = Repo(root / task / "tree")
    tree.write("a", "a")
    await tree.commit("a")
    deps = Deps(
        client_factory=Client, clock=measure.clock, data=tmp_path, agents=str, sandboxes=str, git=git,
        checkouts=root,
    )  # fmt: skip

    @asynccontextmanager
    async def quiet(_):
        yield True

    async def look(*repositories, **note):
        file = root / task / NOTE
        file.write_text(json.dumps(json.loads(file.read_text()) | note))
        places = tuple(str(one) for one in repositories)
        view = View(repositories=places, targets={task: "main"}, measure=measure, quiet=quiet)
        told, left = await survey(deps, view)
        assert not left
        (found,) = told.workspaces
        return found

    return look


async def test_a_look_tells_both(look, repo):
    found = await look(repo.path)
    assert (found.ahead, found.behind, found.disk > 0, found.disk_cut) == (1, 0, True, False)


async def test_only_a_repository_of_a_project_is_counted_in(look, git, repo, tmp_path):
    """The note lies where an agent may have been: it names no other place for git to go to."""
    await repo.git("clone", "--quiet", str(repo.path), str(tmp_path / "other"))
    found = await look(repo.path, repository=str(tmp_path / "other"))
    assert (found.ahead, found.behind, git.counted) == (None, None, ())


@pytest.mark.parametrize("checkout", ["clone", "worktree"])
async def test_the_server_is_told_both_and_a_merge_changes_them(house, checkout):
    async with house.working(beat=0.2):
        tasks = []
        for name in ("one", "two"):
            edit = {"edit": f"{name}.txt", "content": "x"}
            tasks.append(await house.until(await house.add(name, edit, checkout=checkout), "review"))
        first, second = tasks
        found = await told(house, first, lambda one: one.ahead)
        assert (found.ahead, found.behind, found.number, found.title) == (1, 0, first.number, "one")
        assert found.disk > 0
        await house.admin.approve(first.id, head_commit=first.head_commit, remove_workspace=True)
        await house.until(first, "done")
        found = await told(house, second, lambda one: one.behind)
        assert (found.ahead, found.behind > 0) == (1, True)
        found = await told(house, first, lambda one: one.state == "discarded")
        assert (found.disk, found.number) == (None, first.number)


async def told(house, task, fits):
    """Until what is told of the task's workspace fits: each change of it is a fact."""
    with anyio.fail_after(60):
        async for _ in house.admin.events():
            found = [one for one in await house.admin.workspaces() if one.task == task.id]
            if found and fits(found[0]):
                return found[0]
    raise AssertionError("the stream of facts ended")
