"""Checks a package with every kind, and publishes it as an immutable version in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.api import record_audit
from courses.catalogue.history import Affected, affected_by, changes_against
from courses.catalogue.hooks import run_after_publish
from courses.catalogue.kinds import all_kinds, get_kind
from courses.catalogue.models import Activity, Course, CourseVersion, Module, PackageFile
from courses.catalogue.selectors import package_files
from courses.content.engine.assembly import Draft, assemble, jsonable
from courses.content.engine.changes import Changes, Part, number_problem
from courses.content.engine.documents import parse_yaml
from courses.content.engine.errors import BrokenPackage, ContentError
from courses.content.engine.package import ActivitySource, digest_of
from courses.content.engine.rules import STALE, check_draft
from courses.content.engine.wording import local

if TYPE_CHECKING:
    from accounts.api import User


@dataclass(frozen=True)
class Checked:
    """A draft and everything found about it. `draft` is None when the package cannot be read."""

    draft: Draft | None
    findings: tuple[ContentError, ...]

    @property
    def errors(self) -> tuple[ContentError, ...]:
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[ContentError, ...]:
        return tuple(finding for finding in self.findings if not finding.is_error)


@dataclass(frozen=True)
class Published:
    """What publishing did. `is_new` is false when this very package was published before."""

    version: CourseVersion
    is_new: bool
    changes: Changes
    before: str
    affected: Affected = field(default_factory=Affected)
    warnings: tuple[ContentError, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What publishing a checked package would do. `problem` says why its number does not fit, if it does not."""

    title: str
    number: str
    before: str
    changes: Changes
    affected: Affected
    problem: ContentError | None = None
    is_known: bool = False


def check_package(files: Mapping[str, bytes], *, today: date) -> Checked:
    """All findings about a package, from the shared rules and from every kind. Writes nothing."""
    draft, found = assemble(files)
    if draft is None:
        return Checked(None, tuple(sorted(found)))
    found = [*found, *check_draft(draft, today=today)]
    known = {kind.name for kind in all_kinds()}
    for source in draft.sources:
        if source.kind in known:
            found += get_kind(source.kind).check(source, draft.package)
        else:
            found.append(
                source.error("kind", f"Nothing here knows “{source.kind}”.", "Leave it out.", "format")
            )
    return Checked(draft, tuple(sorted(set(found))))


def publish_package(files: Mapping[str, bytes], *, today: date, actor: User | None = None) -> Published:
    """Publish a package; the same one again changes nothing. Raises BrokenPackage and writes nothing on errors.

    Facts that went stale after publishing do not stop it: `check_course` is the place that fails a build.
    """
    digest = digest_of(files)
    again = _published_before(files, digest)
    if again is not None:
        return again
    checked = check_package(files, today=today)
    blocking = [finding for finding in checked.errors if finding.rule != STALE]
    if blocking or checked.draft is None:
        raise BrokenPackage(blocking or list(checked.errors))
    with transaction.atomic():
        return _publish(checked.draft, files, digest, checked, actor)


def _published_before(files: Mapping[str, bytes], digest: str) -> Published | None:
    document = parse_yaml("course.yaml", files.get("course.yaml", b"").decode("utf-8", "replace"))
    if isinstance(document, ContentError):
        return None
    version = CourseVersion.objects.filter(digest=digest, course__slug=str(document.data.get("id"))).first()
    return Published(version, False, Changes(), version.number) if version is not None else None


