"""When a worker counts as gone."""

from datetime import timedelta

import pytest

from taskyard.domain.worker import OFFLINE_AFTER, WorkerStatus, seen

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("status", set(WorkerStatus) - {WorkerStatus.GONE})
def test_silence_beats_what_it_last_said(status, now):
    assert seen(status, now - OFFLINE_AFTER, now) is status
    assert seen(status, now - OFFLINE_AFTER - SECOND, now) is WorkerStatus.OFFLINE


def test_one_that_signed_off_is_not_missed(now):
    assert seen(WorkerStatus.GONE, now - timedelta(days=9), now) is WorkerStatus.GONE
