"""Django's admin shows rows to staff and writes none."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.audit.services import record_audit
from accounts.models import User
from tests.cast import Cast

OURS = list(admin.site._registry)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_staff_look_rows_up_and_can_change_none(client: Client, cast: Cast, model: type) -> None:
    record_audit(actor=cast.sam, verb="thing.done", target=cast.north)
    client.force_login(cast.sam)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"  # type: ignore[attr-defined]
    assert client.get(reverse(f"{name}_changelist"), {"q": "north"}).status_code == 200
    assert client.get(reverse(f"{name}_add")).status_code == 403
    for row in model.objects.all()[:1]:  # type: ignore[attr-defined]
        url = reverse(f"{name}_change", args=[row.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"name": "changed"}).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_action_and_no_list_of_the_admin_writes(cast: Cast, rf, model: type) -> None:
    request = rf.get("/admin/")
    request.user = cast.sam
    shown = admin.site._registry[model]
    assert (list(shown.get_actions(request)), list(shown.list_editable)) == ([], [])


def test_tables_of_frameworks_are_not_shown_for_they_hold_keys_and_secrets(db: None) -> None:
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels & {"auth", "account", "mfa", "usersessions", "sessions", "admin"} == set()


def test_nobody_else_enters(cast: Cast) -> None:
    for person in (cast.lena, cast.ines, cast.paula, cast.rui):
        client = Client()
        client.force_login(person)
        assert client.get("/admin/accounts/user/")["Location"].startswith("/admin/login/")


def test_a_password_hash_is_not_shown(client: Client, cast: Cast) -> None:
    client.force_login(cast.sam)
    page = client.get(reverse("admin:accounts_user_change", args=[cast.lena.pk])).content.decode()
    assert User.objects.get(pk=cast.lena.pk).password not in page
