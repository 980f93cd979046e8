from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.evidence.engine.shown import Deed, Strength, shown

MODEL = {"C1": {"name": "Understand", "short": "What it is"}, "C3": {"name": "Verify"}}
DAY = datetime(2026, 11, 2, tzinfo=UTC)


def deed(kind: str, *competencies: str, day: int = 2) -> Deed:
    return Deed(kind, f"{kind} {day}", "/x/", DAY.replace(day=day), competencies)


def test_doing_weighs_more_than_answering_and_answering_more_than_reading():
    deeds = [deed("lesson", "C1"), deed("quiz", "C1", "C3"), deed("lab", "C3")]
    assert [(one.key, one.strength, [d.kind for d in one.deeds]) for one in shown(MODEL, deeds)] == [
        ("C1", Strength.ANSWERED, ["quiz", "lesson"]),
        ("C3", Strength.DONE, ["lab", "quiz"]),
    ]


def test_what_nothing_was_shown_for_says_so():
    assert [one.strength for one in shown(MODEL, [])] == [Strength.NOTHING, Strength.NOTHING]


kinds = st.sampled_from(["lesson", "quiz", "lab", "exam", "unheard-of"])
deeds = st.lists(
    st.tuples(kinds, st.sampled_from(["C1", "C3", "C9"]), st.integers(1, 28)).map(
        lambda made: deed(made[0], made[1], day=made[2])
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine gets its time
@given(deeds)
def test_every_competency_stands_there_once_and_no_deed_is_made_up(given_deeds):
    found = shown(MODEL, given_deeds)
    assert [one.key for one in found] == list(MODEL)
    for one in found:
        assert sorted(d.title for d in one.deeds) == sorted(
            d.title for d in given_deeds if one.key in d.competencies
        )
