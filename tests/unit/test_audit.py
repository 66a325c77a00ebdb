"""The ledger: which facts it notes, and that a changed, moved or missing line does not pass."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from taskyard.domain.audit import BEGIN, line, noted, verify
from taskyard.domain.event import Draft

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def ledger(count=4):
    lines, prev = [], BEGIN
    for seq in range(1, count + 1):
        fact = Draft(org="default", kind="key.created", actor="key:ada", body={"key": f"k{seq}"})
        lines.append(line(fact, seq, NOW + timedelta(seconds=seq), prev))
        prev = lines[-1].hash
    return lines


def test_what_matters_to_security_is_noted_and_the_rest_is_not():
    kinds = (
        "key.rotated",
        "org.changed",
        "project.changed",
        "message.answered",
        "review.given",
        "browser.opened",
    )
    assert all(noted(Draft(org="o", kind=kind)) for kind in kinds)
    assert noted(Draft(org="o", kind="run.ended", body={"kind": "merge"}))
    assert not noted(Draft(org="o", kind="run.ended", body={"kind": "work"}))
    assert not noted(Draft(org="o", kind="task.moved"))


def test_an_untouched_ledger_is_whole():
    assert verify(ledger(), 4).intact
    assert verify([], 0).intact


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "eve"}, {"detail": {}}, {"at": NOW}, {"act": "key.revoked"}, {"object": "x"}, {"org": "other"},
        {"hash": BEGIN},
    ],
)  # fmt: skip
def test_every_word_of_a_line_is_sealed(change):
    lines = ledger()
    lines[1] = replace(lines[1], **change)
    found = verify(lines, 4)
    assert (found.intact, found.lines, found.seq) == (False, 1, 2)


def test_a_line_that_was_taken_away_is_missed_wherever_it_was():
    for seq in range(1, 5):
        left = [one for one in ledger() if one.seq != seq]
        found = verify(left, 4)
        assert (found.intact, found.seq) == (False, seq)


def test_a_line_sealed_anew_does_not_fit_the_next():
    lines = ledger()
    forged = Draft(org="default", kind="key.created", actor="eve", body={"key": "k2"})
    lines[1] = line(forged, 2, lines[1].at, lines[0].hash)
    assert verify(lines, 4).seq == 3
