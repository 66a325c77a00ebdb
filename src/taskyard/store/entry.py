"""Transcript entries: stored once, in order, under the fence; read by windows."""

import json
from collections.abc import Sequence

from sqlalchemy import bindparam, select, text, update

from taskyard.domain.entry import Entry, EntryKind, checksum, encode
from taskyard.domain.error import Gap, LeaseLost
from taskyard.domain.run import LIVE
from taskyard.store.column import to_micros
from taskyard.store.prepared import Prepared
from taskyard.store.schema import entry as table
from taskyard.store.schema import run, run_body
from taskyard.store.tx import Tx

_LIVE = sorted(status.value for status in LIVE)
_STATE = Prepared(
    select(
        run.c.fence,
        run.c.status,
        run.c.last_seq,
        run.c.bytes,
        run.c.checksum,
        run_body.c.incomplete,
        run_body.c.expected,
    )
    .join(run_body, run_body.c.run == run.c.id)
    .where(run.c.id == bindparam("the_run"))
    .with_for_update(of=run)  # a repeat of the same batch waits here, then finds its entries stored
)
_COUNT = Prepared(
    update(run).where(
        run.c.id == bindparam("the_run"),
        run.c.fence == bindparam("the_fence"),
        run.c.status == bindparam("seen"),
    ),
    ("last_seq", "bytes", "checksum"),
)
# In plain words, so that a hundred rows go in as they are: the body is JSON already, the time is microseconds.
_ADD = Prepared(
    text("INSERT INTO entry (run, seq, kind, at, body) VALUES (:run, :seq, :kind, :at, :body)"),
)
_TEXTS = Prepared(
    text("SELECT seq, kind, body FROM entry WHERE run = :run AND seq > :after ORDER BY seq LIMIT :many"),
)


def append(
    tx: Tx, run_id: str, fence: int, first: int, entries: Sequence[Entry], bodies: Sequence[str] | None = None
) -> int:
    """The next number wanted. What is stored already is ignored. Raises Gap (`expected`) and LeaseLost.

    `bodies`: the entries' bodies as `encode` gives them, where the caller has them already.
    """
    row = next(iter(_STATE.rows(tx, {"the_run": run_id})), None)
    filling = row is not None and row["incomplete"] and row["status"] != "lost"
    if row is None or row["fence"] != fence or (row["status"] not in _LIVE and not filling):
        raise LeaseLost("another claim has superseded this one", why="superseded")
    expected: int = row["last_seq"] + 1
    if first > expected:
        raise Gap(f"entry {expected} comes next", expected=expected)
    known = [encode(one.body) for one in entries] if bodies is None else bodies
    skipped = sum(one.seq < expected for one in entries)
    fresh, texts = entries[skipped:], known[skipped:]
    if not fresh:
        return expected
    if [one.seq for one in fresh] != list(range(expected, expected + len(fresh))):
        raise Gap(f"entry {expected} comes next, then one after the other", expected=expected)
    last = fresh[-1].seq
    done = _COUNT.run(
        tx,
        {
            "the_run": run_id,
            "the_fence": fence,
            "seen": row["status"],
            "last_seq": last,
            "bytes": row["bytes"] + sum(len(body.encode("utf-8", "surrogatepass")) for body in texts),
            "checksum": checksum(fresh, row["checksum"], texts),
        },
    )
    if done != 1:
        # Another sender was faster, or the lease has gone: look again, which says which of the two.
        return append(tx, run_id, fence, first, entries, known)
    _ADD.each(
        tx,
        [
            {
                "run": run_id,
                "seq": one.seq,
                "kind": one.kind.value,
                "at": to_micros(one.at),
                "body": body if body.isascii() else _kept(body),
            }
            for one, body in zip(fresh, texts, strict=True)
        ],
    )
    if row["incomplete"] and last >= row["expected"]:
        tx.execute(update(run_body).where(run_body.c.run == run_id).values(incomplete=False))
    return last + 1


def _kept(body: str) -> str:
    """As it is, unless half a pair is in it: that has no UTF-8, and goes in escaped."""
    try:
        body.encode()
    except UnicodeEncodeError:
        return json.dumps(json.loads(body))
    return body


def window(tx: Tx, run_id: str, after: int, limit: int) -> list[Entry]:
    query = select(table).where(table.c.run == run_id, table.c.seq > after).order_by(table.c.seq).limit(limit)
    return [
        Entry(seq=row.seq, kind=EntryKind(row.kind), at=row.at, body=row.body) for row in tx.execute(query)
    ]


def window_before(tx: Tx, run_id: str, before: int, after: int, limit: int) -> list[Entry]:
    """The newest of those with `after` < number < `before`, in ascending order."""
    query = select(table).where(table.c.run == run_id, table.c.seq > after, table.c.seq < before)
    found = tx.execute(query.order_by(table.c.seq.desc()).limit(limit)).all()
    return [Entry(seq=row.seq, kind=EntryKind(row.kind), at=row.at, body=row.body) for row in reversed(found)]


def texts(tx: Tx, run_id: str, after: int, limit: int) -> list[tuple[int, str, str]]:
    """Number, kind, and the body as it is stored: JSON that most readers of it need not decode."""
    found = _TEXTS.rows(tx, {"run": run_id, "after": after, "many": limit})
    return [(row["seq"], row["kind"], row["body"]) for row in found]


def totals(tx: Tx, run_id: str) -> tuple[int, int, str]:
    """Highest number without a gap, bytes, checksum."""
    row = tx.execute(select(run.c.last_seq, run.c.bytes, run.c.checksum).where(run.c.id == run_id)).one()
    return row.last_seq, row.bytes, row.checksum
