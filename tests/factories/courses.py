"""Courses, enrolments and marks for tests: built through the models, small and valid."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from courses.cohorts.models import CohortInstructor, CohortState
from courses.models import (
    Accreditation,
    Activity,
    Authorisation,
    Cohort,
    Course,
    CourseVersion,
    Enrolment,
    JoinLink,
    Module,
)
from courses.progress.services import record_result

_numbers = itertools.count(1)

STEPS = [
    ("lesson", "m1.l1", "m1", {}),
    ("lesson", "m1.l2", "m1", {}),
    ("quiz", "m1.quiz", "m1", {}),
    ("lab", "s1", "m1", {"counts": "assessed"}),
]


def make_course(**fields) -> Course:
    number = next(_numbers)
    return Course.objects.create(**{"slug": f"course-{number}", "title": f"Course {number}"} | fields)


def make_version(course: Course | None = None, *, steps=STEPS, publish=True, **fields) -> CourseVersion:
    """A version with the given (kind, key, module, extra fields) steps; published unless told otherwise."""
    number = next(_numbers)
    course = course or make_course()
    version = CourseVersion.objects.create(
        **{
            "course": course,
            "number": f"1.{number}.0",
            "title": course.title,
            "digest": f"{number:064x}",
        }
        | fields
    )
    modules: dict[str, Module] = {}
    for position, (kind, key, module, extra) in enumerate(steps):
        if module not in modules:
            modules[module] = Module.objects.create(
                version=version, key=module, position=len(modules), title=f"Module {module}"
            )
        Activity.objects.create(
            **{
                "version": version,
                "module": modules[module],
                "kind": kind,
                "key": key,
                "position": position,
                "title": f"{kind} {key}",
                "minutes": 10,
                "file": f"modules/{module}/{key}",
                "digest": f"{position:064x}",
            }
            | extra
        )
    if publish:
        course.published = version
        course.save()
    return version


def enrol_directly(user, version: CourseVersion | None = None, **fields) -> Enrolment:
    return Enrolment.objects.create(user=user, version=version or make_version(), **fields)


def give_mark(enrolment: Enrolment, activity_key: str, **fields):
    """A mark in the ledger, through the service."""
    activity = enrolment.version.activities.get(key=activity_key)
    return record_result(
        **{
            "enrolment": enrolment,
            "activity": activity,
            "key": f"test:{activity_key}:{next(_numbers)}",
            "points": Decimal(8),
            "possible": Decimal(10),
            "passed": True,
            "outcome": "graded",
            "detail": {"mode": "assessed"} if activity.kind == "lab" else {},
            "actor": None,
        }
        | fields
    )


def make_cohort(partner, version: CourseVersion | None = None, *, instructors=(), **fields) -> Cohort:
    """An open cohort that runs now."""
    number = next(_numbers)
    now = timezone.now()
    cohort = Cohort.objects.create(
        **{
            "partner": partner,
            "version": version or make_version(),
            "name": f"Cohort {number}",
            "state": CohortState.OPEN,
            "time_zone": "Europe/Amsterdam",
            "opens_at": now - timedelta(days=7),
            "closes_at": now + timedelta(days=60),
            "seats": 25,
        }
        | fields
    )
    for user in instructors:
        CohortInstructor.objects.create(cohort=cohort, user=user)
    return cohort


def make_link(cohort, code="ABCDEFGHJK", **fields) -> JoinLink:
    """A join link that works now."""
    return JoinLink.objects.create(cohort=cohort, code=code, **fields)


def entitle(partner, version: CourseVersion, *users, starts=-400, days=800) -> None:
    """The partner may deliver the version, and these people are accredited for it."""
    first = timezone.now().date() + timedelta(days=starts)
    last = first + timedelta(days=days)
    if not Authorisation.objects.filter(partner=partner, version=version).exists():
        Authorisation.objects.create(
            partner=partner, version=version, edition=1, starts_on=first, ends_on=last
        )
    for user in users:
        accredit(partner, version, user, starts_on=first, ends_on=last)


def accredit(partner, version: CourseVersion, user, **fields) -> Accreditation:
    number = 1 + Accreditation.objects.filter(partner=partner, version=version, user=user).count()
    return Accreditation.objects.create(
        **{"partner": partner, "version": version, "user": user, "edition": number, "state": "granted"}
        | fields
    )
