"""What a partner may put on a certificate."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from certificates.designs.engine.colour import contrast
from certificates.designs.engine.zones import LEAST_CONTRAST, problems_of, tidy

ALL = ("logo", "signatory", "accent", "wording")


def fields(zones, allowed=ALL):
    return [(problem.field, problem.code) for problem in problems_of(zones, allowed)]


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_is_taken_exactly_when_it_can_be_read_on_the_paper(number):
    colour = f"#{number:06x}"
    assert (fields({"accent": colour}) == []) is (contrast(colour) >= LEAST_CONTRAST)


def test_a_colour_that_is_refused_comes_with_one_that_would_do():
    (problem,) = problems_of({"accent": "#c98a1b"}, ALL)
    assert contrast(problem.detail["instead"]) >= LEAST_CONTRAST


def test_each_wrong_zone_is_named():
    zones = {
        "accent": "red",
        "signatory": {"name": "x" * 61, "role": "Head\nof"},
        "wording": {"de": {"awarded": "y" * 61}},
    }
    assert fields(zones) == [
        ("accent", "colour"),
        ("signatory_name", "long"),
        ("signatory_role", "signs"),
        ("awarded_de", "long"),
    ]
    assert fields({"signatory": {"role": "Head"}}) == [("signatory_name", "missing")]
    assert fields({"logo": {"digest": "x"}}, ("accent",)) == [("logo", "locked")]


zones_st = st.fixed_dictionaries(
    {},
    optional={
        "accent": st.sampled_from(["", "#14524A", " #14524a "]),
        "signatory": st.fixed_dictionaries({"name": st.text(max_size=5), "role": st.text(max_size=5)}),
        "wording": st.dictionaries(
            st.sampled_from(["en", "de"]), st.fixed_dictionaries({"awarded": st.text(max_size=5)})
        ),
    },
)


@given(zones_st)
def test_one_wish_has_one_spelling(zones):
    assert tidy(tidy(zones)) == tidy(zones)


def test_an_empty_wish_is_the_house_design():
    assert (
        tidy({"accent": "", "signatory": {"name": " ", "role": ""}, "wording": {"en": {"awarded": ""}}}) == {}
    )