def _publish(
    draft: Draft, files: Mapping[str, bytes], digest: str, checked: Checked, actor: User | None
) -> Published:
    language = draft.course.languages[0]
    course, _made = Course.objects.get_or_create(
        slug=draft.course.id,
        defaults={"title": draft.title, "summary": local(draft.course.summary, language)},
    )
    course = Course.objects.select_for_update().get(pk=course.pk)
    before = course.published
    specs = _specs(draft)
    changes = _changes(before, draft, files, specs)
    problem = _number_problem(before, draft, changes)
    if problem is not None:
        raise BrokenPackage([problem])
    version = CourseVersion.objects.create(
        course=course,
        number=draft.course.version,
        title=draft.title,
        digest=digest,
        spec=dict(draft.spec),
        created_by=actor,
    )
    PackageFile.objects.bulk_create(
        PackageFile(version=version, path=path, sha256=hashlib.sha256(data).hexdigest(), data=data)
        for path, data in files.items()
    )
    _write_activities(version, draft, files, specs)
    course.title, course.summary = draft.title, local(draft.course.summary, language)
    course.published = version
    course.save(update_fields=["title", "summary", "published"])
    run_after_publish(version)
    record_audit(
        actor=actor,
        verb="course.published",
        target=version,
        detail={"digest": digest, "number": version.number},
    )
    affected = affected_by(before, changes) if before is not None else Affected()
    number = before.number if before is not None else ""
    return Published(version, True, changes, number, affected, checked.warnings)


def plan_package(files: Mapping[str, bytes], draft: Draft) -> Plan:
    """What publishing would do, without doing it."""
    again = _published_before(files, digest_of(files))
    course = Course.objects.filter(slug=draft.course.id).select_related("published").first()
    before = course.published if course is not None else None
    changes = Changes() if again is not None else _changes(before, draft, files, _specs(draft))
    return Plan(
        title=draft.title,
        number=draft.course.version,
        before=before.number if before is not None else "",
        changes=changes,
        affected=affected_by(before, changes) if before is not None else Affected(),
        problem=None if again is not None else _number_problem(before, draft, changes),
        is_known=again is not None,
    )


def _specs(draft: Draft) -> dict[str, dict[str, Any]]:
    return {
        source.key: jsonable(get_kind(source.kind).build(source, draft.package)) for source in draft.sources
    }


def _number_problem(before: CourseVersion | None, draft: Draft, changes: Changes) -> ContentError | None:
    problem = number_problem(before.number, draft.course.version, changes.size) if before is not None else ""
    if not problem:
        return None
    line = draft.documents["course.yaml"].line("version")
    hint = "; ".join(changes.reasons) or "Raise the version."
    return ContentError("course.yaml", line, "semver", problem, hint)


def _write_activities(
    version: CourseVersion, draft: Draft, files: Mapping[str, bytes], specs: Mapping[str, dict[str, Any]]
) -> None:
    modules = {
        module.key: Module.objects.create(
            version=version,
            key=module.key,
            position=number,
            title=module.title[:200],
            spec=jsonable(module.spec),
        )
        for number, module in enumerate(draft.modules)
    }
    for position, source in enumerate(draft.sources):
        activity = Activity.objects.create(
            version=version,
            module=modules.get(source.module),
            kind=source.kind,
            key=source.key,
            position=position,
            title=source.title or source.key,
            minutes=source.minutes,
            is_required=source.is_required,
            counts=source.counts,
            competency=source.competency[:10],
            level=source.level[:2],
            file=source.file,
            digest=_digest(source, files),
            spec=specs[source.key],
        )
        get_kind(source.kind).publish(activity, specs[source.key])


def _digest(source: ActivitySource, files: Mapping[str, bytes]) -> str:
    """A lesson or quiz is its file; a lab is its whole folder."""
    if source.kind != "lab":
        return hashlib.sha256(files[source.file]).hexdigest()
    folder = source.file.rsplit("/", 1)[0] + "/"
    return digest_of({path: data for path, data in files.items() if path.startswith(folder)})


def _changes(
    before: CourseVersion | None,
    draft: Draft,
    files: Mapping[str, bytes],
    specs: Mapping[str, dict[str, Any]],
) -> Changes:
    after = [
        Part(source.key, source.kind, source.title, _digest(source, files), source.is_required)
        for source in draft.sources
    ]
    if before is None:
        return Changes(added=tuple(after), is_other=True)
    return changes_against(before, after, specs, draft.spec.get("credentials") or {})


def recheck_digest(version: CourseVersion) -> bool:
    """Whether the stored files still are what was published."""
    return digest_of(package_files(version)) == version.digest
