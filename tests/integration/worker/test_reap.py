"""What a worker finds when its predecessor was killed at the worst moment."""

import os
import sys

import anyio
import pytest

from taskyard import process
from taskyard.clock import SystemClock
from taskyard.domain.entry import Entry, EntryKind
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.worker.deps import Deps
from taskyard.worker.finish import counted, write_note
from taskyard.worker.reap import reap
from taskyard.worker.spool import Spool

pytestmark = pytest.mark.anyio
DONE = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED)


def deps_for(desk, data):
    return Deps(
        client_factory=desk.client, clock=SystemClock(), data=data, agents=None, sandboxes=None, git=None
    )


def left_behind(data, claim, clock, *, noted):
    spool = Spool.make(data / "spool", claim)
    spool.append(
        Entry(seq=n, kind=EntryKind.TEXT, at=clock.now(), body={"text": str(n)}) for n in range(1, 251)
    )
    if noted:
        write_note(spool, counted(DONE, spool))
    spool.close()
    return spool.path


async def test_a_decided_outcome_is_delivered_with_only_the_missing_entries(desk, tmp_path, claim, clock):
    left_behind(tmp_path, claim, clock, noted=True)
    desk.stored = [{"seq": n, "body": {"text": str(n)}} for n in range(1, 201)]
    async with desk.client() as client:
        await reap(deps_for(desk, tmp_path), client)
    assert [entry["body"]["text"] for entry in desk.stored] == [str(n) for n in range(1, 251)]
    assert [outcome["entries"] for outcome in desk.outcomes] == [250]
    assert desk.requests == 2
    assert list((tmp_path / "spool").iterdir()) == []


async def test_an_outcome_for_a_lost_run_is_dropped(desk, refuse, tmp_path, claim, clock):
    left_behind(tmp_path, claim, clock, noted=True)
    desk.failures = [refuse(409, "lease_lost") for _ in range(2)]
    async with desk.client() as client:
        await reap(deps_for(desk, tmp_path), client)
    assert desk.outcomes == []
    assert list((tmp_path / "spool").iterdir()) == []


async def test_a_run_without_an_outcome_is_left_to_the_server(desk, tmp_path, claim, clock):
    left_behind(tmp_path, claim, clock, noted=False)
    (tmp_path / "spool" / "broken-1.ndjson").write_bytes(b"\x00\xff")
    async with desk.client() as client:
        await reap(deps_for(desk, tmp_path), client)
    assert desk.requests == 0
    assert list((tmp_path / "spool").iterdir()) == []


async def test_processes_and_folders_of_the_dead_are_removed(desk, tmp_path, claim):
    for folder in ("runs", "home/long-ago", "home/t", "scratch/r1", "workspace/t"):
        (tmp_path / folder).mkdir(parents=True)
    os.utime(tmp_path / "home" / "long-ago", (0, 0))
    (tmp_path / "runs" / "r1.json").write_text("{}")
    argv = [sys.executable, "-c", "import time; time.sleep(60)"]
    async with (
        process.start(argv, cwd=tmp_path, env={}, marker="r1") as agent,
        process.start(argv, cwd=tmp_path, env={}, marker="r1-check") as check,
        desk.client() as client,
    ):
        await reap(deps_for(desk, tmp_path), client)
        with anyio.fail_after(10):
            assert await agent.wait() < 0
            assert await check.wait() < 0
    assert sorted(path.name for path in tmp_path.iterdir() if any(path.iterdir())) == ["home", "workspace"]
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["t"]
