"""A person takes their data away, or has it erased; the ledgers stay whole."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.audit.services import record_audit, verify_audit
from accounts.invitations.models import Invitation
from accounts.mail.models import OutgoingMail
from accounts.models import DataExport, ErasureRequest, Membership, Session, User
from accounts.partners.engine.capabilities import Role
from accounts.partners.services import invite_to_role
from accounts.privacy.clocks import run_clocks
from accounts.privacy.models import ExportState
from accounts.privacy.registry import personal_data_parts
from accounts.privacy.services import (
    ask_for_erasure,
    ask_for_export,
    cancel_erasure,
    erase_person,
    make_export,
    sweep_privacy,
)
from tests.cast import Cast
from tests.factories.accounts import PASSWORD
from tests.factories.passkeys import give_passkey


def sign_in(client: Client, user: User) -> None:
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def live_a_little(cast: Cast) -> None:
    """Lena leaves traces in every part."""
    give_passkey(cast.lena)
    sign_in(Client(), cast.lena)
    invite_to_role(
        partner=cast.north, email=cast.lena.email, name="Lena", role=Role.REVIEWER, actor=cast.paula
    )
    record_audit(actor=cast.lena, verb="thing.done", personal={"name": "Lena Brandt"}, subject=cast.lena)


def archive_of(export: DataExport) -> dict[str, object]:
    export.refresh_from_db()
    with export.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_a_copy_has_one_file_for_each_part_and_says_what_is_in_it(cast: Cast) -> None:
    live_a_little(cast)
    export = ask_for_export(user=cast.lena)
    assert make_export(export_id=export.pk) == ExportState.READY
    files = archive_of(export)
    assert sorted(files) == sorted(
        [*(f"{part.name}.json" for part in personal_data_parts()), "contents.json"]
    )
    account = files["account.json"]
    assert account["email"] == "lena@example.org"  # type: ignore[index]
    assert [factor["type"] for factor in account["second_factors"]] == ["webauthn"]  # type: ignore[index]
    assert files["audit.json"]["about_me"][0]["payload"] == {"email": "lena@example.org"}  # type: ignore[index]
    assert OutgoingMail.objects.latest("id").subject == "Your copy is ready"


def test_a_copy_holds_nobody_elses_data(cast: Cast) -> None:
    live_a_little(cast)
    export = ask_for_export(user=cast.omar)
    make_export(export_id=export.pk)
    assert "lena" not in json.dumps(archive_of(export)).lower()


def test_a_copy_is_made_by_a_worker_and_downloaded_by_its_person_alone(
    client: Client, cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client.force_login(cast.lena)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/privacy/export/")
    export = DataExport.objects.get()
    url = f"/account/privacy/exports/{export.public_id}/"
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert zipfile.is_zipfile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    client.force_login(cast.omar)
    assert client.get(url).status_code == 404


def test_asking_twice_prepares_one_copy(cast: Cast) -> None:
    assert ask_for_export(user=cast.lena) == ask_for_export(user=cast.lena)


def test_a_copy_is_dropped_after_a_week(client: Client, cast: Cast) -> None:
    export = ask_for_export(user=cast.lena)
    make_export(export_id=export.pk)
    export.refresh_from_db()
    path, storage = export.file.name, export.file.storage
    client.force_login(cast.lena)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert client.get(f"/account/privacy/exports/{export.public_id}/").status_code == 404
        assert run_clocks() == {"exports": 1}
    export.refresh_from_db()
    assert (export.state, storage.exists(path)) == (ExportState.EXPIRED, False)


def test_erasure_waits_two_weeks_and_can_be_taken_back(cast: Cast) -> None:
    ask_for_erasure(user=cast.lena)
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        assert sweep_privacy()["erased"] == 0
    cancel_erasure(user=cast.lena)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert sweep_privacy()["erased"] == 0
    cast.lena.refresh_from_db()
    assert (cast.lena.name, cast.lena.erased_at) == ("Lena Brandt", None)


def test_an_erased_person_is_gone_from_every_table_and_the_chain_is_whole(cast: Cast) -> None:
    live_a_little(cast)
    ask_for_erasure(user=cast.lena)
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)):
        assert sweep_privacy()["erased"] == 1
        assert sweep_privacy()["erased"] == 0
    lena = User.objects.get(pk=cast.lena.pk)
    assert (lena.name, lena.email.endswith("@erased.invalid"), lena.is_active) == ("", True, False)
    assert not lena.has_usable_password()
    assert not EmailAddress.objects.filter(user=lena).exists()
    assert not Authenticator.objects.filter(user=lena).exists()
    assert not Session.objects.filter(user=lena).exists()
    assert ErasureRequest.objects.get().done_at is not None
    assert verify_audit().is_whole
    for model, fields in {
        Invitation: ("email", "name"),
        OutgoingMail: ("to", "subject", "body_text", "body_html"),
        User: ("email", "name"),
    }.items():
        for row in model.objects.values_list(*fields):
            assert "lena" not in " ".join(row).lower(), model


def test_an_erased_persons_address_may_be_used_again(client: Client, cast: Cast) -> None:
    erase_person(user=cast.lena, actor=cast.lena)
    form = {"name": "Lena Neu", "email": "lena@example.org", "password1": PASSWORD}
    assert client.post("/accounts/signup/", form).status_code == 302
    assert User.objects.get(email="lena@example.org").pk != cast.lena.pk


def test_erasing_twice_does_nothing_more(cast: Cast) -> None:
    assert erase_person(user=cast.lena, actor=None)["account"]["account"] == 1
    assert erase_person(user=cast.lena, actor=None) == {}


def test_an_open_invitation_of_an_erased_person_is_dead(cast: Cast) -> None:
    invite_to_role(partner=cast.north, email=cast.lena.email, name="", role=Role.REVIEWER, actor=cast.paula)
    erase_person(user=cast.lena, actor=cast.lena)
    assert Invitation.objects.get().revoked_at is not None


def test_the_last_owner_and_programme_staff_have_to_hand_over_first(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="needs an owner"):
        ask_for_erasure(user=cast.paula)
    with pytest.raises(ValidationError, match="work for the programme"):
        ask_for_erasure(user=cast.sam)
    assert ErasureRequest.objects.count() == 0


def test_an_instructor_who_is_erased_leaves_the_partner(cast: Cast) -> None:
    erase_person(user=cast.ines, actor=cast.ines)
    assert list(Membership.objects.filter(partner=cast.north).values_list("role", flat=True)) == ["owner"]


def test_a_person_confirms_by_password_and_address(client: Client, cast: Cast) -> None:
    sign_in(client, cast.lena)
    page = client.get("/account/privacy/erase/")
    assert page["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post("/account/privacy/erase/", {"email": "omar@example.org"}).status_code == 422
    assert ErasureRequest.objects.count() == 0
    assert client.post("/account/privacy/erase/", {"email": "Lena@example.org"}).status_code == 302
    assert "Your account will be erased" in client.get("/account/privacy/").content.decode()
    client.post("/account/privacy/erase/cancel/")
    assert ErasureRequest.objects.get().cancelled_at is not None
