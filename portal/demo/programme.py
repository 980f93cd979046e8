"""How the demo's partners came in: application with documents, review, agreement, authorised course, accredited instructors.

Each deed goes through the services that the pages call.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile

from accounts.api import (
    Partner,
    PartnerAction,
    PartnerCheck,
    PartnerState,
    ReviewOutcome,
    Role,
    User,
    add_member,
    create_client,
    create_partner,
    hand_in_document,
    move_partner,
    record_check,
    sign_agreement,
)
from courses.api import (
    Accreditation,
    AccreditationAction,
    Authorisation,
    CourseVersion,
    EvidenceCode,
    authorise,
    flagship_version,
    hand_in,
    move_accreditation,
    propose,
)
from portal.demo.paper import paper
from portal.demo.people import person
from portal.demo.world import ADMIN, SECOND_ADMIN, ApplicantPlan, PartnerPlan, PersonPlan


def flagship() -> CourseVersion:
    compiled = flagship_version()
    if compiled is None:
        raise RuntimeError("The demo needs a published course: run import_course first.")
    return CourseVersion.objects.get(pk=compiled.version.pk)


def come_forward(plan: ApplicantPlan) -> None:
    apply(plan)


def apply(plan: PartnerPlan | ApplicantPlan) -> Partner:
    """The admin writes the partner down with its owner, and the owner hands in one document per line."""
    admin, owner = person(ADMIN, is_staff=True), person(plan.owner)
    partner = Partner.objects.filter(slug=plan.slug).first() or create_partner(
        name=plan.name, slug=plan.slug, country=plan.country, time_zone=plan.time_zone, actor=admin
    )
    add_member(partner=partner, user=owner, role=Role.OWNER, actor=admin)
    codes = list(PartnerCheck)[: plan.documents] if isinstance(plan, ApplicantPlan) else list(PartnerCheck)
    for code in codes:
        if partner.state == PartnerState.APPLIED:
            hand_in_document(
                partner=partner,
                code=code,
                title=str(code.label),
                file=_file(plan.name, code.label),
                actor=owner,
            )
    return partner


def begin_review(plan: ApplicantPlan) -> None:
    """Somebody of the programme looks at the lines whose documents are there."""
    admin = person(ADMIN, is_staff=True)
    partner = Partner.objects.get(slug=plan.slug)
    if partner.state != PartnerState.APPLIED:
        return
    move_partner(partner=partner, action=PartnerAction.TAKE, reason="", actor=admin)
    for code in list(PartnerCheck)[: plan.passed]:
        record_check(partner=partner, code=code, outcome=ReviewOutcome.PASSED, note="", actor=admin)


def refuse(plan: ApplicantPlan) -> None:
    """The last line fails and the application is refused; the owner may still appeal."""
    admin, partner = person(ADMIN, is_staff=True), Partner.objects.get(slug=plan.slug)
    if partner.state != PartnerState.IN_REVIEW:
        return
    last = list(PartnerCheck)[-1]
    record_check(
        partner=partner, code=last, outcome=ReviewOutcome.FAILED, note=plan.refused_because, actor=admin
    )
    move_partner(partner=partner, action=PartnerAction.REFUSE, reason=plan.refused_because, actor=admin)


def admit(plan: PartnerPlan) -> None:
    """Review, approval and signature, then its people and client organisations."""
    partner, admin, owner = apply(plan), person(ADMIN, is_staff=True), person(plan.owner)
    if partner.state == PartnerState.APPLIED:
        partner = move_partner(partner=partner, action=PartnerAction.TAKE, reason="", actor=admin)
    if partner.state == PartnerState.IN_REVIEW:
        for code in PartnerCheck:
            record_check(partner=partner, code=code, outcome=ReviewOutcome.PASSED, note="", actor=admin)
        partner = move_partner(
            partner=partner,
            action=PartnerAction.APPROVE,
            reason="Every line of the review passed.",
            actor=admin,
        )
    if partner.state == PartnerState.APPROVED:
        sign_agreement(
            partner=partner, signatory_name=owner.name, signatory_title="Managing director", actor=owner
        )
    for instructor in (*plan.instructors, *plan.candidates):
        add_member(partner=partner, user=person(instructor), role=Role.INSTRUCTOR, actor=admin)
    for reviewer in plan.reviewers:
        add_member(partner=partner, user=person(reviewer), role=Role.REVIEWER, actor=admin)
    for name in plan.clients:
        create_client(name=name, partner=partner, country=plan.country, actor=admin)


def accredit(plan: PartnerPlan) -> None:
    """The course version is authorised for two years, each instructor accredited for one."""
    partner, version = Partner.objects.get(slug=plan.slug), flagship()
    admin, second = person(ADMIN, is_staff=True), person(SECOND_ADMIN, is_staff=True)
    if not Authorisation.objects.filter(partner=partner, version=version).exists():
        first = partner.state_since.date()
        authorise(
            partner=partner,
            version=version,
            starts_on=first,
            ends_on=first + timedelta(days=729),
            reason="Part of the agreement.",
            actor=admin,
        )
    for instructor in plan.instructors:
        case = ask(partner, instructor, list(EvidenceCode))
        if case.state == "asked":
            case = move_accreditation(accreditation=case, action=AccreditationAction.TAKE, actor=second)
        if case.state == "in-review":
            move_accreditation(
                accreditation=case,
                action=AccreditationAction.GRANT,
                reason="All three documents are in order.",
                actor=second,
            )


def propose_candidates(plan: PartnerPlan) -> None:
    """Instructors whose cases wait, one document short."""
    partner = Partner.objects.get(slug=plan.slug)
    for candidate in plan.candidates:
        ask(partner, candidate, list(EvidenceCode)[:2])


def ask(partner: Partner, instructor: PersonPlan, codes: list[EvidenceCode]) -> Accreditation:
    """The case of one instructor with these documents, made at the first call."""
    version, user = flagship(), person(instructor)
    owner = User.objects.get(memberships__partner=partner, memberships__role=Role.OWNER.value)
    found = Accreditation.objects.filter(partner=partner, user=user, version=version).first()
    case = found or propose(partner=partner, user=user, version=version, actor=owner)
    if case.state == "asked":
        for code in codes:
            hand_in(
                accreditation=case,
                code=code,
                title=str(code.label),
                file=_file(instructor.name, code.label),
                actor=user,
            )
    return case


def _file(about: str, label: object) -> ContentFile[bytes]:
    return ContentFile(paper(f"{about}: {label}", "A document of the demo world. Nothing in it is real."))
