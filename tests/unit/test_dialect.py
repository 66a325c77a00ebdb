"""Every word of every dialect has a meaning, and comes back as itself."""

from contextlib import suppress
from itertools import product

import pytest

from taskyard.domain import dialect
from taskyard.domain.dialect import Dialect
from taskyard.domain.error import IllegalMove, Invalid
from taskyard.domain.task import MOVES, Act, Priority, TaskStatus
from taskyard.domain.worker import WorkerStatus

_BY_ITSELF = {
    Act.CLAIM, Act.SUCCEED_TO_REVIEW, Act.SUCCEED_TO_DONE, Act.REQUEUE, Act.FAIL, Act.MERGED, Act.UNMERGED,
}  # fmt: skip


@pytest.mark.parametrize(("one", "status"), list(product(Dialect, TaskStatus)))
def test_a_filter_finds_what_is_shown(one, status):
    word = dialect.shown(status, one)
    assert status in dialect.found_by(word, one)
    assert {dialect.shown(other, one) for other in dialect.column(status, one)} == {word}
    assert dialect.wish(status, word, one) is status


@pytest.mark.parametrize("status", TaskStatus)
def test_our_own_words_mean_themselves(status):
    assert dialect.status(status.value) is status
    assert dialect.found_by(status.value, None) == {status}
    assert dialect.act(status, status) is None


@pytest.mark.parametrize(("now", "wish"), list(product(TaskStatus, TaskStatus)))
def test_a_wish_is_a_legal_move_or_refused(now, wish):
    with suppress(IllegalMove):
        act = dialect.act(now, wish)
        assert act is None or (act not in _BY_ITSELF and MOVES[now, act] is wish)


@pytest.mark.parametrize("word", dialect.STATUS_WORDS)
def test_every_status_word_is_understood(word):
    assert dialect.status(word) in TaskStatus
    assert dialect.found_by(word, None)
    for one in Dialect:
        if word.casefold() not in {name.casefold() for name in dialect.STATUS[one].values()}:
            continue
        assert dialect.found_by(word, one)


@pytest.mark.parametrize("word", ["", "banana", "Critical", "urgent "])
def test_what_nobody_says(word):
    for read in (dialect.status, dialect.priority, dialect.worker):
        with pytest.raises(ValueError, match="one of"):
            read(word)
    for one in (None, *Dialect):
        with pytest.raises(Invalid):
            dialect.found_by(word, one)
        with pytest.raises(Invalid):
            dialect.wish(TaskStatus.BACKLOG, word, one)


def test_priorities():
    assert [dialect.priority(word) for word in ("critical", "medium")] == [Priority.URGENT, Priority.NORMAL]
    for one, priority in product(Dialect, Priority):
        assert dialect.priority_shown(priority, one) in dialect.PRIORITY_WORDS
    vine = {dialect.priority_shown(one, Dialect.AGENTVINE) for one in Priority}
    assert vine == {"high", "normal", "low"}


@pytest.mark.parametrize(("one", "status"), list(product(Dialect, WorkerStatus)))
def test_workers(one, status):
    words = {"idle", "working", "offline", "error"}
    if one is not Dialect.TASKINFA:
        words = {"idle", "busy", "waiting", "error", "offline"}
    assert dialect.worker_shown(status, 0, one) in words
    assert dialect.worker("working") is WorkerStatus.BUSY


def test_who_drains_is_busy_as_long_as_it_holds_something():
    shown = [dialect.worker_shown(WorkerStatus.DRAINING, holds, Dialect.AGENTVINE) for holds in (0, 1)]
    assert shown == ["idle", "busy"]
