"""The gate: what a partner's standing lets through, and what becomes of certificates that it holds back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.api import PartnerState, set_partner_state
from accounts.partners.impact import impact_of
from certificates.credentials.making import held_again
from certificates.credentials.selectors import outlook_of
from certificates.credentials.services import NotEligible, issue, issue_if_eligible
from certificates.credentials.standing import Gates
from certificates.models import Credential, HeldIssue
from certificates.requests.services import ask
from courses.models import Accreditation, Enrolment
from tests.factories.certificates import earn, issued, stand_keys, version_with_credential
from tests.factories.courses import make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspended(cast):
    """A learner of a partner that was suspended after the course was done."""
    stand_keys()
    version = version_with_credential()
    enrolment = earn(cast.lena, version, cohort=make_cohort(cast.north, version))
    set_partner_state(partner=cast.north, state=PartnerState.SUSPENDED, reason="A complaint", actor=cast.sam)
    enrolment.cohort.refresh_from_db()
    return enrolment


def lift(cast):
    set_partner_state(partner=cast.north, state=PartnerState.ACTIVE, reason="Looked into", actor=cast.sam)


def test_nothing_is_issued_with_a_suspended_partner_and_the_learner_reads_why(suspended):
    assert issue_if_eligible(enrolment_id=suspended.pk, slug="foundations") is None
    outlook = outlook_of(suspended)[0]
    assert [line.code for line in outlook.eligibility.lines if not line.is_met] == ["gate:partner:held"]
    assert outlook.eligibility.lines[-1].problem == "The partner is active: The partner is suspended."
    assert outlook.eligibility.is_held


def test_without_an_accredited_instructor_on_that_day_nothing_is_issued(cast):
    stand_keys()
    version = version_with_credential()
    enrolment = earn(cast.lena, version, cohort=make_cohort(cast.north, version))
    Accreditation.objects.all()._raw_delete("default")
    outlook = outlook_of(Enrolment.objects.get(pk=enrolment.pk))[0]
    assert [line.code for line in outlook.eligibility.lines if not line.is_met] == ["gate:accreditation:none"]
    assert issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations") is None


def test_the_gate_is_asked_once_for_a_whole_cohort(cast, django_assert_num_queries):
    version = version_with_credential()
    cohort = make_cohort(cast.north, version)
    gates = Gates()
    enrolments = [earn(user, version, cohort=cohort) for user in (cast.lena, cast.omar)]
    gates.of(enrolments[0])
    with django_assert_num_queries(0):
        assert gates.of(enrolments[1])[0].is_met


def test_staff_are_told_why_they_cannot_issue_by_hand(cast, suspended):
    with pytest.raises(NotEligible, match="is suspended"):
        issue(enrolment=suspended, slug="foundations", actor=cast.sam)


def test_what_was_held_back_is_issued_by_itself_when_the_partner_may_again(cast, suspended):
    issue_if_eligible(enrolment_id=suspended.pk, slug="foundations")
    issue_if_eligible(enrolment_id=suspended.pk, slug="foundations")
    assert HeldIssue.objects.count() == 1
    assert held_again() == []
    lift(cast)
    assert held_again() == [(suspended.pk, "foundations")]
    assert held_again() == []  # asked a moment ago
    assert issue_if_eligible(enrolment_id=suspended.pk, slug="foundations") is not None
    assert (held_again(), HeldIssue.objects.count()) == ([], 0)


def test_a_held_issue_is_asked_about_again_after_a_while(cast, suspended):
    issue_if_eligible(enrolment_id=suspended.pk, slug="foundations")
    lift(cast)
    HeldIssue.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=11))
    assert held_again() == [(suspended.pk, "foundations")]


def test_the_gate_is_not_a_fact_of_the_certificate(cast):
    version = version_with_credential()
    credential = issued(cast.lena, version=version, cohort=make_cohort(cast.north, version))
    assert credential.partner == cast.north
    assert "gate:" not in credential.facts


def test_a_learner_on_their_own_needs_no_partner(cast):
    stand_keys()
    outlook = outlook_of(earn(cast.lena))[0]
    assert outlook.eligibility.is_met
    assert not any(line.code.startswith("gate:") for line in outlook.eligibility.lines)


def test_staff_see_what_a_suspension_would_touch(cast):
    version = version_with_credential()
    cohort = make_cohort(cast.north, version)
    issued(cast.lena, version=version, cohort=cohort)
    ask(cohort=cohort, slug="foundations", note="", actor=cast.paula)
    HeldIssue.objects.create(
        enrolment=earn(cast.omar, version, cohort=cohort), achievement_slug="foundations"
    )
    told = {line.what: line.count for line in impact_of(cast.north) if "ertificates" in line.what}
    assert told == {
        "Certificates issued with this partner": 1,
        "Certificates held back": 1,
        "Open requests for certificates": 1,
    }
    assert Credential.objects.filter(partner=cast.north).count() == 1
    assert not any("ertificates" in line.what for line in impact_of(cast.south))
