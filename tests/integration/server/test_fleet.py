"""The inbox and the fleet: what waits for a person, and what the workers do now."""

import httpx2
import pytest

from taskyard.client.api import Client
from taskyard.domain.brief import said
from taskyard.domain.entry import EntryKind
from taskyard.domain.inbox import Tab

pytestmark = pytest.mark.anyio


async def inbox(play, tab="waiting", **params):
    answer = await play.server.viewer.get("/inbox", params={"tab": tab, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def begun(play, worker, key):
    claim = await play.claim(worker, key)
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    return claim


async def test_what_waits_is_by_priority_then_age(play, clock):
    await play.project()
    worker = await play.worker("anvil", slots=9)
    for priority in ("normal", "normal", "urgent"):
        await play.task(f"a {priority} task", priority=priority)
    claims = [await begun(play, worker, f"k{key}") for key in range(3)]
    urgent, first, second = claims
    for claim, text in ((first, "Which\nwood?"), (second, "Which nails?"), (urgent, "Push?")):
        clock.advance(60)
        await play.report(claim, "ask", text=text, choices=["yes", "no"])
    found = await inbox(play)
    assert found["counts"] == {"waiting": 3, "review": 0, "failed": 0}
    assert [one["words"] for one in found["items"]] == ["Push?", "Which wood?", "Which nails?"]
    one = found["items"][0]
    assert one["task"] == {
        "id": urgent["task"]["id"], "number": 3, "title": "a urgent task", "priority": "urgent",
        "status": "running", "project": "demo",
    }  # fmt: skip
    assert (one["kind"], one["run"], one["agent"], one["worker"]) == (
        "question", urgent["run"]["id"], "scripted", "anvil",
    )  # fmt: skip
    assert (one["message"]["text"], one["message"]["choices"]) == ("Push?", ["yes", "no"])
    for place in (1, 0):
        clock.advance(60)
        await play.server.operator.post(
            f"/messages/{found['items'][place]['message']['id']}/answer", json={"text": "yes"}
        )
    assert [one["words"] for one in (await inbox(play))["items"]] == ["Which nails?"]
    answered = (await inbox(play, "answered"))["items"]
    assert [one["words"] for one in answered] == ["Push?", "Which wood?"]
    assert [one["message"]["answer"] for one in answered] == ["yes", "yes"]
    assert answered[0]["at"] == answered[0]["message"]["answered_at"]


async def test_failures_and_reviews(play, clock):
    await play.project(settings={"max_attempts": 1})
    worker = await play.worker(slots=9)
    for title in ("good", "bad", "worse"):
        await play.task(title)
    claims = [await begun(play, worker, f"k{key}") for key in range(3)]
    await play.end(claims[0], summary="Made\nit.", branch="b", head_commit="a" * 40)
    for claim in claims[1:]:
        clock.advance(60)
        await play.end(claim, "fail", status="failed", reason="checks_failed", message="two of them")
    found = await inbox(play, "failed")
    assert found["counts"] == {"waiting": 0, "review": 1, "failed": 2}
    assert [one["task"]["title"] for one in found["items"]] == ["worse", "bad"]
    one = found["items"][0]
    assert (one["kind"], one["reason"], one["words"], one["message"]) == (
        "failed", "checks_failed", "two of them", None,
    )  # fmt: skip
    [one] = (await inbox(play, "review"))["items"]
    assert (one["kind"], one["words"], one["worker"]) == ("review", "Made it.", "anvil")
    page = await inbox(play, "failed", limit=1)
    rest = await inbox(play, "failed", limit=1, cursor=page["next"])
    assert [one["task"]["title"] for one in page["items"] + rest["items"]] == ["worse", "bad"]
    assert rest["next"] is None


@pytest.mark.parametrize("cursor", ["x", "", "W10=", "WzEsMl0=", "WzEsIngiLCJ5Il0=", "a" * 201, "ÿ"])
async def test_a_cursor_that_is_none_is_refused(server, cursor):
    answer = await server.viewer.get("/inbox", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["field"]) == (422, "cursor")


async def test_a_worker_with_what_it_does_now(play, clock):
    await play.project()
    worker = await play.worker("anvil", slots=2, version="1.2", host="forge")
    await play.task("a door")
    claim = await begun(play, worker, "k")
    began = clock.now()
    entries = [
        ("text", {"text": "First.\nI will saw."}),
        ("tool_call", {"tool": "Bash", "input": {"command": "saw\x1b[2J plank"}}),
        ("tool_result", {"text": "x" * 9000}),
        ("usage", {"tokens_in": 1}),
    ]
    sent = [
        {"seq": seq, "kind": kind, "at": "2026-01-01T00:00:00Z", "body": body}
        for seq, (kind, body) in enumerate(entries, 1)
    ]
    await play.report(claim, "entries", first=1, entries=sent)
    clock.advance(30)
    asked = await play.report(claim, "ask", text="Oak?")
    await play.task("waits", priority="urgent")
    found = (await play.server.viewer.get("/fleet")).json()
    [one] = found["workers"]
    [run] = one.pop("runs")
    assert (one["name"], one["host"], one["slots"], one["version"]) == ("anvil", "forge", 2, "1.2")
    assert (one["agents"], one["tiers"], one["drain"]) == (["scripted"], ["none"], False)
    assert (run["id"], run["task"], run["title"], run["status"]) == (
        claim["run"]["id"], 1, "a door", "waiting",
    )  # fmt: skip
    assert run["since"] == began.isoformat().replace("+00:00", "Z")
    assert run["ask"] == {"id": asked["id"], "kind": "question", "text": "Oak?"}
    assert run["last"] == "Bash saw [2J plank"
    assert found["depth"] == {"urgent": 1, "high": 0, "normal": 0, "low": 0}
    assert found["queues"] == {"high_priority": 1, "default": 0, "low_priority": 0}
    assert found["pace"] == {
        "done_last_hour": 0, "done_last_day": 0, "median_seconds": None, "empty_at": None,
    }  # fmt: skip
    clock.advance(30)
    await play.end(claim, usage={"tokens_in": 7, "tokens_out": 3, "cost_usd": 0.5}, head_commit="a" * 40)
    await play.act(claim["task"], "accept")
    found = (await play.server.viewer.get("/fleet")).json()
    assert found["workers"][0]["runs"] == []
    assert found["today"] == {"cost_usd": 0.5, "tokens": 10, "runs": 1}
    assert (found["pace"]["done_last_hour"], found["pace"]["median_seconds"]) == (1, 60.0)
    assert found["pace"]["empty_at"] is not None
    await play.server.worker.delete(f"/workers/{worker}")
    assert (await play.server.viewer.get("/fleet")).json()["workers"] == []


async def test_a_program_reads_what_the_page_reads(server, play):
    await play.project()
    await play.task()
    await play.task()
    claim = await begun(play, await play.worker(), "k")
    await play.report(claim, "ask", text="?")
    wire = httpx2.ASGITransport(server.app)
    async with Client("http://yard.test", server.keys["viewer"], transport=wire) as client:
        assert [card.number for card in (await client.board("demo")).cards] == [2, 1]
        [card] = (await client.board(tasks=[1])).cards
        assert (card.ask.text, card.worker, card.labels) == ("?", "anvil", ())
        [one] = (await client.inbox()).items
        assert (one.task.number, one.message.text) == (1, "?")
        assert (await client.inbox(Tab.FAILED, limit=1)).items == ()
        assert [run.task for run in (await client.fleet()).workers[0].runs] == [1]
        assert [task.number for task in await client.every_task("demo")] == [1, 2]


async def test_nothing_of_another_organisation_is_in_them(server, play):
    await play.project()
    await play.task()
    claim = await begun(play, await play.worker(), "k")
    await play.report(claim, "ask", text="?")
    other = await server.enter(server.client(await server.key("viewer", org="other")))
    for tab in ("waiting", "review", "failed", "answered"):
        found = (await other.get("/inbox", params={"tab": tab})).json()
        assert found == {"counts": {"waiting": 0, "review": 0, "failed": 0}, "items": [], "next": None}
    found = (await other.get("/fleet")).json()
    assert (found["workers"], found["resting"]) == ([], {})
    assert set(found["depth"].values()) == {0}


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("text", {"text": "one\ntwo\n\n"}, "two"),
        ("thinking", {"text": "hm"}, "hm"),
        ("tool_call", {"tool": "Read", "input": {"limit": 3, "path": "a.py"}}, "Read a.py"),
        ("tool_call", {"tool": "Stop", "input": None}, "Stop"),
        ("file_change", {"change": "modified", "path": "a.py"}, "modified a.py"),
        ("status", {"text": "check"}, "check"),
        ("error", {}, ""),
        ("text", {"text": "y" * 500}, "y" * 119 + "…"),
    ],
)
def test_what_it_does_now_is_one_line(kind, body, words):
    assert said(EntryKind(kind), body, 120) == words
