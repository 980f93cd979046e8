"""Credentials for tests: earned by marks in the ledger, issued by the services, with a real signed PDF where asked for."""

from __future__ import annotations

from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.api import Membership, Role
from accounts.models import User
from certificates.credentials.making import make_credential
from certificates.credentials.services import issue_if_eligible
from certificates.models import CpdEntry, Credential, SigningKey
from certificates.signing.services import ensure_keys
from courses.models import Accreditation, CohortInstructor, Enrolment
from tests.factories.accounts import MembershipFactory
from tests.factories.courses import enrol_directly, entitle, give_mark, make_version

SPEC = {
    "format": "readyroom.credential/1",
    "id": "foundations",
    "version": "1.0.0",
    "name": {"en": "Foundations: Meet and verify"},
    "type": "Certificate",
    "requires": [
        {"lessons_read": ["m1"]},
        {"quiz": "m1", "at_least": 0.70},
        {"lab": "s1", "mode": "assessed", "result": "pass"},
    ],
    "confirm": "sampled",
    "valid_months": 24,
    "competencies": {"C1": "F", "C3": "P"},
    "criteria_narrative": "The holder read module 1, passed its quiz, and passed one workplace simulation. The score came from a published rule set.",
    "attests": ["opened the source before using a figure"],
    "does_not_attest": ["supervised examination"],
    "alignment": [],
}
STEPS = [
    ("lesson", "m1.l1", "m1", {}),
    ("lesson", "m1.l2", "m1", {}),
    ("quiz", "m1.quiz", "m1", {}),
    ("lab", "s1", "m1", {"counts": "assessed", "title": "The number in the town hall"}),
]


_keys: list[dict[str, object]] = []


def stand_keys() -> None:
    """The issuer's keys: made once in a run (they are slow), and put back after each rollback."""
    if SigningKey.objects.exists():
        return
    if not _keys:
        ensure_keys()
        _keys.extend(SigningKey.objects.values())
        return
    SigningKey.objects.bulk_create([SigningKey(**fields) for fields in _keys])


def version_with_credential(**spec):
    return make_version(steps=STEPS, spec={"credentials": {"foundations": SPEC | spec}})


def let_issue(cohort) -> None:
    """The partner may deliver the course of this cohort, with one accredited instructor on it."""
    if CohortInstructor.objects.filter(cohort=cohort).exists():
        return
    post = Membership.objects.filter(partner=cohort.partner, role=Role.INSTRUCTOR.value).first()
    teacher = (
        post.user if post else MembershipFactory(partner=cohort.partner, role=Role.INSTRUCTOR.value).user
    )
    CohortInstructor.objects.create(cohort=cohort, user=teacher)
    if Accreditation.objects.filter(partner=cohort.partner, version=cohort.version, user=teacher).exists():
        entitle(cohort.partner, cohort.version)
    else:
        entitle(cohort.partner, cohort.version, teacher)


def earn(user: User, version=None, *, without: str = "", **fields) -> Enrolment:
    """An enrolment with every mark that Foundations asks for, but for the activity `without`."""
    enrolment = enrol_directly(user, version or version_with_credential(), **fields)
    if enrolment.cohort is not None:
        let_issue(enrolment.cohort)
    for kind, key, _module, _more in STEPS:
        if key != without:
            points = {"points": 1, "possible": 1, "passed": None} if kind == "lesson" else {}
            give_mark(enrolment, key, **points)
    return enrolment


def planned(user: User, **more) -> Credential:
    """Facts are frozen, files are not made yet."""
    stand_keys()
    made = issue_if_eligible(enrolment_id=earn(user, **more).pk, slug="foundations")
    assert made is not None
    return made


def issued(user: User, **more) -> Credential:
    """Signed, drawn and stored for real."""
    credential = planned(user, **more)
    make_credential(credential.pk)
    credential.refresh_from_db()
    return credential


def hours_for(
    user: User, kind: str = "hands-on", hours: str = "4", *, is_accepted: bool = False, **fields
) -> CpdEntry:
    """Hours with a document, waiting unless told otherwise."""
    number = CpdEntry.objects.count()
    return CpdEntry.objects.create(
        **{
            "holder": user,
            "kind": kind,
            "title": f"Workshop {number}",
            "hours": Decimal(hours),
            "done_on": timezone.now().date(),
            "evidence": ContentFile(b"%PDF-1.7 evidence", "evidence.pdf"),
            "sha256": f"{number:064x}",
            "state": "accepted" if is_accepted else "waiting",
        }
        | fields
    )
