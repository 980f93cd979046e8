"""Acts are written down, sealed in order, and any later change shows."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.audit.models import AuditEntry, AuditHead, AuditPersonal
from accounts.audit.services import erase_personal_payloads, record_audit, seal_audit, verify_audit
from tests.cast import Cast


def write(cast: Cast, count: int = 3) -> list[AuditEntry]:
    return [
        record_audit(
            actor=cast.sam, verb="partner.edited", target=cast.north, partner=cast.north, detail={"n": n}
        )
        for n in range(count)
    ]


def tamper(column: str, value: str, entry: AuditEntry) -> None:
    """As somebody with the database password would, past the model."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_auditentry SET {column} = %s WHERE id = %s", [value, entry.pk])


def test_an_act_names_who_what_and_where(cast: Cast) -> None:
    entry = write(cast, 1)[0]
    assert (entry.actor, entry.verb, entry.target_type, entry.target_id, entry.partner, entry.detail) == (
        cast.sam,
        "partner.edited",
        "accounts.partner",
        str(cast.north.pk),
        cast.north,
        {"n": 0},
    )


def test_entries_are_sealed_in_order_and_once(cast: Cast) -> None:
    write(cast, 3)
    assert (seal_audit(batch=2), seal_audit()) == (3, 0)
    rows = list(AuditEntry.objects.order_by("sequence"))
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert [row.previous_hash for row in rows[1:]] == [row.entry_hash for row in rows[:-1]]
    assert AuditHead.objects.get().entry_hash == rows[-1].entry_hash


def test_a_whole_chain_verifies_and_the_result_is_written_down(cast: Cast) -> None:
    write(cast)
    report = verify_audit()
    head = AuditHead.objects.get()
    assert (report.is_whole, report.checked, head.is_whole, head.checked_entries) == (True, 3, True, 3)


@pytest.mark.parametrize(
    ("column", "value"), [("verb", "partner.praised"), ("target_id", "99"), ("entry_hash", "0" * 64)]
)
def test_a_row_changed_in_the_database_breaks_the_chain(cast: Cast, column: str, value: str) -> None:
    entry = write(cast)[1]
    seal_audit()
    tamper(column, value, entry)
    report = verify_audit()
    assert not report.is_whole
    assert report.breaks[0].sequence == 2
    assert not AuditHead.objects.get().is_whole


def test_a_row_deleted_in_the_database_breaks_the_chain(cast: Cast) -> None:
    entry = write(cast)[2]
    seal_audit()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditentry WHERE id = %s", [entry.pk])
    assert not verify_audit().is_whole


def test_nobody_changes_or_deletes_an_entry_by_the_model(cast: Cast) -> None:
    entry = write(cast, 1)[0]
    for act in (
        lambda: AuditEntry.objects.update(verb="x"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.bulk_update([entry], ["verb"]),
        entry.delete,
        entry.save,
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert AuditEntry.objects.get() == entry


def test_erasing_what_an_entry_says_of_a_person_leaves_the_chain_whole(cast: Cast) -> None:
    record_audit(
        actor=cast.lena,
        verb="person.renamed",
        target=cast.lena,
        personal={"to": "Lena B."},
        subject=cast.lena,
    )
    seal_audit()
    assert AuditPersonal.objects.get().payload == {"to": "Lena B."}
    assert erase_personal_payloads(user=cast.lena) == 1
    assert (AuditPersonal.objects.count(), verify_audit().is_whole) == (0, True)


def test_the_command_says_that_the_chain_is_whole(cast: Cast) -> None:
    write(cast)
    out = StringIO()
    call_command("verify_audit", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert (report["whole"], report["checked"], report["sequence"], report["problems"]) == (True, 3, 3, [])
    call_command("verify_audit", "--contains", report["head"], stdout=StringIO())


def test_the_command_fails_on_a_broken_chain(cast: Cast) -> None:
    entry = write(cast)[0]
    seal_audit()
    tamper("verb", "x", entry)
    with pytest.raises(CommandError, match=r"The audit chain is broken\."):
        call_command("verify_audit", stdout=StringIO())


def test_the_command_finds_a_chain_that_was_rewritten_whole(cast: Cast) -> None:
    write(cast)
    with pytest.raises(CommandError):
        call_command("verify_audit", "--contains", "f" * 64, stdout=StringIO())


def test_a_rolled_back_act_leaves_no_entry(cast: Cast) -> None:
    with transaction.atomic():
        write(cast, 1)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 0
