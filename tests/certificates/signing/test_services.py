"""Keys come, go, and are never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from certificates.credentials import storage
from certificates.credentials.services import issue_if_eligible
from certificates.models import SigningKey
from certificates.signing import keys
from certificates.signing.services import chain_of, ensure_keys, mark_compromised, rotate_key, signer_of
from certificates.verification.checking import check_file
from certificates.verification.selectors import page_of
from tests.factories.certificates import earn, issued, stand_keys

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_one_key_of_each_kind_and_the_second_none():
    assert sorted(key.kind for key in ensure_keys()) == ["badge", "pdf", "token"]
    assert ensure_keys() == []


def test_a_private_key_is_a_file_that_only_its_owner_reads():
    ensure_keys()
    path = keys.folder() / f"{signer_of('badge').row.kid}.pem"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_signers_certificate_leads_to_the_root():
    stand_keys()
    signer, issuing, root = chain_of(signer_of("pdf").row)
    signer.verify_directly_issued_by(issuing)
    issuing.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)


def test_after_a_rotation_old_certificates_still_check_and_new_ones_name_the_new_key(cast):
    old = issued(cast.lena)
    for kind in SigningKey.Kind.values:
        rotate_key(kind=kind)
    new = issued(cast.omar)
    assert old.pdf_key != new.pdf_key
    for credential in (old, new):
        for digest, ending in (
            (credential.pdf_digest, "pdf"),
            (credential.json_digest, "json"),
            (credential.token_digest, "jwt"),
        ):
            assert check_file(storage.get(digest, ending)).is_valid


def test_a_compromised_key_marks_what_it_signed_from_then_on_and_nothing_older(cast):
    older = issued(cast.lena)
    since = timezone.now()
    later = issued(cast.omar)
    later.refresh_from_db()
    type(older).objects.filter(pk=older.pk).update(sealed_at=since - timedelta(days=3))
    mark_compromised(kid=later.badge_key.kid, since=since)
    older = type(older).objects.get(pk=older.pk)
    later = type(older).objects.get(pk=later.pk)
    now = timezone.now()
    assert (page_of(older, now=now).key_warning, page_of(later, now=now).key_warning != "") == ("", True)
    assert SigningKey.objects.active().filter(kind="badge").count() == 1


def test_a_key_that_is_over_does_not_sign():
    stand_keys()
    SigningKey.objects.filter(kind="badge").update(
        not_after=timezone.now() - timedelta(days=1), not_before=timezone.now() - timedelta(days=9)
    )
    with pytest.raises(keys.KeyMissing, match="rotate-key"):
        signer_of("badge")


def test_a_lost_key_file_is_said_with_its_place_and_nothing_is_issued(cast, tmp_path, settings):
    enrolment = earn(cast.lena)
    stand_keys()
    made = issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations")
    settings.KEYS_DIR = tmp_path
    from certificates.credentials.making import make_credential

    with pytest.raises(keys.KeyMissing, match=str(tmp_path)):
        make_credential(made.pk)
    made.refresh_from_db()
    assert (made.state, made.attempts, made.claimed_at) == ("preparing", 1, None)


@pytest.mark.parametrize("kind", ["", "ssh", "\x00"])
def test_an_unknown_kind_of_key_is_not_rotated(kind):
    with pytest.raises(ValidationError):
        rotate_key(kind=kind)
    with pytest.raises(ValidationError):
        mark_compromised(kid="no-such-key", since=timezone.now())


def test_a_key_row_is_never_deleted():
    with pytest.raises(PermissionError):
        SigningKey.objects.all().delete()
