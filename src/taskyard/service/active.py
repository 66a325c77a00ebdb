"""What is at work now, in which slot, and what the log says of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from taskyard.domain.event import Event
from taskyard.domain.run import Run, RunKind
from taskyard.service import event as events
from taskyard.service.yard import Deed
from taskyard.store import run as rows
from taskyard.store import told

QUEUE, OVERRIDE = "queue", "override"
CLAIMED, ENDED = "run.claimed", "run.ended"


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """A run, as far as a listener is told of it: small, since a crowd's newest facts are held with theirs."""

    id: str
    task: str
    kind: RunKind
    slot: str
    started: bool  # a worker has had it

    @property
    def works(self) -> bool:
        return self.kind is RunKind.WORK


def live(deed: Deed) -> list[Run]:
    return [run for run in rows.live(deed.tx, deed.org) if run.kind is RunKind.WORK]


def since(deed: Deed, seq: int) -> list[tuple[Run, bool]]:
    """The runs at work, and whether each began after the fact of that number."""
    return [(run, bool(events.after(deed, seq, 1, run=run.id, kinds={CLAIMED}))) for run in live(deed)]


def slot(run: Run) -> str:
    return _slot(run.override)


def of_facts(deed: Deed, facts: Iterable[Event]) -> dict[int, AtWork]:
    """The runs that began or ended with these, by the fact's number, but for those that have gone with their task."""
    wanted = {fact.seq: fact.run for fact in facts if fact.run is not None and fact.kind in {CLAIMED, ENDED}}
    if not wanted:
        return {}
    known = {
        row.id: AtWork(
            id=row.id,
            task=row.task,
            kind=RunKind(row.kind),
            slot=_slot(row.override),
            started=row.claimed_at is not None,
        )
        for row in told.runs(deed.tx, deed.org, set(wanted.values()))
    }
    return {seq: known[run] for seq, run in wanted.items() if run in known}


def _slot(override: bool) -> str:
    return OVERRIDE if override else QUEUE
