"""Public documents by their address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from accounts.api import Partner
from certificates.badges.engine.did import partner_document
from certificates.badges.models import Achievement, StatusList
from certificates.badges.services import publish_lists
from certificates.signing.models import SigningKey
from certificates.signing.services import signer_of

MARGIN = dt.timedelta(hours=12)


def status_list(purpose: str, number: int, now: dt.datetime) -> str | None:
    """The signed list; one that nobody signed for long is signed now, so a stopped beat harms nobody."""
    rows = StatusList.objects.filter(purpose=purpose, number=number)
    listed = rows.first()
    if listed is None:
        return None
    if not listed.document or listed.expires_at is None or listed.expires_at - now < MARGIN:
        publish_lists(signer=signer_of(SigningKey.Kind.BADGE), older_than=MARGIN)
        listed = rows.get()
    return str(listed.document)


def partner_did(slug: str) -> dict[str, Any] | None:
    """The DID document of a partner of ours."""
    known = Partner.objects.filter(slug=slug).exists()
    return partner_document(settings.SITE_URL, slug) if known else None


def achievement(slug: str, version: str) -> dict[str, Any] | None:
    """What an edition attests, as it was when it was first used."""
    row = Achievement.objects.filter(slug=slug, version=version).order_by("pk").first()
    if row is None:
        return None
    spec = row.spec
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": f"{settings.SITE_URL}/achievements/{row.slug}/{row.version}",
        "type": ["Achievement"],
        "achievementType": str(spec.get("type", "Certificate")),
        "name": row.name,
        "version": row.version,
        "description": " ".join(str(spec.get("criteria_narrative") or row.name).split()),
        "criteria": {"narrative": " ".join(str(spec.get("criteria_narrative") or row.name).split())},
    }
