"""Courses are authorised with a term, instructors accredited with documents; both remind and end."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.api import AuditEntry, OutgoingMail, verify_audit
from courses.models import Accreditation, AccreditationEvidence, Authorisation
from courses.programme import privacy
from courses.programme.engine.accreditation import Action
from courses.programme.models import EvidenceCode
from courses.programme.services import (
    authorise,
    hand_in,
    move_accreditation,
    propose,
    sweep_accreditations,
    withdraw_authorisation,
)
from tests.factories.courses import accredit, make_version

pytestmark = pytest.mark.django_db


def today():
    return timezone.now().date()


@pytest.fixture
def version(db):
    return make_version()


@pytest.fixture
def case(cast, version):
    return propose(partner=cast.north, user=cast.ines, version=version, actor=cast.paula)


def hand_in_all(case, actor):
    for code in EvidenceCode:
        file = ContentFile(b"%PDF-1.4 " + code.value.encode(), name="a.pdf")
        hand_in(accreditation=case, code=code, title=str(code.label), file=file, actor=actor)


def step(case, action, actor, reason="As agreed."):
    return move_accreditation(accreditation=case, action=action, reason=reason, actor=actor)


def test_an_instructor_is_proposed_shows_documents_and_is_accredited_for_a_year(cast, case):
    hand_in_all(case, cast.ines)
    step(case, Action.TAKE, cast.sam, reason="")
    case = step(case, Action.GRANT, cast.sam)
    assert (case.state, case.starts_on, (case.ends_on - case.starts_on).days) == ("granted", today(), 364)
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {cast.ines.email, cast.paula.email}
    subjects = sorted(OutgoingMail.objects.values_list("to", "subject"))
    assert subjects == [
        (cast.ines.email, "Ines Vogt is accredited"),
        (cast.ines.email, "North Training proposes you: hand in your documents"),
        (cast.paula.email, "Ines Vogt is accredited"),
    ]
    assert not verify_audit().breaks
    assert AuditEntry.objects.filter(verb__startswith="accreditation.").count() == 6


def test_nobody_is_accredited_without_documents_or_a_reason(cast, case):
    step(case, Action.TAKE, cast.sam, reason="")
    with pytest.raises(ValidationError, match="A document is missing"):
        step(case, Action.GRANT, cast.sam)
    hand_in_all(case, cast.paula)
    with pytest.raises(ValidationError, match="Give the reason"):
        step(case, Action.GRANT, cast.sam, reason=" ")
    case.refresh_from_db()
    assert (case.state, case.starts_on) == ("in-review", None)


def test_the_same_document_twice_is_kept_once(cast, case):
    hand_in_all(case, cast.ines)
    hand_in_all(case, cast.paula)
    assert AccreditationEvidence.objects.count() == 3


def test_staff_who_instruct_do_not_decide_their_own_case(cast, version):
    cast.sam.is_staff = True
    cast.north.memberships.filter(user=cast.ines).update(user=cast.sam)
    case = propose(partner=cast.north, user=cast.sam, version=version, actor=cast.paula)
    with pytest.raises(ValidationError, match="your own case"):
        step(case, Action.TAKE, cast.sam)


def test_one_case_at_a_time_and_only_for_people_who_teach(cast, version, case):
    with pytest.raises(ValidationError, match="open for this person"):
        propose(partner=cast.north, user=cast.ines, version=version, actor=cast.paula)
    with pytest.raises(ValidationError, match="no role here that teaches"):
        propose(partner=cast.north, user=cast.lena, version=version, actor=cast.paula)
    with pytest.raises(ValidationError, match="no role here that teaches"):
        propose(partner=cast.north, user=cast.rui, version=version, actor=cast.paula)


def test_a_renewal_follows_in_the_last_ninety_days_without_a_gap(cast, version):
    first = accredit(cast.north, version, cast.ines, starts_on=today(), ends_on=today() + timedelta(days=91))
    with pytest.raises(ValidationError, match="last 90 days"):
        propose(partner=cast.north, user=cast.ines, version=version, actor=cast.paula)
    Accreditation.objects.update(ends_on=today() + timedelta(days=90))
    case = propose(partner=cast.north, user=cast.ines, version=version, actor=cast.paula)
    hand_in(
        accreditation=case,
        code=EvidenceCode.OBSERVED,
        title="Observed",
        file=ContentFile(b"%PDF-", name="a.pdf"),
        actor=cast.sam,
    )
    step(case, Action.TAKE, cast.sam)
    case = step(case, Action.GRANT, cast.sam)
    first.refresh_from_db()
    assert (case.edition, case.starts_on) == (2, first.ends_on + timedelta(days=1))


def test_a_step_that_is_not_open_changes_nothing(cast, case):
    for action in (Action.GRANT, Action.LIFT, Action.SUSPEND, Action.END, Action.REFUSE, Action.RETURN):
        with pytest.raises(ValidationError, match="not open"):
            step(case, action, cast.sam)
    case.refresh_from_db()
    assert case.state == "asked"


def test_reminders_go_out_once_each_and_the_end_comes_by_itself(cast, version):
    accredit(cast.north, version, cast.ines, starts_on=today(), ends_on=today() + timedelta(days=100))
    for days in range(103):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            sweep_accreditations()
            sweep_accreditations()
    assert OutgoingMail.objects.filter(to=cast.ines.email).count() == 4
    assert OutgoingMail.objects.filter(to=cast.paula.email).count() == 4
    assert Accreditation.objects.get().state == "ended"


def test_who_has_asked_for_the_renewal_is_not_reminded(cast, version):
    accredit(cast.north, version, cast.ines, starts_on=today(), ends_on=today() + timedelta(days=30))
    propose(partner=cast.north, user=cast.ines, version=version, actor=cast.paula)
    assert sweep_accreditations() == {"reminded": 0, "ended": 0}


def test_a_course_is_authorised_for_a_term_that_no_other_overlaps(cast, version):
    def give(first, last):
        return authorise(
            partner=cast.north,
            version=version,
            starts_on=today() + timedelta(days=first),
            ends_on=today() + timedelta(days=last),
            reason="Part of the agreement.",
            actor=cast.sam,
        )

    row = give(0, 100)
    for first, last in ((100, 200), (-10, 0), (10, 20), (-10, 300)):
        with pytest.raises(ValidationError, match="already"):
            give(first, last)
    with pytest.raises(ValidationError, match="must not come before"):
        give(200, 150)
    give(101, 200)
    withdraw_authorisation(authorisation=row, reason="Wrong version.", actor=cast.sam)
    with pytest.raises(ValidationError, match="over already"):
        withdraw_authorisation(authorisation=row, reason="Again.", actor=cast.sam)
    assert give(0, 100).edition == 3
    assert Authorisation.objects.count() == 3


def test_an_erased_instructor_leaves_terms_without_documents(cast, case):
    hand_in_all(case, cast.ines)
    assert len(privacy.export(cast.ines)["documents"]) == 3
    names = [paper.file.name for paper in AccreditationEvidence.objects.all()]
    storage = AccreditationEvidence.objects.first().file.storage
    assert privacy.erase(cast.ines) == {"documents": 3, "cases_closed": 1}
    assert [storage.exists(name) for name in names] == [False] * 3
