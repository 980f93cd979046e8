"""did:web: the issuer's document with every key that ever signed, and its partners' documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit


def did_of(site: str) -> str:
    """`https://example.org:8443` → `did:web:example.org%3A8443`."""
    return "did:web:" + quote(urlsplit(site).netloc, safe="")


@dataclass(frozen=True)
class PublishedKey:
    """A public key as the document shows it; `is_trusted` is false once it was compromised."""

    kid: str
    multibase: str = ""
    jwk: dict[str, Any] | None = None
    is_trusted: bool = True


def did_document(site: str, keys: Sequence[PublishedKey]) -> dict[str, Any]:
    """Retired keys stay, or old credentials could not be checked; a compromised one asserts nothing any more."""
    did = did_of(site)
    methods: list[dict[str, Any]] = []
    for key in keys:
        method: dict[str, Any] = {"id": f"{did}#{key.kid}", "controller": did}
        if key.multibase:
            methods.append({**method, "type": "Multikey", "publicKeyMultibase": key.multibase})
        elif key.jwk:
            methods.append({**method, "type": "JsonWebKey", "publicKeyJwk": key.jwk})
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [f"{did}#{key.kid}" for key in keys if key.is_trusted],
    }


def partner_document(site: str, slug: str) -> dict[str, Any]:
    """A partner is named by a DID under the issuer, which controls it; partners sign nothing themselves."""
    did = did_of(site)
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": f"{did}:partners:{slug}",
        "controller": did,
        "service": [
            {"id": f"{did}:partners:{slug}#verify", "type": "LinkedDomains", "serviceEndpoint": site}
        ],
    }
