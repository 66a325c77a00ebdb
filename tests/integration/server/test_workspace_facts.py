"""Workspaces as facts: what a worker sees change is told once, and a look that finds nothing new tells nothing."""

import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
async def disk(server, play):
    """A worker's looks at its disk; each gives what was told because of it."""
    await play.project()
    task = await play.task(enqueue=False)
    worker = await play.worker()

    class Disk:
        def __init__(self):
            self.task, self.seen, self.asked = task, 0, []

        async def news(self):
            page = (await server.admin.get("/events", params={"after": self.seen, "limit": 200})).json()
            self.seen = page["items"][-1]["seq"] if page["items"] else self.seen
            return [one for one in page["items"] if one["kind"].startswith("workspace.")]

        async def look(self, *found, done=()):
            body = {"status": "idle", "survey": {"workspaces": found, "done": done}}
            answer = await server.worker.post(f"/workers/{worker}/heartbeat", json=body)
            assert answer.status_code == 200, answer.text
            self.asked, self.targets = answer.json()["workspaces"], answer.json()["targets"]
            return [(one["kind"], one["task"], one["body"]) for one in await self.news()]

    made = Disk()
    await made.news()
    return made


def place(task, **more):
    return {"task": task["id"], "path": "/w/1", "strategy": "worktree", "branch": "taskyard/1"} | more


async def test_each_change_of_a_workspace_is_one_fact_and_a_look_is_none(disk):
    there = place(disk.task)
    [(kind, task, body)] = await disk.look(there)
    assert (kind, task, body["gone"], body["dirty"]) == ("workspace.changed", disk.task["id"], False, False)
    assert await disk.look(there) == []
    [(_, _, body)] = await disk.look(place(disk.task, dirty=True))
    assert body["dirty"]
    assert await disk.look(place(disk.task, dirty=True)) == []
    [(_, _, body)] = await disk.look()
    assert body["gone"]
    assert await disk.look() == []


async def test_how_far_is_a_fact_and_how_big_is_none(disk, server):
    await disk.look(place(disk.task))
    [(_, _, body)] = await disk.look(place(disk.task, ahead=1, behind=0, disk=10))
    assert (body["ahead"], body["behind"]) == (1, 0)
    assert await disk.look(place(disk.task, ahead=1, behind=0, disk=11, disk_cut=True)) == []
    (found,) = (await server.admin.get("/workspaces")).json()["items"]
    assert (found["ahead"], found["disk"], found["disk_cut"]) == (1, 11, True)
    assert (found["number"], found["title"]) == (disk.task["number"], disk.task["title"])


async def test_a_target_that_moves_is_told_of_once_for_all_that_it_leaves_behind(disk, play):
    other = await play.task("other", enqueue=False)
    await disk.look(place(disk.task, ahead=1, behind=0), place(other, ahead=1, behind=0))
    assert len(await disk.look(place(disk.task, ahead=1, behind=1), place(other, ahead=1, behind=1))) == 1
    assert len(await disk.look(place(disk.task, ahead=2, behind=2), place(other, ahead=2, behind=2))) == 2


async def test_the_worker_is_told_what_the_work_is_to_be_merged_into(disk, server):
    await disk.look(place(disk.task))
    assert disk.targets == {disk.task["id"]: "main"}
    await disk.look()
    assert disk.targets == {}


async def test_an_orphan_has_no_task_to_name(disk, server):
    await disk.look(place(disk.task))
    answer = await server.admin.delete(f"/tasks/{disk.task['id']}")
    assert answer.status_code == 204, answer.text
    (found,) = (await server.admin.get("/workspaces")).json()["items"]
    assert (found["number"], found["title"], found["state"]) == (None, None, "kept")


async def test_an_approval_may_ask_for_the_workspace_to_go_with_the_merge(disk, play, server):
    hand = await play.worker("hand")
    task = await play.task("merged", enqueue=True)
    await play.end(await play.claim(hand, "k"), branch="taskyard/x", head_commit="a" * 40)
    await disk.look(place(task))
    await play.act(task, "approve", head_commit="a" * 40, remove_workspace=True)
    await play.end(await play.claim(hand, "m"), merged_commit="c" * 40)
    await disk.look(place(task))
    assert [(one["task"], one["act"]) for one in disk.asked] == [(task["id"], "discard")]


async def test_a_wish_that_was_met_is_one_fact(disk, server):
    await disk.look(place(disk.task))
    answer = await server.admin.post(f"/workspaces/{disk.task['id']}/discard")
    assert answer.status_code == 200, answer.text
    [asked] = await disk.look(place(disk.task))
    assert (asked[0], disk.asked[0]["act"]) == ("workspace.asked", "discard")
    done = {"task": disk.task["id"], "ok": True, "ref": "refs/taskyard/snapshots/1"}
    [(kind, _, body)] = await disk.look(done=[done])
    assert (kind, body["gone"], body["wish"], body["ref"]) == ("workspace.changed", True, "", done["ref"])


async def test_a_workspace_that_is_heard_of_after_the_reset_goes_too(disk, server, play):
    task = await play.task("late", enqueue=True)
    hand = await play.worker("hand")
    claim = await play.claim(hand, "k")
    assert claim["task"]["id"] == task["id"]
    await play.end(claim, "fail", status="failed", reason="setup_failed")
    await play.act(task, "reset")
    await disk.news()
    told = [kind for kind, _, _ in await disk.look(place(task))]
    assert told == ["workspace.changed", "workspace.asked"]
    assert [(one["task"], one["act"]) for one in disk.asked] == [(task["id"], "reset")]


async def test_the_next_run_takes_back_what_nobody_has_met_yet(disk, server, play):
    """The folder is the new run's own: it must not be taken from it afterwards."""
    task = await play.task("again", enqueue=True)
    hand = await play.worker("hand")
    await play.end(await play.claim(hand, "k"), "fail", status="failed", reason="setup_failed")
    await disk.look(place(task))
    await play.act(task, "reset")
    await play.act(task, "enqueue")
    await disk.look(place(task))
    assert disk.asked == []


async def test_a_wish_is_refused_in_words_when_a_run_was_quicker(disk, server, play):
    hand = await play.worker("hand")
    task = await play.task("quick", enqueue=True)
    await disk.look(place(task))
    answer = await server.admin.post(f"/workspaces/{task['id']}/discard")
    assert answer.status_code == 200, answer.text
    assert await play.claim(hand, "k") is not None
    [*_, (kind, _, body)] = await disk.look(place(task))
    assert (disk.asked, kind, body["wish"]) == ([], "workspace.changed", "")
    assert body["note"] == "a run was at work in it"
