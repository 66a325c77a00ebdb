"""What waits for a person, in one list: what blocks an agent first."""

import base64
import json
from datetime import datetime
from typing import Any

from taskyard.domain.error import Invalid
from taskyard.domain.inbox import Inbox, Tab
from taskyard.domain.task import BY_RANK
from taskyard.service.yard import Deed
from taskyard.store import inbox as rows

_RANKED = frozenset({Tab.WAITING, Tab.REVIEW})  # by priority first


def inbox(deed: Deed, tab: Tab, limit: int, cursor: str | None = None) -> Inbox:
    after = None if cursor is None else _from_cursor(tab, cursor)
    items, last = rows.page(deed.tx, deed.org, tab, limit, after)
    return Inbox(
        counts=rows.counts(deed.tx, deed.org),
        items=tuple(items),
        next=None if last is None else _cursor(last),
    )


def _cursor(place: tuple[Any, ...]) -> str:
    parts = [one.isoformat() if isinstance(one, datetime) else one for one in place]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def _from_cursor(tab: Tab, cursor: str) -> tuple[Any, ...]:
    try:
        *rank, at, last = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        when = datetime.fromisoformat(at)
        good = isinstance(last, str) and last.isalnum() and when.tzinfo is not None
        good = good and rank in ([[place] for place in range(len(BY_RANK))] if tab in _RANKED else [[]])
    except (ValueError, TypeError) as bad:
        raise Invalid("cursor: take it from the page before", field="cursor") from bad
    if not good:
        raise Invalid("cursor: take it from the page before", field="cursor")
    return (*rank, when, last)
