"""Sign badges, give them places in the status lists, and publish the lists."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from certificates.badges.engine import achievement as ob
from certificates.badges.engine.did import PublishedKey, did_document, did_of
from certificates.badges.engine.status_list import encode, list_document
from certificates.badges.models import LIST_SIZE, Achievement, StatusEntry, StatusList
from certificates.signing.engine.canonical import digest_json
from certificates.signing.engine.proofs import add_proof, multibase, sign_jws
from certificates.signing.engine.quads import PinnedContexts
from certificates.signing.models import SigningKey
from certificates.signing.services import Signer, public_key, signer_of
from courses.api import local

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

PURPOSES = StatusList.Purpose.values
LIST_VALID = dt.timedelta(days=3)
MARGIN = dt.timedelta(hours=12)
FULL_AT = LIST_SIZE // 2  # above this a random free place is drawn too often in vain


@lru_cache(maxsize=1)
def pinned_contexts() -> PinnedContexts:
    """The three contexts that ship with the app; nothing else is ever read."""
    place = Path(__file__).parent / "contexts"
    files = {ob.CREDENTIALS_V2: "credentials-v2", ob.OPEN_BADGES: "ob-3.0.3", ob.EXTENSIONS: "ob-extensions"}
    return PinnedContexts(
        {url: json.loads((place / f"{name}.json").read_text(encoding="utf-8")) for url, name in files.items()}
    )


def place() -> ob.Place:
    """This site as an issuer."""
    return ob.Place(site=settings.SITE_URL, did=did_of(settings.SITE_URL), issuer_name=settings.SITE_NAME)


def rfc3339(moment: dt.datetime) -> str:
    """Whole seconds, UTC, `Z`."""
    return moment.astimezone(dt.UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def achievement_for(spec: Mapping[str, Any]) -> Achievement:
    """The frozen edition of a credential spec; the same spec gives the same row."""
    told = json.loads(json.dumps(spec, default=str))
    found = digest_json(_without_floats(told))
    name = local(told.get("name")) or told["id"]
    known = _achievements.get(found)
    if known is not None and Achievement.objects.filter(pk=known.pk, digest=found).exists():
        return known
    row, _made = Achievement.objects.get_or_create(
        digest=found,
        defaults={
            "slug": str(told["id"])[:80],
            "version": str(told.get("version", "1.0.0"))[:20],
            "name": str(name)[:200],
            "spec": told,
        },
    )
    _achievements[found] = row
    return row


_achievements: dict[str, Achievement] = {}  # editions are frozen, so a process may remember them


def _without_floats(value: Any) -> Any:
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {str(key): _without_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_floats(item) for item in value]
    return value


def sign_badge(document: Mapping[str, Any], *, signer: Signer, created: str) -> dict[str, Any]:
    """The document with an eddsa-rdfc-2022 proof by `signer`."""
    if not isinstance(signer.private, Ed25519PrivateKey):
        raise TypeError("Badges are signed with an Ed25519 key.")
    return add_proof(
        document,
        key=signer.private,
        verification_method=f"{place().did}#{signer.row.kid}",
        created=created,
        contexts=pinned_contexts(),
    )


@lru_cache(maxsize=8)
def _jose_rsa(key: RSAPrivateKey) -> RSAKey:
    from joserfc.jwk import RSAKey

    return RSAKey.import_key(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def sign_token(document: Mapping[str, Any], *, signer: Signer) -> str:
    """The same credential as VC-JWT (RS256, the least that every Open Badges verifier knows)."""
    if not isinstance(signer.private, RSAPrivateKey):
        raise TypeError("Badge tokens are signed with an RSA key.")
    return sign_jws(
        ob.token_claims(document),
        key=_jose_rsa(signer.private),
        kid=f"{place().did}#{signer.row.kid}",
        algorithm="RS256",
    )


def published_keys() -> list[PublishedKey]:
    """Every badge and token key that ever was, oldest first."""
    from joserfc.jwk import RSAKey

    keys = []
    for row in SigningKey.objects.exclude(kind=SigningKey.Kind.PDF).order_by("pk"):
        trusted = row.state != SigningKey.State.COMPROMISED
        public = public_key(row)
        if isinstance(public, Ed25519PublicKey):
            keys.append(PublishedKey(row.kid, multibase=multibase(public), is_trusted=trusted))
        else:
            jwk = dict(RSAKey.import_key(row.public_part).as_dict(private=False))
            keys.append(
                PublishedKey(row.kid, jwk={**jwk, "kid": row.kid, "alg": "RS256"}, is_trusted=trusted)
            )
    return keys


def issuer_document() -> dict[str, Any]:
    """`/.well-known/did.json`."""
    return did_document(settings.SITE_URL, published_keys())


# Status lists ------------------------------------------------------------------------------------------------------


def _open_lists(room: int) -> dict[str, StatusList]:
    """The newest lists, one of each purpose, with room for `room` more, locked; new ones when they are half full."""
    rows = StatusList.objects.select_for_update().order_by("-number")[: len(PURPOSES)]
    newest = {row.purpose: row for row in rows}
    number = max((row.number for row in newest.values()), default=0)
    if len(newest) == len(PURPOSES) and all(row.assigned + room <= FULL_AT for row in newest.values()):
        return newest
    for purpose in PURPOSES:
        StatusList.objects.get_or_create(purpose=purpose, number=number + 1)
    rows = StatusList.objects.select_for_update().filter(number=number + 1)
    return {row.purpose: row for row in rows}


def _free_indexes(listed: StatusList, count: int) -> list[int]:
    """Random places that nobody has: the order of issue cannot be read from a list."""
    found: set[int] = set()
    while len(found) < count:
        drawn = {secrets.randbelow(LIST_SIZE) for _ in range(count - len(found))}
        found |= drawn - set(listed.entries.filter(index__in=drawn).values_list("index", flat=True))
    shuffled = list(found)
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled


@transaction.atomic(savepoint=False)
def assign_places(credential_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """One random place, the same in the list of each purpose, for every one of these new credentials."""
    lists = _open_lists(len(credential_ids))
    indexes = _free_indexes(next(iter(lists.values())), len(credential_ids))
    StatusEntry.objects.bulk_create(
        [
            StatusEntry(status_list=listed, index=index, credential_id=pk)
            for pk, index in zip(credential_ids, indexes, strict=True)
            for listed in lists.values()
        ],
        batch_size=500,
    )
    StatusList.objects.filter(pk__in=[listed.pk for listed in lists.values()]).update(
        assigned=F("assigned") + len(credential_ids)
    )
    number = lists[StatusList.Purpose.REVOCATION].number
    return {pk: (number, index) for pk, index in zip(credential_ids, indexes, strict=True)}


@transaction.atomic
def set_bit(*, credential_id: int, purpose: str, value: bool, signer: Signer) -> StatusEntry:
    """Set or clear a credential's bit and sign its list anew, in one transaction: the list is never behind."""
    entry = StatusEntry.objects.select_related("status_list").get(
        credential_id=credential_id, status_list__purpose=purpose
    )
    listed = StatusList.objects.select_for_update().get(pk=entry.status_list_id)
    StatusEntry.objects.filter(pk=entry.pk).update(is_set=value)
    _sign(listed, signer)
    return entry


