"""The files of a draft, read again for a look at it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from courses.authoring.models import PackageDraft
from courses.authoring.preview import Source, source_of_draft

if TYPE_CHECKING:
    from courses.content.engine.assembly import Draft


def draft_source(draft: PackageDraft) -> Source | None:
    """What there is to preview; None for a draft that cannot be read as a whole."""
    if draft.state not in (PackageDraft.State.READY, PackageDraft.State.PUBLISHING):
        return None
    found = _read(draft.public_id)
    return source_of_draft(found) if found is not None else None


@lru_cache(maxsize=2)
def _read(public_id: UUID) -> Draft | None:
    """An uploaded package never changes, so the last two are kept while somebody turns the pages."""
    from courses.content.engine.assembly import assemble
    from courses.content.engine.errors import BrokenPackage
    from courses.content.engine.reader import read_zip

    data = PackageDraft.objects.filter(public_id=public_id).values_list("data", flat=True).first()
    try:
        return assemble(read_zip(bytes(data or b"")))[0]
    except BrokenPackage:
        return None
