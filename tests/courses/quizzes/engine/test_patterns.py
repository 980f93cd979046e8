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


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        ("[a-c]", "b", "d"),
        ("[^a-c]", "d", "b"),
        ("[a-]", "-", "b"),
        ("[-a]", "-", "b"),
        ("[a^]", "^", "b"),
        (r"[\d]", "5", "a"),
        (r"[^\d]", "a", "5"),
        (r"[\dx]", "x", "a"),
        (r"[\s,]", " ", "a"),
        (r"[\]]", "]", "a"),
        (r"[\-a]", "-", "b"),
        ("[A-C]", "b", "B"),  # the text is folded before, the pattern here
        ("[ab]c", "ac", "cc"),
        ("[0-9a-f]x", "fx", "gx"),
        (r"\.", ".", "a"),
        (r"\w", "_", "-"),
        (r"\s", "\t", "a"),
        (r"\bab\b", "x ab", "xab"),
        ("A", "a", "A"),
        ("a{2}b", "aab", "ab"),
        ("a{2,3}$", "aaa", "a"),
        ("^a{0,1}b", "b", "aab"),
        ("^a{2,}$", "aaaaa", "a"),
        ("^a{20}$", "a" * 20, "a" * 19),
        ("^a+$", "aa", ""),
        ("^a*$", "", "b"),
        ("^a?$", "a", "aa"),
        ("^(?:ab)+$", "abab", "aba"),
        ("^(ab|cd){2}$", "abcd", "ab"),
        ("^(|a)b$", "b", "aab"),
        ("^.$", "x", "xy"),
        ("(" * 20 + "a" + ")" * 20, "a", "b"),
        ("a" * 200, "a" * 200, "a" * 199),
    ],
)
def test_each_part_of_the_language_finds_and_misses(pattern, found, missed):
    assert found_in(pattern, found)
    assert not found_in(pattern, missed)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "a pattern has 1 to 200 characters."),
        ("a" * 201, "a pattern has 1 to 200 characters."),
        ("(?=a)", "only plain groups ( ) and (?: ) are allowed."),
        (r"a\Z", "`\\Z` is not part of the language."),
        ("a\\", "`\\` is not part of the language."),
        ("(a", "a bracket is not closed."),
        ("ab)", "unexpected `)` at place 3."),
        ("[a", "a class [ ] is not closed."),
        ("[", "a class [ ] is not closed."),
        ("[z-a]", "the range z-a runs backwards."),
        ("b*+", "two repeats in a row at place 3."),
        ("ab|*a", "nothing to repeat at place 4."),
        ("}", "nothing to repeat at place 1."),
        ("a{2", "write {2} or {2,5}."),
        ("a{}", "write {2} or {2,5}."),
        ("a{,2}", "write {2} or {2,5}."),
        ("a{1,x}", "write {2} or {2,5}."),
        ("a{²}", "write {2} or {2,5}."),
        ("a{1,²}", "write {2} or {2,5}."),
        ("a{5,2}", "a repeat is at most 20 times, low before high."),
        ("a{0}", "a repeat is at most 20 times, low before high."),
        ("a{21}", "a repeat is at most 20 times, low before high."),
        ("a{1,21}", "a repeat is at most 20 times, low before high."),
        ("a{21,}", "a repeat is at most 20 times, low before high."),
        ("(" * 21 + "a" + ")" * 21, "brackets are nested too deeply."),
        ("((a{20}){20}){20}", "the pattern repeats too much."),
    ],
)
def test_the_reason_is_said_word_for_word(pattern, message):
    with pytest.raises(PatternError) as refused:
        check_pattern(pattern)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("KPI-X", "the kpi-x sheet", True),
        ("X", "x-ray", True),
        ("[a-]b", "-b", True),
        ("[a-]b", "ab", True),
        ("[a-]b", "bb", False),
    ],
)
def test_a_capital_x_and_a_dash_at_the_end_of_a_class_stand_for_themselves(pattern, text, is_found):
    assert found_in(pattern, text) is is_found
