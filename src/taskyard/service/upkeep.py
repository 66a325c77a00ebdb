"""What the yard does by itself: plain functions in a list, called every second while a server runs."""

from dataclasses import dataclass, field, replace

from taskyard.domain.run import Run
from taskyard.service import ask, outcome
from taskyard.service import run as runs
from taskyard.service import session as sessions
from taskyard.service import task as tasks
from taskyard.service.idempotency import KEPT
from taskyard.service.yard import SYSTEM, Deed, Yard
from taskyard.store import idempotency, queue
from taskyard.store import run as run_rows

_BATCH = 100  # leases, or sessions, ended in one transaction
_ASLEEP = 45.0  # seconds between two looks that mean: this process did not run
_FORGET_EVERY = 600.0  # seconds


@dataclass
class Watch:
    """What one server remembers between two looks."""

    trusted_from: float  # monotonic: before it, no lease is ended
    looked: float
    forgot: float = field(default=float("-inf"))
    doubted: bool = False  # a mass expiry was already waited for once


def begin(yard: Yard) -> Watch:
    """Workers could not renew while no server was there: every lease gets one full term of grace."""
    now = yard.clock.monotonic()
    return Watch(trusted_from=now + yard.terms.lease_seconds, looked=now)


async def look(yard: Yard, watch: Watch) -> None:
    now = yard.clock.monotonic()
    if now - watch.looked > max(_ASLEEP, yard.terms.lease_seconds / 2):
        watch.trusted_from = now + yard.terms.lease_seconds  # we slept, and so the workers went unheard
    watch.looked = now
    if now >= watch.trusted_from:
        await _expire(yard, watch, now)
    await yard.act(SYSTEM, _ready_due)
    if await yard.look(SYSTEM, _has_late_session):
        await yard.act(SYSTEM, _end_late_sessions)
    if await yard.look(SYSTEM, ask.overdue):
        await yard.act(SYSTEM, ask.end_overdue)
    if now - watch.forgot >= _FORGET_EVERY:
        watch.forgot = now
        await yard.act(SYSTEM, _forget)


async def _expire(yard: Yard, watch: Watch, now: float) -> None:
    live, late = await yard.look(SYSTEM, _count_late)
    if not late:
        watch.doubted = False
        return
    if live > 3 and late * 3 > live and not watch.doubted:
        # So many at once is more likely our fault than theirs: give them one more chance to renew.
        watch.doubted = True
        watch.trusted_from = now + yard.terms.renew_seconds
        return
    await yard.act(SYSTEM, _lose_late)


def _count_late(deed: Deed) -> tuple[int, int]:
    live = run_rows.live(deed.tx, deed.org)
    return len(live), sum(_late(deed, run) for run in live)


def _late(deed: Deed, run: Run) -> bool:
    return run.lease_until is not None and run.lease_until < deed.now


def _lose_late(deed: Deed) -> int:
    """The store takes only leases that are late at this very moment: one renewed meanwhile stays."""
    lost = queue.expire(deed.tx, _BATCH)
    for run in lost:
        outcome.lose(_for(deed, run), run)
    return len(lost)


def _ready_due(deed: Deed) -> int:
    """Each is judged by the rules it was queued with: a task that was done but not merged may still be missing."""
    due = queue.due(deed.tx, deed.now)
    return sum(runs.refresh(_for(deed, run), tasks.get(_for(deed, run), run.task)) for run in due)


def _has_late_session(deed: Deed) -> bool:
    return bool(sessions.late(deed, 1))


def _end_late_sessions(deed: Deed) -> int:
    return sessions.sweep(deed, _BATCH)


def _forget(deed: Deed) -> None:
    idempotency.forget(deed.tx, deed.now - KEPT)


def _for(deed: Deed, run: Run) -> Deed:
    return replace(deed, actor=replace(deed.actor, org=run.org))
