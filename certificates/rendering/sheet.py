"""Frozen values between the record and the PDF: what is printed, and on which design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from certificates.rendering.fonts import Face, NameRules, TextRules


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    is_number: bool = False


@dataclass(frozen=True)
class Signatory:
    name: str
    role: str


@dataclass(frozen=True)
class Sheet:
    """Every word of one certificate."""

    lang: str
    issuer: str
    title: str
    holder: str
    sentence: str
    facts: tuple[Fact, ...]
    signatories: tuple[Signatory, ...]
    serial: str
    url: str
    moment: str  # RFC 3339, whole seconds, UTC: the moment of issue
    partner: str = ""
    holder_lang: str = ""
    has_logo: bool = False
    is_specimen: bool = False
    lang_dir: str = "ltr"
    paper: str = "a4"

    @property
    def document_title(self) -> str:
        return f"{self.title} · {self.holder} · {self.serial}"

    @property
    def title_is_long(self) -> bool:
        return len(self.title) > 52

    @property
    def qr_text(self) -> str:
        """Upper case keeps the code in the small alphanumeric mode; hosts and our paths do not mind."""
        return self.url.upper()


@dataclass(frozen=True)
class Art:
    """A drawing of the design and the size it is drawn at, in millimetres."""

    file: Path | None
    width: float
    height: float
    data: bytes = b""
    kind: str = "image/svg+xml"

    def read(self) -> bytes:
        return self.data or (self.file.read_bytes() if self.file else b"")


@dataclass(frozen=True)
class DesignFiles:
    """One paper of one design, ready to draw with. `key` changes whenever anything in it changes."""

    key: str
    html: str
    css: str
    width_mm: float
    height_mm: float
    name: NameRules
    art: Mapping[str, Art] = field(hash=False)
    fonts: Path
    wording: Mapping[str, Mapping[str, str]] = field(hash=False)
    text_faces: tuple[Face, ...] = ()
    places: Mapping[str, TextRules] = field(default_factory=dict, hash=False)
