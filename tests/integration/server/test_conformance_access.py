"""Every route × every credential × things of one's own or of another organisation, against the stored table.

`own` is asked with a thing that is there for a GET, and with an id of nothing for a change, so that nothing is changed;
`foreign` is asked with things that are there, in another organisation. A new route has no row and fails until
`tests/conformance/access.json` names it: the failing test says where the new table is, to be looked at and put there.
"""

import json
import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from taskyard.server.auth import Needs
from taskyard.service import org as orgs
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
TABLE = Path(__file__).parents[2] / "conformance" / "access.json"
NOWHERE = "0" * 26
STREAM = "/api/v1/events/stream"  # opens for every reader, with what is theirs: see test_stream
# Their bodies name the thing.
NAMED = {"/tasks", "/sessions", "/chat/messages"} | {
    f"/queue/{act}" for act in ("enqueue", "claim", "renew", "complete", "fail", "release")
}
SCOPES = ("admin", "operator", "viewer", "worker")
DONE = {"status": "succeeded", "reason": "completed"}


def bodies(world):
    """What a route needs to get past the form of its body, and would act on: `world` says on whose things."""
    lease = {"run": world["run_id"], "fence": world["fence"]}
    offer = {"agents": ["scripted"], "tiers": ["none"]}
    return {
        "POST /queue/enqueue": {"task": world["task_id"]},
        "POST /queue/claim": {"worker": world["worker_id"], "key": "other", "offer": offer},
        "POST /queue/renew": lease,
        "POST /queue/complete": lease | {"outcome": DONE},
        "POST /queue/fail": lease | {"outcome": {"status": "failed", "reason": "agent_error"}},
        "POST /queue/release": lease,
        "POST /runs/{run_id}/status": {"fence": world["fence"], "status": "preparing"},
        "POST /runs/{run_id}/orders": {"fence": world["fence"]},
        "POST /runs/{run_id}/entries": {"fence": world["fence"], "first": 1, "entries": []},
        "POST /runs/{run_id}/ask": {"fence": world["fence"], "text": "what?"},
        "POST /runs/{run_id}/delivered": {"fence": world["fence"], "messages": []},
        "POST /runs/{run_id}/comments": {"fence": world["fence"], "text": "hm"},
        "PATCH /projects/{project_id}": {"paused": True},
        "PATCH /tasks/{task_id}": {"title": "stolen"},
        "POST /tasks/{task_id}/position": {"after": None},
        "POST /tasks/{task_id}/messages": {"text": "hello"},
        "POST /tasks/{task_id}/comments": {"text": "hello"},
        "POST /tasks/{task_id}/continue": {"text": "go on"},
        "POST /tasks/{task_id}/request-changes": {"text": "no"},
        "POST /messages/{message_id}/answer": {"text": "yes"},
        "POST /chat/messages": {"message": "hello", "conversation_id": world["task_id"]},
        "POST /tasks": {"project": world["project_id"], "title": "mine"},
        "POST /workers/{worker_id}/heartbeat": {"status": "idle"},
        "POST /sessions": {"session_id": "s-2", "worker": world["worker_id"], "task": world["task_id"]},
        "PATCH /org": {},
    }


@pytest.fixture
async def world(server, play):
    """One of everything, in `default`."""
    project = await play.project()
    await play.task()
    worker = await play.worker()
    claim = await play.claim(worker)
    run = claim["run"]["id"]
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    live = {"session_id": "s-1", "worker": worker, "task": claim["task"]["id"]}
    assert (await server.worker.post("/sessions", json=live)).status_code == 201
    asked = await play.report(claim, "ask", text="which?")
    key = (await server.admin.post("/keys", json={"name": "spare", "scope": "viewer"})).json()
    token = await server.enter(server.client(claim["token"]))
    return {
        "project_id": project["id"], "task_id": claim["task"]["id"], "run_id": run, "worker_id": worker,
        "message_id": asked["id"], "key_id": key["id"], "session": "s-1", "org_id": "default",
        "fence": claim["fence"], "token": token,
    }  # fmt: skip


def routes(app):
    found = [one for one in iter_route_contexts(app.routes) if isinstance(one.original_route, APIRoute)]
    named = [(one, method) for one in found for method in sorted(one.methods - {"HEAD", "OPTIONS"})]
    return [pair for pair in named if any(isinstance(d.call, Needs) for d in pair[0].dependant.dependencies)]


async def ask(caller, method, path, things):
    """The status, and what was said."""
    url = re.sub(r"\{(\w+)\}", lambda found: str(things.get(found[1], NOWHERE)), path)
    body = (
        None
        if method in {"GET", "DELETE"}
        else bodies(things).get(f"{method} {path.removeprefix('/api/v1')}", {})
    )
    answer = await caller.request(method, f"http://yard.test{url}", json=body)
    return answer.status_code, answer.text


async def table(server, world):
    """Row by row; the foreigners go first: what is there must be there."""
    await server.yard.act(SYSTEM, lambda deed: orgs.add(deed, "other"))
    others = {
        scope: await server.enter(server.client(await server.key(scope, org="other"))) for scope in SCOPES
    }
    own = {scope: server.clients[scope] for scope in SCOPES} | {"run": world["token"]}
    nothing = {name: 1 if name == "fence" else NOWHERE for name in world}
    before = (await server.admin.get("/events", params={"limit": 200})).json()["items"]
    found, told = {}, []
    for route, method in routes(server.app):
        if route.path == STREAM:
            continue
        row = found[f"{method} {route.path}"] = {}
        for scope, caller in {"nobody": server.nobody, **others}.items():
            status, text = await ask(caller, method, route.path, world)
            row[f"foreign {scope}" if scope != "nobody" else "nobody"] = status
            told += [
                (method, route.path, scope)
                for name in world
                if status < 300 and len(str(world[name])) == 26 and str(world[name]) in text
            ]
    after = (await server.admin.get("/events", params={"limit": 200})).json()["items"]
    assert after == before
    assert told == []
    for route, method in routes(server.app):
        if route.path.endswith(("/stream", "/logout")):
            continue  # what opens for ever in this transport, and what ends the caller
        for scope, caller in own.items():
            things = world if method == "GET" else nothing
            found[f"{method} {route.path}"][f"own {scope}"] = (await ask(caller, method, route.path, things))[
                0
            ]
    return found


async def test_the_table_of_who_may_do_what_is_as_stored(server, world, tmp_path):
    found = await table(server, world)
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(found.items()))
    new = tmp_path / TABLE.name
    new.write_text("{\n" + lines + "\n}\n")
    stored = json.loads(TABLE.read_text())
    changed = sorted(name for name in found.keys() | stored.keys() if found.get(name) != stored.get(name))
    assert not changed, f"look at {new}, and put it in the place of {TABLE} when it is right"


def test_no_row_lets_a_foreigner_at_a_thing():
    for name, row in json.loads(TABLE.read_text()).items():
        about = "{" in name or name.removeprefix("POST /api/v1") in NAMED
        for who, status in row.items():
            if about and who.startswith("foreign"):
                assert status in {403, 404}, (name, who, status)
