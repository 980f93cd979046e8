"""The deeds that put people where they are: accounts, roles, cohorts, enrolments. Each looks up what it needs by name."""

from __future__ import annotations

from datetime import datetime

from accounts.api import (
    ClientOrganisation,
    Invitation,
    Partner,
    User,
    accept_invitation,
    register_person,
)
from courses.api import (
    Cohort,
    CohortState,
    Course,
    Enrolment,
    assign_instructor,
    create_cohort,
    enrol_openly,
    flagship_version,
    invite_learner,
    join_by_code,
    keep_plan,
    nudges_of,
    open_cohort,
    send_nudge,
    set_join_link,
)
from portal.demo.world import ADMIN, PASSWORD, SECOND_ADMIN, CohortPlan, LearnerPlan, PartnerPlan, PersonPlan


def person(plan: PersonPlan, *, is_staff: bool = False) -> User:
    """The account of a planned person, made at the first call."""
    found = User.objects.filter(email=plan.address).first()
    return found or register_person(
        email=plan.address, name=plan.name, password=PASSWORD, time_zone=plan.time_zone, is_staff=is_staff
    )


def settle_staff() -> None:
    for plan in (ADMIN, SECOND_ADMIN):
        person(plan, is_staff=True)


def cohort_of(partner: PartnerPlan, plan: CohortPlan) -> Cohort:
    return Cohort.objects.select_related("partner").get(partner__slug=partner.slug, name=plan.name)


def open_cohort_of(partner: PartnerPlan, plan: CohortPlan, opens_at: datetime, closes_at: datetime) -> None:
    """The owner makes a cohort and its instructors take it over."""
    compiled = flagship_version()
    if compiled is None:
        raise RuntimeError("The demo needs a published course: run import_course first.")
    owner = person(partner.owner)
    held = Partner.objects.get(slug=partner.slug)
    cohort = Cohort.objects.filter(partner=held, name=plan.name).first() or create_cohort(
        partner=held,
        version=compiled.version,
        name=plan.name,
        time_zone=plan.time_zone,
        opens_at=opens_at,
        closes_at=closes_at,
        seats=plan.seats,
        actor=owner,
    )
    for instructor in partner.instructors:
        if instructor.email in plan.instructors:
            assign_instructor(cohort=cohort, user=person(instructor), actor=owner)
    if cohort.state == CohortState.DRAFT:
        open_cohort(cohort=cohort, actor=owner)


def share(partner: PartnerPlan, plan: CohortPlan) -> None:
    """The owner keeps the plan for the next group, and the instructor shares a join link; once."""
    cohort = cohort_of(partner, plan)
    name = f"Like {plan.name}"
    if not cohort.partner.cohort_templates.filter(name=name).exists():
        keep_plan(cohort=cohort, name=name, pins_version=False, actor=person(partner.owner))
    if not hasattr(cohort, "join_link"):
        instructor = next(one for one in partner.instructors if one.email in plan.instructors)
        set_join_link(cohort=cohort, closes_at=cohort.opens_at, actor=person(instructor))


def invite_only(partner: PartnerPlan, plan: CohortPlan, invited: PersonPlan) -> None:
    """An invitation that nobody has answered yet."""
    invite_learner(
        cohort=cohort_of(partner, plan), email=invited.address, name=invited.name, actor=person(partner.owner)
    )


def wait_for_a_seat(partner: PartnerPlan, plan: CohortPlan, asks: PersonPlan) -> None:
    """Somebody comes by the join link when every seat is taken."""
    link = cohort_of(partner, plan).join_link
    join_by_code(code=link.code or "", user=person(asks))


def join_cohort(partner: PartnerPlan, plan: CohortPlan, learner: LearnerPlan) -> None:
    """The instructor invites, the learner follows the link."""
    user = person(learner.person)
    if user.enrolments.filter(cohort__name=plan.name).exists():
        return
    instructor = next(one for one in partner.instructors if one.email in plan.instructors)
    invitation: Invitation = invite_learner(
        cohort=cohort_of(partner, plan),
        email=user.email,
        name=user.name,
        client=ClientOrganisation.objects.get(partner__slug=partner.slug, name=learner.client),
        actor=person(instructor),
    )
    accept_invitation(invitation=invitation, user=user)


def nudge(partner: PartnerPlan, plan: CohortPlan, email: str) -> None:
    """The instructor writes two lines to somebody who has gone quiet; once."""
    learner = next((one.person for one in plan.learners if one.person.email == email), None)
    if learner is None:
        return
    enrolment = Enrolment.objects.get(cohort=cohort_of(partner, plan), user__email=learner.address)
    if nudges_of(enrolment):
        return
    send_nudge(
        enrolment=enrolment,
        rule="quiet",
        text="I have not seen you in the course for a while. Is something in the way? The next step takes twenty minutes.",
        actor=person(next(one for one in partner.instructors if one.email in plan.instructors)),
    )


def enrol_alone(learner: PersonPlan) -> None:
    """Somebody starts the course on their own."""
    compiled = flagship_version()
    if compiled is not None:
        enrol_openly(user=person(learner), course=Course.objects.get(pk=compiled.course.pk))
