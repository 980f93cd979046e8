"""Scores, bands, calibration and change: no number without how far it can be trusted."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.diagnostics.engine.scoring import (
    Band,
    Change,
    Given,
    Lean,
    advice_of,
    level_marks,
    level_of,
    profile_of,
    reliability_of,
    shift_of,
)
from tests.factories.diagnostics import form

FORM = form("A")
KEYS = [item.id for item in FORM.items]


def option_worth(item, points):
    return next(n for n, option in enumerate(item.options, 1) if option.points == points)


def all_worth(points, sure=80):
    return {item.id: Given(option_worth(item, points), sure) for item in FORM.items}


answers = st.fixed_dictionaries(
    {
        key: st.one_of(st.none(), st.builds(Given, st.integers(1, 4), st.sampled_from(FORM.confidence.steps)))
        for key in KEYS
    }
).map(lambda found: {key: one for key, one in found.items() if one is not None})


def test_only_best_acts_earn_everything_and_nothing_stays_to_study():
    profile = profile_of(FORM, KEYS, all_worth(2, sure=100))
    assert (profile.total.score, profile.calibration.index) == (100, 0)
    assert [round(band.score) for band in profile.clusters] == [100] * 4
    assert advice_of(profile) == ()


def test_acts_that_can_be_defended_earn_half():
    assert profile_of(FORM, KEYS, all_worth(1)).total.score == 50


@given(answers)
def test_every_score_lies_within_its_band_and_every_band_within_the_scale(found):
    profile = profile_of(FORM, KEYS, found)
    for band in (profile.total, *profile.clusters, *profile.competencies):
        assert 0 <= band.low <= band.score <= band.high <= 100


@given(answers, st.sampled_from(FORM.items))
def test_a_better_act_never_lowers_the_total(found, item):
    before = profile_of(FORM, KEYS, found).total.score
    after = profile_of(FORM, KEYS, found | {item.id: Given(item.best, 80)}).total.score
    assert after >= before


def test_what_was_not_seen_does_not_count_and_what_was_left_out_does():
    first = KEYS[:3]
    found = {key: all_worth(2)[key] for key in KEYS[:2]}
    assert round(profile_of(FORM, first, found).total.score, 1) == 66.7
    assert profile_of(FORM, KEYS[:2], found).total.score == 100


def test_the_bands_narrow_with_the_number_of_situations():
    profile = profile_of(FORM, KEYS, all_worth(1))
    widths = [band.high - band.low for band in (profile.total, profile.clusters[0])]
    assert [round(width) for width in widths] == [20, 40]
    assert round(profile.competencies[0].high - profile.competencies[0].low) == 33


def test_three_situations_are_pulled_to_the_whole_as_far_as_they_are_unreliable():
    found = all_worth(2) | {item.id: Given(None, None) for item in FORM.items if item.competency == "C1"}
    profile = profile_of(FORM, KEYS, found)
    c1 = next(band for band in profile.competencies if band.name == "C1")
    assert profile.total.score == 87.5
    assert c1.score == pytest.approx(0.27 * 0 + 0.73 * 87.5)
    assert reliability_of(24) == pytest.approx(24 / 3 * 0.27 / (1 + 7 * 0.27))


def test_a_harmful_act_is_flagged_and_comes_first_in_the_advice():
    item = next(one for one in FORM.items if one.competency == "C6")
    place = next(n for n, option in enumerate(item.options, 1) if option.harmful)
    profile = profile_of(FORM, KEYS, all_worth(2) | {item.id: Given(place, 90)})
    assert profile.harmful == ("C6",)
    assert advice_of(profile) == ("C6",)


@pytest.mark.parametrize(
    ("points", "sure", "lean"),
    [(1, 100, Lean.TOO_SURE), (2, 50, Lean.TOO_UNSURE), (2, 100, Lean.ABOUT_RIGHT)],
)
def test_confidence_is_compared_with_the_share_of_best_acts(points, sure, lean):
    assert profile_of(FORM, KEYS, all_worth(points, sure)).calibration.lean is lean


def test_a_few_answers_say_nothing_about_confidence():
    few = dict(list(all_worth(2, 50).items())[:5])
    assert profile_of(FORM, KEYS, few).calibration.lean is Lean.UNKNOWN
    assert profile_of(FORM, KEYS, {}).calibration.count == 0


def band(score, error=7.76):
    return Band("total", score, 0, 100, error, 24)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (50, 50, Change.NO_CLEAR_CHANGE),
        (50, 63, Change.NO_CLEAR_CHANGE),
        (50, 65, Change.LIKELY_GAIN),
        (50, 72, Change.CLEAR_GAIN),
        (50, 35, Change.LIKELY_DECLINE),
        (72, 50, Change.CLEAR_DECLINE),
    ],
)
def test_a_change_is_worded_by_its_uncertainty(before, after, change):
    assert shift_of(band(before), band(after)).change is change


def test_people_who_did_not_change_are_rarely_told_that_they_did():
    """Two sittings of the same person with independent errors: a clear change in about 5 of 100 cases."""
    luck, error = random.Random(4), 38 / math.sqrt(24)
    said = [
        shift_of(band(luck.gauss(60, error), error), band(luck.gauss(60, error), error)).change
        for _ in range(4000)
    ]
    clear = sum(change in (Change.CLEAR_GAIN, Change.CLEAR_DECLINE) for change in said) / len(said)
    any_change = sum(change is not Change.NO_CLEAR_CHANGE for change in said) / len(said)
    assert 0.04 < clear < 0.06
    assert 0.18 < any_change < 0.22


def test_the_marks_of_the_levels_rise_and_name_the_level_reached():
    marks = level_marks()
    assert [(name, round(mark)) for name, mark in marks.items()] == [("F", 53), ("P", 70), ("S", 85)]
    assert [level_of(band(score)) for score in (10, 60, 75, 95)] == ["", "F", "P", "S"]


def test_bands_that_overlap_are_not_ranked():
    assert not profile_of(FORM, KEYS, all_worth(1)).is_separable
    poor = {i.id: Given(option_worth(i, 2 if i.competency != "C1" else 0), 80) for i in FORM.items}
    assert profile_of(FORM, KEYS, poor).is_separable


def test_people_equal_in_all_competencies_seldom_look_unequal():
    luck, seen = random.Random(7), 0
    for _ in range(600):
        found = {
            item.id: Given(option_worth(item, luck.choices((2, 1, 0), (5, 3, 2))[0]), 80)
            for item in FORM.items
        }
        seen += profile_of(FORM, KEYS, found).is_separable
    assert seen / 600 < 0.25
