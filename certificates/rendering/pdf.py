"""HTML and assets to PDF bytes: the one file that speaks WeasyPrint, which is imported when the first certificate is drawn.

A renderer is kept per process and design: fonts, style sheet and artwork are prepared once. WeasyPrint's shared parts are not
made for several threads at a time, so drawing is behind one lock.
"""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import hashlib
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.template import Context, Engine

from certificates.rendering.art import PX, ArtImage, QrImage, art_from_svg
from certificates.rendering.conform import claim_both_standards, finish
from certificates.rendering.fonts import CannotDraw, NoFonts, Setting, set_name
from certificates.rendering.plates import Plate, likeness
from certificates.rendering.preflight import sheet_problems
from certificates.rendering.seal import Sealer
from certificates.rendering.sheet import Art, DesignFiles, Sheet

VARIANT = "pdf/a-3a"
MM = 96 / 25.4
PLATES = 8  # laid-out pages kept for each design
_lock = threading.Lock()
_engine = Engine(autoescape=True)
_log = logging.getLogger(__name__)

_PROBE = """
import sys
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
pdf = HTML(string="<html lang=en><title>x</title><p>Ready</p>").write_pdf(font_config=FontConfiguration())
sys.exit(0 if pdf.startswith(b"%PDF") and b"/FontFile" in HTML(string="<p>Ready").write_pdf(uncompressed_pdf=True) else 3)
"""


