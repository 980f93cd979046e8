"""The proof of a badge: the published vector, and what happens when a bit is turned."""

from __future__ import annotations

import contextlib
import copy
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey
from pyld import jsonld

from certificates.badges.services import pinned_contexts
from certificates.signing.engine.proofs import (
    ProofError,
    add_proof,
    check_jws,
    check_proof,
    jws_header,
    key_from_multibase,
    multibase,
    sign_jws,
)
from certificates.signing.engine.quads import NotLinkedData, canonical_quads

# The vector of the Open Badges 3.0 implementation guide (1EdTech).
KEY = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4")
)
METHOD = "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
VECTOR = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": "https://example.edu/issuers/565049",
        "type": ["Profile"],
        "url": "https://www.imsglobal.org",
        "name": "Example Corp",
    },
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": "Team members are nominated for this badge by their peers and recognized upon review by Example Corp management."
            },
            "description": "This badge recognizes the development of the capacity to collaborate within a group environment.",
            "name": "Teamwork",
        },
    },
}


def signed(document=VECTOR):
    return add_proof(
        document,
        key=KEY,
        verification_method=METHOD,
        created="2010-01-01T19:23:24Z",
        contexts=pinned_contexts(),
    )


def check(document):
    return check_proof(document, find_key=lambda _name: KEY.public_key(), contexts=pinned_contexts())


def test_the_known_answer_of_1edtech_reproduces():
    assert multibase(KEY.public_key()) == "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
    found = hashlib.sha256(canonical_quads(VECTOR, pinned_contexts()).encode()).hexdigest()
    assert found == "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773"
    assert signed()["proof"][0]["proofValue"] == (
        "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr"
    )


def test_the_contexts_are_the_bytes_of_the_w3c():
    from pathlib import Path

    import certificates.badges

    data = (Path(certificates.badges.__file__).parent / "contexts" / "credentials-v2.json").read_bytes()
    assert (
        hashlib.sha256(data).hexdigest() == "8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f"
    )


@given(
    st.from_regex(r"https://[a-z]{1,9}\.example/[a-zA-Z0-9/]{0,9}", fullmatch=True),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
)
def test_the_quick_way_gives_what_the_whole_way_gives(address, name):
    document = copy.deepcopy(VECTOR)
    document["id"] = address
    document["credentialSubject"]["licenseNumber"] = name
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": pinned_contexts().load,
    }
    assert canonical_quads(document, pinned_contexts()) == jsonld.normalize(document, options)


def test_a_signed_document_names_its_key():
    assert check(signed()) == METHOD


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(name="Leadership Badge"),
        lambda d: d["credentialSubject"]["achievement"].update(name="Leadership"),
        lambda d: d.update(validFrom="2011-01-01T00:00:00Z"),
        lambda d: d["proof"][0].update(created="2011-01-01T19:23:24Z"),
        lambda d: d["proof"][0].update(proofValue="z5x9aCBYovW3"),
        lambda d: d["proof"][0].update(proofValue="not base58 0OIl"),
        lambda d: d["proof"][0].update(cryptosuite="eddsa-jcs-2022"),
        lambda d: d["proof"][0].update(proofPurpose="authentication"),
        lambda d: d["proof"][0].update(verificationMethod=7),
        lambda d: d.update(proof=[]),
        lambda d: d.update(proof=[d["proof"][0]] * 2),
        lambda d: d.update(proof="z"),
    ],
)
def test_whatever_is_changed_the_proof_does_not_hold(change):
    document = copy.deepcopy(signed())
    change(document)
    with pytest.raises(ProofError):
        check(document)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "green"},
        {"@context": ["https://elsewhere.example/context"]},
        {"@context": VECTOR["@context"] + ["https://elsewhere.example/context"]},
        {"id": "relative/path"},
        {"validFrom": {"@value": {"@value": 1}}},
    ],
)
def test_what_would_be_left_out_of_the_signature_is_refused(change):
    with pytest.raises(NotLinkedData):
        canonical_quads({**VECTOR, **change}, pinned_contexts())


def test_a_document_nested_without_end_is_refused():
    deep: dict = {}
    for _ in range(5000):
        deep = {"a": deep}
    with pytest.raises(NotLinkedData):
        canonical_quads({**VECTOR, "name": deep}, pinned_contexts())


@pytest.mark.parametrize("text", ["", "z", "z6Mk", "u6Mk", "z" + "1" * 48, "z0OIl"])
def test_a_broken_key_is_not_a_key(text):
    with pytest.raises(ProofError):
        key_from_multibase(text)


RSA = RSAKey.generate_key(2048)


def test_a_token_reads_back_and_a_changed_one_does_not():
    token = sign_jws({"a": "b"}, key=RSA, kid="k", algorithm="RS256")
    assert check_jws(token, key=RSA, algorithm="RS256") == {"a": "b"}
    assert jws_header(token)["kid"] == "k"
    head, body, signature = token.split(".")
    for changed in (f"{head}.{body[:-2]}AA.{signature}", f"{head}.{body}.AAAA", f"{head}.{body}.", "a.b.c"):
        with pytest.raises(ProofError):
            check_jws(changed, key=RSA, algorithm="RS256")


@given(st.text(max_size=40))
def test_any_text_is_a_header_or_refused(text):
    with contextlib.suppress(ProofError):
        assert isinstance(jws_header(text), dict)
