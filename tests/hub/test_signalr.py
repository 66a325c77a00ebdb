"""The official client of SignalR, as it comes from its makers: negotiates, calls every method, hears every event."""

import json

import pytest

from taskyard.server.hub.method import METHODS

pytestmark = pytest.mark.anyio
OFFER = {"agents": ["scripted"], "tiers": ["none"]}
EVENTS = {
    "TaskStarted", "TaskFinished", "TaskMessage", "WorktreeUpdated", "TaskUpdated", "RunCreated", "ListUpdated",
}  # fmt: skip


async def made(http, path, **body):
    answer = await http.post(path, json=body)
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


class Worker:
    def __init__(self, http):
        self.http, self.count = http, 0

    async def sign_on(self):
        card = {"name": "tester", "file": "tester.md"}
        shelf = {"round": 0, "items": [card]}
        self.id = (await made(self.http, "/workers", name="anvil", slots=4, offer=OFFER, profiles=shelf))[
            "id"
        ]

    async def take(self, **offer):
        self.count += 1
        claim = await made(
            self.http, "/queue/claim?wait=5", worker=self.id, key=f"k{self.count}", offer=OFFER | offer
        )
        self.run = {"fence": claim["fence"]}
        self.path = f"/runs/{claim['run']['id']}"
        for status in ("preparing", "running"):
            await made(self.http, f"{self.path}/status", status=status, **self.run)
        return claim["run"]["id"]

    async def say(self, first, count):
        at = "2026-01-01T00:00:00Z"
        entries = [
            {"seq": n, "kind": "text", "at": at, "body": {"text": f"Zeile {n} \u2028 👋"}}
            for n in range(first, first + count)
        ]
        await made(self.http, f"{self.path}/entries", first=first, entries=entries, **self.run)

    async def end(self, entries=0):
        outcome = {
            "status": "succeeded", "reason": "completed", "branch": "taskyard/x", "head_commit": "a" * 40,
            "entries": entries, "session": "s1",
        }  # fmt: skip
        run = self.path.rpartition("/")[2]
        await made(self.http, "/queue/complete", run=run, outcome=outcome, **self.run)


async def test_the_official_client_calls_every_method_and_hears_every_event(place):
    called = set()
    async with (
        place.http("admin") as admin,
        place.http("worker") as hands,
        place.client("admin") as client,
    ):
        assert await client.until("connected")

        async def call(method, *arguments):
            called.add(method)
            return await client.call(method, *arguments)

        project = (await made(admin, "/projects", name="demo"))["id"]
        task = (await made(admin, "/tasks", project="demo", title="one"))["id"]
        worker = Worker(hands)
        await worker.sign_on()
        assert (await call("Ping"))["result"] == "pong"
        assert (await call("UpdateList", project, "renamed", None, "fix"))["result"]["name"] == "renamed"
        assert (await call("UpdateListConfig", project, "opus", "Be brief.", "tester"))["result"][
            "model"
        ] == "opus"
        assert (await call("GetListConfig", project))["result"]["systemPrompt"] == "Be brief."
        own = await call("UpdateTaskAgentSettings", {"taskId": task, "model": "haiku"})
        assert own["result"]["model"] == "haiku"
        assert [one["name"] for one in (await call("GetAgents"))["result"]] == ["tester"]
        assert [one["name"] for one in (await call("RefreshAgents"))["result"]] == ["tester"]
        assert (await call("RunNow", task))["result"]["status"] == "queued"
        run = await worker.take(override=True)
        (active,) = (await call("GetActive"))["result"]
        assert (active["slot"], active["taskId"]) == ("override", task)
        await worker.say(1, 5)
        await worker.say(6, 5)
        await worker.end(10)
        await client.event("TaskFinished", task, "succeeded")
        assert (await call("ContinueTask", task, "and tests"))["result"]["status"] == "queued"
        assert (await call("WakeQueue"))["result"] is None
        await worker.take()
        await worker.end()
        assert (await call("MergeTask", task, "main", False, "fine"))["result"]["status"] == "merging"
        other = (await made(admin, "/tasks", project="renamed", title="two", enqueue=True))["id"]
        assert (await call("CancelTask", other))["result"] is True
        assert (await call("CancelTask", "0" * 26))["result"] is False
        assert (await call("ResetTask", other))["result"]["status"] == "backlog"
        assert "illegal_move: " in (await call("ResetTask", other))["error"]
        for name in METHODS.keys() - called:
            answer = await call(
                name,
                *({"UpdateAppSettings": [{"defaultModel": "m"}], "GetMergeTargets": [task]}.get(name, [])),
            )
            assert "result" in answer, (name, answer)
        assert "not_found: " in (await client.call("NoSuchMethod"))["error"]
        assert called == METHODS.keys()
        assert {name for name, _ in client.events} >= EVENTS
        lines = [json.loads(said[1]) for name, said in client.events if name == "TaskMessage"]
        assert [(line["run"], line["seq"]) for line in lines] == [(run, n) for n in range(1, 11)]
        names = [name for name, _ in client.events]
        assert names.index("TaskStarted") < names.index("TaskMessage") < names.index("TaskFinished")
        await client.tell("stop")
        assert await client.until("closed") is None


async def test_the_official_client_is_refused_without_a_key_and_told_of_a_revoked_one(place):
    async with place.client("tk_nothing") as client:
        assert "401" in await client.until("refused")
    async with place.http("admin") as admin:
        key = await made(admin, "/keys", name="eye", scope="viewer")
        async with place.client(key["key"]) as client:
            await client.until("connected")
            assert "forbidden: " in (await client.call("WakeQueue"))["error"]
            await admin.delete(f"/keys/{key['id']}")
            assert "unauthenticated" in await client.until("closed")


async def test_the_official_client_goes_on_where_it_was(place):
    async with place.http("admin") as admin:
        await made(admin, "/projects", name="demo")
        async with place.client("viewer", "?since=0") as client:
            await client.event("ListUpdated")
            while not (marks := [said[0] for name, said in client.events if name == "Mark" and said[0]]):
                await client.read()
        task = (await made(admin, "/tasks", project="demo", title="meanwhile"))["id"]
        async with place.client("viewer", f"?since={marks[-1]}") as client:
            await client.event("TaskUpdated", task)
            assert "ListUpdated" not in {name for name, _ in client.events}
