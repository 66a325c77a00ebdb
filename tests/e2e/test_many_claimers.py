"""Many client processes claim everything over HTTP: each run goes to exactly one of them."""

import json
import sys
from collections import Counter
from pathlib import Path

import anyio
import pytest

from taskyard import config, process
from taskyard.client.api import Client
from taskyard.clock import SystemClock
from taskyard.domain.id import make
from taskyard.domain.project import Project
from taskyard.domain.queue import pool_key
from taskyard.domain.run import Run
from taskyard.domain.task import Task, TaskStatus
from taskyard.store import count, project, run, task
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade

pytestmark = pytest.mark.anyio

CLIENTS = 32
TASKS = 10_000
PROGRAM = "from taskyard.cli.main import main; main()"
CLAIMER = Path(__file__).with_name("claimer.py")


async def fill(url):
    """Ten thousand queued tasks, put straight into the tables: how they came there is tested elsewhere."""
    clock = SystemClock()
    now = clock.now()
    home = Project(id=make(1, bytes(10)), org="default", name="many", created_at=now, updated_at=now)

    def some(first, last):
        def work(tx):
            for number in range(first, last):
                entropy = number.to_bytes(10, "big")
                one = Task(
                    id=make(2, entropy), number=number, org="default", project=home.id, title=f"task {number}",
                    status=TaskStatus.QUEUED, position=f"a{number:05d}", created_at=now, updated_at=now, runs=1,
                    run=make(3, entropy), queued_at=now,
                )  # fmt: skip
                order = Run(
                    id=one.run, org="default", project=home.id, task=one.id, number=1, agent="scripted",
                    queued_at=now,
                )  # fmt: skip
                task.add(tx, one)
                pool = pool_key("default", home.id, "scripted", "none", (), "work", False)
                run.add(tx, order, pool=pool, priority_rank=2, position=one.position, ready=True)

        return work

    async with Database.open(url, clock) as database:
        await database.change(lambda tx: project.add(tx, home))
        for first in range(1, TASKS + 1, 1000):
            await database.change(some(first, min(first + 1000, TASKS + 1)))
        await database.change(lambda tx: count.up(tx, "task:default"))


@pytest.mark.timeout(300)
async def test_each_of_ten_thousand_runs_is_claimed_exactly_once(tmp_path, database_url):
    data = tmp_path / "data"
    data.mkdir()
    await anyio.to_thread.run_sync(upgrade, database_url)
    await fill(database_url)
    env = config.child_environment() | {"TASKYARD_DATABASE_URL": database_url, "TASKYARD_LEASE": "3600"}
    argv = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", "--data", str(data)]
    got = []
    async with process.start(argv, cwd=tmp_path, env=env, marker=f"serve-{tmp_path}"):
        left = await answers(data)

        async def claimer(number):
            argv = [sys.executable, "-I", str(CLAIMER), left["url"], left["worker_key"], f"w{number}"]
            done = await process.run(argv, cwd=tmp_path, env=env, check=True)
            got.append([tuple(line.split()) for line in done.stdout.decode().splitlines()])

        async with anyio.create_task_group() as group:
            for number in range(CLIENTS):
                group.start_soon(claimer, number)
    claims = [claim for one in got for claim in one]
    assert len(claims) == TASKS
    assert max(Counter(run_id for run_id, _, _ in claims).values()) == 1
    assert max(Counter(task_id for _, task_id, _ in claims).values()) == 1
    assert {fence for _, _, fence in claims} == {"1"}
    assert min(len(one) for one in got) > 0


async def answers(data):
    file = data / "local.json"
    with anyio.fail_after(30):
        while not file.exists():  # noqa: ASYNC110 - another process writes it
            await anyio.sleep(0.05)
    left = json.loads(file.read_text())
    async with Client(left["url"], left["key"]) as client:
        assert await client.healthy()
    return left
