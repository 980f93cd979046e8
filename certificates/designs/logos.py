"""Where a design keeps its logo: under the hash of the picture that `accounts.api.read_logo` has drawn anew."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.api import LARGEST_LOGO, BadLogo, Logo, read_logo

__all__ = ["LARGEST_LOGO", "BadLogo", "Logo", "keep", "read_logo", "stored"]


def _path(digest: str) -> str:
    return f"designs/logos/{digest}.png"


def keep(logo: Logo) -> dict[str, str | int]:
    """Store the picture under its own hash, and say what a design's zones hold of it."""
    path = _path(logo.digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(logo.png))
    return {"digest": logo.digest, "width": logo.width, "height": logo.height}


def stored(digest: str) -> bytes:
    """The picture under `digest`. Raises BadLogo when it is gone."""
    try:
        with default_storage.open(_path(digest)) as file:
            data: bytes = file.read()
    except OSError as error:
        raise BadLogo(_("The stored logo cannot be read.")) from error
    return data
