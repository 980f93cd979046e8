"""Data Integrity proofs (eddsa-rdfc-2022) and compact JWS, made and checked."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certificates.signing.engine.quads import PinnedContexts, canonical_quads

if TYPE_CHECKING:
    from joserfc.jwk import OKPKey, RSAKey

CRYPTOSUITE = "eddsa-rdfc-2022"
_ED25519 = b"\xed\x01"


class ProofError(ValueError):
    """The proof cannot be checked, or it does not hold."""


def multibase(key: Ed25519PublicKey) -> str:
    """The Multikey spelling of an Ed25519 public key: `z6Mk…`."""
    return "z" + base58.b58encode(_ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def key_from_multibase(text: str) -> Ed25519PublicKey:
    """Reads what `multibase` wrote. Raises ProofError."""
    try:
        raw = base58.b58decode(text[1:]) if text.startswith("z") else b""
    except ValueError:
        raw = b""
    if len(raw) != 34 or not raw.startswith(_ED25519):
        raise ProofError("The public key is not an Ed25519 Multikey.")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def _hash(document: Mapping[str, Any], contexts: PinnedContexts) -> bytes:
    return hashlib.sha256(canonical_quads(document, contexts).encode()).digest()


def add_proof(
    document: Mapping[str, Any],
    *,
    key: Ed25519PrivateKey,
    verification_method: str,
    created: str,
    contexts: PinnedContexts,
) -> dict[str, Any]:
    """A copy of `document` with an eddsa-rdfc-2022 proof; `created` is an RFC 3339 time."""
    config: dict[str, Any] = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    bound = {"@context": document["@context"], **config}
    signature = key.sign(_hash(bound, contexts) + _hash(document, contexts))
    config["proofValue"] = "z" + base58.b58encode(signature).decode()
    return {**document, "proof": [config]}


def check_proof(
    signed: Mapping[str, Any],
    *,
    find_key: Callable[[str], Ed25519PublicKey | None],
    contexts: PinnedContexts,
) -> str:
    """Checks the one proof of `signed` and returns its verification method. Raises ProofError or NotLinkedData."""
    proofs = signed.get("proof")
    proofs = proofs if isinstance(proofs, list) else [proofs]
    if len(proofs) != 1 or not isinstance(proofs[0], dict):
        raise ProofError("The document does not hold exactly one proof.")
    config = dict(proofs[0])
    value = config.pop("proofValue", None)
    method = config.get("verificationMethod")
    if config.get("type") != "DataIntegrityProof" or config.get("cryptosuite") != CRYPTOSUITE:
        raise ProofError("The proof is of a kind that is not checked here.")
    if config.get("proofPurpose") != "assertionMethod" or not isinstance(method, str):
        raise ProofError("The proof is not an assertion by a named key.")
    key = find_key(method)
    if key is None:
        raise ProofError("The proof was made by a key that is not one of this issuer's.")
    try:
        signature = base58.b58decode(value[1:]) if isinstance(value, str) and value.startswith("z") else b""
    except ValueError:
        signature = b""
    document = {name: item for name, item in signed.items() if name != "proof"}
    bound = {"@context": document.get("@context"), **config}
    try:
        key.verify(signature, _hash(bound, contexts) + _hash(document, contexts))
    except InvalidSignature as error:
        raise ProofError("The document was changed after it was signed.") from error
    return method


def sign_jws(payload: Mapping[str, Any], *, key: RSAKey | OKPKey, kid: str, algorithm: str) -> str:
    """A compact JWS over `payload` as JSON (`typ` JWT, as Open Badges 3.0 asks)."""
    from joserfc import jws

    header = {"alg": algorithm, "kid": kid, "typ": "JWT"}
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return str(jws.serialize_compact(header, body, key, algorithms=[algorithm]))


def jws_header(token: str) -> dict[str, Any]:
    """The unchecked header of a compact JWS. Raises ProofError."""
    head = token.split(".")[0] if token.count(".") == 2 else ""
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise ProofError("This is not a signed token.") from error
    if not isinstance(header, dict):
        raise ProofError("This is not a signed token.")
    return header


def check_jws(token: str, *, key: RSAKey | OKPKey, algorithm: str) -> dict[str, Any]:
    """The payload of a token whose signature holds. Raises ProofError."""
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        checked = jws.deserialize_compact(token, key, algorithms=[algorithm])
        payload = json.loads(checked.payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise ProofError("The token was changed after it was signed, or it is damaged.") from error
    if not isinstance(payload, dict):
        raise ProofError("The token does not hold a credential.")
    return payload
