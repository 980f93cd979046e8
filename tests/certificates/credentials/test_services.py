"""Issue, revoke, suspend, reissue: what people may rely on."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, OutgoingMail
from certificates.badges.engine.status_list import is_set
from certificates.badges.models import LIST_SIZE, StatusEntry
from certificates.credentials import storage
from certificates.credentials.audit import self_audit
from certificates.credentials.making import make_credential, waiting
from certificates.credentials.replacing import reissue_credential
from certificates.credentials.services import (
    NotEligible,
    forget_holder,
    issue,
    issue_if_eligible,
    lift_suspension,
    revoke_credential,
    suspend_credential,
    try_again,
)
from certificates.ledger.services import seal_log
from certificates.models import Credential, LedgerEntry
from certificates.signing.models import SigningKey
from certificates.signing.services import signer_of
from tests.factories.certificates import earn, issued, planned, version_with_credential

pytestmark = pytest.mark.django_db


def bit(credential: Credential, purpose: str) -> bool:
    entry = StatusEntry.objects.select_related("status_list").get(
        credential=credential, status_list__purpose=purpose
    )
    listed = json.loads(entry.status_list.document)
    return is_set(listed["credentialSubject"]["encodedList"], entry.index, LIST_SIZE)


def test_who_has_earned_it_holds_a_signed_credential(cast):
    credential = issued(cast.lena)
    assert (credential.state, credential.failure) == ("issued", "")
    assert storage.get(credential.pdf_digest, "pdf").startswith(b"%PDF-1.7")
    badge = json.loads(storage.get(credential.json_digest, "json"))
    assert badge["credentialSubject"]["licenseNumber"] == credential.serial
    results = [(line["value"]) for line in badge["credentialSubject"]["result"]]
    assert results == ["80", "8"]


def test_asking_twice_gives_the_same_credential(cast):
    enrolment = earn(cast.lena)
    first = issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations")
    assert issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations") == first
    assert Credential.objects.count() == 1


@pytest.mark.parametrize("missing", ["m1.l2", "m1.quiz", "s1"])
def test_who_lacks_one_line_gets_nothing(cast, missing):
    enrolment = earn(cast.lena, without=missing)
    assert issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations") is None
    with pytest.raises(NotEligible) as caught:
        issue(enrolment=enrolment, slug="foundations", actor=cast.sam)
    assert len(caught.value.messages) == 1
    assert Credential.objects.count() == 0


def test_a_person_without_a_name_gets_nothing_yet(cast):
    cast.lena.name = "  "
    cast.lena.save()
    assert issue_if_eligible(enrolment_id=earn(cast.lena).pk, slug="foundations") is None


def test_where_the_programme_wants_a_person_to_decide_nothing_is_automatic(cast):
    enrolment = earn(cast.lena, version_with_credential(issue="request"))
    assert issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations") is None
    assert issue(enrolment=enrolment, slug="foundations", actor=cast.sam).state == "preparing"


def test_an_unknown_credential_or_enrolment_gives_nothing(cast):
    assert issue_if_eligible(enrolment_id=earn(cast.lena).pk, slug="no-such") is None
    assert issue_if_eligible(enrolment_id=10**12, slug="foundations") is None


def test_the_database_refuses_a_second_live_credential(cast):
    credential = planned(cast.lena)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.create(
            serial="RR-2026-AAAAA-AAAAA",
            achievement=credential.achievement,
            achievement_slug=credential.achievement_slug,
            enrolment=credential.enrolment,
            design=credential.design,
            facts="{}",
            facts_digest="0" * 64,
            issued_at=credential.issued_at,
        )


def test_making_it_twice_gives_the_same_bytes_and_one_mail(cast):
    credential = issued(cast.lena)
    Credential.objects.filter(pk=credential.pk).update(state="preparing")
    again = make_credential(credential.pk)
    assert again is not None
    assert (again.pdf_digest, again.json_digest, again.token_digest) == (
        credential.pdf_digest,
        credential.json_digest,
        credential.token_digest,
    )
    assert LedgerEntry.objects.filter(kind="issue").count() == 1


def test_a_half_written_file_of_a_killed_worker_is_replaced(cast):
    credential = issued(cast.lena)
    path = default_storage.path(storage.path_of(credential.pdf_digest, "pdf"))
    with open(path, "wb") as file:
        file.write(b"%PDF-1.7 half")
    Credential.objects.filter(pk=credential.pk).update(state="preparing")
    make_credential(credential.pk)
    assert len(storage.get(credential.pdf_digest, "pdf")) > 50_000


def test_a_name_that_no_font_can_print_is_set_aside_with_its_reason(cast):
    cast.lena.name = "Lena \U000f0000"
    cast.lena.save()
    credential = planned(cast.lena)
    assert make_credential(credential.pk) is None
    credential.refresh_from_db()
    assert (credential.state, "U+F0000" in credential.failure) == ("failed", True)
    assert waiting() == []
    try_again(credential=credential, actor=cast.sam)
    assert waiting() == [credential.pk]


def test_a_row_that_a_worker_holds_is_not_taken_by_another(cast):
    credential = planned(cast.lena)
    assert waiting() == [credential.pk]
    Credential.objects.filter(pk=credential.pk).update(claimed_at=credential.issued_at)
    Credential.objects.filter(pk=credential.pk).update(claimed_at=Credential.objects.get().state_since)
    assert make_credential(credential.pk) is None


def test_a_revoked_credential_says_so_in_record_list_log_audit_and_mail(cast):
    credential = issued(cast.lena)
    revoke_credential(credential=credential, reason="evidence", actor=cast.sam, note="Two logs differ.")
    credential.refresh_from_db()
    assert (credential.state, credential.reason) == ("revoked", "evidence")
    assert bit(credential, "revocation") is True
    assert list(LedgerEntry.objects.order_by("pk").values_list("kind", flat=True)) == ["issue", "revoke"]
    assert AuditEntry.objects.filter(verb="credential.revoked").count() == 1
    assert OutgoingMail.objects.filter(template="certificates/revoked", to=cast.lena.email).count() == 1


@pytest.mark.parametrize("reason", ["", "because", "\x00"])
def test_revoking_needs_a_known_reason(cast, reason):
    credential = issued(cast.lena)
    with pytest.raises(ValidationError):
        revoke_credential(credential=credential, reason=reason, actor=cast.sam)
    credential.refresh_from_db()
    assert (credential.state, bit_or_none(credential)) == ("issued", None)


def bit_or_none(credential):
    document = StatusEntry.objects.get(
        credential=credential, status_list__purpose="revocation"
    ).status_list.document
    return bit(credential, "revocation") if document else None


def test_a_suspension_can_be_lifted_a_revocation_cannot(cast):
    credential = issued(cast.lena)
    suspend_credential(credential=credential, actor=cast.sam)
    assert bit(credential, "suspension") is True
    lift_suspension(credential=credential, actor=cast.sam)
    assert bit(credential, "suspension") is False
    revoke_credential(credential=credential, reason="error", actor=cast.sam)
    with pytest.raises(ValidationError):
        lift_suspension(credential=credential, actor=cast.sam)
    with pytest.raises(ValidationError):
        suspend_credential(credential=credential, actor=cast.sam)


def test_nothing_is_issued_again_by_itself_after_a_revocation(cast):
    credential = issued(cast.lena)
    revoke_credential(credential=credential, reason="fraud", actor=cast.sam)
    assert issue_if_eligible(enrolment_id=credential.enrolment_id, slug="foundations") is None
    with pytest.raises(ValidationError):
        issue(enrolment=credential.enrolment, slug="foundations", actor=cast.sam)


def test_a_corrected_name_makes_a_new_one_and_the_old_one_points_to_it(cast):
    old = issued(cast.lena)
    new = reissue_credential(credential=old, name="  Lena   Abena Brandt ", actor=cast.sam)
    make_credential(new.pk)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state, new.supersedes_id) == ("superseded", "issued", old.pk)
    assert new.name_on_it == "Lena Abena Brandt"
    assert (new.valid_until, new.serial == old.serial) == (old.valid_until, False)
    assert bit(old, "revocation") is True
    assert bit(new, "revocation") is False
    with pytest.raises(ValidationError):
        reissue_credential(credential=old, name="Once more", actor=cast.sam)


def test_what_was_issued_passes_its_nightly_audit_and_a_changed_byte_does_not(cast):
    credential = issued(cast.lena)
    seal_log(signer=signer_of(SigningKey.Kind.BADGE))
    assert self_audit().problems == ()
    path = default_storage.path(storage.path_of(credential.pdf_digest, "pdf"))
    with open(path, "r+b") as file:
        file.seek(2000)
        file.write(b"X")
    report = self_audit()
    assert (report.credentials, len(report.problems)) == (1, 1)
    Credential.objects.filter(pk=credential.pk).update(facts=credential.facts.replace("Lena", "Lina"))
    assert len(self_audit().problems) == 2


def test_who_leaves_takes_the_name_along_and_the_record_stays_checkable(
    cast, django_capture_on_commit_callbacks
):
    credential = issued(cast.lena)
    with django_capture_on_commit_callbacks(execute=True):
        forget_holder(credential=credential)
    credential.refresh_from_db()
    assert (credential.state, credential.holder, credential.name_on_it) == ("issued", None, "")
    assert "Lena" not in credential.facts
    assert not default_storage.exists(storage.path_of(credential.pdf_digest, "pdf"))
    assert len(credential.pdf_digest) == 64
    assert self_audit().problems == ()


def test_a_credential_cannot_be_deleted(cast):
    planned(cast.lena)
    with pytest.raises(PermissionError):
        Credential.objects.all().delete()
