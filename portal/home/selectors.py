"""What the home page shows of the flagship course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.api import CompiledModule, CompiledVersion, flagship_version, has_short_check, local

LESSON, LAB = "lesson", "lab"


@dataclass(frozen=True)
class ModuleCard:
    number: int
    title: str
    promise: str
    lessons: str
    labs: tuple[str, ...]


@dataclass(frozen=True)
class HomePage:
    verify_url: str
    course_title: str = ""
    course_url: str = ""
    modules: tuple[ModuleCard, ...] = ()
    credentials: tuple[str, ...] = ()
    start_url: str = ""
    start_label: str = ""
    start_note: str = ""
    check_url: str = ""


def _promise(spec: Mapping[str, Any]) -> str:
    return local(spec.get("summary"), get_language() or "en")


def _card(module: CompiledModule) -> ModuleCard:
    lessons = sum(1 for activity in module.activities if activity.kind == LESSON)
    row = module.module
    return ModuleCard(
        number=module.number,
        title=row.title if row else _("More"),
        promise=_promise(row.spec) if row else "",
        lessons=ngettext("%(count)d lesson", "%(count)d lessons", lessons) % {"count": lessons},
        labs=tuple(_("Lab: %(title)s") % {"title": a.title} for a in module.activities if a.kind == LAB),
    )


def home_page(*, is_signed_in: bool) -> HomePage:
    """The home page; without a published course it still explains and lets people verify."""
    compiled: CompiledVersion | None = flagship_version()
    verify_url = "/verify/"
    if compiled is None:
        return HomePage(verify_url=verify_url)
    course_url = f"/courses/{compiled.course.slug}/"
    return HomePage(
        verify_url=verify_url,
        course_title=compiled.version.title,
        course_url=course_url,
        modules=tuple(_card(module) for module in compiled.modules if module.module is not None),
        check_url=reverse("courses:readiness-short") if has_short_check(compiled) else "",
        credentials=tuple(
            local(spec.get("name"), get_language() or "en") for spec in compiled.version.credentials.values()
        ),
        start_url="/learn/" if is_signed_in else course_url,
        start_label=_("Go on learning") if is_signed_in else _("See the course"),
        start_note="" if is_signed_in else _("Free to start, with no AI key and no installation"),
    )
