from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.similar import grams, likeness, most_alike

TEXTS = {
    "q1": "How many of the 48,300 orders were late in the second quarter?",
    "q2": "How many of the 52,100 orders were late in the third quarter?",
    "q3": "Which sentence belongs in a refusal that a likeness will log?",
}


def test_two_questions_that_ask_the_same_with_other_numbers_are_found():
    assert [(first, second) for _share, first, second in most_alike(TEXTS)] == [("q1", "q2")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_mutual_and_lies_between_nothing_and_the_same(first, second):
    one, other = grams(first), grams(second)
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    if one:
        assert likeness(one, one) == 1
