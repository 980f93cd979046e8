"""A link works once, for the invited address, until it is too old."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.invitations.models import Invitation
from accounts.invitations.services import (
    accept_invitation,
    decline_invitation,
    invitation_path,
    invite,
    revoke_invitation,
)
from accounts.mail.models import OutgoingMail
from accounts.models import Membership, User
from accounts.partners.engine.capabilities import Role
from accounts.partners.services import invite_to_role
from tests.cast import Cast
from tests.factories.accounts import PASSWORD


def ask(cast: Cast, email: str = "omar@example.org") -> Invitation:
    return invite_to_role(partner=cast.north, email=email, name="", role=Role.INSTRUCTOR, actor=cast.paula)


def works_for_north(user: User) -> bool:
    return Membership.objects.filter(user=user, partner__slug="north").exists()


def test_a_person_with_an_account_signs_in_and_accepts(client: Client, cast: Cast) -> None:
    path = invitation_path(ask(cast))
    page = client.get(path).content.decode()
    assert "Sign in to accept" in page
    client.force_login(cast.omar)
    response = client.post(f"{path}accept/")
    assert (response.status_code, response["Location"]) == (302, "/partners/north/")
    assert works_for_north(cast.omar)


def test_a_new_person_signs_up_by_the_link_and_needs_no_second_mail(client: Client, cast: Cast) -> None:
    path = invitation_path(ask(cast, "nadia@example.org"))
    page = client.get(path).content.decode()
    assert f"/accounts/signup/?next={path}&amp;email=nadia%40example.org" in page
    mails = OutgoingMail.objects.count()
    form = {"name": "Nadia Roth", "email": "nadia@example.org", "password1": PASSWORD, "next": path}
    response = client.post("/accounts/signup/", form)
    assert (response.status_code, response["Location"]) == (302, path)
    nadia = User.objects.get(email="nadia@example.org")
    assert EmailAddress.objects.get(user=nadia).verified
    assert OutgoingMail.objects.count() == mails
    assert client.post(f"{path}accept/")["Location"] == "/partners/north/"
    assert works_for_north(nadia)


def test_a_new_person_who_signs_up_with_another_address_has_to_confirm_it(client: Client, cast: Cast) -> None:
    path = invitation_path(ask(cast, "nadia@example.org"))
    client.get(path)
    form = {"name": "Nadia Roth", "email": "other@example.org", "password1": PASSWORD, "next": path}
    assert client.post("/accounts/signup/", form)["Location"].startswith("/accounts/confirm-email/")
    assert not EmailAddress.objects.get(email="other@example.org").verified


def test_the_link_does_not_work_for_another_account(client: Client, cast: Cast) -> None:
    path = invitation_path(ask(cast))
    client.force_login(cast.lena)
    response = client.post(f"{path}accept/")
    assert response.status_code == 422
    assert "sent to another address" in response.content.decode()
    assert not works_for_north(cast.lena)


def test_an_address_that_was_added_but_not_confirmed_is_not_enough(cast: Cast) -> None:
    invitation = ask(cast, "boss@example.org")
    EmailAddress.objects.create(user=cast.lena, email="boss@example.org", verified=False)
    with pytest.raises(ValidationError, match="another address"):
        accept_invitation(invitation=invitation, user=cast.lena)
    EmailAddress.objects.filter(email="boss@example.org").update(verified=True)
    accept_invitation(invitation=invitation, user=cast.lena)
    assert works_for_north(cast.lena)


def test_accepting_twice_changes_nothing(client: Client, cast: Cast) -> None:
    invitation = ask(cast)
    urls = [accept_invitation(invitation=invitation, user=cast.omar) for _ in range(2)]
    assert urls == ["/partners/north/"] * 2
    assert Membership.objects.filter(user=cast.omar).count() == 1


def test_a_used_link_says_so(client: Client, cast: Cast) -> None:
    invitation = ask(cast)
    accept_invitation(invitation=invitation, user=cast.omar)
    response = client.get(invitation_path(invitation))
    assert response.status_code == 410
    assert "This invitation was accepted" in response.content.decode()


def test_a_link_that_is_too_old_says_so_and_gives_nothing(client: Client, cast: Cast) -> None:
    invitation = ask(cast)
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)):
        assert client.get(invitation_path(invitation)).status_code == 410
        with pytest.raises(ValidationError, match="too old"):
            accept_invitation(invitation=invitation, user=cast.omar)
    assert not works_for_north(cast.omar)


def test_a_withdrawn_or_declined_link_gives_nothing(cast: Cast) -> None:
    withdrawn, declined = ask(cast), ask(cast, "lena@example.org")
    revoke_invitation(invitation=withdrawn, actor=cast.paula)
    decline_invitation(invitation=declined, user=None)
    with pytest.raises(ValidationError, match="withdrawn"):
        accept_invitation(invitation=withdrawn, user=cast.omar)
    with pytest.raises(ValidationError, match="answered already"):
        accept_invitation(invitation=declined, user=cast.lena)


def test_inviting_again_sends_a_new_link_and_the_old_one_dies(client: Client, cast: Cast) -> None:
    old = invitation_path(ask(cast))
    again = ask(cast)
    assert Invitation.objects.count() == 1
    assert client.get(old).status_code == 404
    assert client.get(invitation_path(again)).status_code == 200
    assert OutgoingMail.objects.filter(template="accounts/partner-invitation").count() == 2


def test_a_declined_person_may_be_asked_again_later(cast: Cast) -> None:
    decline_invitation(invitation=ask(cast), user=None)
    ask(cast)
    assert Invitation.objects.count() == 2


def test_saying_no_needs_a_click_and_not_an_account(client: Client, cast: Cast) -> None:
    invitation = ask(cast)
    path = f"{invitation_path(invitation)}no/"
    assert client.get(path).status_code == 200
    invitation.refresh_from_db()
    assert invitation.declined_at is None
    assert client.post(path).status_code == 200
    invitation.refresh_from_db()
    assert invitation.declined_at is not None
    assert client.post(path).status_code == 200


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "A", lambda t: "0" * 32 + t[32:], str.upper]
)
def test_a_link_that_was_changed_is_no_link(client: Client, cast: Cast, change: object) -> None:
    path = invitation_path(ask(cast))
    token = path.split("/")[2]
    changed = change(token)  # type: ignore[operator]
    assert client.get(f"/invitations/{changed}/").status_code == 404


def test_the_link_holds_no_personal_data(cast: Cast) -> None:
    path = invitation_path(ask(cast))
    assert "omar" not in path
    assert "@" not in path


def test_an_unknown_kind_of_invitation_is_refused_before_anything_is_written(cast: Cast) -> None:
    with pytest.raises(KeyError):
        invite(kind="no-such-kind", target_key="1", email="a@example.org", invited_by=cast.paula)
    assert Invitation.objects.count() == 0
