from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.analytics.engine.items import correlation
from courses.analytics.engine.residuals import MOST, dependence, difficulties, expected


def answers(people, places, *, seed, twin=None, per_form=None):
    """Rasch answers of people around 0; question `twin` repeats the first one's answer for six of ten people."""
    chance, rows, skills = random.Random(seed), [], []
    for _ in range(people):
        skill = chance.gauss(0, 1)
        row = {f"q{n:02d}": float(chance.random() < expected(skill, place)) for n, place in enumerate(places)}
        if twin is not None and chance.random() < 0.6:
            row[f"q{twin:02d}"] = row["q00"]
        if per_form is not None:
            row = {key: row[key] for key in chance.sample(sorted(row), per_form)}
        rows.append(row)
        skills.append(skill)
    return rows, skills


PLACES = [-1.5 + 3 * n / 19 for n in range(20)]


def test_difficulties_of_known_questions_are_recovered_within_their_standard_error():
    """600 people, 20 questions, joint estimates corrected by 19/20: all within four standard errors."""
    rows, _skills = answers(600, PLACES, seed=4)
    inside = [row for row in rows if 0 < sum(row.values()) < 20]
    hard, _theta = difficulties(inside)
    for n, place in enumerate(PLACES):
        error = 1 / math.sqrt(600 * 0.17)  # mean information of an answer around 0.17
        assert abs(hard[f"q{n:02d}"] * 19 / 20 - place) < 4 * error


def test_two_questions_that_give_each_other_away_are_named_and_no_others():
    rows, _skills = answers(600, PLACES, seed=7, twin=5)
    made = dependence(rows)
    assert [(one.first, one.second) for one in made.flagged] == [("q00", "q05")]
    assert made.pairs[0].n > 500


def test_questions_that_share_the_skill_alone_are_not_named():
    rows, _skills = answers(600, PLACES, seed=8)
    made = dependence(rows)
    assert made.flagged == ()
    assert made.mean == pytest.approx(-1 / 19, abs=0.02)  # the known expectation of Q3


def test_q3_agrees_with_residuals_from_the_skills_that_made_the_answers():
    """An independent way: the true skills and places instead of estimates, only then the correlation."""
    rows, skills = answers(600, PLACES, seed=9, twin=5)
    true_rest = [
        [row[f"q{n:02d}"] - expected(skill, PLACES[n]) for row, skill in zip(rows, skills, strict=True)]
        for n in (0, 5)
    ]
    found = {(one.first, one.second): one.q3 for one in dependence(rows).pairs}
    assert found["q00", "q05"] == pytest.approx(correlation(*true_rest), abs=0.1)


def test_a_pair_that_fewer_than_a_hundred_people_had_is_not_spoken_of():
    rows, _skills = answers(300, PLACES, seed=3, per_form=5)
    assert dependence(rows).pairs == ()
    assert dependence([]).mean is None


def test_only_the_newest_rows_count():
    old, _skills = answers(MOST, PLACES, seed=5, twin=5)
    new, _skills = answers(MOST, PLACES, seed=6)
    assert dependence([*old, *new]).flagged == ()


@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcd"), st.sampled_from([0.0, 0.5, 1.0]), min_size=1), max_size=12
    )
)
def test_no_table_of_answers_breaks_it(rows):
    made = dependence(rows)
    assert made.pairs == ()
