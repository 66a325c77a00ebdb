"""A change over MCP that is asked for twice under one name is done once."""

import pytest

pytestmark = pytest.mark.anyio
FIELD = "taskyard/idempotency-key"
NEW = {"task_list_id": "demo", "title": "paint"}


@pytest.fixture(params=["header", "meta"])
def named(request, tool):
    async def call(name, arguments=NEW, *, scope="operator", using="create_task", secret=None):
        given = {"idempotency-key": name} if request.param == "header" else {"meta": {FIELD: name}}
        return (await tool(scope, using, arguments, key=secret, **given))["result"]

    return call


async def test_the_first_answer_is_given_again(server, play, named):
    await play.project()
    first, again = [await named("once") for _ in range(2)]
    assert first["structuredContent"] == again["structuredContent"]
    assert ("_meta" in first, again["_meta"]) == (False, {"taskyard/idempotent-replayed": True})
    other = await named("twice")
    assert other["structuredContent"]["id"] != first["structuredContent"]["id"]
    assert len((await server.viewer.get("/tasks")).json()["items"]) == 2


async def test_a_name_stands_for_one_call_of_one_caller(server, play, named):
    await play.project()
    made = (await named("once"))["structuredContent"]
    for more in (
        {"arguments": NEW | {"title": "wash"}},
        {"using": "cancel_task", "arguments": {"task_id": made["id"]}},
        {"secret": await server.key("operator")},
    ):
        refused = await named("once", **more)
        assert (refused["isError"], refused["structuredContent"]["code"]) == (True, "idempotency_key_reused")
    assert len((await server.viewer.get("/tasks")).json()["items"]) == 1


async def test_the_name_of_a_call_over_rest_is_another(server, play, named):
    await play.project()
    body = {"project": "demo", "title": "paint"}
    assert (
        await server.operator.post("/tasks", json=body, headers={"idempotency-key": "once"})
    ).status_code == 201
    assert (await named("once"))["structuredContent"]["code"] == "idempotency_key_reused"


async def test_what_was_refused_may_be_asked_for_again(play, named):
    refused = await named("once")
    assert refused["structuredContent"]["code"] == "not_found"
    await play.project()
    assert (await named("once"))["structuredContent"]["title"] == "paint"


async def test_a_claim_is_given_again_too(server, play, named):
    await play.project()
    for title in ("one", "two"):
        await play.task(title)
    claim = {"using": "claim_task", "scope": "worker", "arguments": {"bot_name": "gordon"}}
    first, again = [await named("take", **claim) for _ in range(2)]
    assert first["structuredContent"] == again["structuredContent"]
    assert len((await server.viewer.get("/tasks", params={"status": "running"})).json()["items"]) == 1


@pytest.mark.parametrize("name", ["", "k" * 300, 7, ["k"], "ключ"])
async def test_a_name_that_is_none_is_refused(server, play, tool, name):
    await play.project()
    result = (await tool("operator", "create_task", NEW, meta={FIELD: name}))["result"]
    assert (result["isError"], result["structuredContent"]["field"]) == (True, "Idempotency-Key")
    assert (await server.viewer.get("/tasks")).json()["items"] == []


async def test_what_only_reads_is_read_anew(play, named):
    await play.project()
    for number in range(2):
        found = await named("once", {"task_list_id": "demo"}, using="list_tasks")
        assert len(found["structuredContent"]["items"]) == number
        await play.task(enqueue=False)
