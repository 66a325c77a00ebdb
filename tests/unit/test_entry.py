"""The checksum that says whether a transcript arrived whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from taskyard.domain.entry import Entry, EntryKind, checksum, encode

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEAF = st.none() | st.booleans() | st.integers() | st.text(st.characters(), max_size=10)
BODY = st.dictionaries(st.text(max_size=5), LEAF | st.lists(LEAF, max_size=3), max_size=3)


@st.composite
def transcripts(draw, least=0):
    parts = draw(st.lists(st.tuples(st.sampled_from(EntryKind), BODY), min_size=least, max_size=6))
    return [Entry(seq=seq, kind=kind, at=AT, body=body) for seq, (kind, body) in enumerate(parts, 1)]


def test_a_known_chain():
    entries = [
        Entry(seq=1, kind=EntryKind.TEXT, at=AT, body={"text": "hé"}),
        Entry(seq=2, kind=EntryKind.RESULT, at=AT, body={"text": "", "ok": True}),
    ]
    first = sha256('\n1\ntext\n{"text":"hé"}'.encode()).hexdigest()
    second = sha256(f'{first}\n2\nresult\n{{"ok":true,"text":""}}'.encode()).hexdigest()
    assert checksum([]) == ""
    assert checksum(entries[:1]) == first
    assert checksum(entries) == second


@given(transcripts(), st.integers(0, 6))
def test_a_chain_goes_on_from_where_it_was(entries, cut):
    assert checksum(entries[cut:], checksum(entries[:cut])) == checksum(entries)


@given(transcripts())
def test_bodies_that_are_encoded_already_give_the_same(entries):
    assert checksum(entries, bodies=[encode(entry.body) for entry in entries]) == checksum(entries)


@given(transcripts(least=1), st.data())
def test_every_loss_swap_and_change_is_seen(entries, data):
    place = data.draw(st.integers(0, len(entries) - 1))
    one = entries[place]
    whole = checksum(entries)
    assert checksum(entries[:place] + entries[place + 1 :]) != whole
    for other in (
        replace(one, seq=one.seq + 1),
        replace(one, kind=EntryKind.RAW if one.kind is not EntryKind.RAW else EntryKind.TEXT),
        replace(one, body={**one.body, "more": 1}),
    ):
        assert checksum([*entries[:place], other, *entries[place + 1 :]]) != whole
    if len(entries) > 1:
        assert checksum(reversed(entries)) != whole


@given(transcripts())
def test_the_workers_clock_and_the_order_of_keys_are_not_in_it(entries):
    other = [
        replace(entry, at=AT + timedelta(days=1), body=dict(reversed(entry.body.items())))
        for entry in entries
    ]
    assert checksum(other) == checksum(entries)


def test_half_of_a_pair_does_not_break_it():
    assert len(checksum([Entry(seq=1, kind=EntryKind.RAW, at=AT, body={"text": "\ud800"})])) == 64
