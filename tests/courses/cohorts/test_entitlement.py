"""A cohort opens, takes people in and gives certificates only while the programme stands behind it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.api import PartnerState, set_partner_state
from accounts.partners.impact import impact_of
from courses.api import issuing_blocks, opening_blocks, unfit_leaders
from courses.cohorts.services import (
    assign_instructor,
    enrol_in_cohort,
    invite_learner,
    open_cohort,
)
from courses.enrolments.models import Source
from courses.models import Accreditation, Authorisation
from tests.factories.courses import accredit, enrol_directly, entitle, make_cohort, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast):
    return make_cohort(cast.north, state="draft", instructors=[cast.ines])


def codes(blocks) -> list[str]:
    return [block.code for block in blocks]


def test_a_draft_says_what_is_missing_and_opens_when_it_is_there(cast, draft):
    assert codes(opening_blocks(draft)) == ["authorisation:none", "accreditation:none"]
    with pytest.raises(ValidationError, match="programme staff"):
        open_cohort(cohort=draft, actor=cast.paula)
    entitle(cast.north, draft.version, cast.ines)
    assert opening_blocks(draft) == ()
    assert open_cohort(cohort=draft, actor=cast.paula).state == "open"


def test_the_rights_of_another_partner_help_nobody(cast, draft):
    entitle(cast.south, draft.version, cast.ines)
    assert codes(opening_blocks(draft)) == ["authorisation:none", "accreditation:none"]


def test_the_rights_for_another_version_help_nobody(cast, draft):
    entitle(cast.north, make_version(draft.version.course), cast.ines)
    assert codes(opening_blocks(draft)) == ["authorisation:none", "accreditation:none"]


def test_the_gate_costs_the_same_for_one_and_three_instructors(cast, draft, django_assert_num_queries):
    from tests.factories.accounts import MembershipFactory

    for count in (1, 3):
        while draft.instructors.count() < count:
            draft.instructors.through.objects.create(
                cohort=draft, user=MembershipFactory(partner=cast.north).user
            )
        with django_assert_num_queries(4):
            opening_blocks(draft)


def test_nobody_teaches_without_an_accreditation_on_the_first_day(cast):
    cohort = make_cohort(cast.north, state="draft", opens_at=timezone.now() + timedelta(days=30))
    with pytest.raises(ValidationError, match="Nobody has proposed it yet"):
        assign_instructor(cohort=cohort, user=cast.ines, actor=cast.paula)
    today = timezone.now().date()
    accredit(cast.north, cohort.version, cast.ines, starts_on=today, ends_on=today + timedelta(days=20))
    with pytest.raises(ValidationError, match="ended on"):
        assign_instructor(cohort=cohort, user=cast.ines, actor=cast.paula)
    Accreditation.objects.update(ends_on=today + timedelta(days=40))
    assign_instructor(cohort=cohort, user=cast.ines, actor=cast.paula)
    assert list(cohort.instructors.all()) == [cast.ines]


def test_a_reviewer_needs_no_accreditation(cast):
    cohort = make_cohort(cast.north, state="draft")
    cast.north.memberships.filter(user=cast.ines).update(role="reviewer")
    assign_instructor(cohort=cohort, user=cast.ines, actor=cast.paula)
    assert list(cohort.instructors.all()) == [cast.ines]


def test_a_suspended_partner_takes_nobody_in_and_its_learners_go_on(cast):
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    entitle(cast.north, cohort.version, cast.ines)
    here = enrol_in_cohort(cohort=cohort, user=cast.lena, source=Source.STAFF, actor=cast.paula)
    set_partner_state(partner=cast.north, state=PartnerState.SUSPENDED, reason="No reports.", actor=cast.sam)
    for act in (
        lambda: enrol_in_cohort(cohort=cohort, user=cast.omar, source=Source.STAFF, actor=cast.paula),
        lambda: invite_learner(cohort=cohort, email="new@example.org", actor=cast.paula),
    ):
        with pytest.raises(ValidationError, match="not active in the programme"):
            act()
    assert enrol_in_cohort(cohort=cohort, user=cast.lena, source=Source.STAFF, actor=cast.paula) == here
    cohort.partner.refresh_from_db()
    assert codes(issuing_blocks(cohort)) == ["partner:held"]


def test_what_ends_after_the_first_day_does_not_take_certificates_away(cast):
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    entitle(cast.north, cohort.version, cast.ines)
    yesterday = timezone.now().date() - timedelta(days=1)
    Authorisation.objects.update(ends_on=yesterday)
    Accreditation.objects.update(ends_on=yesterday, state="ended")
    assert issuing_blocks(cohort) == ()
    assert codes(opening_blocks(cohort)) == ["authorisation:over", "accreditation:over"]
    Accreditation.objects.update(ends_on=yesterday + timedelta(days=9), state="suspended")
    assert codes(issuing_blocks(cohort)) == ["accreditation:held"]


def test_the_preview_of_a_suspension_counts_what_it_touches(cast):
    running = make_cohort(cast.north, instructors=[cast.ines])
    make_cohort(cast.north, running.version, state="draft")
    make_cohort(cast.south, running.version)
    entitle(cast.north, running.version, cast.ines)
    enrol_directly(cast.lena, running.version, cohort=running)
    invite_learner(cohort=running, email="new@example.org", actor=cast.paula)
    assert [line.count for line in impact_of(cast.north) if line.what != ""][:5] == [1, 1, 1, 1, 1]
    assert [line.count for line in impact_of(cast.south)][:1] == [1]


def test_a_running_cohort_names_who_teaches_and_no_longer_may_until_it_is_mended(client, cast):
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    client.force_login(cast.paula)

    def said() -> str:
        return client.get(f"/cohorts/{cohort.public_id}/").content.decode()

    entitle(cast.north, cohort.version, cast.ines)
    today = timezone.now().date()
    assert "is not accredited" not in said()
    Accreditation.objects.update(ends_on=today - timedelta(days=1))
    text = said()
    assert f"{cast.ines.name} teaches this cohort and is not accredited for its course version today." in text
    assert "The accreditation ended on" in text
    assert "an owner of the partner or a coordinator of the partner" in text
    Accreditation.objects.update(ends_on=today, state="suspended")
    assert "Can be lifted by: programme staff." in said()
    Accreditation.objects.all().delete()
    assert "Nobody has proposed it yet." in said()
    accredit(cast.south, cohort.version, cast.ines, starts_on=today, ends_on=today)
    assert "Nobody has proposed it yet." in said()
    accredit(cast.north, cohort.version, cast.ines, starts_on=today, ends_on=today)
    assert unfit_leaders([cohort]) == {}


def test_a_reviewer_a_former_member_and_a_cohort_that_does_not_run_need_no_accreditation(cast):
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    assert [one.name for one in unfit_leaders([cohort])[cohort.pk]] == [cast.ines.name]
    cast.north.memberships.filter(user=cast.ines).update(role="reviewer")
    assert unfit_leaders([cohort]) == {}
    cast.north.memberships.filter(user=cast.ines).update(role="instructor")
    cohort.state = "closed"
    assert unfit_leaders([cohort]) == {}
    cohort.state = "open"
    cast.north.memberships.filter(user=cast.ines).delete()
    assert unfit_leaders([cohort]) == {}
