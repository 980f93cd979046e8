"""What is said in the running cohort: two announcements, one that is planned, and a conversation that waits for an answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from accounts.api import User
from courses.api import (
    Enrolment,
    get_own_talk_for,
    get_team_talk_for,
    note_reading,
    send_message,
    write_announcement,
)
from portal.demo.people import cohort_of, person
from portal.demo.world import CohortPlan, LearnerPlan, PartnerPlan

ANNOUNCEMENTS = (
    (
        12,
        "Welcome, and how the first weeks go",
        "Read modules 1 and 2 before the first meeting.\n\n- Each lesson takes about **twenty minutes**.\n"
        "- The lab *Before the ferry leaves* can be tried as often as you like.\n\nWrite to me when something is in the way.",
    ),
    (
        2,
        "Module 3 opens the call with Tomás·L",
        "This week you ask back before you act. Bring **one** example from your own work to the meeting:\n\n"
        "1. Who asked?\n2. What did you check?\n3. What did you do with the answer?",
    ),
)
PLANNED = (
    "Two days left for the quiz",
    "The quiz of module 3 closes on Friday. You have two attempts; the better one counts.",
)
TALK = (
    (
        False,
        "In the lab I asked Tomás for the order number twice and still lost a point. What did I miss?",
    ),
    (
        True,
        "You asked for it, and you did not compare it with the delivery note. Open the note beside the call and try once more.",
    ),
    (
        False,
        "That was it, thank you. Can I bring the run to the meeting on Thursday, or is it too long for the group?",
    ),
)


def _teacher(partner: PartnerPlan, plan: CohortPlan) -> User:
    return person(next(one for one in partner.instructors if one.email in plan.instructors))


def announce(partner: PartnerPlan, plan: CohortPlan, number: int) -> None:
    """One announcement; some of the cohort have read it."""
    cohort = cohort_of(partner, plan)
    _days, title, text = ANNOUNCEMENTS[number]
    if cohort.announcements.filter(title=title).exists():
        return
    row = write_announcement(
        cohort=cohort, title=title, text=text, publish_at=None, actor=_teacher(partner, plan)
    )
    learners = Enrolment.objects.filter(cohort=cohort).order_by("pk")
    for enrolment in learners[1 :: number + 2]:
        note_reading(enrolment=enrolment, announcements=[row])


def plan_announcement(partner: PartnerPlan, plan: CohortPlan) -> None:
    """One that goes out in two days."""
    cohort = cohort_of(partner, plan)
    title, text = PLANNED
    if not cohort.announcements.filter(title=title).exists():
        write_announcement(
            cohort=cohort,
            title=title,
            text=text,
            publish_at=timezone.now() + timedelta(days=2),
            actor=_teacher(partner, plan),
        )


def say(partner: PartnerPlan, plan: CohortPlan, learner: LearnerPlan, number: int) -> None:
    """One message of the conversation between a learner and their instructor."""
    user, teacher, cohort = person(learner.person), _teacher(partner, plan), cohort_of(partner, plan)
    enrolment = user.enrolments.get(cohort=cohort)
    is_team, text = TALK[number]
    talk = (
        get_team_talk_for(teacher, cohort.public_id, enrolment.public_id)
        if is_team
        else get_own_talk_for(user, enrolment.public_id)
    )
    once = uuid5(NAMESPACE_URL, f"{user.email} {number}")
    send_message(talk=talk, text=text, actor=teacher if is_team else user, public_id=once)
