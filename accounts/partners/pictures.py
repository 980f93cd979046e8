"""A logo: believed only after it was decoded, and drawn anew, so that nothing of the uploaded file but its pixels is kept."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST_LOGO = 1024 * 1024
LARGEST_SIDE = 6000
PRINTED = (600, 200)  # at most 50 × 8 mm on paper: more pixels only make files large
SMALLEST_SIDE = 40
# WeasyPrint tells Pillow to put up with cut files, so the end is looked for here.
_ENDS = {"PNG": b"IEND", "JPEG": b"\xff\xd9"}


class BadLogo(ValueError):
    """The file cannot be a logo; the message says why and what to do."""


@dataclass(frozen=True)
class Logo:
    """A picture without transparency, in sRGB."""

    png: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.png).hexdigest()


def read_logo(data: bytes, ground: str) -> Logo:
    """The picture in `data`, on the colour of the paper. Raises BadLogo."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(data) > LARGEST_LOGO:
        raise BadLogo(_("The file is larger than 1 MB. Save the logo smaller."))
    if data.lstrip()[:1] == b"<":
        raise BadLogo(_("SVG files are not taken, because they can carry programs. Export the logo as PNG."))
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise BadLogo(_("The picture is larger than 6,000 pixels. Save the logo smaller."))
            if min(picture.size) < SMALLEST_SIDE:
                raise BadLogo(_("The picture is smaller than 40 pixels and would print blurred."))
            if _ENDS[str(picture.format)] not in data[-64:]:
                raise OSError("The file is cut.")
            picture.load()
            turned = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, BadLogo):
            raise
        raise BadLogo(_("This is not a PNG or JPEG picture, or the file is damaged.")) from error
    turned.thumbnail(PRINTED)
    flat = Image.new("RGB", turned.size, ground)
    flat.paste(turned, mask=turned.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "PNG")
    return Logo(out.getvalue(), *flat.size)
