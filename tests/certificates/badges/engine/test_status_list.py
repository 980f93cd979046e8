"""Bits in, bits out, and nothing else is a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.badges.engine.status_list import BrokenList, encode, is_set

SIZE = 1024


@given(st.sets(st.integers(0, SIZE - 1), max_size=60))
def test_what_is_set_is_set_and_nothing_else(bits):
    listed = encode(bits, SIZE)
    assert {index for index in range(SIZE) if is_set(listed, index, SIZE)} == bits


def test_a_list_of_the_smallest_allowed_size_stays_small_on_the_wire():
    assert len(encode([], 131_072)) < 120
    assert len(encode(range(0, 131_072, 100), 131_072)) < 4000


@given(st.text(max_size=40))
def test_any_other_text_is_refused(text):
    with pytest.raises(BrokenList):
        is_set(text, 0, SIZE)


@pytest.mark.parametrize("index", [-1, SIZE])
def test_an_index_outside_is_refused(index):
    with pytest.raises(BrokenList):
        is_set(encode([], SIZE), index, SIZE)
    with pytest.raises(BrokenList):
        encode([index], SIZE)


def test_a_list_that_unpacks_to_more_than_it_may_is_refused():
    with pytest.raises(BrokenList):
        is_set(encode([], 8 * 10_000_000), 0, SIZE)
