"""Plugs work samples into courses: checks `worksamples/<name>.yaml`, opens the work's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from courses.catalogue.kinds import BaseKind
from courses.content.engine.errors import ContentError

if TYPE_CHECKING:
    from courses.catalogue.models import Activity
    from courses.content.engine.package import ActivitySource, Package


class WorkSampleKind(BaseKind):
    name = "worksample"

    def check(self, source: ActivitySource, package: Package) -> list[ContentError]:
        from pydantic import ValidationError

        from courses.worksamples.engine.specs import parsed

        try:
            spec = parsed(dict(source.data))
        except ValidationError as broken:
            return [_located(source, error) for error in broken.errors()]
        known = set(package.competencies.get("competencies", {}))
        found = [
            source.error(
                "reference",
                f"There is no competency “{one.competency}”.",
                f"Use one of: {', '.join(sorted(known))}.",
                "rubric",
                "criteria",
                number,
                "competency",
            )
            for number, one in enumerate(spec.rubric.criteria)
            if known and one.competency and one.competency not in known
        ]
        tracks = set(package.course.get("tracks") or [])
        return found + [
            source.error("reference", f"There is no track “{one}”.", "Mend the id.", "tracks", number)
            for number, one in enumerate(spec.tracks)
            if one not in tracks
        ]

    def build(self, source: ActivitySource, package: Package) -> dict[str, Any]:  # noqa: ARG002 - the socket fixes it
        from courses.worksamples.engine.specs import parsed

        return parsed(dict(source.data)).model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def schemas(self) -> dict[str, dict[str, Any]]:
        """The published schema of the author's file."""
        from courses.worksamples.engine.specs import schema

        return {self.name: schema()}

    def open_url(self, activity: Activity) -> str:
        return reverse("courses:work", args=[activity.public_id])

    def search_text(self, spec: dict[str, Any]) -> str:
        return f"{spec.get('title', '')} {spec.get('brief', {}).get('situation', '')}"


def _located(source: ActivitySource, error: Any) -> ContentError:
    path = tuple(part for part in error["loc"] if isinstance(part, str | int))
    said = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    where = ".".join(str(part) for part in path)
    return source.error(
        "worksample.schema",
        f"{where or 'The file'}: {said}.",
        "Compare it with worksample.schema.json.",
        *path,
    )
