"""Plugs the readiness check into courses: checks its forms and opens its page. It is no step of a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from courses.catalogue.kinds import BaseKind
from courses.content.engine.errors import ContentError, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from courses.catalogue.models import Activity
    from courses.content.engine.package import ActivitySource, Package
    from courses.diagnostics.engine.specs import DiagnosticFile


class DiagnosticKind(BaseKind):
    name = "diagnostic"
    is_step = False

    def check(self, source: ActivitySource, package: Package) -> list[ContentError]:
        from courses.content.engine.validation import validate
        from courses.diagnostics.engine.checks import check_form
        from courses.diagnostics.engine.specs import DiagnosticFile

        form, findings = validate(DiagnosticFile, package.yaml(source.file))
        if form is None:
            return findings
        known = package.competencies.get("competencies", {})
        others: dict[str, DiagnosticFile] = {other.form: other for other in _others(source, package)}
        found = check_form(form, competencies=tuple(known), others=others)
        return [
            ContentError(
                source.file,
                source.line(*one.path),
                one.rule,
                one.problem,
                one.hint,
                Severity.WARNING if one.is_warning else Severity.ERROR,
            )
            for one in found
        ]

    def schemas(self) -> dict[str, dict[str, Any]]:
        """The published schema of the author's file."""
        from courses.diagnostics.engine.specs import schema

        return {self.name: schema()}

    def open_url(self, activity: Activity) -> str:
        return reverse("courses:readiness", args=[activity.version.public_id])

    def search_text(self, spec: dict[str, Any]) -> str:  # noqa: ARG002 - the socket fixes the signature
        """Nothing: a situation is not to be found before it is asked."""
        return ""


def _others(source: ActivitySource, package: Package) -> Iterator[DiagnosticFile]:
    from courses.content.engine.validation import validate
    from courses.diagnostics.engine.specs import DiagnosticFile

    for name in package.course.get("diagnostic") or []:
        path = f"diagnostic/{name}.yaml"
        if path != source.file and path in package.files:
            form, _findings = validate(DiagnosticFile, package.yaml(path))
            if form is not None:
                yield form
