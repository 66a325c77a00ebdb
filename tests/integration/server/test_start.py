"""The first steps turn one by one as the yard does, and `taskyard doctor` shows the same rows."""

import pytest

pytestmark = pytest.mark.anyio
CODES = ["server", "project", "agent", "worker", "task", "answer", "merge"]


async def rows(server, client=None):
    answer = await (client or server.viewer).get("/start")
    assert answer.status_code == 200, answer.text
    found = answer.json()["rows"]
    assert [row["code"] for row in found] == CODES
    for row in found:
        assert row["title"]
        assert row["words"]
        assert (row["command"] is None) == row["done"], row
    return {row["code"]: row for row in found}


async def done(server):
    return [code for code, row in (await rows(server)).items() if row["done"]]


async def test_the_rows_turn_one_by_one(server, play, clock):
    assert await done(server) == ["server"]
    await play.project("a project", settings={"agent": "scripted"})
    assert await done(server) == ["server", "project"]
    assert "'a project'" in (await rows(server))["task"]["command"]
    worker = await play.worker("anvil", offer={"agents": ["another"], "tiers": ["none"]})
    assert await done(server) == ["server", "project", "worker"]
    assert "scripted" in (await rows(server))["agent"]["words"]
    await play.worker("bench")
    assert await done(server) == ["server", "project", "agent", "worker"]
    await play.task(project="a project")
    assert await done(server) == ["server", "project", "agent", "worker", "task"]
    claim = await play.claim(worker)
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    asked = await play.report(claim, "ask", text="which?")
    assert "answer" not in await done(server)
    assert (await server.operator.post(f"/messages/{asked['id']}/answer", json={"text": "this"})).is_success
    assert await done(server) == CODES[:-1]
    await play.report(claim, "delivered", messages=[asked["id"]])
    await play.end(claim, branch="taskyard/x", head_commit="a" * 40)
    await play.act(claim["task"], "approve")
    assert await done(server) == CODES[:-1]
    merge = await play.claim(worker, "k2")
    await play.report(merge, "status", status="preparing")
    await play.report(merge, "status", status="running")
    assert (await play.end(merge, merged_commit="b" * 40)).is_success
    assert await done(server) == CODES
    clock.advance(600)  # nobody has heard of the workers since
    assert await done(server) == ["server", "project", "task", "answer", "merge"]


async def test_an_answer_that_nobody_gave_is_none(server, play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    await play.report(claim, "ask", text="which?")
    await play.act(claim["task"], "cancel")
    await play.end(claim, "fail", status="cancelled", reason="cancelled")
    assert "answer" not in await done(server)


async def test_another_organisation_begins_anew(server, play):
    await play.project()
    await play.task()
    async with server.client(await server.key("viewer", org="other")) as other:
        assert [code for code, row in (await rows(server, other)).items() if row["done"]] == ["server"]
