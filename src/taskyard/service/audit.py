"""Reading the ledger of what matters to security, and proving that it is whole."""

from taskyard.domain import audit
from taskyard.domain.audit import Line, Verdict
from taskyard.service.yard import Deed
from taskyard.store import audit as rows


def after(deed: Deed, seq: int, limit: int) -> list[Line]:
    return rows.after(deed.tx, deed.org, seq, limit)


def verify(deed: Deed) -> Verdict:
    return audit.verify(rows.every(deed.tx, deed.org), rows.written(deed.tx, deed.org))
