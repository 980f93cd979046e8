"""One value, one spelling."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.signing.engine.canonical import NotCanonical, canonical_json, digest_json

whole = st.integers(-(2**53) + 1, 2**53 - 1)
text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | whole | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_written_reads_back_as_it_was(value):
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(text, whole, max_size=6))
def test_the_order_of_keys_does_not_matter(value):
    turned = dict(reversed(list(value.items())))
    assert digest_json(turned) == digest_json(value)


def test_keys_stand_in_the_order_of_their_utf16_units():
    assert canonical_json({"\U0001f600": 1, "\ufb33": 2}).decode() == '{"\U0001f600":1,"\ufb33":2}'


@pytest.mark.parametrize("value", [1.5, 2**53, "\ud800", {"a": {1: 2}}, b"x", {"a": {"b": [object()]}}])
def test_what_has_more_than_one_spelling_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical_json(value)
