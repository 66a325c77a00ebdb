"""Rows of seed 000 that no other test shows: lists over MCP and HTTP, and a bot that does as the skill says."""

import json
import re
import shlex

import anyio
import pytest

from taskyard import process
from taskyard.agent import skill
from taskyard.domain.account import Actor, Scope
from taskyard.server.mcp import catalog
from taskyard.service import upkeep
from taskyard.store import upgrade as schema

pytestmark = pytest.mark.anyio
SKILL = (skill.folder() / "SKILL.md").read_text()
BOT = SKILL.partition("## As a bot")[2]


@pytest.fixture
def use(server):
    async def call(scope, name, **arguments):
        async with server.client(server.keys[scope]) as client:
            params = {"name": name, "arguments": arguments}
            message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
            answer = await client.post("http://yard.test/mcp", json=message)
        return answer.json()["result"]

    return call


@pytest.fixture
def good(use):
    async def call(scope, name, **arguments):
        result = await use(scope, name, **arguments)
        assert not result["isError"], result
        return result["structuredContent"]

    return call


async def sh(folder, *argv):
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    done = await process.run(argv, cwd=folder, env=env)
    assert done.code == 0, done
    return done.stdout.decode()


async def test_r0_8_a_list_that_is_not_there_is_no_fault_of_the_server(server, play):
    await play.project()
    made = (await server.operator.post("/tasks", json={"title": "t"}, params={"dialect": "taskinfa"})).json()
    assert (made["order"], len(made["task_list_id"])) == (0, 26)
    for unknown in ("0" * 26, "nothing"):
        answer = await server.operator.post("/tasks", json={"project": unknown, "title": "t"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        answer = await server.viewer.get("/tasks", params={"project": unknown})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    found = (await server.viewer.get("/tasks", params={"project": made["task_list_id"]})).json()["items"]
    assert [one["id"] for one in found] == [made["id"]]


async def test_r0_10_lists_of_this_workspace_the_newest_first(server, play, good, clock):
    for name in ("b", "c", "a"):
        clock.advance(1)
        await play.project(name)
    north = (await server.admin.post("/orgs", json={"id": "north"})).json()["key"]
    async with server.client(north) as stranger:
        assert (await stranger.post("/projects", json={"name": "theirs"})).status_code == 201
    for given in ({}, {"workspace_id": "default"}):
        found = (await good("viewer", "list_task_lists", **given))["items"]
        assert [one["name"] for one in found] == ["a", "c", "b"]


async def test_r0_11_the_details_of_a_list(server, play, use, good):
    made = await play.project("house", repository="/srv/house.git")
    found = await good("viewer", "get_task_list", task_list_id=made["id"])
    assert (found["name"], found["repository_url"]) == ("house", "/srv/house.git")
    result = await use("viewer", "get_task_list", task_list_id="0" * 26)
    assert (result["isError"], result["structuredContent"]["code"]) == (True, "not_found")


async def test_the_skill_names_only_tools_that_a_bot_has():
    named = re.findall(r"`([a-z]+_[a-z]+(?:_[a-z]+)?)`", BOT)
    words = {"bot_name", "task_id", "in_progress", "files_changed", "head_commit"}
    tools = [name for name in named if name not in words]
    assert set(tools) <= set(catalog.mine(Actor(org="default", name="x", scope=Scope.WORKER), read=False))
    assert tools[0] == "claim_task"
    assert BOT.index("`claim_task`") < BOT.index("git clone") < BOT.index("`setup`") < BOT.index("`checks`")
    assert BOT.index("`checks`") < BOT.index("`review`") < BOT.index("`todo`")


async def test_a_bot_that_does_as_the_skill_says(server, play, good, repo, clock, tmp_path):
    """R0.15 to R0.18: claim first, clone and set up, work, verify, hand in; and give back what does not go."""
    settings = {"setup": ["touch .ready"], "checks": ["grep -q red door.txt"]}
    await play.project("house", repository=str(repo.path), settings=settings)
    paint, fail = await play.task("paint", project="house"), await play.task("fail", project="house")
    claim = (await good("worker", "claim_task", bot_name="gordon"))["claim"]
    assert claim["task"]["id"] == paint["id"]
    project, place = claim["project"], tmp_path / "gordon"
    await sh(tmp_path, "git", "clone", "-q", project["repository"], str(place))
    for command in project["settings"]["setup"]:
        await sh(place, *shlex.split(command))
    assert (place / ".ready").is_file()
    about = {"task_id": paint["id"]}
    await good("worker", "update_task_status", status="in_progress", notes="half", **about)
    clock.advance(1)
    await sh(place, "git", "checkout", "-q", "-b", "gordon/paint")
    (place / "door.txt").write_text("red\n")
    for command in project["settings"]["checks"]:
        await sh(place, *shlex.split(command))
    await sh(place, "git", "add", "door.txt")
    await sh(place, "git", "-c", "user.name=g", "-c", "user.email=g@x", "commit", "-q", "-m", "paint")
    head = (await sh(place, "git", "rev-parse", "HEAD")).strip()
    words = {"notes": "It is red.", "files_changed": ["door.txt"], "branch": "gordon/paint"}
    await good("worker", "update_task_status", status="review", head_commit=head, **about, **words)
    seen = await play.look(paint)
    assert (seen["status"], seen["head_commit"]) == ("review", head)
    said = (await good("viewer", "list_task_comments", **about))["items"]
    assert [one["text"] for one in said] == ["half", "It is red."]

    about = {"task_id": fail["id"]}
    await good("worker", "claim_task", bot_name="gordon", **about)
    await good("worker", "update_task_status", status="todo", notes="no compiler here", **about)
    seen = await play.look(fail)
    assert (seen["status"], seen["note"]) == ("queued", "no compiler here")
    clock.advance(60)
    await upkeep.look(server.yard, upkeep.begin(server.yard))
    assert (await good("worker", "claim_task", bot_name="other", **about))["success"]


async def test_r0_56_the_checklist_of_the_board(server, play, good, repo, tmp_path):
    """Points 3 and 4 are of a container; 8 and 9, execution and a clone, are of the worker and have their own."""
    url = f"sqlite:///{tmp_path}/yard.db"
    schema.check(url)  # 1: the migration is applied
    await play.project("house", repository=str(repo.path))
    tasks = [await play.task(name, project="house") for name in "abc"]  # 2, 5: readable over MCP
    (found,) = (await good("viewer", "list_task_lists"))["items"]
    assert found["repository_url"] == str(repo.path)
    order = (await good("viewer", "list_tasks", task_list_id=found["id"]))["items"]
    assert [one["title"] for one in order] == ["a", "b", "c"]  # 6: in order
    won = []

    async def claim(number):
        if (await good("worker", "claim_task", task_id=tasks[0]["id"], bot_name=f"bot-{number}"))["success"]:
            won.append(number)

    async with anyio.create_task_group() as group:  # 7, 11: one claim of it, and no second
        for number in range(10):
            group.start_soon(claim, number)
    assert len(won) == 1
    about = {"task_id": tasks[0]["id"]}
    await good("worker", "update_task_status", status="review", notes="done", **about)  # 10
    assert (await play.look(tasks[0]))["status"] == "review"
    log = (await good("viewer", "list_task_comments", **about))["items"]  # 12: readable afterwards
    assert json.dumps(log).count("done") == 1
