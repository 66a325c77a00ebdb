"""Ids: ULIDs in lower case, in the order of their birth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskyard.domain.error import NotFound
from taskyard.domain.id import is_id, make, parse

TIMES = st.integers(0, (1 << 48) - 1)
CHANCE = st.binary(min_size=10, max_size=10)


def test_a_known_one():
    assert make(1469922850259, bytes(10)) == "01arz3ndek" + "0" * 16


def test_the_first_and_the_last():
    assert make(0, bytes(10)) == "0" * 26
    assert make((1 << 48) - 1, b"\xff" * 10) == "7" + "z" * 25


@given(TIMES, CHANCE)
def test_every_id_is_one(at, chance):
    assert parse(make(at, chance)) == make(at, chance)


@given(st.tuples(TIMES, CHANCE), st.tuples(TIMES, CHANCE))
def test_the_order_of_ids_is_the_order_of_birth_then_of_chance(one, other):
    assert (make(*one) < make(*other)) == (one < other)
    assert (make(*one) == make(*other)) == (one == other)


@pytest.mark.parametrize("size", [0, 9, 11])
def test_entropy_is_ten_bytes(size):
    with pytest.raises(ValueError, match="ten bytes"):
        make(0, bytes(size))


GOOD = make(1469922850259, b"\x5a" * 10)


@pytest.mark.parametrize(
    "text", ["", "1", GOOD.upper(), GOOD[:-1], GOOD + "0", GOOD + "\n", "8" + GOOD[1:], "../" + GOOD[3:], "ı" * 26]
    + [GOOD[:-1] + bad for bad in "ilou"]
)  # fmt: skip
def test_what_is_no_id_names_nothing(text):
    assert not is_id(text)
    with pytest.raises(NotFound):
        parse(text)
