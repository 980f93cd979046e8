"""Readiness checks for tests: the forms of the real course, in a version of their own."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import yaml
from django.conf import settings

from courses.catalogue.selectors import compiled_version
from courses.diagnostics.compiled import LearnerCheck, form_of, forms_of
from courses.diagnostics.engine.specs import DiagnosticFile
from courses.diagnostics.models import DiagnosticSitting
from courses.diagnostics.services import answer_sitting, finish_sitting, start_sitting
from courses.models import CourseVersion, Enrolment
from tests.factories.courses import enrol_directly, make_course, make_version

COMPETENCIES = {f"C{n}": {"name": f"Competency {n}"} for n in range(1, 9)}


@cache
def raw_form(letter: str) -> dict[str, Any]:
    path = settings.CONTENT_DIR / "courses" / "waico" / "diagnostic" / f"form-{letter.lower()}.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def form(letter: str = "A") -> DiagnosticFile:
    return DiagnosticFile.model_validate(raw_form(letter))


def make_check(letters: str = "AB", **fields: Any) -> CourseVersion:
    """A published version with a lesson for each of two competencies and the forms of the check."""
    steps: list[Any] = [("lesson", f"m{n}.l1", f"m{n}", {}) for n in (1, 2)]
    version = make_version(
        make_course(is_listed=True),
        steps=steps,
        spec={"competencies": {"competencies": COMPETENCIES}},
        **fields,
    )
    for n, letter in enumerate(letters):
        version.activities.create(
            kind="diagnostic",
            key=f"diagnostic-{letter.lower()}",
            position=10 + n,
            title=f"Readiness check, form {letter}",
            minutes=40,
            is_required=False,
            file=f"diagnostic/form-{letter.lower()}.yaml",
            digest=f"{letter}{version.pk}".rjust(64, "0"),
            spec=raw_form(letter),
        )
    return version


def check_of(user: Any, version: CourseVersion, **fields: Any) -> LearnerCheck:
    """The check as this person has it; enrols them where they are not."""
    enrolment = Enrolment.objects.filter(user=user, version=version).first()
    compiled = compiled_version(version.pk)
    enrolment = enrolment or enrol_directly(user, version, **fields)
    return LearnerCheck(enrolment, compiled, forms_of(compiled), is_open=True)


def sit(
    check: LearnerCheck, *, points: int = 2, sure: int = 80, now: datetime | None = None
) -> DiagnosticSitting:
    """A whole sitting: in each situation the act that earns `points`, with the same confidence."""
    sitting = start_sitting(check=check, actor=check.enrolment.user, now=now)
    for number, item in enumerate(form_of(sitting.activity).items, 1):
        option = next(n for n, option in enumerate(item.options, 1) if option.points == points)
        sitting = answer_sitting(sitting=sitting, number=number, option=option, sure=sure, now=now)
    return finish_sitting(sitting=sitting, now=now)