def _sign(listed: StatusList, signer: Signer) -> None:
    now, here = timezone.now(), place()
    address = here.status_list(listed.purpose, listed.number)
    bits = listed.entries.filter(is_set=True).values_list("index", flat=True)
    document = list_document(
        address=address,
        issuer=ob.issuer_profile(here),
        purpose=listed.purpose,
        encoded=encode(bits, LIST_SIZE),
        valid_from=rfc3339(now),
        valid_until=rfc3339(now + LIST_VALID),
    )
    listed.document = json.dumps(
        sign_badge(document, signer=signer, created=rfc3339(now)), ensure_ascii=False, separators=(",", ":")
    )
    listed.signed_at, listed.expires_at = now, now + LIST_VALID
    listed.save(update_fields=["document", "signed_at", "expires_at"])


def publish_lists(*, signer: Signer, older_than: dt.timedelta = dt.timedelta(0)) -> int:
    """Sign every list anew that was signed longer ago; for the nightly task and after a key change."""
    count = 0
    for pk in StatusList.objects.values_list("pk", flat=True):
        with transaction.atomic():
            listed = StatusList.objects.select_for_update().get(pk=pk)
            if listed.signed_at is None or timezone.now() - listed.signed_at >= older_than:
                _sign(listed, signer)
                count += 1
    return count


def current_list(purpose: str, number: int, now: dt.datetime) -> str | None:
    """The signed list; one that nobody signed for long is signed now, so a stopped beat harms nobody."""
    if purpose not in PURPOSES or not 0 < number < 2**31:
        return None
    rows = StatusList.objects.filter(purpose=purpose, number=number)
    listed = rows.first()
    if listed is None:
        return None
    if not listed.document or listed.expires_at is None or listed.expires_at - now < MARGIN:
        publish_lists(signer=signer_of(SigningKey.Kind.BADGE), older_than=MARGIN)
        listed = rows.get()
    return str(listed.document)
