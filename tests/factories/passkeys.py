"""A passkey as a browser would register it: a real key pair, an attestation without a maker's signature."""

from __future__ import annotations

import os
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import User


def credential_data(host: str = "testserver") -> dict[str, Any]:
    """What allauth stores for a passkey of `host`."""
    public_key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential_id = os.urandom(16)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(
        sha256(host.encode()),
        flags,
        0,
        AttestedCredentialData.create(b"\0" * 16, credential_id, public_key),
    )
    attestation = AttestationObject.create("none", data, {})
    client = b'{"type":"webauthn.create","challenge":"AA","origin":"https://testserver"}'
    return {
        "id": websafe_encode(credential_id),
        "rawId": websafe_encode(credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(bytes(attestation)),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def give_passkey(user: User, name: str = "Laptop") -> Authenticator:
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": credential_data()}
    )
