from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.text import clean, folded, skeleton, word_count


@pytest.mark.parametrize(
    "other",
    ["KPI-Q2-final", "kpi q2 final", "Kpi–Q2–Final", " KPI  Q2 FINAL ", "ＫＰＩ Q2 fínal", "kpi_q2_final."],
)
def test_one_name_written_in_many_ways_has_one_skeleton(other):
    assert skeleton(other) == "kpiq2final"


def test_folding_keeps_what_patterns_look_for():
    assert folded("A “25 %” fall – Really") == 'a "25 %" fall - really'


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b\tc\r\nd", "a b c d"),
        ("a\u2028b\u2029c\u00a0d", "a b c d"),
        ("  a   b  ", "a b"),
        ("a\ud800b", "ab"),
        ("a\u200bb\ufeffc", "abc"),
        ("a\u0378b", "ab"),
        ("a\ue000b", "ab"),
        ("Zażółć 3½", "Zażółć 3½"),
    ],
)
def test_what_has_no_shape_is_a_space_or_goes_and_the_rest_stays_as_it_was_typed(sent, kept):
    assert clean(sent) == kept


def test_an_answer_is_cut_at_its_length_and_not_much_more_of_it_is_read():
    assert clean("x" * 5000) == "x" * 1000
    assert clean("x" * 5000, 10) == "x" * 10
    assert clean("\u200b" * 39 + "ab", 10) == "a"


@given(st.text())
def test_a_kept_answer_holds_nothing_that_a_database_or_a_page_refuses(text):
    kept = clean(text, 100)
    assert len(kept) <= 100
    assert "\x00" not in kept
    kept.encode("utf-8")
    assert clean(kept, 100) == kept


def test_words_are_counted_as_people_count_them():
    assert word_count("  Two points,  not two per cent. ") == 6
