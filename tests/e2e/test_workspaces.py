"""Cleanup and reset of workspaces (R3.43, R3.44): a worker does it, and no work is lost. Merge targets (R3.46)."""

import json
from contextlib import asynccontextmanager
from dataclasses import replace

import anyio
import pytest

from taskyard import config
from taskyard.client.api import Client
from taskyard.domain.error import Conflict
from taskyard.domain.task import TaskStatus
from taskyard.domain.workspace import WorkspaceState
from taskyard.testing.repo import Repo
from taskyard.wiring import server as server_half
from taskyard.wiring import worker as worker_half
from taskyard.worker.loop import Stop

pytestmark = pytest.mark.anyio
LATE = 60  # seconds


class Place:
    def __init__(self, admin, project, repo, data):
        self.admin, self.project, self.repo, self.data = admin, project, repo, data

    async def task(self, title, *steps, status=TaskStatus.REVIEW):
        options = {"agent_options": {"scenario": json.dumps({"steps": steps})}} if steps else {}
        task = await self.admin.add_task(self.project.id, title, "", settings=options, enqueue=True)
        return await self.until(task, status)

    async def until(self, task, status):
        with anyio.fail_after(LATE):
            async for _ in self.admin.events(0, task=task.id):
                found = await self.admin.task(task.id)
                if found.status is status:
                    return found
        raise AssertionError("the stream of facts ended")

    async def seen(self, task, fits):
        """Until what is told of the task's workspace fits."""
        with anyio.fail_after(LATE):
            while True:
                found = [one for one in await self.admin.workspaces() if one.task == task.id]
                if found and fits(found[0]):
                    return found[0]
                await anyio.sleep(0.05)

    def folder(self, task):
        return self.data / "workspace" / task.id


@asynccontextmanager
async def build(folder, beat=0.3, **settings):
    repo = await Repo.make(folder / "repo")
    chosen = config.load({"data": folder / "data", "port": 0, "agents": "scripted"})
    async with server_half.serve(chosen) as serving, anyio.create_task_group() as group:
        keys = config.local(chosen)
        deps = worker_half.worker_deps(chosen, serving.url, keys["worker_key"], slots=1, grace=0.5)
        stop = Stop()
        group.start_soon(worker_half.work, replace(deps, beat=beat), stop)
        async with Client(serving.url, keys["key"]) as admin:
            project = await admin.add_project(
                "p", repository=str(repo.path), settings={"max_attempts": 1} | settings
            )
            yield Place(admin, project, repo, deps.data)
        stop.ask()


@pytest.fixture(params=["clone", "worktree"])
async def place(request, tmp_path):
    async with build(tmp_path, checkout=request.param) as made:
        yield made


async def test_cleaning_up_takes_what_is_merged_and_leaves_the_rest(place):
    merged = await place.task("One")
    open_ = await place.task("Two")
    await place.admin.approve(merged.id)
    await place.until(merged, TaskStatus.DONE)
    await place.seen(merged, lambda one: one.state is WorkspaceState.MERGED and not one.dirty)
    await place.seen(open_, lambda one: one.head_commit == open_.head_commit)
    done = await place.admin.cleanup_workspaces()
    assert (done.count, list(done.asked), list(done.left)) == (1, [merged.id], [open_.id])
    await place.seen(merged, lambda one: one.state is WorkspaceState.DISCARDED)
    assert not place.folder(merged).exists()
    assert place.folder(open_).exists()
    assert merged.id not in await place.repo.git("worktree", "list")


async def test_what_is_in_no_commit_survives_under_a_snapshot_and_comes_back(place):
    task = await place.task("One")
    tree = place.folder(task) / "tree"
    (tree / "forgotten.txt").write_text("precious")
    await place.admin.accept(task.id)
    await place.seen(task, lambda one: one.state is WorkspaceState.KEPT)
    assert (await place.admin.cleanup_workspaces()).count == 0
    assert (await place.admin.cleanup_workspaces(unmerged=True)).count == 1
    gone = await place.seen(task, lambda one: one.state is WorkspaceState.DISCARDED and one.ref)
    assert not tree.exists()
    assert await place.repo.git("show", f"{gone.ref}:forgotten.txt") == "precious"
    await place.admin.restore_workspace(task.id)
    back = await place.seen(task, lambda one: one.ref.startswith("refs/heads/"))
    assert await place.repo.git("show", f"{back.ref}:forgotten.txt") == "precious"


async def test_reset_is_refused_while_something_runs_and_then_takes_all(place):
    first = await place.task("One")
    busy = await place.task("Two", {"wait": 60}, status=TaskStatus.RUNNING)
    with pytest.raises(Conflict):
        await place.admin.reset_workspaces()
    with pytest.raises(Conflict):
        await place.admin.discard_workspace(busy.id)
    await place.admin.cancel(busy.id)
    await place.until(busy, TaskStatus.CANCELLED)
    await place.seen(first, lambda one: one.state is WorkspaceState.ACTIVE)
    await place.admin.reset_workspaces()
    await place.seen(first, lambda one: one.state is WorkspaceState.DISCARDED)
    assert not place.folder(first).exists()
    assert await place.repo.git("rev-parse", first.branch) == first.head_commit + "\n"


async def test_merge_targets_are_the_branches_of_the_repository(place):
    await place.repo.git("branch", "release")
    await place.task("One")
    with anyio.fail_after(LATE):
        while "release" not in (found := await place.admin.merge_targets(place.project.id)).items:  # noqa: ASYNC110 - a worker tells
            await anyio.sleep(0.05)
    assert found.default == "main"
    assert {"main", "release"} <= set(found.items)


async def test_r3_23_a_reset_takes_folder_and_branch_and_loses_nothing(place):
    """R3.23, R3.38: no run is needed for it; what the failed one left is under a snapshot, its history is whole."""
    task = await place.task(
        "One", {"edit": "half.txt", "content": "half"}, {"fail": "no paint"}, status=TaskStatus.FAILED
    )
    there = await place.seen(task, lambda one: one.state is WorkspaceState.ACTIVE or one.dirty)
    runs = await place.admin.task_runs(task.id)
    back = await place.admin.reset(task.id)
    assert (back.status, back.branch) == (TaskStatus.BACKLOG, None)
    gone = await place.seen(task, lambda one: one.state is WorkspaceState.DISCARDED and one.ref)
    assert not place.folder(task).exists()
    assert there.branch not in await place.repo.git("branch", "--list", "--format=%(refname:short)")
    assert task.id not in await place.repo.git("worktree", "list")
    assert await place.repo.git("show", f"{gone.ref}:half.txt") == "half"
    assert await place.admin.task_runs(task.id) == runs


async def test_a_reset_leaves_a_branch_that_people_have_been_shown(place):
    task = await place.task("One")
    await place.seen(task, lambda one: one.head_commit == task.head_commit)
    await place.admin.reset(task.id)
    await place.seen(task, lambda one: one.state is WorkspaceState.DISCARDED)
    assert not place.folder(task).exists()
    assert await place.repo.git("rev-parse", task.branch) == task.head_commit + "\n"


async def test_what_is_wanted_of_a_workspace_does_not_wait_for_a_heartbeat(tmp_path):
    async with build(tmp_path, beat=3600) as place:
        task = await place.task("One")
        await place.seen(task, lambda one: one.head_commit == task.head_commit)
        await place.admin.discard_workspace(task.id)
        await place.seen(task, lambda one: one.state is WorkspaceState.DISCARDED)
    assert not place.folder(task).exists()
