from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.api import OutgoingMail
from accounts.models import Membership
from accounts.partners.engine.capabilities import Role
from certificates.credentials.evidence import delivery_of
from courses.models import Mark, Rating, Work
from courses.worksamples.selectors.raters import raters_of
from courses.worksamples.services.appeals import decide_work_appeal, send_work_appeal
from courses.worksamples.services.assigning import fill_empty_seats, name_rater, step_back
from courses.worksamples.services.drafts import add_file, save_draft
from courses.worksamples.services.rating import keep_rating, rate, return_for_revision
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_cohort
from tests.factories.works import NOTES, begin, give, handed_in, make_sample, points, rated, upload


def reviewer(partner, name="Rita Roth"):
    person = UserFactory(name=name, email=f"{name.split()[0].lower()}@example.org")
    Membership.objects.create(partner=partner, user=person, role=Role.REVIEWER.value)
    return person


@pytest.fixture
def handed(cast):
    """Lena's work in Ines' cohort of North; Paula owns North, and Rita reviews there."""
    rita = reviewer(cast.north)
    activity = make_sample()
    cohort = make_cohort(cast.north, activity.version, instructors=[cast.ines])
    return rita, handed_in(cast.lena, activity, cohort=cohort)


def seats(hand):
    return [one.rater for one in hand.ratings.order_by("seat")]


def test_raters_come_from_the_partner_and_who_teaches_the_cohort_comes_last(cast, handed):
    rita, hand = handed
    assert set(seats(hand)) == {rita, cast.paula}
    assert OutgoingMail.objects.filter(template="courses/work-to-rate").count() == 2


def test_the_own_instructor_rates_where_no_second_person_can_be_found(cast):
    activity = make_sample()
    cohort = make_cohort(cast.north, activity.version, instructors=[cast.ines])
    assert set(seats(handed_in(cast.lena, activity, cohort=cohort))) == {cast.paula, cast.ines}


def test_the_least_busy_person_is_asked_first(cast, handed):
    _rita, hand = handed
    tom = reviewer(cast.north, "Tom Tal")
    cohort = hand.work.enrolment.cohort
    other = handed_in(cast.omar, hand.work.activity, cohort=cohort)
    assert tom in seats(other)


def test_a_work_outside_of_cohorts_is_rated_by_programme_staff(cast):
    other = UserFactory(name="Sara Staff", is_staff=True)
    assert set(seats(handed_in(cast.lena, make_sample()))) == {cast.sam, other}


def test_a_seat_waits_empty_until_somebody_can_be_found(cast):
    hand = handed_in(cast.lena, make_sample())
    assert seats(hand) == [cast.sam, None]
    assert fill_empty_seats() == 0
    other = UserFactory(name="Sara Staff", is_staff=True)
    assert fill_empty_seats() == 1
    assert seats(hand) == [cast.sam, other]


def test_nobody_rates_their_own_work(cast):
    hand = handed_in(cast.sam, make_sample(raters=1))
    assert seats(hand) == [None]


def test_two_who_agree_make_the_mark_and_the_learner_is_told(cast, handed):
    _rita, hand = handed
    work = rated(hand, points(2, 2, 1), points(2, 1, 1))
    mark = Mark.objects.get()
    assert (work.state, work.points, work.passed) == ("rated", Decimal("4.500"), True)
    assert (mark.points, mark.possible, mark.passed) == (Decimal("4.500"), 6, True)
    assert (mark.detail["rule"], mark.detail["scored_by"]) == ("mean of two raters", "person")
    assert mark.detail["ratings"] == [points(2, 2, 1), points(2, 1, 1)]
    assert OutgoingMail.objects.filter(template="courses/work-rated", to="lena@example.org").count() == 1


def test_one_rating_alone_decides_nothing(cast, handed):
    _rita, hand = handed
    assert rated(hand, points()).state == "handed_in"
    assert Mark.objects.count() == 0


def test_two_who_differ_call_a_third_who_was_not_among_them(cast, handed):
    _rita, hand = handed
    rated(hand, points(2, 2, 2), points(2, 2, 0))
    third = Rating.objects.get(hand_in=hand, seat=3)
    assert third.rater == cast.ines
    give(third, points(1, 2, 1))
    mark = Mark.objects.get()
    assert (mark.points, mark.detail["rule"]) == (Decimal("5.000"), "median of three raters")
    everybody = {one.rater.name for one in Rating.objects.filter(hand_in=hand)}
    assert (set(raters_of(hand.work.enrolment)), len(everybody)) == (everybody, 3)
    named = delivery_of(hand.work.enrolment).confirmed_by
    assert (set(named), len(named)) == (everybody, 3)


def test_until_a_work_is_settled_nobody_is_named_for_it(cast, handed):
    _rita, hand = handed
    rated(hand, points())
    assert raters_of(hand.work.enrolment) == []


def test_a_given_rating_stays_and_giving_it_again_changes_nothing(cast, handed):
    _rita, hand = handed
    seat = hand.ratings.get(seat=1)
    give(seat, points(2, 2, 2))
    again = give(seat, points(0, 0, 0))
    assert again.points == points(2, 2, 2)


