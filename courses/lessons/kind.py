"""Plugs lessons into courses: checked as author files, rendered once when a version is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.catalogue.kinds import BaseKind
from courses.catalogue.models import Activity
from courses.content.engine.errors import ContentError
from courses.content.engine.package import ActivitySource, Package

if TYPE_CHECKING:
    from courses.content.engine.blocks import Labels


def labels_in(language: str) -> Labels:
    """The words that the renderer adds, in the language of the content."""
    from courses.content.engine.blocks import Labels

    with override(language):
        return Labels(
            misconception=_("Misconception"),
            note=_("Note"),
            ai=_("AI example"),
            warn=_("Take care"),
            say=_("Say it like this"),
            reveal=_("Compare with ours"),
            sources=_("Sources"),
            source=_("Source"),
            back=_("Back to the text"),
            setting=_("Setting"),
            mark=_("Mark"),
            checked=_("Checked"),
            caution=_("Take care"),
            months=tuple(str(MONTHS[number]) for number in range(1, 13)),
            marks={"P": _("primary source read"), "S": _("secondary sources only"), "U": _("unconfirmed")},
        )


class LessonKind(BaseKind):
    name = "lesson"

    def check(self, source: ActivitySource, package: Package) -> list[ContentError]:
        # Reading and drawing author files is for publishing: no page loads it.
        from courses.lessons.engine.rules import check_lesson
        from courses.lessons.engine.translations import check_translations

        return [*check_lesson(source, package), *check_translations(source, package)]

    def build(self, source: ActivitySource, package: Package) -> dict[str, Any]:
        from courses.lessons.engine.translations import in_language, languages_of, translated

        first, *others = languages_of(package)
        spec = self._draw(source, package, first)
        found = {language: translated(source, package, language) for language in others}
        spec["i18n"] = {
            language: self._draw(other, in_language(package, language), language)
            for language, other in found.items()
            if other is not None
        }
        return spec

    def _draw(self, source: ActivitySource, package: Package, language: str) -> dict[str, Any]:
        from courses.content.engine.assembly import jsonable
        from courses.lessons.engine.rules import render_lesson

        rendered = render_lesson(source, package, labels=labels_in(language), asset_url="/courses/files/-/")
        return {
            "language": language,
            "title": source.title,
            "blocks": list(rendered.blocks),
            "headings": [{"id": anchor, "text": text} for anchor, text in rendered.headings],
            "recall": {str(one["id"]): jsonable(one) for one in source.data.get("recall") or []},
            "words": rendered.words,
            "text": rendered.text,
            "terms": list(rendered.terms),
            "facts": list(rendered.facts),
            "outcomes": jsonable(source.data.get("outcomes") or []),
            "checked_on": jsonable(source.data.get("checked_on")),
        }

    def open_url(self, activity: Activity) -> str:
        return reverse("courses:lesson", args=[activity.public_id])

    def search_text(self, spec: dict[str, Any]) -> str:
        return f"{spec.get('title', '')} {spec.get('text', '')}"

    def is_major_change(self, before: dict[str, Any], after: dict[str, Any]) -> bool:  # noqa: ARG002 - a lesson has no result
        return False
