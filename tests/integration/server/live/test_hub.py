"""The hub as a client of SignalR meets it: every method, every event, in order."""

import json

import anyio
import pytest
from websockets.exceptions import ConnectionClosed

from taskyard.server.hub.method import METHODS

pytestmark = pytest.mark.anyio
NOWHERE = "0" * 26


def _entries(first, count):
    return [
        {"seq": n, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": f"line {n}"}}
        for n in range(first, first + count)
    ]


async def test_a_run_is_told_from_its_making_to_its_end(door, play):
    project = await play.project()
    async with door.hub("viewer") as hub:
        task = await play.task()
        worker = await play.worker()
        claim = await play.claim(worker)
        await play.report(claim, "status", status="preparing")
        await play.report(claim, "status", status="running", branch="taskyard/x")
        for first in (1, 4, 7):
            await play.report(claim, "entries", first=first, entries=_entries(first, 3))
        await play.end(claim, entries=9, branch="taskyard/x", head_commit="a" * 40)
        await play.server.admin.patch(f"/projects/{project['id']}", json={"name": "other"})
        await hub.event("ListUpdated", project["id"])
    names = [name for name, _ in hub.events]
    run = claim["run"]["id"]
    assert ("RunCreated", [task["id"], run]) in hub.events
    assert ("TaskStarted", [task["id"], "queue"]) in hub.events
    assert ("TaskFinished", [task["id"], "succeeded"]) in hub.events
    assert ("TaskUpdated", [task["id"]]) in hub.events
    assert ("WorktreeUpdated", [task["id"]]) in hub.events
    assert names.count("TaskStarted") == names.count("TaskFinished") == names.count("RunCreated") == 1
    lines = [json.loads(said[1]) for name, said in hub.events if name == "TaskMessage"]
    assert [line["seq"] for line in lines] == list(range(1, 10))
    assert [line["body"]["text"] for line in lines] == [f"line {n}" for n in range(1, 10)]
    assert {line["run"] for line in lines} == {run}
    started, finished = names.index("TaskStarted"), names.index("TaskFinished")
    assert started < names.index("TaskMessage")
    assert len(names) - 1 - names[::-1].index("TaskMessage") < finished
    assert "Mark" not in names


async def test_the_methods_about_the_queue(door, play):
    await play.project()
    worker = await play.worker("anvil", offer=play.offer | {"override": True}, slots=2)
    async with door.hub("operator") as hub:
        assert (await hub.call("Ping"))["result"] == "pong"
        assert (await hub.call("GetActive"))["result"] == []
        task = await play.task(enqueue=False)
        assert (await hub.call("RunNow", task["id"]))["result"]["status"] == "queued"
        claim = await play.claim(worker, override=True)
        await play.report(claim, "status", status="preparing")
        await play.report(claim, "status", status="running")
        (one,) = (await hub.call("GetActive"))["result"]
        assert (one["slot"], one["taskId"], one["runId"]) == ("override", task["id"], claim["run"]["id"])
        assert one["startedAt"]
        assert await hub.event("TaskStarted", task["id"], "override")
        assert (await hub.call("RunNow", task["id"]))["error"].startswith("illegal_move: ")
        assert (await hub.call("ContinueTask", task["id"], "more"))["error"].startswith("illegal_move: ")
        assert (await hub.call("ResetTask", task["id"]))["error"].startswith("illegal_move: ")
        assert (await hub.call("CancelTask", task["id"]))["result"] is True
        assert (await hub.call("CancelTask", NOWHERE))["result"] is False
        await play.end(claim, "fail", status="failed", reason="agent_error", session="s1")
        await hub.event("TaskFinished", task["id"])
        await hub.call("WakeQueue")
        second = await play.task("two")
        assert (await hub.call("CancelTask", second["id"]))["result"] is True
        assert (await play.look(second))["status"] == "cancelled"
        assert (await hub.call("ResetTask", second["id"]))["result"]["status"] == "backlog"


async def test_a_task_goes_on_and_is_merged(door, play):
    await play.project()
    task = await play.task()
    worker = await play.worker()
    await play.work(worker, "k1", session="s1")
    async with door.hub("operator") as hub:
        assert (await hub.call("ContinueTask", task["id"], ""))["error"].startswith("invalid: prompt")
        assert (await hub.call("ContinueTask", task["id"], "and tests"))["result"]["status"] == "queued"
        await play.work(worker, "k2")
        assert (await hub.call("MergeTask", task["id"], "other"))["error"].startswith("invalid: targetBranch")
        assert (await hub.call("MergeTask", task["id"], "main", False, "fine"))["result"][
            "status"
        ] == "merging"


async def test_lists_and_tasks_name_their_agent(door, play):
    project = await play.project()
    where, task = project["id"], (await play.task(enqueue=False))["id"]
    async with door.hub("admin") as hub:
        nothing = {"model": None, "systemPrompt": None, "agentPath": None}
        assert (await hub.call("GetListConfig", where))["result"] == {"listId": where, **nothing}
        set_ = await hub.call("UpdateListConfig", where, "opus", "Be brief.", "~/.todo-app/agents/tester.md")
        wanted = {"model": "opus", "systemPrompt": "Be brief.", "agentPath": "tester"}
        assert set_["result"] == {"listId": where, **wanted}
        assert (await hub.call("GetListConfig", where))["result"] == {"listId": where, **wanted}
        await hub.event("ListUpdated", where)
        partly = await hub.call("UpdateListConfig", {"ListId": where, "systemPrompt": None})
        assert partly["result"] == {"listId": where, **wanted, "systemPrompt": None}
        cleared = await hub.call("UpdateListConfig", where, None, None, None)
        assert cleared["result"] == {"listId": where, **nothing}
        listed = (await play.server.viewer.get(f"/projects/{where}")).json()
        assert listed["settings"] == {}
        own = await hub.call("UpdateTaskAgentSettings", task, "haiku", "Hurry.", None)
        assert own["result"] == {
            "taskId": task,
            "model": "haiku",
            "systemPrompt": "Hurry.",
            "agentPath": None,
        }
        await hub.event("TaskUpdated", task)
        changed = await hub.call("UpdateList", where, "renamed", "/srv/repo", "fix")
        assert changed["result"] == {
            "id": where,
            "name": "renamed",
            "workingDir": "/srv/repo",
            "defaultCommitType": "fix",
        }
        assert (await hub.call("UpdateList", where, None, "relative"))["error"].startswith("invalid: ")


async def test_the_agents_that_the_workers_have_found(door, play):
    card = {"name": "tester", "file": "tester.md", "description": "writes tests", "model": "haiku"}
    broken = {"name": "bad", "file": "bad.md", "problem": "no front matter"}
    await play.worker(profiles={"round": 0, "items": [card, broken]})
    async with door.hub("operator") as hub:
        found = (await hub.call("GetAgents"))["result"]
        assert [(one["name"], one["path"], one["worker"]) for one in found] == [
            ("tester", "tester.md", "anvil"),
            ("bad", "bad.md", "anvil"),
        ]
        assert found[1]["problem"] == "no front matter"
        assert (await hub.call("RefreshAgents"))["result"] == found


async def test_what_is_wrong_is_an_error_of_that_call(door, play):
    async with door.hub("admin") as hub:
        for arguments, error in (
            (("Nothing",), "not_found: "),
            (("RunNow",), "invalid: taskId: "),
            (("RunNow", 7), "invalid: taskId: "),
            (("RunNow", "x", "y"), "invalid: at most 1"),
            (("RunNow", {"taskId": NOWHERE, "more": 1}), "invalid: more"),
            (("RunNow", NOWHERE), "not_found: "),
            (("GetListConfig", NOWHERE), "not_found: "),
        ):
            assert (await hub.call(*arguments))["error"].startswith(error), arguments
        assert (await hub.call("pInG"))["result"] == "pong"
        await hub.send({"type": 1, "target": "RunNow", "arguments": [NOWHERE]})
        assert (await hub.call("Ping"))["result"] == "pong"


async def test_every_method_asks_for_its_right(door):
    async with door.hub("viewer") as eye, door.hub("operator") as hand:
        for name, method in METHODS.items():
            if method.need != "read":
                assert (await eye.call(name))["error"].startswith("forbidden: "), name
            if method.need == "manage":
                assert (await hand.call(name))["error"].startswith("forbidden: "), name


async def test_the_settings_of_the_application_are_those_of_the_organisation(door, server):
    async with door.hub("admin") as hub:
        before = (await hub.call("GetAppSettings"))["result"]
        assert before == {
            "defaultClaudeInstructions": "",
            "defaultModel": None,
            "defaultMaxTurns": None,
            "defaultPermissionMode": None,
            "worktreeStrategy": "central",
        }
        given = {
            "defaultClaudeInstructions": "Be brief.",
            "defaultModel": "sonnet",
            "defaultMaxTurns": 30,
            "defaultPermissionMode": "plan",
            "worktreeStrategy": "sibling",
        }
        assert (await hub.call("UpdateAppSettings", given))["result"] == given
        settings = (await server.admin.get("/org")).json()["settings"]
        assert settings["agent_options"] == {"model": "sonnet", "max_turns": "30", "permission_mode": "plan"}
        cleared = dict.fromkeys(given)
        assert (await hub.call("UpdateAppSettings", cleared))["result"] == before
        for bad in ({"defaultMaxTurns": 0}, {"worktreeStrategy": "moon"}, {"odd": 1}):
            assert (await hub.call("UpdateAppSettings", bad))["error"].startswith("invalid: "), bad
        assert (await hub.call("GetAppSettings"))["result"] == before


async def test_workspaces_and_branches_are_asked_for(door, play):
    await play.project(target="trunk")
    task = await play.task(enqueue=False)
    async with door.hub("admin") as hub:
        found = (await hub.call("GetMergeTargets", task["id"]))["result"]
        assert found == {"branches": ["trunk"], "defaultBranch": "trunk"}
        assert (await hub.call("CleanupFinishedWorktrees"))["result"] == 0
        assert (await hub.call("ResetAllWorktrees"))["result"] == 0
        await play.act(task, "enqueue")
        await play.claim(await play.worker())
        assert (await hub.call("ResetAllWorktrees"))["error"].startswith("conflict: ")
        assert (await hub.call("GetMergeTargets", NOWHERE))["error"].startswith("not_found: ")


async def test_another_organisation_is_not_told(door, play, server):
    stranger = await server.key("admin", org="other")
    async with door.hub(stranger) as there, door.hub("viewer") as here:
        project = await play.project()
        task = await play.task()
        await here.event("TaskUpdated", task["id"])
        assert (await there.call("RunNow", task["id"]))["error"].startswith("not_found: ")
        assert (await there.call("GetListConfig", project["id"]))["error"].startswith("not_found: ")
        assert there.events == []


async def test_who_comes_back_misses_nothing_and_sees_nothing_twice(door, play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    run, total = claim["run"]["id"], 40
    await play.report(claim, "status", status="preparing")
    await play.report(claim, "status", status="running")

    async def work():
        for number in range(1, total + 1):
            await play.report(claim, "entries", first=number, entries=_entries(number, 1))
        await play.end(claim, entries=total)
        await play.task("last", enqueue=False)

    told, facts, since, had = [], [], 0, 0
    with anyio.fail_after(90):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(work)
            while not any(name == "TaskFinished" for name, _ in facts):
                async with door.hub("viewer", f"?since={since}&has={run}:{had}") as hub:
                    fresh = []
                    for _ in range(6):
                        if any(name == "TaskFinished" for name, _ in facts + fresh):
                            break
                        while not hub.events:
                            await hub.read()
                        name, said = hub.events.pop(0)
                        if name == "TaskMessage":
                            line = json.loads(said[1])
                            told.append(line["seq"])
                            had = line["seq"]
                        elif name == "Mark":
                            since = said[0]
                            facts += fresh
                            fresh = []
                        else:
                            fresh.append((name, said))
                    if any(name == "TaskFinished" for name, _ in fresh):
                        facts += fresh
    assert told == list(range(1, total + 1))
    names = [name for name, _ in facts]
    assert names.count("TaskStarted") == names.count("TaskFinished") == names.count("RunCreated") == 1
    await door.alone()


async def test_signs_of_life_come_by_themselves(door):
    door.app.state.hub_pulse = 0.05
    async with door.hub("viewer") as hub:
        assert await hub.read() == {"type": 6}
        await hub.send({"type": 6})
        assert (await hub.call("Ping"))["result"] == "pong"


async def test_a_revoked_key_and_a_stop_are_said_before_the_end(door, server):
    made = (await server.admin.post("/keys", json={"name": "eye", "scope": "viewer"})).json()
    async with door.hub(made["key"]) as gone, door.hub("viewer") as other:
        await server.admin.delete(f"/keys/{made['id']}")
        with anyio.fail_after(4):
            last = await gone.record()
        assert last == {"type": 7, "error": "unauthenticated", "allowReconnect": False}
        with pytest.raises(ConnectionClosed):
            await gone.read()
        door.app.state.stopping.set()
        while (last := await other.read())["type"] != 7:
            pass
        assert last["allowReconnect"] is True
    await door.alone()
