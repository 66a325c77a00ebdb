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
        assert (await server.worker.post(f"/workers/{worker}/heartbeat", json=beat)).status_code == 200
        answer, gone, _ = await told(server.operator.post(f"/workspaces/{task['id']}/discard"))
        assert (answer.status_code, gone) == (200, 1)
        _, _, moves = await told(server.operator.patch(f"/tasks/{task['id']}", json={"title": "other"}))
        assert moves == 1
