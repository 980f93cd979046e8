"""The demo's meetings: a weekly practice hour of each cohort with who was there, one cancelled, and a question hour that runs now."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.api import User
from courses.api import (
    AttendanceSource,
    Cohort,
    Enrolment,
    Meeting,
    MeetingDetails,
    Presence,
    PresenceStatus,
    cancel_meeting,
    plan_meetings,
    record_presence,
)
from portal.demo.people import cohort_of, person
from portal.demo.world import CohortPlan, PartnerPlan

WEEK = timedelta(weeks=1)
PRACTICE, QUESTIONS = "Practice hour", "Question hour"
LENGTH = 75
CANCELLED = 2  # the third one of a series
AGENDA = """- What was hard in the lab this week
- One case together: where would you have checked?
- Open questions

Bring **one moment** from the lab in which you were not sure."""
# What happens at a meeting, by learner and meeting: most are there, some late, few away.
TURNS = (
    Presence(PresenceStatus.PRESENT),
    Presence(PresenceStatus.PRESENT),
    Presence(PresenceStatus.LATE, 55),
    Presence(PresenceStatus.PRESENT),
    Presence(PresenceStatus.PRESENT),
    Presence(PresenceStatus.ABSENT),
    Presence(PresenceStatus.PRESENT),
    Presence(PresenceStatus.EXCUSED),
    Presence(PresenceStatus.PRESENT),
    Presence(PresenceStatus.LEFT_EARLY, 40),
    Presence(PresenceStatus.PRESENT),
)


def starts_of(plan: CohortPlan, opens_at: datetime) -> list[datetime]:
    """One practice hour a week while the cohort runs, on Tuesdays."""
    weeks = (plan.closes_in - plan.opens_in - 6) // 7
    first = (opens_at + timedelta(days=(1 - opens_at.weekday()) % 7)).replace(hour=13, minute=30, second=0)
    return [first + number * WEEK for number in range(weeks)]


def plan_practice(partner: PartnerPlan, plan: CohortPlan, opens_at: datetime) -> None:
    """The instructor plans the whole series before the cohort begins."""
    cohort = cohort_of(partner, plan)
    if not Meeting.objects.filter(cohort=cohort, title=PRACTICE).exists():
        _plan(partner, plan, cohort, PRACTICE, LENGTH, starts_of(plan, opens_at))


def cancel_one(partner: PartnerPlan, plan: CohortPlan, number: int) -> None:
    """A day before, the instructor is ill."""
    meeting = _practice(cohort_of(partner, plan), number)
    if meeting is not None and not meeting.is_cancelled:
        cancel_meeting(
            meeting=meeting,
            reason="The instructor is ill. Read lesson 1.4 instead.",
            is_following=False,
            is_told=True,
            actor=_instructor(partner, plan),
        )


def record_practice(partner: PartnerPlan, plan: CohortPlan, number: int) -> None:
    """After a practice hour the instructor records who was there."""
    cohort = cohort_of(partner, plan)
    meeting = _practice(cohort, number)
    if meeting is None or meeting.is_cancelled:
        return
    learners = Enrolment.objects.filter(cohort=cohort, ended_at=None).select_related("user").order_by("pk")
    record_presence(
        meeting=meeting,
        found=[(row, TURNS[(7 * index + 3 * number) % len(TURNS)]) for index, row in enumerate(learners)],
        reason="",
        source=AttendanceSource.INSTRUCTOR,
        actor=_instructor(partner, plan),
    )


def plan_questions(partner: PartnerPlan, plan: CohortPlan, starts_at: datetime) -> None:
    """A single question hour, so that check-in can be tried at once."""
    cohort = cohort_of(partner, plan)
    if not Meeting.objects.filter(cohort=cohort, title=QUESTIONS).exists():
        _plan(partner, plan, cohort, QUESTIONS, 120, [starts_at])


def _plan(
    partner: PartnerPlan, plan: CohortPlan, cohort: Cohort, title: str, minutes: int, starts: list[datetime]
) -> None:
    instructor = _instructor(partner, plan)
    plan_meetings(
        cohort=cohort,
        starts=starts,
        details=MeetingDetails(
            title=title,
            minutes=minutes,
            agenda=AGENDA,
            join_url=f"https://calls.demo.example/{partner.slug}/{plan.key}",
            instructor=instructor,
        ),
        is_told=True,
        actor=instructor,
    )


def _practice(cohort: Cohort, number: int) -> Meeting | None:
    rows = Meeting.objects.filter(cohort=cohort, title=PRACTICE).order_by("starts_at", "pk")
    found: Meeting | None = rows[number : number + 1].first()
    return found


def _instructor(partner: PartnerPlan, plan: CohortPlan) -> User:
    return person(next(one for one in partner.instructors if one.email in plan.instructors))
