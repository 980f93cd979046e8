from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.analytics.engine.attention import LearnerFacts, Reason, Rule, most_urgent_first, reasons

NOW = datetime(2026, 3, 16, 9, 10, tzinfo=UTC)


def ago(**delta: float) -> datetime:
    return NOW - timedelta(**delta)


def facts(**given_facts) -> LearnerFacts:
    return LearnerFacts(
        **{"is_finished": False, "enrolled_at": ago(days=30), "last_visit_at": ago(hours=5), **given_facts}
    )


def test_a_learner_on_track_needs_nobody():
    assert reasons(facts(), now=NOW) == ()


def test_a_learner_who_was_away_for_a_week_is_quiet_from_the_seventh_day_on():
    assert reasons(facts(last_visit_at=ago(days=6, hours=23)), now=NOW) == ()
    assert reasons(facts(last_visit_at=ago(days=7)), now=NOW) == (Reason(Rule.QUIET, 7, 7),)


def test_a_learner_who_never_came_is_not_started_and_not_quiet():
    assert reasons(facts(last_visit_at=None, enrolled_at=ago(days=4)), now=NOW) == (
        Reason(Rule.NOT_STARTED, 4, 3),
    )


def test_a_red_line_comes_before_everything_and_stays_when_the_course_is_finished():
    late = facts(open_red_lines=("S1",), failures=(("Quiz 3", 2),), due=(("Quiz 2", ago(days=5)),))
    assert [reason.rule for reason in reasons(late, now=NOW)] == [
        Rule.RED_LINE,
        Rule.FAILED_TWICE,
        Rule.BEHIND,
    ]
    done = facts(
        is_finished=True, open_red_lines=("S1",), failures=(("Quiz 3", 2),), last_visit_at=ago(days=90)
    )
    assert [reason.rule for reason in reasons(done, now=NOW)] == [Rule.RED_LINE]


def test_the_desk_lists_the_most_urgent_person_first_and_leaves_out_those_on_track():
    rows = [
        ("quiet", (Reason(Rule.QUIET, 9, 7),)),
        ("fine", ()),
        ("longer quiet", (Reason(Rule.QUIET, 12, 7),)),
        ("stopped", (Reason(Rule.RED_LINE, 1, 1, "S1"),)),
    ]
    assert [key for key, _ in most_urgent_first(rows)] == ["stopped", "longer quiet", "quiet"]


@given(st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=400))
def test_waiting_longer_never_silences_a_rule(days, more):
    def fired(gap: int) -> set[Rule]:
        return {reason.rule for reason in reasons(facts(last_visit_at=ago(days=gap)), now=NOW)}

    assert fired(days) <= fired(days + more)
