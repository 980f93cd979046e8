from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.patterns import PatternError, check_pattern, found_in

letters = st.text("abc 1%", max_size=14)
atoms = st.one_of(
    st.sampled_from(
        ["a", "b", "c", " ", "1", "%", ".", r"\d", r"\w", r"\s", r"\b", "[ab]", "[^a]", "[a-c1]", "^", "$"]
    )
)


def compose(inner):
    group = inner.map(lambda text: f"({text})")
    repeat = st.tuples(
        st.one_of(st.sampled_from(["a", "b", "[ab]", ".", r"\d"]), group),
        st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{0,2}", "{2,}"]),
    ).map("".join)
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join).map(lambda text: f"(?:{text})"),
        group,
        repeat,
    )


patterns = st.recursive(atoms, compose, max_leaves=8)


@given(patterns, letters)
def test_it_finds_what_the_standard_library_finds(pattern, text):
    try:
        check_pattern(pattern)
    except PatternError:
        return
    assert found_in(pattern, text) == bool(re.search(pattern, text, re.ASCII)), (pattern, text)


@pytest.mark.parametrize(
    "pattern", ["(a*)*b", "(a|a)*b", "(a|aa)+b", "a*a*a*a*a*a*b", "(.*a){12}b", "(x+x+)+y"]
)
def test_patterns_that_hang_elsewhere_end_at_once(pattern):
    began = time.process_time()
    assert not found_in(pattern, "a" * 400 + "x" * 400)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("", "1 to 200 characters"),
        ("a" * 201, "1 to 200 characters"),
        ("(?=a)", "only plain groups"),
        ("(?P<n>a)", "only plain groups"),
        (r"\1", "not part of the language"),
        (r"\Z", "not part of the language"),
        ("a\\", "not part of the language"),
        ("(a", "bracket is not closed"),
        ("a)", "unexpected `)`"),
        ("[a", "class [ ] is not closed"),
        ("[z-a]", "runs backwards"),
        ("*a", "nothing to repeat"),
        ("a**", "two repeats in a row"),
        ("a{2", "write {2} or {2,5}"),
        ("a{x}", "write {2} or {2,5}"),
        ("a{5,2}", "low before high"),
        ("a{21}", "at most 20 times"),
        ("(" * 21 + "a" + ")" * 21, "nested too deeply"),
        ("((a{20}){20}){20}", "repeats too much"),
    ],
)
def test_what_is_outside_of_the_language_is_refused_with_a_reason(pattern, problem):
    with pytest.raises(PatternError, match=re.escape(problem)):
        check_pattern(pattern)


@given(st.text(max_size=40))
def test_any_text_is_a_pattern_or_a_named_error(text):
    with suppress(PatternError):
        assert found_in(text, "two points, not two per cent") in {True, False}
