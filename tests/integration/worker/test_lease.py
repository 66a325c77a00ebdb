"""The lease keeper: its own thread, its own clock, and the end of the run when nobody hears it."""

import sys
from dataclasses import replace

import anyio
import pytest

from taskyard import process
from taskyard.client.api import Client
from taskyard.clock import SystemClock
from taskyard.domain.error import LeaseLost
from taskyard.testing.serve import serve
from taskyard.worker.deps import Deps
from taskyard.worker.lease import keep
from taskyard.worker.mailbox import Mailbox

pytestmark = pytest.mark.anyio


def deps_for(url, tmp_path):
    return Deps(
        client_factory=lambda: Client(url, retries=0),
        clock=SystemClock(),
        data=tmp_path,
        agents=None,
        sandboxes=None,
        git=None,
    )


async def test_renewals_go_on_while_the_main_loop_is_stuck(desk, serving_apart, tmp_path, claim):
    desk.orders = {"lease_seconds": 1.2, "renew_seconds": 0.1}
    claim = replace(claim, lease_seconds=1.2, renew_seconds=0.1)
    with serving_apart(desk.app()) as url:
        mailbox = Mailbox()
        async with keep(deps_for(url, tmp_path), claim, mailbox) as lease:
            before = desk.renewals
            _block(1.5)
            assert desk.renewals > before + 3
            assert lease.held
            async with Client(url) as client:
                await lease.confirm(client)
    assert mailbox.lost is None


async def test_nothing_starts_without_a_first_renewal(desk, tmp_path, claim):
    claim = replace(claim, lease_seconds=0.3, renew_seconds=0.1)
    started = False
    with pytest.raises(LeaseLost):
        async with keep(deps_for("http://127.0.0.1:1", tmp_path), claim, Mailbox()):
            started = True
    assert not started


async def test_a_refusal_loses_at_once_and_kills_the_tree(desk, refuse, tmp_path, claim):
    desk.orders = {"lease_seconds": 30, "renew_seconds": 0.05}
    async with serve(desk.app()) as url:
        mailbox = Mailbox()
        argv = [sys.executable, "-c", "import time; time.sleep(60)"]
        async with (
            keep(deps_for(url, tmp_path), claim, mailbox) as lease,
            process.start(argv, cwd=tmp_path, env={}, marker=claim.run.id) as agent,
        ):
            desk.failures = [refuse(409, "lease_lost")]
            with anyio.fail_after(10):
                assert await agent.wait() < 0
                await mailbox.stop()
            assert not lease.held
    assert mailbox.lost == "lease_lost"


async def test_silence_for_two_thirds_of_the_lease_loses(desk, refuse, tmp_path, claim):
    desk.orders = {"lease_seconds": 0.6, "renew_seconds": 0.05}
    claim = replace(claim, lease_seconds=5)
    async with serve(desk.app()) as url:
        mailbox = Mailbox()
        async with keep(deps_for(url, tmp_path), claim, mailbox):
            desk.failures = [refuse(503, "unavailable") for _ in range(1000)]
            begin = anyio.current_time()
            with anyio.fail_after(10):
                await mailbox.stop()
            assert 0.2 < anyio.current_time() - begin < 2
    assert mailbox.lost == "no renewal of the lease succeeded in time"


async def test_cancel_and_messages_ride_on_a_renewal(desk, tmp_path, claim):
    desk.orders = {"cancel": True, "drain": True}
    async with serve(desk.app()) as url:
        mailbox = Mailbox()
        async with keep(deps_for(url, tmp_path), claim, mailbox):
            with anyio.fail_after(10):
                await mailbox.stop()
    assert mailbox.cancelled
    assert mailbox.drain


def _block(seconds):
    """Holds the event loop as a job that never yields would."""
    clock = SystemClock()
    until = clock.monotonic() + seconds
    while clock.monotonic() < until:
        sum(range(1000))