@contextmanager
def _no_collection() -> Iterator[None]:
    """Drawing makes many objects that live together; looking through them again and again finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@lru_cache(maxsize=1)
def check_machine() -> None:
    """Draw a word in a process of its own: a machine without fonts kills the process that tries. Raises NoFonts."""
    try:
        done = subprocess.run(  # noqa: S603 - our own words in our own Python
            [sys.executable, "-c", _PROBE], capture_output=True, text=True, timeout=120, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NoFonts("A test page was not drawn within two minutes.") from error
    if done.returncode == 0:
        return
    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
    if "cannot load library" in done.stderr:
        raise NoFonts(
            f"A system library is missing ({last[:200]}). Install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0 fontconfig."
        )
    raise NoFonts(
        "No font can be used to draw a certificate. Install fonts-dejavu-core and, for names in all scripts, "
        f"fonts-noto-core. (A test page ended with {done.returncode}: {last[:200]})"
    )


class Renderer:
    """Draws certificates of one design on one paper."""

    def __init__(self, design: DesignFiles) -> None:
        check_machine()
        for chatty in ("weasyprint", "weasyprint.progress", "fontTools", "pyhanko"):
            logging.getLogger(chatty).setLevel(logging.ERROR)
        from weasyprint import CSS, HTML, Attachment
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.text.line_break import split_first_line
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        fonts = design.fonts

        class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
            """Fonts of the house and files of the design; nothing from anywhere else."""

            def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002 - WeasyPrint's signature
                parts = urlsplit(url)
                if parts.scheme == "rr-font" and "/" not in parts.path and (fonts / parts.path).is_file():
                    return URLFetcherResponse(url, body=(fonts / parts.path).read_bytes())
                if parts.scheme == "rr-art" and parts.path in design.art:
                    art = design.art[parts.path]
                    return URLFetcherResponse(url, body=art.read(), headers={"Content-Type": art.kind})
                raise ValueError(f"Certificates are drawn from their own files alone, not from {url[:100]}.")

        self.design = design
        self._html, self._attachment, self._split = HTML, Attachment, split_first_line
        self._fetch = Fetcher(allowed_protocols=())
        self._template = _engine.from_string(design.html)
        self._art: dict[str, ArtImage] = {}
        self._plates: dict[Hashable, Plate] = {}
        with _lock:
            self._fonts = FontConfiguration()
            faces = "".join(re.findall(r"@font-face\s*{[^}]*}", design.css))
            self._faces = CSS(string=faces, base_url="rr:", url_fetcher=self._fetch, font_config=self._fonts)
            page = f"@page{{size:{design.width_mm}mm {design.height_mm}mm;margin:0}}"
            self._css = CSS(
                string=page + design.css,
                base_url="rr:",
                url_fetcher=self._fetch,
                font_config=self._fonts,
            )
            for name, art in design.art.items():
                self._art[f"rr:{name}"] = self._drawn(name, art)

    def _drawn(self, name: str, art: Art) -> ArtImage:
        """The drawing as a finished object. Designs of the same files share it, so a new accent or logo costs little."""
        mark = hashlib.sha256(art.read()).hexdigest()
        key = f"{name}-{art.width}x{art.height}-{mark}"
        if key not in _drawings:
            if len(_drawings) >= 64:
                _drawings.pop(next(iter(_drawings)))
            _drawings[key] = art_from_svg(
                self._plain_pdf,
                f"rr-art:{name}",
                key=name.replace(".", "-"),
                width=art.width * MM,
                height=art.height * MM,
            )
        return _drawings[key]

    def _plain_pdf(self, html: str) -> bytes:
        document = self._html(string=html, base_url="rr:", url_fetcher=self._fetch)
        pdf: bytes = document.write_pdf(font_config=self._fonts, stylesheets=[self._faces])
        return pdf

    def preflight(self, holder: str) -> Setting:
        """How the name would be set, with problems if it cannot be."""
        return set_name(holder, self.design.name)

    def draw(self, sheet: Sheet, *, badge: bytes, sealer: Sealer) -> bytes:
        """The finished, signed PDF of `sheet` with `badge` inside. The same input gives the same bytes. Raises CannotDraw."""
        setting, wording = self.preflight(sheet.holder), self._wording(sheet)
        problems = (*setting.problems, *sheet_problems(sheet, self.design, wording))
        if problems:
            raise CannotDraw(*problems)
        with _lock, _no_collection():
            unsigned = self._unsigned(sheet, setting, wording, badge, sealer.room)
        return sealer.seal(unsigned)

    def _wording(self, sheet: Sheet) -> dict[str, str]:
        words = self.design.wording.get(sheet.lang) or self.design.wording["en"]
        host = urlsplit(sheet.url).netloc + "/verify"
        values = {"host": host, "issuer": sheet.issuer, "url": sheet.url}
        return {key: text % values for key, text in words.items()}

    def _laid_out(self, sheet: Sheet, setting: Setting, wording: dict[str, str]) -> Any:
        """The page of `sheet`, from a plate where one fits."""
        code, kind = QrImage(sheet.qr_text), likeness(sheet, setting, wording)
        plate = self._plates.get(kind)
        if plate:
            document = plate.document_of(
                sheet, setting.lines, alt=wording["qr"], code=code, split=self._split
            )
            if document:
                return document
        name = {
            "lines": setting.lines,
            "size": setting.size,
            "lang": sheet.holder_lang or setting.lang,
            "direction": setting.direction,
            "stack": ", ".join(f"'{family}'" for family in setting.families),
        }
        html = self._template.render(Context({"sheet": sheet, "name": name, "wording": wording}))
        document = self._html(string=html, base_url="rr:", url_fetcher=self._fetch).render(
            font_config=self._fonts,
            stylesheets=[self._css],
            cache={**self._art, "rr:qr": code},
            pdf_variant=VARIANT,
        )
        if len(document.pages) != 1:
            raise CannotDraw("The text does not fit on one page.")
        room = self.design.name.width / PX
        if kind is not None and (made := Plate.of(document, sheet, setting.lines, room)):
            self._plates.pop(kind, None)
            if len(self._plates) >= PLATES:
                self._plates.pop(next(iter(self._plates)))
            self._plates[kind] = made
        return document

    def _unsigned(
        self, sheet: Sheet, setting: Setting, wording: dict[str, str], badge: bytes, room: int
    ) -> bytes:
        document = self._laid_out(sheet, setting, wording)
        claim_both_standards(document.metadata)
        moment = dt.datetime.fromisoformat(sheet.moment)
        attachment = self._attachment(
            string=badge.decode(),
            name="credential.json",
            description="Open Badges 3.0 credential",
            relationship="Data",
            created=moment,
            modified=moment,
        )

        def finisher(_document: object, pdf: Any) -> None:
            finish(
                pdf,
                name=sheet.holder,
                lang=sheet.holder_lang or setting.lang,
                alt=wording["signature"],
                issuer=sheet.issuer,
                reason=sheet.title,
                when=moment.strftime("D:%Y%m%d%H%M%SZ"),
                room=room,
            )

        unsigned: bytes = document.write_pdf(pdf_variant=VARIANT, attachments=[attachment], finisher=finisher)
        return unsigned


_renderers: dict[str, Renderer] = {}
_drawings: dict[str, ArtImage] = {}
# The font map must go before WeasyPrint's own modules do, or its clean-up complains at the end of the process.
atexit.register(_renderers.clear)


def renderer_for(design: DesignFiles) -> Renderer:
    """The warm renderer of this process for `design`."""
    if design.key not in _renderers:
        if len(_renderers) >= 16:
            _renderers.pop(next(iter(_renderers)))
        _renderers[design.key] = Renderer(design)
    return _renderers[design.key]
