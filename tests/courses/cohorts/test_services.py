from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from courses.cohorts.selectors import seats_taken
from courses.cohorts.services import (
    assign_instructor,
    change_cohort,
    create_cohort,
    enrol_in_cohort,
    invite_learner,
    withdraw_invitation,
)
from courses.enrolments.models import Source
from courses.models import Cohort, Enrolment
from tests.factories.courses import enrol_directly, entitle, make_cohort, make_version

pytestmark = pytest.mark.django_db


def test_a_cohort_begins_as_a_draft_of_a_pinned_version(cast):
    version = make_version()
    now = timezone.now()
    cohort = create_cohort(
        partner=cast.north,
        version=version,
        name=" Spring B ",
        time_zone="Africa/Accra",
        opens_at=now,
        closes_at=now + timedelta(days=70),
        seats=24,
        actor=cast.paula,
    )
    assert (cohort.name, cohort.state, cohort.version) == ("Spring B", "draft", version)


def test_learners_and_open_invitations_hold_seats(cast):
    cohort = make_cohort(cast.north, seats=2)
    enrol_in_cohort(cohort=cohort, user=cast.lena, source=Source.STAFF, actor=cast.paula)
    invitation = invite_learner(cohort=cohort, email="new@example.org", actor=cast.paula)
    assert seats_taken(cohort) == 2
    with pytest.raises(ValidationError, match="All 2 seats are taken"):
        enrol_in_cohort(cohort=cohort, user=cast.omar, source=Source.STAFF, actor=cast.paula)
    withdraw_invitation(cohort=cohort, invitation=invitation, actor=cast.paula)
    enrol_in_cohort(cohort=cohort, user=cast.omar, source=Source.STAFF, actor=cast.paula)
    assert seats_taken(cohort) == 2


def test_inviting_the_same_address_again_takes_no_second_seat(cast):
    cohort = make_cohort(cast.north, seats=1)
    first = invite_learner(cohort=cohort, email="new@example.org", actor=cast.paula)
    again = invite_learner(cohort=cohort, email="NEW@example.org", actor=cast.paula)
    assert (first.pk, seats_taken(cohort)) == (again.pk, 1)


def test_an_invitation_that_is_too_old_gives_its_seat_back(cast):
    cohort = make_cohort(cast.north, seats=1)
    invitation = invite_learner(cohort=cohort, email="new@example.org", actor=cast.paula)
    invitation.sent_at, invitation.expires_at = (
        timezone.now() - timedelta(days=20),
        timezone.now() - timedelta(days=1),
    )
    invitation.save()
    assert seats_taken(cohort) == 0


def test_who_learns_alone_brings_the_work_into_the_cohort(cast):
    cohort = make_cohort(cast.north)
    alone = enrol_directly(cast.lena, cohort.version)
    enrolment = enrol_in_cohort(cohort=cohort, user=cast.lena, source=Source.CODE, actor=cast.lena)
    assert (enrolment.pk, enrolment.cohort, enrolment.closes_at) == (alone.pk, cohort, cohort.closes_at)
    other = make_cohort(cast.south, cohort.version)
    with pytest.raises(ValidationError):
        enrol_in_cohort(cohort=other, user=cast.lena, source=Source.CODE, actor=cast.lena)


def test_seats_never_fall_below_those_taken(cast):
    cohort = make_cohort(cast.north, seats=3)
    for user in (cast.lena, cast.omar):
        enrol_in_cohort(cohort=cohort, user=user, source=Source.STAFF, actor=cast.paula)
    fields = {
        "name": "x",
        "time_zone": "UTC",
        "opens_at": cohort.opens_at,
        "closes_at": cohort.closes_at + timedelta(days=9),
    }
    with pytest.raises(ValidationError, match="2 seats are taken"):
        change_cohort(cohort=cohort, seats=1, actor=cast.paula, **fields)
    change_cohort(cohort=cohort, seats=2, actor=cast.paula, **fields)
    assert {e.closes_at for e in Enrolment.objects.filter(cohort=cohort)} == {fields["closes_at"]}


def test_only_people_of_the_partner_teach_its_cohorts(cast):
    cohort = make_cohort(cast.north)
    entitle(cast.north, cohort.version, cast.ines)
    assign_instructor(cohort=cohort, user=cast.ines, actor=cast.paula)
    assign_instructor(cohort=cohort, user=cast.ines, actor=cast.paula)
    with pytest.raises(ValidationError):
        assign_instructor(cohort=cohort, user=cast.rui, actor=cast.paula)
    assert list(Cohort.objects.get().instructors.all()) == [cast.ines]
