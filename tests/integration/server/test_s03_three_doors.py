"""S-03: one task, fifty who claim it at the same moment: over HTTP, by an agent's tool, and inside the process."""

import anyio
import pytest

from taskyard.domain.worker import Offer
from taskyard.service import wait
from taskyard.service.claim import Bid
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
EACH = 17
OFFER = Offer(agents=("scripted",))


async def test_s03_exactly_one_of_three_doors_gives_it(server, play, caplog):
    await play.project(settings={"agent": "scripted"})
    task = await play.task()
    hand = await play.worker()
    got, none = [], []

    def note(found):
        (got if found else none).append(found)

    async def by_http(number):
        found = await play.claim(hand, f"http-{number}")
        note(found and found["task"]["id"])

    async def by_mcp(number):
        about = {"task_id": task["id"], "bot_name": f"bot-{number}"}
        params = {"name": "claim_task", "arguments": about}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        answer = await server.worker.post("http://yard.test/mcp", json=message)
        said = answer.json()["result"]
        assert not said["isError"], said
        note(said["structuredContent"]["success"] and task["id"])

    async def in_process(number):
        bid = Bid(worker=hand, key=f"here-{number}", offer=OFFER)
        found = await wait.claim(server.yard, SYSTEM, bid)
        note(found and found.task.id)

    async with anyio.create_task_group() as group:
        for number in range(EACH):
            for claim in (by_http, by_mcp, in_process):
                group.start_soon(claim, number)
    assert (got, len(none)) == ([task["id"]], 3 * EACH - 1)
    facts = (await server.viewer.get("/events", params={"limit": 200})).json()["items"]
    assert len([one for one in facts if one["kind"] == "run.claimed"]) == 1
    assert [one for one in caplog.records if one.levelname in {"ERROR", "CRITICAL"}] == []
