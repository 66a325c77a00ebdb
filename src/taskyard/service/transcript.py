"""What a run said, stored once and in order, and read in windows."""

from collections.abc import Sequence
from dataclasses import replace

from taskyard.domain.claim import Orders
from taskyard.domain.entry import Entry, encode
from taskyard.domain.error import Invalid, TooLarge
from taskyard.domain.limit import BATCH_BYTES, BATCH_ENTRIES
from taskyard.service import lease
from taskyard.service import run as runs
from taskyard.service.yard import Deed
from taskyard.store import entry as rows


def append(deed: Deed, run_id: str, fence: int, first: int, entries: Sequence[Entry]) -> Orders:
    """Raises Gap when `first` does not follow what is stored; entries already there are passed over."""
    if len(entries) > BATCH_ENTRIES:
        raise TooLarge(f"a batch has at most {BATCH_ENTRIES} entries", limit=BATCH_ENTRIES)
    bodies = [encode(entry.body) for entry in entries]
    if sum(len(body.encode()) for body in bodies) > BATCH_BYTES:
        raise TooLarge(f"a batch has at most {BATCH_BYTES} bytes", limit=BATCH_BYTES)
    if [entry.seq for entry in entries] != list(range(first, first + len(entries))):
        raise Invalid("entries: must count up by one from `first`", field="entries")
    run = lease.told(deed, run_id, fence)
    wanted = rows.append(deed.tx, run.id, fence, first, entries, bodies)
    return lease.orders(deed, replace(run, last_seq=wanted - 1))


def window(deed: Deed, run_id: str, after: int, limit: int) -> list[Entry]:
    return rows.window(deed.tx, runs.get(deed, run_id).id, after, limit)
