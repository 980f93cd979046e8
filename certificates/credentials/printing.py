"""Frozen facts to the sheet that is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from certificates.credentials.engine.facts import first_sentence
from certificates.designs.files import design_files
from certificates.designs.models import DesignVersion
from certificates.rendering.sheet import Fact, Sheet, Signatory

if TYPE_CHECKING:
    from certificates.rendering.pdf import Renderer


def verify_url(site: str, public_id: str) -> str:
    """The address that the QR code holds."""
    return f"{site}/v/{public_id}"


def _day(moment: str) -> str:
    return formats.date_format(dt.datetime.fromisoformat(moment), "j F Y")


def mode_label(mode: str) -> str:
    """How the sitting was watched, in words."""
    return {"supervised": _("Supervised"), "unsupervised": _("Unsupervised")}.get(mode, mode)


def sheet_of(facts: Mapping[str, Any], *, design: DesignVersion, is_specimen: bool = False) -> Sheet:
    """Every word of the certificate, in the credential's own language."""
    language = facts["achievement"]["language"]
    with translation.override(language):
        printed = [Fact(_("Issued"), _day(facts["issued_at"]))]
        if facts["valid_until"]:
            printed.append(Fact(_("Valid until"), _day(facts["valid_until"])))
        printed += [
            Fact(_("Mode"), mode_label(facts["mode"])),
            Fact(_("Edition"), facts["achievement"]["version"]),
            Fact(_("Number"), facts["serial"], is_number=True),
        ]
        partner = facts["partner"]
        signs = [Signatory(facts["issuer"]["name"], _("Issuer, sealed electronically"))]
        if facts["confirmed_by"]:
            role = (
                _("Confirmed for %(partner)s") % {"partner": partner["name"]} if partner else _("Confirmed")
            )
            signs.insert(0, Signatory(facts["confirmed_by"][0], role))
        person = design.zones.get("signatory") or {}
        if person.get("name"):
            signs.insert(len(signs) - 1, Signatory(person["name"], person.get("role") or ""))
    return Sheet(
        lang=language,
        issuer=facts["issuer"]["name"],
        title=facts["achievement"]["name"],
        holder=facts["holder"]["name"],
        holder_lang=facts["holder"]["language"],
        sentence=first_sentence(facts["achievement"]["criteria"]),
        facts=tuple(printed),
        signatories=tuple(signs),
        serial=facts["serial"],
        url=verify_url(facts["issuer"]["site"], facts["public_id"]),
        moment=facts["issued_at"],
        partner=partner["name"] if partner else "",
        is_specimen=is_specimen,
        has_logo=bool(design.zones.get("logo")),
        lang_dir="rtl" if language.split("-")[0] in ("ar", "he", "fa", "ur") else "ltr",
        paper=design.paper,
    )


def renderer_of(design: DesignVersion) -> Renderer:
    """The warm renderer for a design version."""
    from certificates.rendering.pdf import renderer_for  # heavy: only processes that draw pay it

    return renderer_for(design_files(design.slug, design.paper, design.zones))
