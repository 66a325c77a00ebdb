"""The client against a real HTTP server that fails in the ways networks and servers fail."""

import json
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

from taskyard.client.api import Client
from taskyard.client.http import Transport
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import Gap, LeaseLost, NotFound, TaskyardError, Unavailable, every_error
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.domain.worker import Offer
from taskyard.testing.serve import serve

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
TASK = {
    "id": "t1", "number": 1, "org": "default", "project": "p1", "title": "one", "position": "a0",
    "created_at": NOW, "updated_at": NOW,
}  # fmt: skip
ORDERS = {"lease_until": NOW, "lease_seconds": 90, "renew_seconds": 20}


def over(app, **options):
    transport: Transport = httpx2.ASGITransport(app)
    return Client("http://yard", "tk_x", transport=transport, **options)


def problem(status, code, **detail):
    body = {**detail, "type": "about:blank", "title": "x", "status": status, "code": code, "detail": "words"}
    return JSONResponse(body, status, media_type="application/problem+json")


@pytest.mark.parametrize("code", sorted(every_error()))
async def test_every_code_comes_back_as_its_class(code):
    app = FastAPI()

    @app.get("/api/v1/tasks/t1")
    async def task():
        return problem(409, code, expected=7, field="title")

    async with over(app, retries=0) as client:
        with pytest.raises(TaskyardError) as caught:
            await client.task("t1")
    assert type(caught.value) is every_error()[code]
    assert caught.value.message == "words"
    assert caught.value.detail["expected"] == 7


async def test_a_change_is_repeated_with_the_same_idempotency_key_and_the_key_is_sent():
    app, seen = FastAPI(), []

    @app.post("/api/v1/tasks")
    async def add(request: Request):
        seen.append((request.headers["idempotency-key"], request.headers["authorization"]))
        return problem(503, "unavailable") if len(seen) < 3 else TASK

    async with over(app) as client:
        task = await client.add_task("p1", "one")
        await client.add_task("p1", "one")
    assert task.status is TaskStatus.BACKLOG
    assert len({key for key, _ in seen[:3]}) == 1
    assert seen[3][0] != seen[0][0]
    assert seen[0][1] == "Bearer tk_x"


async def test_a_refusal_is_not_repeated():
    app, seen = FastAPI(), []

    @app.post("/api/v1/tasks/t1/cancel")
    async def cancel():
        seen.append(1)
        return problem(404, "not_found")

    async with over(app) as client:
        with pytest.raises(NotFound):
            await client.cancel("t1")
    assert len(seen) == 1


async def test_worker_calls_are_left_to_the_caller_to_repeat():
    app, seen = FastAPI(), []

    @app.post("/api/v1/queue/renew")
    async def renew():
        seen.append(1)
        return problem(503, "unavailable")

    async with over(app) as client:
        with pytest.raises(Unavailable):
            await client.renew("r", 1)
    assert len(seen) == 1


async def test_nobody_there_is_unavailable():
    async with Client("http://127.0.0.1:1", retries=0) as client:
        with pytest.raises(Unavailable):
            await client.projects()


async def test_an_answer_of_another_form_is_an_error_with_words():
    app = FastAPI()

    @app.get("/api/v1/tasks/t1")
    async def task():
        return {"surprise": True}

    async with over(app) as client:
        with pytest.raises(TaskyardError, match="one version"):
            await client.task("t1")


async def test_claim_gives_none_on_204_and_fences_ride_along():
    app, seen = FastAPI(), []

    @app.post("/api/v1/queue/claim", status_code=204)
    async def claim(request: Request):
        seen.append((request.query_params["wait"], await request.json()))

    @app.post("/api/v1/queue/renew")
    async def renew(request: Request):
        return problem(409, "lease_lost") if (await request.json())["fence"] != 3 else ORDERS

    @app.post("/api/v1/runs/r/entries")
    async def entries():
        return problem(409, "gap", expected=4)

    @app.post("/api/v1/queue/fail")
    async def fail(request: Request):
        body = await request.json()
        assert body["outcome"]["reason"] == "checks_failed"
        return {"accepted": True, "incomplete": True, "expected": 5}

    async with over(app) as client:
        assert await client.claim("w", "k", Offer(agents=("scripted",)), wait=0) is None
        assert (await client.renew("r", 3)).renew_seconds == 20
        with pytest.raises(LeaseLost):
            await client.renew("r", 2)
        with pytest.raises(Gap) as gap:
            await client.entries("r", 3, 1, [])
        outcome = Outcome(status=RunStatus.FAILED, reason=Reason.CHECKS_FAILED)
        assert (await client.fail("r", 3, outcome)).expected == 5
    assert seen[0][0] == "0"
    assert seen[0][1]["offer"]["agents"] == ["scripted"]
    assert gap.value.detail["expected"] == 4


async def test_a_stream_goes_on_behind_the_last_id_after_the_connection_broke():
    app, asked = FastAPI(), []

    @app.get("/api/v1/runs/r/stream")
    async def stream(request: Request):
        after = int(request.headers["last-event-id"])
        asked.append(after)

        async def lines():
            for seq in range(after + 1, min(after + 3, 6)):
                entry = {"seq": seq, "kind": "text", "at": NOW, "body": {"text": str(seq)}}
                yield f": beat\n\nid: {seq}\nevent: entry\ndata: {json.dumps(entry)}\n\n"
            if after >= 4:
                yield "event: end\ndata: {}\n\n"
            else:
                yield 'id: 99\ndata: {"torn'  # cut in the middle of a message

        return StreamingResponse(lines(), media_type="text/event-stream")

    async with serve(app) as url, Client(url) as client:
        found = [entry async for entry in client.follow_run("r")]
    assert [entry.seq for entry in found] == [1, 2, 3, 4, 5]
    assert found[0].kind is EntryKind.TEXT
    assert asked == [0, 2, 4]
