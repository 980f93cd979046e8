"""Public documents by their address."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accounts.api import Partner
from certificates.badges.engine.did import partner_document
from certificates.badges.models import Achievement


def partner_did(slug: str) -> dict[str, Any] | None:
    """The DID document of a partner of ours."""
    known = Partner.objects.filter(slug=slug).exists()
    return partner_document(settings.SITE_URL, slug) if known else None


def achievement(slug: str, version: str) -> dict[str, Any] | None:
    """What an edition attests, as it was when it was first used."""
    if "\x00" in version:
        return None
    row = Achievement.objects.filter(slug=slug, version=version).order_by("pk").first()
    if row is None:
        return None
    spec = row.spec
    texts = [
        {
            "id": f"{settings.SITE_URL}/achievements/{row.slug}/{row.version}#{item['code']}",
            "code": item["code"],
            "level": item["level"],
            "name": item["name"],
            "text": item["text"],
        }
        for item in spec.get("competency_texts") or []
    ]
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": f"{settings.SITE_URL}/achievements/{row.slug}/{row.version}",
        "type": ["Achievement"],
        "achievementType": str(spec.get("type", "Certificate")),
        "name": row.name,
        "version": row.version,
        "description": " ".join(str(spec.get("criteria_narrative") or row.name).split()),
        "alignment": [{"type": ["Alignment"], **line} for line in spec.get("crosswalk") or []],
        "competencies": texts,
        "criteria": {"narrative": " ".join(str(spec.get("criteria_narrative") or row.name).split())},
    }


def achievement_names() -> dict[str, str]:
    """The newest name of each achievement that was ever issued, by slug."""
    return dict(Achievement.objects.order_by("pk").values_list("slug", "name"))
