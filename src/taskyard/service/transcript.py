"""What a run said, stored once and in order, read in windows, and searched.

A search is bounded work. The rows are read as they are stored and looked at as text; only those that may have the
words are decoded. That gives the same answer on both databases, whose ideas of upper and lower case differ.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from taskyard.domain.claim import Orders
from taskyard.domain.entry import Entry, EntryKind, encode
from taskyard.domain.error import Invalid, TooLarge
from taskyard.domain.limit import BATCH_BYTES, BATCH_ENTRIES
from taskyard.service import lease
from taskyard.service import run as runs
from taskyard.service.yard import Deed
from taskyard.store import entry as rows

PIECE = 100  # entries read at once
_BEFORE, _AFTER = 60, 140  # characters of an excerpt on either side


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


def before(deed: Deed, run_id: str, seq: int, limit: int, *, after: int = 0) -> list[Entry]:
    """The newest `limit` entries before the number, in ascending order; 0 means the end of what is there."""
    run = runs.get(deed, run_id)
    return rows.window_before(deed.tx, run.id, seq or run.last_seq + 1, after, limit)


@dataclass(frozen=True, kw_only=True)
class Bound:
    """So much one search looks at."""

    entries: int = 20_000
    size: int = 16_000_000  # characters of their bodies; the last piece may go beyond


_BOUND = Bound()


@dataclass(frozen=True, kw_only=True)
class Hit:
    seq: int
    kind: EntryKind
    excerpt: str  # one line around the first place


@dataclass(frozen=True, kw_only=True)
class Found:
    items: list[Hit]  # in ascending order
    total: int  # entries that have the words, of all that were looked at
    more: bool  # there are hits that are not in `items`, or entries that were not looked at
    next: int | None  # `after` of the next search; None: all was looked at, and all found is here


def search(
    deed: Deed, run_id: str, words: str, limit: int, *, after: int = 0, bound: Bound = _BOUND
) -> Found:
    """Entries with these words in one of their texts, whatever the case of the letters."""
    run = runs.get(deed, run_id)  # first: of another organisation's run nothing is said, not even this
    if not words:
        raise Invalid("q: say what to look for", field="q")
    wanted = words.lower()
    raw = json.dumps(words, ensure_ascii=False)[1:-1].lower()
    items: list[Hit] = []
    total = looked = size = 0
    seen, whole = after, False
    while not whole and looked < bound.entries and size < bound.size:
        piece = rows.texts(deed.tx, run.id, seen, min(PIECE, bound.entries - looked))
        for seq, kind, body in piece:
            seen, looked, size = seq, looked + 1, size + len(body)
            # An escaped letter may be any letter, so such a body is decoded in any case.
            if raw not in body.lower() and "\\u" not in body:
                continue
            excerpt = next(_excerpts(json.loads(body), wanted), None)
            if excerpt is None:
                continue
            total += 1
            if len(items) < limit:
                items.append(Hit(seq=seq, kind=EntryKind(kind), excerpt=excerpt))
        whole = seen >= run.last_seq or not piece
    left = total > len(items)
    return Found(
        items=items,
        total=total,
        more=left or not whole,
        next=items[-1].seq if left else None if whole else seen,
    )


def _excerpts(value: Any, wanted: str) -> Iterator[str]:
    """One for each text in it that has the words."""
    if isinstance(value, str):
        place = value.lower().find(wanted)
        if place >= 0:
            yield _line(value, place, place + len(wanted))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _excerpts(inner, wanted)
    elif isinstance(value, list):
        for inner in value:
            yield from _excerpts(inner, wanted)


def _line(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _BEFORE), min(len(text), end + _AFTER)
    cut = " ".join(text[first:last].split())
    # Half a pair has no UTF-8, and the excerpt may also have cut one apart.
    shown = cut.encode("utf-8", "replace").decode()
    return f"{'…' if first else ''}{shown}{'…' if last < len(text) else ''}"
