"""What a renewal page shows: the list line by line, the hours, and what is new in the law sheet."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import User
from certificates.credentials.engine.facts import Line
from certificates.credentials.models import Credential
from certificates.credentials.services import law_sheet_of
from certificates.renewals.engine.checklist import (
    Change,
    Facts,
    Item,
    Rule,
    changed_keys,
    changed_lines,
    checklist,
)
from certificates.renewals.models import CpdEntry
from courses.api import Activity, CourseVersion, Mark


@dataclass(frozen=True)
class RenewalPage:
    """One credential on its way to the next."""

    credential: Credential
    lines: tuple[Line, ...]
    entries: tuple[CpdEntry, ...]
    version: CourseVersion
    law_is_behind: bool
    has_changes: bool

    @property
    def is_met(self) -> bool:
        return all(line.is_met for line in self.lines)

    @property
    def met(self) -> int:
        return sum(line.is_met for line in self.lines)


def newest_of(credential: Credential) -> CourseVersion:
    """The edition of the course that new learners get; the holder's own when none is published."""
    if credential.enrolment is None:
        raise ValueError("This credential has no enrolment.")
    own = credential.enrolment.version
    return own.course.published or own


def held_of(credential: Credential) -> CourseVersion:
    """The edition that the credential states: the one it was earned in, or the one it was renewed in."""
    if credential.enrolment is None:
        raise ValueError("This credential has no enrolment.")
    own = credential.enrolment.version
    digest = json.loads(credential.facts)["course"]["digest"]
    stated = None if own.digest == digest else own.course.versions.filter(digest=digest).first()
    return stated or own


def _needed(version: CourseVersion, slug: str) -> list[Activity]:
    """Lessons, quizzes and labs of the newest edition that the credential asks for."""
    modules: set[str] = set()
    quizzes: set[str] = set()
    labs: set[str] = set()
    for line in (version.credentials.get(slug) or {}).get("requires") or []:
        modules |= set(line.get("lessons_read") or [])
        quizzes |= {line["quiz"]} if "quiz" in line else set()
        labs |= {line["lab"]} if "lab" in line else set()
    rows = Activity.objects.filter(version=version, kind__in=["lesson", "quiz", "lab"])
    found = []
    for row in rows.defer("spec").select_related("module").defer("module__spec"):
        module = row.module.key if row.module else ""
        wanted = {"lesson": module in modules, "quiz": module in quizzes, "lab": row.key in labs}
        if wanted[row.kind]:
            found.append(row)
    return found


def facts_of(credential: Credential, now: dt.datetime) -> Facts:
    """Everything that decides, in a fixed number of queries."""
    if credential.enrolment is None or credential.valid_until is None:
        raise ValueError("This credential cannot be renewed.")
    newest, old = newest_of(credential), held_of(credential)
    needed = _needed(newest, credential.achievement_slug)
    before = dict(Activity.objects.filter(version=old).values_list("key", "digest"))
    after = {row.key: row.digest for row in needed}
    changed = changed_keys(before, after, [row.key for row in needed]) if newest.pk != old.pk else []
    marks = Mark.objects.filter(
        enrolment__user=credential.holder_id,
        version__course_id=old.course_id,
        replaced_by=None,
        created_at__gte=credential.issued_at,
    ).exclude(passed=False)
    done, has_run = set(), False
    for key, kind, version, detail in marks.values_list(
        "activity__key", "activity__kind", "version_id", "detail"
    ):
        if version == newest.pk:
            done.add(key)
        has_run = has_run or (kind == "lab" and detail.get("mode") == "assessed")
    hours = (
        CpdEntry.objects.accepted()
        .filter(holder=credential.holder_id, done_on__range=(credential.issued_at.date(), now.date()))
        .values_list("kind")
        .annotate(sum=Sum("hours"))
        .order_by()
    )
    return Facts(
        now=now,
        valid_until=credential.valid_until,
        changes=[Change(row.key, row.title, row.key in done) for row in needed if row.key in changed],
        has_run=has_run if any(row.kind == "lab" for row in needed) else None,
        hours={kind: Decimal(total) for kind, total in hours},
        sheet_held=credential.law_sheet,
        sheet_now=law_sheet_of(newest),
    )


def lines_of(credential: Credential, facts: Facts) -> tuple[Line, ...]:
    """The engine's list in words."""
    spec = newest_of(credential).credentials.get(credential.achievement_slug) or {}
    return tuple(_line(item) for item in checklist(facts, Rule.of(spec)))


def _line(item: Item) -> Line:
    told = item.values
    labels = {
        "window": _("From 90 days before the end to 90 days after it"),
        "change": _("New or changed since: %(title)s"),
        "run": _("One more assessed lab since the certificate"),
        "hours": _("Hours of continuing development"),
        "hands-on": _("Of them hands-on"),
        "law-hours": _("Of them on changes of law"),
        "law-sheet": _("Current to law sheet %(now)s"),
    }
    detail: dict[str, Any] = {}
    if "done" in told:
        detail = {"done": f"{told['done']:f}".removesuffix(".0"), "of": f"{told['of']:f}".removesuffix(".0")}
    if item.code == "law-sheet" and not item.is_met and told["held"]:
        detail = {"why": _("You have read edition %(held)s.") % told}
    return Line(f"renewal:{item.code}", labels[item.code] % told, item.is_met, detail)


def renewal_page(credential: Credential, now: dt.datetime | None = None) -> RenewalPage:
    moment = now or timezone.now()
    facts = facts_of(credential, moment)
    return RenewalPage(
        credential=credential,
        lines=lines_of(credential, facts),
        entries=tuple(CpdEntry.objects.filter(holder=credential.holder_id)),
        version=newest_of(credential),
        law_is_behind=bool(facts.sheet_now) and facts.sheet_now != facts.sheet_held,
        has_changes=any(not change.is_done for change in facts.changes),
    )


@dataclass(frozen=True)
class LawLine:
    key: str
    title: str
    text: str
    source: str
    applies_from: str
    caution: str


def law_news(credential: Credential) -> tuple[str, tuple[LawLine, ...]]:
    """The newest law sheet's name, and its lines that the holder has not read."""
    newest = newest_of(credential)
    sheet: Mapping[str, Any] = newest.spec.get("law") or {}
    lines = sheet.get("lines") or {}
    before: Mapping[str, Any] = {}
    if credential.enrolment is not None:
        for version in newest.course.versions.order_by("pk"):
            law = version.spec.get("law") or {}
            if law.get("id") == credential.law_sheet:
                before = law.get("lines") or {}
    keys = changed_lines(before, lines)
    return law_sheet_of(newest), tuple(
        LawLine(
            key,
            str(lines[key].get("title", "")),
            str(lines[key].get("text", "")),
            str(lines[key].get("source", "")),
            str(lines[key].get("applies_from", "")),
            str(lines[key].get("caution", "")),
        )
        for key in keys
    )


def waiting_hours(limit: int = 100) -> list[CpdEntry]:
    """Hours that wait for a person of the programme, oldest first."""
    return list(CpdEntry.objects.waiting().select_related("holder").order_by("created_at")[:limit])


def hours_of(user: User) -> list[CpdEntry]:
    return list(CpdEntry.objects.filter(holder=user))
