"""The doors to drafts and exports: programme staff alone. A question with its key is nothing for anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from courses.catalogue.models import Activity
from courses.content.engine.pictures import FOLDER, picture_type
from courses.exchange.models import DraftMedia, QuestionDraft

if TYPE_CHECKING:
    from accounts.api import User

KINDS = ("quiz", "exam")


def drafts_for(user: User) -> QuerySet[QuestionDraft]:
    """All drafts, newest first, without their questions."""
    _only_staff(user)
    return QuestionDraft.objects.select_related("created_by").defer("items")


def get_draft_for(user: User, public_id: UUID) -> QuestionDraft:
    _only_staff(user)
    found = QuestionDraft.objects.filter(public_id=public_id).select_related("created_by").first()
    if found is None:
        raise Http404(_("There is no such draft."))
    return found


def get_draft_picture_for(user: User, public_id: UUID, name: str) -> tuple[bytes, str]:
    """A picture of a draft and its media type."""
    draft = get_draft_for(user, public_id)
    row = (
        DraftMedia.objects.filter(draft=draft, path=f"{FOLDER}{name}").first() if "\x00" not in name else None
    )
    data = bytes(row.data) if row is not None else b""
    kind = picture_type(data)
    if not kind:
        raise Http404(_("There is no such picture."))
    return data, kind


def get_bank_for(user: User, public_id: UUID) -> Activity:
    """A published quiz or exam whose questions may go out."""
    _only_staff(user)
    rows = Activity.objects.filter(public_id=public_id, kind__in=KINDS)
    found = rows.select_related("version", "version__course").first()
    if found is None:
        raise Http404(_("There is no such quiz."))
    return found


def find_bank(slug: str, key: str) -> Activity | None:
    """The quiz or exam with this key in the published version of a course; for the command line."""
    rows = Activity.objects.filter(
        version__course__slug=slug, version__course__published=F("version"), key=key, kind__in=KINDS
    )
    return rows.select_related("version", "version__course").first()


def _only_staff(user: User) -> None:
    if not user.is_staff:
        raise Http404(_("There is no such page."))
