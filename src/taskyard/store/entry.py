"""Transcript entries: stored once, in order, under the fence; read by windows."""

from sqlalchemy import insert, select, update

from taskyard.domain.entry import Entry, EntryKind, checksum, encode
from taskyard.domain.error import Gap, LeaseLost
from taskyard.domain.run import LIVE
from taskyard.store.schema import entry as table
from taskyard.store.schema import run, run_body
from taskyard.store.tx import Tx

_LIVE = sorted(status.value for status in LIVE)


def append(tx: Tx, run_id: str, fence: int, first: int, entries: tuple[Entry, ...]) -> int:
    """The next number wanted. What is stored already is ignored. Raises Gap (`expected`) and LeaseLost."""
    row = tx.execute(
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
        .where(run.c.id == run_id)
        .with_for_update(of=run)  # a repeat of the same batch waits here, then finds its entries stored
    ).first()
    filling = row is not None and row.incomplete and row.status != "lost"
    if row is None or row.fence != fence or (row.status not in _LIVE and not filling):
        raise LeaseLost("another claim has superseded this one", why="superseded")
    expected: int = row.last_seq + 1
    if first > expected:
        raise Gap(f"entry {expected} comes next", expected=expected)
    fresh = [one for one in entries if one.seq >= expected]
    if not fresh:
        return expected
    if [one.seq for one in fresh] != list(range(expected, expected + len(fresh))):
        raise Gap(f"entry {expected} comes next, then one after the other", expected=expected)
    last = fresh[-1].seq
    done = tx.execute(
        update(run)
        .where(run.c.id == run_id, run.c.fence == fence, run.c.status == row.status)
        .values(
            last_seq=last,
            bytes=row.bytes + sum(len(encode(one.body).encode("utf-8", "surrogatepass")) for one in fresh),
            checksum=checksum(fresh, row.checksum),
        )
    )
    if done.rowcount != 1:
        # Another sender was faster, or the lease has gone: look again, which says which of the two.
        return append(tx, run_id, fence, first, entries)
    tx.execute(
        insert(table),
        [
            {"run": run_id, "seq": one.seq, "kind": one.kind.value, "at": one.at, "body": dict(one.body)}
            for one in fresh
        ],
    )
    if row.incomplete and last >= row.expected:
        tx.execute(update(run_body).where(run_body.c.run == run_id).values(incomplete=False))
    return last + 1


def window(tx: Tx, run_id: str, after: int, limit: int) -> list[Entry]:
    query = select(table).where(table.c.run == run_id, table.c.seq > after).order_by(table.c.seq).limit(limit)
    return [
        Entry(seq=row.seq, kind=EntryKind(row.kind), at=row.at, body=row.body) for row in tx.execute(query)
    ]


def totals(tx: Tx, run_id: str) -> tuple[int, int, str]:
    """Highest number without a gap, bytes, checksum."""
    row = tx.execute(select(run.c.last_seq, run.c.bytes, run.c.checksum).where(run.c.id == run_id)).one()
    return row.last_seq, row.bytes, row.checksum
