"""Frozen facts of a credential to an Open Badges 3.0 document. Built from fixed parts, so that nothing unsigned slips in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CONTEXTS = [CREDENTIALS_V2, OPEN_BADGES, EXTENSIONS]
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
# One name space for the ids of subjects: the same credential always has the same, and no two share one.
_SUBJECTS = uuid.UUID("5b0ff4d3-1ad1-4c4a-9f51-6a36f0b3a2c7")
_BADGES = uuid.UUID("8a6f0d7e-6a53-4a58-8d0a-f1b8a0f6f0f4")


@dataclass(frozen=True)
class Place:
    """Where a site's documents live."""

    site: str  # https://example.org, no slash at the end
    did: str
    issuer_name: str

    def achievement(self, slug: str, version: str) -> str:
        return f"{self.site}/achievements/{slug}/{version}"

    def status_list(self, purpose: str, number: int) -> str:
        return f"{self.site}/status/{purpose}/{number}"


def issuer_profile(place: Place) -> dict[str, Any]:
    """The awarding body, as it stands in every document."""
    return {"id": place.did, "type": ["Profile"], "name": place.issuer_name, "url": place.site}


def _result_lines(facts: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [line for line in facts["requirements"] if line.get("value")]


def achievement_document(facts: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """What was achieved: criteria, how it was assessed, and the results it may carry."""
    told = facts["achievement"]
    address = place.achievement(told["slug"], told["version"])
    described = [
        {
            "id": f"{address}#{line['code'].replace(':', '-')}",
            "type": ["ResultDescription"],
            "name": line["name"],
            "resultType": "Percent" if line.get("unit") == "percent" else "RawScore",
            "valueMin": "0",
            "valueMax": line.get("of") or "100",
            **({"requiredValue": line["needed"]} if line.get("needed") else {}),
        }
        for line in _result_lines(facts)
    ]
    document: dict[str, Any] = {
        "id": address,
        "type": ["Achievement"],
        "achievementType": told["type"],
        "name": told["name"],
        "version": told["version"],
        "description": told["description"],
        "criteria": {"id": f"{address}#criteria", "narrative": told["criteria"]},
        "creator": {"id": place.did, "type": ["Profile"], "name": place.issuer_name},
        "inLanguage": told["language"],
    }
    if told["alignment"]:
        document["alignment"] = [{"type": ["Alignment"], **line} for line in told["alignment"]]
    if described:
        document["resultDescription"] = described
    return document


def credential_document(
    facts: Mapping[str, Any], *, place: Place, status_number: int, status_index: int
) -> dict[str, Any]:
    """The unsigned credential. The subject's id is its own for each credential, so that no two can be linked."""
    achievement = achievement_document(facts, place)
    address = achievement["id"]
    subject: dict[str, Any] = {
        "id": f"urn:uuid:{uuid.uuid5(_SUBJECTS, facts['public_id'])}",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityType": "name",
                "hashed": False,
                "identityHash": facts["holder"]["name"],
            }
        ],
        "activityStartDate": facts["started_at"],
        "activityEndDate": facts["ended_at"],
        "licenseNumber": facts["serial"],
        "narrative": facts["narrative"],
        "achievement": achievement,
    }
    if facts.get("partner"):
        partner = facts["partner"]
        subject["source"] = {
            "id": f"{place.did}:partners:{partner['slug']}",
            "type": ["Profile"],
            "name": partner["name"],
        }
    results = [
        {
            "type": ["Result"],
            "resultDescription": f"{address}#{line['code'].replace(':', '-')}",
            "value": line["value"],
        }
        for line in _result_lines(facts)
    ]
    if results:
        subject["result"] = results
    listed = place.status_list("revocation", status_number)
    document: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{uuid.uuid5(_BADGES, facts['public_id'])}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts["achievement"]["name"],
        "issuer": issuer_profile(place),
        "validFrom": facts["issued_at"],
        "awardedDate": facts["issued_at"],
        "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{listed}#{status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(status_index),
            "statusListCredential": listed,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if facts.get("valid_until"):
        document["validUntil"] = facts["valid_until"]
    return document


def _seconds(moment: str) -> int:
    return int(dt.datetime.fromisoformat(moment).timestamp())


def token_claims(document: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of the VC-JWT form: the credential and the five names that Open Badges 3.0 asks for."""
    claims = {
        **document,
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": _seconds(document["validFrom"]),
    }
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    return claims
