"""`WorktreeUpdated`: when a workspace is made, committed to, merged and thrown away. `TaskUpdated` with each move."""

import pytest

pytestmark = pytest.mark.anyio


async def test_a_workspace_is_told_of_from_its_making_to_its_end(door, play, server):
    """R3.54, R3.55"""
    project = await play.project()
    task = await play.task()
    worker = await play.worker()
    async with door.hub("viewer") as hub:

        async def told(act):
            """How often each was told of the task while `act` was done; the change of the list ends it."""
            told.round += 1
            hub.events.clear()
            given = await act
            name = f"round {told.round}"
            await server.admin.patch(f"/projects/{project['id']}", json={"name": name})
            await hub.event("ListUpdated", project["id"])
            names = [name for name, said in hub.events if said[0] == task["id"]]
            return given, names.count("WorktreeUpdated"), names.count("TaskUpdated")

        told.round = 0
        claim, trees, moves = await told(play.claim(worker))
        assert (trees, moves) == (0, 1)
        await play.report(claim, "status", status="preparing")
        _, made, _ = await told(play.report(claim, "status", status="running", branch="taskyard/x"))
        _, committed, moves = await told(play.end(claim, branch="taskyard/x", head_commit="a" * 40))
        assert (made, committed > 0, moves > 0) == (1, True, True)
        _, _, moves = await told(play.act(task, "approve"))
        assert moves == 1
        merge = await play.claim(worker, "k2")
        _, merged, moves = await told(play.end(merge, merged_commit="c" * 40))
        assert (merged > 0, moves > 0) == (True, True)
        found = {"task": task["id"], "path": "/x", "strategy": "clone"}
        beat = {"status": "idle", "survey": {"workspaces": [found]}}
        answer, seen, _ = await told(server.worker.post(f"/workers/{worker}/heartbeat", json=beat))
        assert (answer.status_code, seen) == (200, 1)
        answer, gone, _ = await told(server.operator.post(f"/workspaces/{task['id']}/discard"))
        assert (answer.status_code, gone) == (200, 1)
        _, _, moves = await told(server.operator.patch(f"/tasks/{task['id']}", json={"title": "other"}))
        assert moves == 1


async def _beat(server, worker, *tasks, done=()):
    """A worker's heartbeat, with a workspace of each of these; gives what it is asked to do."""
    found = [{"task": one["id"], "path": f"/{one['id']}", "strategy": "clone"} for one in tasks]
    survey = {"workspaces": found, "done": list(done)}
    answer = await server.worker.post(
        f"/workers/{worker}/heartbeat", json={"status": "idle", "survey": survey}
    )
    assert answer.status_code == 200, answer.text
    return [(one["task"], one["act"]) for one in answer.json()["workspaces"]]


async def test_a_merge_takes_its_workspace_along_when_that_is_asked(door, play, server):
    await play.project()
    worker = await play.worker()
    tasks = [await play.task(f"task {nth}") for nth in range(3)]
    for task in tasks:
        await play.work(worker, f"k-{task['id']}")
    gone, kept, late = tasks
    assert await _beat(server, worker, gone, kept) == []
    async with door.hub("operator") as hub:
        for task, remove in ((gone, True), (kept, False), (late, True)):
            given = {"taskId": task["id"], "removeWorktree": remove}
            assert (await hub.call("MergeTask", given))["result"]["status"] == "merging"
        assert await _beat(server, worker, gone, kept) == []
        for nth in range(3):
            merge = await play.claim(worker, f"m{nth}")
            assert (await play.end(merge, merged_commit="c" * 40)).status_code == 200
        assert await _beat(server, worker, gone, kept) == [(gone["id"], "discard")]
        done = [{"task": gone["id"], "ok": True, "ref": "refs/x", "words": ""}]
        # Of one that is heard of only after the merge, what was asked still holds; and nothing is asked twice.
        assert await _beat(server, worker, kept, late, done=done) == [(late["id"], "discard")]
        assert await _beat(server, worker, kept, done=[done[0] | {"task": late["id"]}]) == []
        await hub.event("WorktreeUpdated", gone["id"])
    assert (await play.look(gone))["status"] == "done"


async def test_a_merge_that_fails_leaves_the_workspace_and_the_next_approval_decides(door, play, server):
    await play.project()
    task, worker = await play.task(), await play.worker()
    await play.work(worker, "k")
    async with door.hub("operator") as hub:
        assert "result" in await hub.call("MergeTask", task["id"], None, True)
        merge = await play.claim(worker, "m1")
        failed = {"status": "failed", "reason": "git_failed", "conflicts": ["a"]}
        assert (await play.end(merge, "fail", **failed)).status_code == 200
        assert (await play.look(task))["status"] == "review"
        assert await _beat(server, worker, task) == []
        await play.act(task, "approve")
        merge = await play.claim(worker, "m2")
        assert (await play.end(merge, merged_commit="c" * 40)).status_code == 200
        assert (await play.look(task))["status"] == "done"
        assert await _beat(server, worker, task) == []
