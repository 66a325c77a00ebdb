"""Random requests and chains of them against a whole server, judged by schemathesis: `make fuzz`.

    python tests/fuzz/run.py 300

Everything is checked: no 5xx, answers as described, bad input refused, keys demanded, nothing used after its end.
"""

import json
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx2

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
from taskyard.testing.serve import listen, netloc, serve

HERE = Path(__file__).parent
CONFIG = str(HERE / "schemathesis.toml")
# Streams have no end; the archive is not JSON; to end keys, browsers or organisations is to saw off the branch.
LEFT_OUT = "/stream$|/import$|/export$|/auth/logout$|/auth/launch$|/orgs/"
HOW = (
    "--checks", "all", "--exclude-path-regex", LEFT_OUT, "--continue-on-failure",
    "--suppress-health-check", "all", "--generation-database", "none", "--no-color",
)  # fmt: skip
PHASES = (
    "coverage,fuzzing",
    "stateful",
)  # each has its own part of the time: on a slow machine the first takes all
OFFER = {"agents": ["scripted"]}


@asynccontextmanager
async def served(folder):
    """A server, a key for each scope, and the ids of things that are there."""
    database = f"sqlite:///{folder}/yard.db"
    upgrade(database)
    clock, listening = FakeClock(), listen()
    async with Database.open(database, clock) as db:
        yard = Yard(db, MemoryBus(), clock)
        keys = {}
        for scope in (Scope.ADMIN, Scope.OPERATOR, Scope.VIEWER, Scope.WORKER):
            made = await yard.act(SYSTEM, lambda deed, s=scope: account.add_key(deed, name=s, scope=s))
            keys[scope.value] = made.secret
        app = create_app(yard, allowed_hosts=[netloc(listening)], allowed_origins=[], upkeep=False)
        async with serve(app, at=listening) as url:
            real = await _things(url, keys)
            keys["run"] = real.pop("token")
            yield url, described(app), {"keys": keys, "real": real}
            app.state.stopping.set()


async def _things(url, keys):
    async with httpx2.AsyncClient(base_url=f"{url}/api/v1", trust_env=False, timeout=30) as http:

        async def post(who, path, body):
            answer = await http.post(path, json=body, headers={"Authorization": f"Bearer {keys[who]}"})
            assert answer.status_code < 300, answer.text
            return answer.json()

        project = await post("admin", "/projects", {"name": "demo"})
        task = await post("admin", "/tasks", {"project": "demo", "title": "t", "enqueue": True})
        worker = await post("worker", "/workers", {"name": "w", "slots": 9, "offer": OFFER})
        claim = await post("worker", "/queue/claim", {"worker": worker["id"], "key": "k", "offer": OFFER})
        run = claim["run"]["id"]
        # Another one, that nobody ends: for its token.
        await post("admin", "/tasks", {"project": "demo", "title": "own", "enqueue": True})
        own = await post("worker", "/queue/claim", {"worker": worker["id"], "key": "own", "offer": OFFER})
        for status in ("preparing", "running"):
            await post("worker", f"/runs/{run}/status", {"fence": 1, "status": status})
        asked = await post("worker", f"/runs/{run}/ask", {"fence": 1, "text": "which?"})
        live = await post(
            "worker", "/sessions", {"session_id": "s", "worker": worker["id"], "task": task["id"]}
        )
    return {
        "project_id": project["id"], "task_id": task["id"], "worker_id": worker["id"], "run_id": run,
        "message_id": asked["id"], "session": live["id"], "token": own["token"],
    }  # fmt: skip


async def fuzz(seconds="300", *more):
    """The exit code of schemathesis; what it says goes to standard output."""
    with tempfile.TemporaryDirectory() as folder:
        async with served(folder) as (url, document, known):
            file = anyio.Path(folder) / "openapi.json"
            await file.write_text(json.dumps(document))
            argv = [
                sys.executable,
                "-m",
                "schemathesis.cli",
                "--config-file",
                CONFIG,
                "run",
                str(file),
                "--url",
                url,
                *HOW,
            ]
            env = config.child_environment() | {
                "TASKYARD_FUZZ": json.dumps(known),
                "SCHEMATHESIS_HOOKS": "hooks",
                "PYTHONPATH": str(HERE),
                "NO_PROXY": "*",
            }
            code = 0
            for phases in PHASES:
                part = [
                    *argv,
                    "--phases",
                    phases,
                    "--max-time",
                    str(max(1, int(seconds) // len(PHASES))),
                    *more,
                ]
                async with process.start(part, cwd=Path(folder), env=env, marker=f"fuzz-{folder}") as running:
                    async for line in running.lines():
                        print(line.text, flush=True)
                    code = code or await running.wait()
            return code


if __name__ == "__main__":
    sys.exit(anyio.run(fuzz, *sys.argv[1:]))
