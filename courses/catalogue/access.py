"""Doors to what is public: listed courses and the pictures of their versions."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from courses.catalogue.models import Course, PackageFile

PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}


def get_listed_course(slug: str) -> Course:
    """A course that the catalogue shows."""
    course = Course.objects.filter(is_listed=True, published__isnull=False, slug=slug).first()
    if course is None:
        raise Http404(_("There is no such course."))
    return course


def get_asset(version_id: UUID, path: str) -> tuple[str, str, bytes]:
    """Name, type and bytes of a picture below `assets/`; nothing else of a package is public."""
    name = path.rsplit("/", 1)[-1]
    content_type = PICTURES.get(name.rsplit(".", 1)[-1].lower())
    if content_type is None or not path.startswith("assets/") or "\x00" in path:
        raise Http404(_("There is no such picture."))
    data = (
        PackageFile.objects.filter(version__public_id=version_id, path=path)
        .values_list("data", flat=True)
        .first()
    )
    if data is None:
        raise Http404(_("There is no such picture."))
    return name, content_type, bytes(data)
