"""What a dead predecessor left: its processes, folders, undelivered outcomes. Runs before the first claim."""

import shutil
from functools import partial
from pathlib import Path

import anyio

from taskyard.client.api import Client
from taskyard.domain.error import TaskyardError
from taskyard.domain.run import Outcome
from taskyard.worker.deps import Deps
from taskyard.worker.finish import PATIENCE, deliver, forget, note_path, persist, read_note
from taskyard.worker.lease import end_processes
from taskyard.worker.mailbox import Mailbox
from taskyard.worker.report import Report
from taskyard.worker.spool import Spool

HOME_KEPT = 30 * 86_400.0  # seconds that an agent's sessions wait for their task to go on


async def reap(deps: Deps, client: Client) -> None:
    for record in await anyio.to_thread.run_sync(_records, deps.data):
        run = record.stem
        killed = await end_processes(run)
        deps.log.info("reap.run", run=run, killed=killed)
        await anyio.Path(record).unlink(missing_ok=True)
    await anyio.to_thread.run_sync(_sweep, deps.data, deps.clock.now().timestamp())
    for path in await anyio.to_thread.run_sync(_spools, deps.data):
        await _settle(deps, client, path)


def _records(data: Path) -> list[Path]:
    return sorted((data / "runs").glob("*.json"))


def _spools(data: Path) -> list[Path]:
    return sorted((data / "spool").glob("*.ndjson"))


def _sweep(data: Path, now: float) -> None:
    """A worker's folder belongs to one worker, so at its start nothing in these is in use."""
    for left in (data / "scratch").glob("*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in (data / "home").glob("*"):
        if now - left.stat().st_mtime > HOME_KEPT:
            shutil.rmtree(left, ignore_errors=True)


async def _settle(deps: Deps, client: Client, path: Path) -> None:
    """A decided outcome is sent once more, its entries first; the rest is the server's to call lost."""
    outcome = await anyio.to_thread.run_sync(read_note, path)
    try:
        spool = await anyio.to_thread.run_sync(Spool.load, path)
    except (ValueError, KeyError, TypeError):
        for left in (path, note_path(path)):
            await anyio.Path(left).unlink(missing_ok=True)
        return
    if outcome is None or await _send(deps, client, spool, outcome):
        await anyio.to_thread.run_sync(forget, spool)
    else:
        spool.close()  # the server stays away: kept for the next start


async def _send(deps: Deps, client: Client, spool: Spool, outcome: Outcome) -> bool:
    """Whether there is nothing left to send: the server took it, or the run is no longer ours."""
    mailbox = Mailbox()
    report = Report(client, spool, deps.clock, mailbox)
    if spool.next > spool.first:
        try:
            with anyio.move_on_after(PATIENCE):
                # The last one first: the gap it makes is how the server says where to go on.
                await persist(partial(report.refill, spool.next - 1))
        except TaskyardError as refused:
            deps.log.warning("reap.entries", run=spool.run, why=refused.message)
    taken = await deliver(client, report, mailbox, outcome)
    deps.log.info("reap.outcome", run=spool.run, taken=taken)
    return taken or mailbox.lost is not None
