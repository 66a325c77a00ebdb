"""Live sessions: idle ones end after their time, a run at work is never ended by age."""

from datetime import UTC, datetime, timedelta

import pytest

from taskyard.domain.session import MOVES, KeepAlive, Session, SessionStatus, overdue

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), 1 / 60


def session(status, *, used, started):
    return Session(
        id="s", org="default", session_id="a", task="t", run="r", agent="claude", status=status, created_at=NOW,
        last_activity_at=NOW - used * MINUTE, started_at=NOW - started * MINUTE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "used", "started", "why"),
    [
        (SessionStatus.IDLE, 30, 40, None),
        (SessionStatus.IDLE, 30 + SECOND, 40, "idle for more than 0:30:00"),
        (SessionStatus.IDLE, 1, 60, None),
        (SessionStatus.IDLE, 1, 60 + SECOND, "older than 1:00:00"),
        (SessionStatus.ACTIVE, 300, 300, None),
        (SessionStatus.TERMINATED, 300, 300, None),
    ],
)
def test_only_what_idles_too_long_or_is_too_old_ends(status, used, started, why):
    assert overdue(session(status, used=used, started=started), NOW) == why


def test_the_times_are_the_policys():
    idle = session(SessionStatus.IDLE, used=2, started=2)
    assert overdue(idle, NOW, KeepAlive(idle=MINUTE)) == "idle for more than 0:01:00"
    assert overdue(idle, NOW, KeepAlive(age=MINUTE)) == "older than 0:01:00"


def test_what_has_ended_comes_back_only_by_a_run_at_work():
    assert MOVES[SessionStatus.TERMINATED] == {SessionStatus.ACTIVE}
    assert set(MOVES) == set(SessionStatus)