def test_points_without_a_reason_are_refused(cast, handed):
    _rita, hand = handed
    seat = hand.ratings.get(seat=1)
    with pytest.raises(ValidationError, match="Say what is missing at “What was checked”"):
        rate(rating=seat, points=points(2, 1, 2), notes={}, comment="", actor=seat.rater)
    with pytest.raises(ValidationError, match="every criterion"):
        rate(rating=seat, points={"task": 2}, notes=NOTES, comment="", actor=seat.rater)


def test_an_unfinished_rating_is_kept_and_counts_for_nothing(cast, handed):
    _rita, hand = handed
    seat = hand.ratings.get(seat=1)
    held = keep_rating(rating=seat, points={"task": 1}, notes=NOTES, comment="", actor=seat.rater)
    assert (held.points, held.state) == ({"task": 1}, "waiting")


def test_another_person_cannot_fill_a_seat(cast, handed):
    _rita, hand = handed
    with pytest.raises(ValidationError, match="not yours"):
        rate(rating=hand.ratings.get(seat=1), points=points(), notes={}, comment="", actor=cast.rui)


def test_returned_work_is_mended_and_comes_back_to_the_same_raters(cast, handed):
    _rita, hand = handed
    first = seats(hand)
    return_for_revision(rating=hand.ratings.get(seat=2), reason="The source is missing.", actor=first[1])
    work = Work.objects.get()
    assert (work.state, set(hand.ratings.values_list("state", flat=True))) == ("returned", {"closed"})
    assert save_draft(work=work, text=hand.text + " The source is sheet 4.", version=2**40) == "kept"
    second = handed_in(cast.lena, work.activity, text=hand.text + " See sheet 4.")
    assert (second.round, seats(second)) == (2, first)
    with pytest.raises(ValidationError, match="returned before"):
        return_for_revision(rating=second.ratings.get(seat=1), reason="Again.", actor=first[0])
    hand.refresh_from_db()
    assert "sheet 4" not in hand.text


def test_a_file_of_an_earlier_round_stays_with_that_round(cast):
    other = UserFactory(name="Sara Staff", is_staff=True)
    work = begin(cast.lena, make_sample())
    file = add_file(work=work, upload=upload(), actor=cast.lena)
    hand = handed_in(cast.lena, work.activity)
    seat = hand.ratings.get(rater=other)
    return_for_revision(rating=seat, reason="Name the source.", actor=other)
    from courses.worksamples.services.drafts import remove_file

    remove_file(file=file, actor=cast.lena)
    second = handed_in(cast.lena, work.activity)
    assert (list(hand.files.all()), list(second.files.all())) == ([file], [])


def test_a_rater_who_steps_back_is_not_asked_again(cast, handed):
    rita, hand = handed
    seat = hand.ratings.get(rater=rita)
    held = step_back(rating=seat, reason="We wrote it together.", actor=rita)
    assert held.rater == cast.ines
    with pytest.raises(ValidationError, match="cannot rate"):
        name_rater(rating=held, rater=rita, actor=cast.sam)


def test_a_rater_of_another_partner_cannot_be_named(cast, handed):
    _rita, hand = handed
    with pytest.raises(ValidationError, match="cannot rate"):
        name_rater(rating=hand.ratings.get(seat=1), rater=cast.rui, actor=cast.sam)


def test_an_appeal_goes_to_another_person_and_can_only_raise_the_mark(cast, handed):
    rita, hand = handed
    work = rated(hand, points(1, 1, 1), points(1, 1, 1))
    assert work.passed is False
    appeal = send_work_appeal(work=work, reason="Sheet 4 is named in line 3.", actor=cast.lena)
    for actor, given, words in (
        (rita, points(), "You rated this work"),
        (cast.lena, points(), "own appeal"),
        (cast.sam, points(0, 2, 2), "never lowers"),
        (cast.sam, points(1, 1, 1), "same points"),
    ):
        with pytest.raises(ValidationError, match=words):
            decide_work_appeal(appeal=appeal, points=given, decision="Yes.", actor=actor)
    decide_work_appeal(appeal=appeal, points=points(1, 2, 1), decision="You are right.", actor=cast.sam)
    work.refresh_from_db()
    newest = Mark.objects.get(replaced_by=None)
    assert (work.points, work.passed) == (Decimal("4.000"), True)
    assert (newest.reason, newest.actor, newest.replaces.points) == (
        "Appeal upheld.",
        cast.sam,
        Decimal("3.000"),
    )


def test_an_appeal_that_is_not_upheld_leaves_the_mark(cast, handed):
    _rita, hand = handed
    work = rated(hand, points(1, 1, 1), points(1, 1, 1))
    appeal = send_work_appeal(work=work, reason="Please look again.", actor=cast.lena)
    decide_work_appeal(appeal=appeal, points=None, decision="The source is not there.", actor=cast.sam)
    assert Mark.objects.count() == 1
    with pytest.raises(ValidationError, match="decided before"):
        decide_work_appeal(appeal=appeal, points=None, decision="Again.", actor=cast.sam)
    with pytest.raises(ValidationError, match="One appeal"):
        send_work_appeal(work=work, reason="And again.", actor=cast.lena)
