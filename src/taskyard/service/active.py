"""What is at work now, in which slot, and what the log says of it."""

from taskyard.domain.event import Event
from taskyard.domain.limit import PAGE
from taskyard.domain.run import Run, RunKind
from taskyard.service import event as events
from taskyard.service.yard import Deed
from taskyard.store import run as rows

QUEUE, OVERRIDE = "queue", "override"
CLAIMED, ENDED = "run.claimed", "run.ended"


def live(deed: Deed) -> list[Run]:
    return [run for run in rows.live(deed.tx, deed.org) if run.kind is RunKind.WORK]


def since(deed: Deed, seq: int) -> list[tuple[Run, bool]]:
    """The runs at work, and whether each began after the fact of that number."""
    return [(run, bool(events.after(deed, seq, 1, run=run.id, kinds={CLAIMED}))) for run in live(deed)]


def slot(run: Run) -> str:
    return OVERRIDE if run.override else QUEUE


def facts(deed: Deed, after: int) -> list[tuple[Event, Run | None]]:
    """A page of the log; beside the beginning and end of a run the run itself, unless it has gone with its task."""
    found = events.after(deed, after, PAGE)
    wanted = {fact.run for fact in found if fact.run is not None and fact.kind in {CLAIMED, ENDED}}
    known = {run: rows.get(deed.tx, deed.org, run) for run in wanted}
    return [(fact, known.get(fact.run or "")) for fact in found]
