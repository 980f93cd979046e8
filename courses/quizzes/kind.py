"""Plugs quizzes into courses: checks `quiz.yaml`, keeps its bank, opens the quiz's page.

Authoring machinery is imported where it is used: a process that only shows pages does not pay for it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from courses.catalogue.kinds import BaseKind
from courses.catalogue.models import Activity
from courses.content.engine.errors import ContentError, Severity
from courses.content.engine.package import ActivitySource, Package
from courses.quizzes.models import BankItem

if TYPE_CHECKING:
    from courses.quizzes.engine.checks import Finding
    from courses.quizzes.engine.specs import QuizFile


class QuizKind(BaseKind):
    name = "quiz"

    def check(self, source: ActivitySource, package: Package) -> list[ContentError]:
        from courses.quizzes.engine.checks import check_quiz, read_quiz

        spec, findings = read_quiz(dict(source.data))
        if spec is not None:
            findings = [*check_quiz(spec), *_references(spec, package)]
        return [_located(source, finding) for finding in findings]

    def build(self, source: ActivitySource, package: Package) -> dict[str, Any]:
        from courses.quizzes.engine.specs import parsed

        return stored(parsed(dict(source.data)))

    def schemas(self) -> dict[str, dict[str, Any]]:
        """The published schema of the author's file."""
        from courses.quizzes.engine.specs import schemas

        return {self.name: schemas()[self.name]}

    def publish(self, activity: Activity, spec: dict[str, Any]) -> None:
        BankItem.objects.bulk_create(
            BankItem(
                activity=activity,
                key=item["id"],
                position=position,
                type=item["type"],
                competency=item.get("competency", ""),
                cognitive=item.get("cognitive", "apply"),
                digest=digest_of(item),
            )
            for position, item in enumerate(spec["items"])
        )

    def open_url(self, activity: Activity) -> str:
        return reverse("courses:quiz", args=[activity.public_id])

    def search_text(self, spec: dict[str, Any]) -> str:
        """The title alone: questions are not to be found before they are asked."""
        return str(spec.get("title", ""))


class ExamKind(QuizKind):
    """An exam is a quiz with a clock, a cut and tickets; its pages are the same."""

    name = "exam"


def stored(spec: QuizFile) -> dict[str, Any]:
    """The quiz as JSON, without what is left at its default."""
    made: dict[str, Any] = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return made


def digest_of(item: dict[str, Any]) -> str:
    """One SHA-256 for one question, whatever the order of its keys."""
    text = json.dumps(item, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _references(spec: QuizFile, package: Package) -> list[Finding]:
    from courses.quizzes.engine.checks import Finding

    known = set(package.competencies.get("competencies", {}))
    found = []
    for number, item in enumerate(spec.items):
        if known and item.competency not in known:
            found.append(
                Finding(
                    ("items", number, "competency"),
                    "quiz.reference",
                    f'question "{item.id}" names the competency "{item.competency}", which competencies.yaml '
                    "does not have.",
                    f"Use one of: {', '.join(sorted(known))}.",
                )
            )
        if item.lesson and item.lesson not in package.lesson_keys:
            found.append(
                Finding(
                    ("items", number, "lesson"),
                    "quiz.reference",
                    f'question "{item.id}" points to the lesson "{item.lesson}", which is not in the package.',
                    "Correct the lesson's id, or add the lesson.",
                )
            )
    return found


def _located(source: ActivitySource, finding: Finding) -> ContentError:
    severity = Severity.WARNING if finding.is_warning else Severity.ERROR
    line = source.line(*finding.path) if finding.path else 1
    return ContentError(source.file, line, finding.rule, finding.problem, finding.hint, severity)
