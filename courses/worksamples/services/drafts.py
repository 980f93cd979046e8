"""Keeps drafts and files of a learner, and takes the work when it is handed in. Each is safe to call twice."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.api import record_audit
from courses.enrolments.access import is_open_at
from courses.enrolments.locks import lock_enrolment
from courses.progress.services import note_started
from courses.schedules.selectors import dates_for
from courses.worksamples import storage
from courses.worksamples.compiled import sample_of
from courses.worksamples.engine.files import SNIFF, is_what_it_says, safe_name, type_of
from courses.worksamples.engine.rating import words_in
from courses.worksamples.models import OPEN_STATES, HandIn, Work, WorkFile, WorkState
from courses.worksamples.selectors.works import may_try_again, newest_work
from courses.worksamples.services.assigning import seat_raters
from courses.worksamples.services.locking import locked_work

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.api import User
    from courses.progress.access import LearnerActivity


def begin_work(*, place: LearnerActivity, actor: User) -> Work:
    """The draft of this learner, new where there is none; ValidationError where no further try is allowed."""
    with transaction.atomic():
        enrolment = lock_enrolment(place.enrolment.pk)
        newest = newest_work(enrolment, place.activity)
        if newest is not None and newest.state != WorkState.RATED:
            return newest
        if not is_open_at(enrolment):
            raise ValidationError(_("The course is not open for you at this time."))
        if not may_try_again(place.activity, newest):
            raise ValidationError(_("There is no further try at this work sample."))
        work = Work.objects.create(
            enrolment=enrolment, activity=place.activity, number=newest.number + 1 if newest else 1
        )
        note_started(enrolment=enrolment, activity=place.activity)
        record_audit(actor=actor, verb="work.begun", target=work)
    return work


def keep_text(
    *, place: LearnerActivity, text: str, version: int | None, actor: User, now: datetime | None = None
) -> tuple[Work, str]:
    """Begin the work where it is not there, and keep its text; what a page and its script call."""
    at = now or timezone.now()
    work = begin_work(place=place, actor=actor)
    outcome = save_draft(work=work, text=text, version=version or int(at.timestamp() * 1000), now=at)
    return work, outcome


def save_draft(*, work: Work, text: str, version: int, now: datetime | None = None) -> str:
    """Keep the text by one statement: `kept`, `stale` where a newer one is there, `closed` once handed in."""
    at = now or timezone.now()
    version = max(1, min(version, int(at.timestamp() * 1000)))
    rows = Work.objects.filter(pk=work.pk, state__in=OPEN_STATES)
    if rows.filter(version__lt=version).update(text=text, version=version, saved_at=at):
        return "kept"
    held = rows.values_list("version", flat=True).first()
    return "closed" if held is None else "kept" if held == version else "stale"


def add_file(*, work: Work, upload: UploadedFile[bytes], actor: User) -> WorkFile:
    """Keep a file beside the draft. The same bytes twice are kept once."""
    rules = sample_of(work.activity).files
    name = safe_name(upload.name or "")
    kind = type_of(name)
    size = upload.size or 0
    if kind not in rules.types:
        raise ValidationError(
            _("“%(name)s” cannot be added. Allowed are: %(types)s.")
            % {"name": name, "types": ", ".join(rules.types)}
        )
    if not size:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": name})
    if size > rules.megabytes * 1_000_000:
        raise ValidationError(
            _("“%(name)s” is larger than %(limit)s MB. Make it smaller, or hand in a part of it.")
            % {"name": name, "limit": rules.megabytes}
        )
    upload.seek(0)
    if not is_what_it_says(kind, upload.read(SNIFF)):
        raise ValidationError(
            _("“%(name)s” is not a %(kind)s file inside. Save it again in that format.")
            % {"name": name, "kind": kind}
        )
    digest = _digest(upload)
    with transaction.atomic():
        held = _open(work)
        same = WorkFile.objects.filter(work=held, digest=digest, is_in_draft=True).first()
        if same is not None:
            return same
        if WorkFile.objects.filter(work=held, is_in_draft=True).count() >= rules.max:
            raise ValidationError(
                ngettext(
                    "%(count)d file is the most. Remove it first.",
                    "%(count)d files are the most. Remove one first.",
                    rules.max,
                )
                % {"count": rules.max}
            )
        upload.seek(0)
        path = storage.put(upload)
        try:
            made = WorkFile.objects.create(
                work=held, name=name, kind=kind, size=size, digest=digest, path=path
            )
            record_audit(actor=actor, verb="work.file_added", target=held)
        except BaseException:
            storage.forget(path)
            raise
    return made


def remove_file(*, file: WorkFile, actor: User) -> None:
    """Take a file out of the draft. What raters read of an earlier round stays as it was."""
    with transaction.atomic():
        held = _open(file.work)
        row = WorkFile.objects.filter(pk=file.pk, is_in_draft=True).first()
        if row is None:
            return
        record_audit(actor=actor, verb="work.file_removed", target=held)
        if row.hand_ins.exists():
            row.is_in_draft = False
            row.save(update_fields=["is_in_draft"])
            return
        row.delete()
        transaction.on_commit(lambda: storage.forget(row.path))


def hand_in(
    *,
    work: Work,
    declared: int,
    actor: User,
    now: datetime | None = None,
) -> HandIn:
    """Hand in the draft as it is kept, and seat its raters. A second call returns what was handed in.

    `declared`: how many of the sample's declarations were ticked.
    """
    at = now or timezone.now()
    with transaction.atomic():
        held = locked_work(work.pk)
        newest = held.hand_ins.order_by("-round").first()
        if not held.is_open and newest is not None:
            return newest
        dates = dates_for(held.enrolment, held.activity)
        found = missing(held, declared)
        if not is_open_at(held.enrolment, at):
            found = [_("The course is not open for you at this time.")]
        elif dates.closes_at is not None and at >= dates.closes_at:
            found = [_("This work sample is closed. Ask those who teach you for a later date.")]
        if found:
            raise ValidationError(found)
        made = HandIn.objects.create(
            work=held,
            round=newest.round + 1 if newest else 1,
            text=held.text,
            due_at=dates.due_at,
            handed_in_at=at,
        )
        made.files.set(WorkFile.objects.filter(work=held, is_in_draft=True))
        held.state = WorkState.HANDED_IN
        held.save(update_fields=["state"])
        record_audit(actor=actor, verb="work.handed_in", target=held, detail={"round": made.round})
        seat_raters(hand_in=made, now=at)
    return made


def missing(work: Work, declared: int) -> list[str]:
    """What stands between the draft and handing in, in words that say how to mend it."""
    sample = sample_of(work.activity)
    words, files = words_in(work.text), WorkFile.objects.filter(work=work, is_in_draft=True).count()
    found = []
    if words < sample.text.min:
        found.append(
            _("Your text has %(n)d words; at least %(min)d are needed.")
            % {"n": words, "min": sample.text.min}
        )
    if words > sample.text.max:
        found.append(
            _("Your text has %(n)d words; %(max)d are the most. Shorten it.")
            % {"n": words, "max": sample.text.max}
        )
    if files < sample.files.min:
        found.append(
            ngettext(
                "At least %(count)d file is needed. Add it first.",
                "At least %(count)d files are needed. Add them first.",
                sample.files.min,
            )
            % {"count": sample.files.min}
        )
    if declared < len(sample.declares):
        found.append(_("Tick every sentence that you declare. Without it nobody may read the work."))
    return found


def _open(work: Work) -> Work:
    held = Work.objects.select_for_update().get(pk=work.pk)
    if not held.is_open:
        raise ValidationError(_("This work was handed in; its files stay as they are."))
    return held


def _digest(upload: UploadedFile[bytes]) -> str:
    whole = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        whole.update(chunk)
    return whole.hexdigest()
