"""Random requests against our own OpenAPI document: whatever comes, no 5xx, and a problem has its code.

Every check of schemathesis, and chains of requests, are in `tests/fuzz/run.py`: here for seconds, longer by `make fuzz`.
"""

import re
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import product
from pathlib import Path
from urllib.parse import quote

import anyio
import httpx2
import pytest
import schemathesis
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core import NOT_SET

from taskyard import config, process
from taskyard.bus.memory import MemoryBus
from taskyard.domain.account import Scope
from taskyard.server.app import create_app
from taskyard.server.describe import described
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade
from taskyard.testing.clock import FakeClock

FUZZ = Path(__file__).parents[2] / "fuzz/run.py"
SECONDS = 40  # half for single requests, half for chains: a slow machine comes less far, and that is all
HOST = "yard.test"
METHODS = {"get", "post", "patch", "delete"}


@asynccontextmanager
async def _running(url, clock):
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(Database.open(url, clock))
        yard = Yard(db, MemoryBus(), clock)
        app = create_app(yard, allowed_hosts=[HOST], allowed_origins=[])
        keys = []
        for scope in ("admin", "worker"):
            made = await yard.act(SYSTEM, lambda deed, s=scope: account.add_key(deed, name=s, scope=Scope(s)))
            keys.append(made.secret)
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        client = await stack.enter_async_context(
            httpx2.AsyncClient(base_url=f"http://{HOST}", transport=transport, trust_env=False)
        )
        yield app, client, keys


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    # hypothesis calls from outside, so the loop lives in a thread
    url = f"sqlite:///{tmp_path_factory.mktemp('fuzz')}/yard.db"
    upgrade(url)
    with (
        start_blocking_portal("asyncio") as portal,
        portal.wrap_async_context_manager(_running(url, FakeClock())) as (app, client, keys),
    ):
        yield portal, app, client, keys


async def _real(client, keys):
    """Ids that exist, so that the random bodies come further than "not found"."""
    admin, worker = ({"Authorization": f"Bearer {key}"} for key in keys)
    base = "/api/v1"
    await client.post(f"{base}/projects", json={"name": "demo"}, headers=admin)
    body = {"project": "demo", "title": "t", "enqueue": True}
    task = (await client.post(f"{base}/tasks", json=body, headers=admin)).json()
    offer = {"agents": ["scripted"]}
    body = {"name": "w", "offer": offer}
    hand = (await client.post(f"{base}/workers", json=body, headers=worker)).json()
    body = {"worker": hand["id"], "key": "k", "offer": offer}
    claim = (await client.post(f"{base}/queue/claim", json=body, headers=worker)).json()
    return {"task_id": task["id"], "run_id": claim["run"]["id"], "worker_id": hand["id"]}


async def _send(client, key, case, real):
    path, body = case.operation.path, case.body
    for name, value in (case.path_parameters | real).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    if isinstance(body, dict):
        body = body | {
            name: real[f"{name}_id"] for name in ("run", "worker", "task") if real and name in body
        }
        body = body | ({"fence": 1} if "fence" in body else {})
        body = body | ({"project": "demo"} if "title" in body else {})
    body = None if body is NOT_SET else body
    headers = {"Authorization": f"Bearer {key}"}
    query = {name: value for name, value in (case.query or {}).items() if name != "wait"}
    return await client.request(case.method, path, params=query, json=body, headers=headers)


def test_no_request_breaks_the_server(served):
    portal, app, client, keys = served
    schema = schemathesis.openapi.from_dict(described(app))
    tried, real = 0, portal.call(_real, client, keys)
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.method not in METHODS or operation.path.endswith("/stream"):
            continue
        tried += 1

        @settings(
            max_examples=4,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def check(case):
            for key, known in product(keys, ({}, real)):
                answer = portal.call(_send, client, key, case, known)
                assert answer.status_code < 500, (case.method, case.formatted_path, case.body, answer.text)
                if answer.status_code >= 400:
                    assert answer.json()["code"]
                    assert answer.headers["content-type"] == "application/problem+json"

        check()
    assert tried > 45


@pytest.mark.anyio
async def test_every_check_holds_for_requests_and_chains_of_them(tmp_path):
    argv = [sys.executable, str(FUZZ), str(SECONDS), "--seed", "1"]
    async with process.start(
        argv, cwd=tmp_path, env=config.child_environment(), marker=f"fuzz-{tmp_path}"
    ) as running:
        with anyio.fail_after(300):
            said = [line.text async for line in running.lines()]
            code = await running.wait()
    whole = "\n".join(said)
    assert code == 0, whole
    assert int(re.search(r"Tested: (\d+)", whole)[1]) > 20
    assert "Stateful" in whole
