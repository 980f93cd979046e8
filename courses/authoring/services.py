"""Takes packages in, lets a worker check them, and publishes them when a person has seen what changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import enqueue, record_audit
from courses.authoring.models import PackageDraft

if TYPE_CHECKING:
    from accounts.api import User
    from courses.catalogue.services import Plan
    from courses.content.engine.changes import Part
    from courses.content.engine.errors import ContentError

State = PackageDraft.State
KEEP = timedelta(days=30)
STUCK = timedelta(minutes=15)
CHECK, PUBLISH = "courses.check_package_draft", "courses.publish_package_draft"


def upload_package(*, name: str, data: bytes, actor: User) -> PackageDraft:
    """Keep the ZIP as it came and let a worker look at it. The very same one that still waits is found again."""
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        held = PackageDraft.objects.select_for_update().filter(
            created_by=actor, state__in=[State.CHECKING, State.READY], sha256=sha256
        )
        again = held.first()
        if again is not None:
            return again
        draft = PackageDraft.objects.create(name=name[:120], data=data, sha256=sha256, created_by=actor)
        record_audit(actor=actor, verb="course.uploaded", target=draft, detail={"bytes": len(data)})
        enqueue(CHECK, draft.pk)
    return draft


def check_draft(*, draft_id: int) -> None:
    """All rules, and what publishing would change. Safe to run twice; writes nothing but the draft's own row."""
    from courses.catalogue.services import check_package, plan_package
    from courses.content.engine.errors import BrokenPackage
    from courses.content.engine.reader import read_zip
    from courses.content.engine.rules import STALE

    draft = PackageDraft.objects.filter(pk=draft_id, state=State.CHECKING).first()
    if draft is None:
        return
    plan: dict[str, Any] = {}
    try:
        files = read_zip(bytes(draft.data), draft.name)
        checked = check_package(files, today=timezone.now().date())
        findings = list(checked.findings)
        if checked.draft is not None and not [one for one in checked.errors if one.rule != STALE]:
            planned = plan_package(files, checked.draft)
            plan = told_plan(planned)
            findings += [planned.problem] if planned.problem is not None else []
    except BrokenPackage as broken:
        findings = list(broken.findings)
    is_ready = bool(plan) and not plan["problem"]
    _move(draft_id, State.CHECKING, State.READY if is_ready else State.BROKEN, findings, plan)


def _move(
    draft_id: int, before: State, after: State, findings: Iterable[ContentError], plan: dict[str, Any]
) -> None:
    with transaction.atomic():
        draft = PackageDraft.objects.select_for_update().filter(pk=draft_id, state=before).first()
        if draft is None:
            return
        draft.state, draft.moved_at = after, timezone.now()
        draft.findings = [one.as_dict() for one in findings]
        draft.plan = draft.plan | plan
        if after is State.BROKEN:
            draft.data = b""
        draft.save(update_fields=["state", "moved_at", "findings", "plan", "data"])


def confirm_draft(*, draft: PackageDraft, actor: User) -> None:
    """A person has seen the changes and wants them. A second click changes nothing."""
    with transaction.atomic():
        locked = PackageDraft.objects.select_for_update().get(pk=draft.pk)
        if locked.state in (State.PUBLISHING, State.PUBLISHED):
            return
        if locked.state != State.READY:
            raise ValidationError(
                _("This draft cannot be published. Mend what is listed and upload it again.")
            )
        locked.state, locked.moved_at = State.PUBLISHING, timezone.now()
        locked.plan = locked.plan | {"confirmed_by": actor.pk}
        locked.save(update_fields=["state", "moved_at", "plan"])
        enqueue(PUBLISH, locked.pk)


def publish_draft(*, draft_id: int) -> None:
    """Publish what was confirmed. If the course has moved on meanwhile, the draft says so and nothing is written."""
    from accounts.api import User
    from courses.catalogue.services import publish_package
    from courses.content.engine.errors import BrokenPackage
    from courses.content.engine.reader import read_zip

    draft = PackageDraft.objects.filter(pk=draft_id, state=State.PUBLISHING).first()
    if draft is None:
        return
    actor = User.objects.get(pk=draft.plan["confirmed_by"])
    try:
        files = read_zip(bytes(draft.data), draft.name)
        done = publish_package(files, today=timezone.now().date(), actor=actor)
    except BrokenPackage as broken:
        _move(draft_id, State.PUBLISHING, State.BROKEN, broken.findings, {})
        return
    with transaction.atomic():
        locked = PackageDraft.objects.select_for_update().get(pk=draft_id)
        locked.state, locked.version, locked.data = State.PUBLISHED, done.version, b""
        locked.moved_at = timezone.now()
        locked.save(update_fields=["state", "version", "data", "moved_at"])


def discard_draft(*, draft: PackageDraft, actor: User) -> None:
    """Throw an unpublished draft away."""
    with transaction.atomic():
        locked = PackageDraft.objects.select_for_update().filter(pk=draft.pk).first()
        if locked is None:
            return
        if locked.state in (State.PUBLISHING, State.PUBLISHED):
            raise ValidationError(_("It is published or about to be; there is nothing to throw away."))
        record_audit(actor=actor, verb="course.draft-discarded", target=locked, detail={"name": locked.name})
        locked.delete()


def sweep_drafts() -> int:
    """Queue drafts again whose worker died, and forget those nobody published within a month."""
    now = timezone.now()
    stuck = PackageDraft.objects.filter(
        state__in=[State.CHECKING, State.PUBLISHING], moved_at__lt=now - STUCK
    )
    rows = list(stuck.values_list("pk", "state"))
    for pk, state in rows:
        with transaction.atomic():
            PackageDraft.objects.filter(pk=pk).update(moved_at=now)
            enqueue(CHECK if state == State.CHECKING else PUBLISH, pk)
    old = PackageDraft.objects.filter(state__in=[State.READY, State.BROKEN], moved_at__lt=now - KEEP)
    old.delete()
    return len(rows)


def told_plan(plan: Plan) -> dict[str, Any]:
    """A plan as JSON, for the draft's page."""

    def rows(parts: Iterable[Part]) -> list[dict[str, str]]:
        return [{"key": part.key, "kind": part.kind, "title": part.title} for part in parts]

    changes = plan.changes
    return {
        "title": plan.title,
        "number": plan.number,
        "before": plan.before,
        "size": changes.size.value,
        "added": rows(changes.added),
        "changed": rows(changes.changed),
        "removed": rows(changes.removed),
        "reasons": list(changes.reasons),
        "affected": asdict(plan.affected),
        "problem": plan.problem is not None,
        "is_known": plan.is_known,
    }
