"""Artwork drawn once and reused: static drawings as ready-made form objects, QR codes as plain rectangles.

WeasyPrint looks images up in the `cache` dict it is given and then asks only for a size and to be drawn. Drawing an engraved frame
from its SVG takes most of a certificate's time; copied as a finished object it takes none.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf
import pydyf
import segno

PX = 0.75  # CSS pixels to PDF points
_CHILD = b"\0"


@dataclass(frozen=True)
class Piece:
    """One object of the drawing: its bytes, cut where references to other pieces stand."""

    parts: tuple[bytes, ...]
    children: tuple[int, ...]
    is_stream: bool


class _Placed(pydyf.Object):  # type: ignore[misc]  # pydyf is untyped
    """A piece inside one PDF under way."""

    def __init__(self, piece: Piece) -> None:
        super().__init__()
        self.piece = piece
        self.children: list[_Placed] = []
        self.rest: list[_Placed] = []
        self.extra: dict[str, Any] = {}

    @property
    def compressible(self) -> bool:
        return not self.piece.is_stream

    @property
    def data(self) -> bytes:
        out = [self.piece.parts[0]]
        for child, part in zip(self.children, self.piece.parts[1:], strict=True):
            out += [child.reference, part]
        return b"".join(out)


class _Planner:
    """Copies the objects that a drawing needs out of a finished PDF."""

    def __init__(self) -> None:
        self.pieces: list[Piece | None] = []
        self._known: dict[tuple[int, int], int] = {}

    def visit(self, thing: pikepdf.Object) -> int:
        if thing.objgen in self._known:
            return self._known[thing.objgen]
        place = self._known[thing.objgen] = len(self.pieces)
        self.pieces.append(None)
        children: list[int] = []
        if isinstance(thing, pikepdf.Stream):
            raw = zlib.compress(thing.read_bytes(), 9)
            keys = {k: v for k, v in thing.items() if k not in ("/Length", "/Filter", "/DecodeParms")}
            head = b"".join(k.encode() + b" " + self._spell(v, children) for k, v in keys.items())
            head = b"<<" + head + b"/Filter/FlateDecode/Length %d>>\nstream\n" % len(raw)
            parts = head.split(_CHILD)
            parts[-1] += raw + b"\nendstream"
            self.pieces[place] = Piece(tuple(parts), tuple(children), True)
        else:
            spelled = self._spell(thing, children, is_top=True)
            self.pieces[place] = Piece(tuple(spelled.split(_CHILD)), tuple(children), False)
        return place

    def _spell(self, value: Any, children: list[int], is_top: bool = False) -> bytes:
        if isinstance(value, pikepdf.Object) and value.is_indirect and not is_top:
            children.append(self.visit(value))
            return _CHILD
        if isinstance(value, pikepdf.Dictionary):
            inner = b"".join(k.encode() + b" " + self._spell(v, children) for k, v in value.items())
            return b"<<" + inner + b">>"
        if isinstance(value, pikepdf.Array):
            return b"[" + b" ".join(self._spell(item, children) for item in value) + b"]"
        if isinstance(value, pikepdf.Object):
            return bytes(value.unparse())
        if isinstance(value, bool):
            return b"true" if value else b"false"
        return str(value).encode()


class ArtImage:
    """A finished one-page drawing, placed by reference. `width` and `height` are CSS pixels."""

    def __init__(self, drawing: bytes, *, key: str, width: float, height: float) -> None:
        self.width, self.height, self.key = width, height, f"art-{key}"
        planner = _Planner()
        with pikepdf.open(io.BytesIO(drawing)) as document:
            planner.visit(document.pages[0].as_form_xobject())
        self.pieces = [piece for piece in planner.pieces if piece is not None]

    def get_intrinsic_size(self, _resolution: object, _font_size: object) -> tuple[float, float, float]:
        return self.width, self.height, self.width / self.height

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:
        known = stream._resources["XObject"]
        if self.key not in known:
            placed = [_Placed(piece) for piece in self.pieces]
            for item in placed:
                item.children = [placed[index] for index in item.piece.children]
            placed[0].rest = placed[1:]
            known[self.key] = placed[0]
        with stream.stacked():
            stream.transform(a=width / (self.width * PX), d=-height / (self.height * PX), f=height)
            stream.draw_x_object(self.key)


def add_nested_objects(pdf: Any) -> None:
    """The finisher's part: the form itself is known to the PDF, its children are not yet."""
    for thing in list(pdf.objects):
        if isinstance(thing, _Placed):
            for child in thing.rest:
                pdf.add_object(child)


class QrImage:
    """A QR code in upper-case alphanumeric mode with one fixed mask (scoring all eight costs more than the drawing)."""

    QUIET = 4

    def __init__(self, text: str) -> None:
        code = segno.make(text, error="m", micro=False, mask=4, boost_error=False, mode="alphanumeric")
        self.size = len(code.matrix) + 2 * self.QUIET
        marks = []
        for y, row in enumerate(code.matrix):
            x = 0
            while x < len(row):
                start = x
                while x < len(row) and row[x]:
                    x += 1
                if x > start:
                    marks.append(b"%d %d %d 1 re" % (start + self.QUIET, y + self.QUIET, x - start))
                x += 1
        self.marks = b"\n".join([*marks, b"f"])

    def get_intrinsic_size(self, _resolution: object, _font_size: object) -> tuple[float, float, float]:
        return self.size * 4, self.size * 4, 1

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:
        with stream.stacked():
            stream.transform(a=width / self.size, d=height / self.size)
            stream.stream.append(b"1 g 0 0 %d %d re f 0 g" % (self.size, self.size))
            stream.stream.append(self.marks)


def art_from_svg(
    write_pdf: Callable[[str], bytes], address: str, *, key: str, width: float, height: float
) -> ArtImage:
    """Draws the SVG at `address` once; `write_pdf` turns HTML into PDF bytes."""
    page = (
        f"<style>@page{{size:{width}px {height}px;margin:0}}body{{margin:0}}"
        # Pixels as they are: archival PDFs may not ask a reader to smooth them.
        f"img{{width:{width}px;height:{height}px;display:block;image-rendering:pixelated}}</style><img src='{address}'>"
    )
    return ArtImage(write_pdf(page), key=key, width=width, height=height)
