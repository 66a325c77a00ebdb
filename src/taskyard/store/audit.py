"""The ledger's rows, written with the change that they tell of. There is nothing here to change or remove one."""

from collections.abc import Iterator

from sqlalchemy import bindparam, insert, select

from taskyard.domain import audit
from taskyard.domain.audit import Line
from taskyard.store import count
from taskyard.store.ledger import audit as table
from taskyard.store.prepared import Prepared
from taskyard.store.schema import counter
from taskyard.store.tx import Tx

_LAST = Prepared(
    select(table.c.hash).where(table.c.org == bindparam("the_org"), table.c.seq == bindparam("the_seq"))
)
_ADD = Prepared(insert(table), (column.name for column in table.c))
_WRITTEN = Prepared(select(counter.c.value).where(counter.c.name == bindparam("the_name")))
_PAGE = 500


def store(tx: Tx) -> None:
    """Notes those of the transaction's facts that matter; the counter's row keeps two writers apart."""
    found = [fact for fact in tx.facts if audit.noted(fact)]
    for org in sorted({fact.org for fact in found}):  # in one order: two writers cannot wait for each other
        for fact in found:
            if fact.org == org:
                seq = count.up(tx, f"audit:{org}")
                prev = _LAST.value(tx, {"the_org": org, "the_seq": seq - 1}) or audit.BEGIN
                _ADD.run(tx, vars(audit.line(fact, seq, tx.now, prev)))


def after(tx: Tx, org: str, seq: int, limit: int) -> list[Line]:
    query = select(table).where(table.c.org == org, table.c.seq > seq).order_by(table.c.seq).limit(limit)
    return [Line(**row) for row in tx.execute(query).mappings()]


def every(tx: Tx, org: str) -> Iterator[Line]:
    seq = 0
    while found := after(tx, org, seq, _PAGE):
        yield from found
        seq = found[-1].seq


def written(tx: Tx, org: str) -> int:
    """How many lines there ever were."""
    return int(_WRITTEN.value(tx, {"the_name": f"audit:{org}"}) or 0)
