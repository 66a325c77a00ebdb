"""Live sessions: idle ones end after their time, a run at work is never ended by age."""

from datetime import UTC, datetime, timedelta

import pytest

from taskyard.domain.session import MOVES, Session, SessionStatus, overdue

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def session(status, *, used, started):
    return Session(
        id="s", org="default", task="t", agent="claude", status=status, first_run="r1", last_run="r2",
        used_at=NOW - timedelta(minutes=used), started_at=NOW - timedelta(minutes=started),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "used", "started", "why"),
    [
        (SessionStatus.IDLE, 30, 40, None),
        (SessionStatus.IDLE, 31, 40, "idle for more than 0:30:00"),
        (SessionStatus.IDLE, 1, 60, None),
        (SessionStatus.IDLE, 1, 61, "older than 1:00:00"),
        (SessionStatus.ACTIVE, 300, 300, None),
        (SessionStatus.TERMINATED, 300, 300, None),
    ],
)
def test_only_what_idles_too_long_or_is_too_old_ends(status, used, started, why):
    assert overdue(session(status, used=used, started=started), NOW) == why


def test_what_has_ended_stays_so():
    assert MOVES[SessionStatus.TERMINATED] == frozenset()
    assert set(MOVES) == set(SessionStatus)
