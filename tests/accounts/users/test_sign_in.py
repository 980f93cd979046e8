"""Signing up, in and out: what people see, and what nobody learns about somebody else."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.audit.models import AuditEntry
from accounts.mail.models import OutgoingMail
from accounts.models import Session, User
from tests.cast import Cast
from tests.counts import forget_counts
from tests.factories.accounts import PASSWORD

WRONG = "a wrong password"


@pytest.fixture(autouse=True)
def _fresh_rate_limits() -> None:
    forget_counts()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> object:
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def last_code() -> str:
    body = OutgoingMail.objects.latest("id").body_text
    found = re.search(r"^  (\S+)$", body, re.MULTILINE)
    assert found is not None
    return found[1]


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def sign_up(client: Client, email: str = "nadia@example.org", **more: str) -> object:
    form = {"name": "Nadia Roth", "email": email, "password1": PASSWORD, **more}
    return client.post(reverse("account_signup"), form)


def test_a_new_person_signs_up_types_the_code_and_goes_on_where_they_were(client: Client, db: None) -> None:
    response = sign_up(client, next="/catalogue/", time_zone="Europe/Oslo")
    assert response["Location"].startswith("/accounts/confirm-email/")
    assert not is_signed_in(client)
    response = client.post(response["Location"], {"code": last_code(), "next": "/catalogue/"})
    assert (response.status_code, response["Location"]) == (302, "/catalogue/")
    nadia = User.objects.get(email="nadia@example.org")
    assert (nadia.name, nadia.time_zone) == ("Nadia Roth", "Europe/Oslo")
    assert EmailAddress.objects.get(user=nadia).verified
    assert is_signed_in(client)
    assert "person.signed-up" in AuditEntry.objects.values_list("verb", flat=True)


def test_a_wrong_code_is_refused_and_the_right_one_still_works(client: Client, db: None) -> None:
    url = sign_up(client)["Location"]
    assert client.post(url, {"code": "000-000"}).status_code == 422
    assert not is_signed_in(client)
    assert client.post(url, {"code": last_code()}).status_code == 302
    assert is_signed_in(client)


def test_signing_up_with_a_known_address_looks_like_with_a_new_one(client: Client, cast: Cast) -> None:
    known = sign_up(client, cast.lena.email)
    page_known = client.get(known["Location"])
    other = Client()
    new = sign_up(other, "nadia@example.org")
    page_new = other.get(new["Location"])
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])

    def seen(page: object, email: str) -> str:
        return re.sub(r'value="[^"]{30,}"', "", page.content.decode().replace(email, "ADDRESS"))  # type: ignore[attr-defined]

    assert seen(page_known, cast.lena.email) == seen(page_new, "nadia@example.org")
    assert User.objects.filter(email=cast.lena.email).count() == 1
    mail = OutgoingMail.objects.get(to=cast.lena.email)
    assert mail.subject == "You have an account already"


def test_a_forgotten_password_answers_the_same_for_a_known_and_an_unknown_address(
    client: Client, cast: Cast
) -> None:
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in (cast.lena.email, "nobody@example.org")
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    assert dict(OutgoingMail.objects.values_list("to", "subject")) == {
        "lena@example.org": "Choose a new password",
        "nobody@example.org": "There is no account for this address",
    }


def test_a_code_to_sign_in_answers_the_same_for_a_known_and_an_unknown_address(cast: Cast) -> None:
    answers = []
    for email in (cast.lena.email, "nobody@example.org"):
        answer = Client().post(reverse("account_request_login_code"), {"email": email})
        answers.append((answer.status_code, answer["Location"]))
    assert answers[0] == answers[1]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(cast: Cast) -> None:
    texts = []
    for email in (cast.lena.email, "nobody@example.org"):
        response = sign_in(Client(), email, WRONG)
        assert response.status_code == 422
        texts.append(response.context["form"].errors["__all__"])
    assert texts[0] == texts[1] == ["Address and password do not match."]


def test_signing_in_leads_to_where_the_person_was_going(cast: Cast) -> None:
    client = Client()
    page = client.get("/account/privacy/")
    assert page["Location"] == "/accounts/login/?next=/account/privacy/"
    assert sign_in(client, cast.lena.email, next="/account/privacy/")["Location"] == "/account/privacy/"
    assert sign_in(Client(), cast.lena.email)["Location"] == "/learn/"
    assert sign_in(Client(), cast.ines.email)["Location"] == "/desk/"
    assert sign_in(Client(), cast.sam.email)["Location"] == "/programme/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_never_leads_to_another_site(cast: Cast, target: str) -> None:
    assert sign_in(Client(), cast.lena.email, next=target)["Location"] == "/learn/"


def test_a_person_signs_in_by_a_mailed_code(client: Client, cast: Cast) -> None:
    response = client.post(reverse("account_request_login_code"), {"email": cast.lena.email})
    response = client.post(response["Location"], {"code": last_code()})
    assert response["Location"] == "/learn/"
    assert is_signed_in(client)


def test_too_many_wrong_passwords_close_the_door_for_a_while(client: Client, cast: Cast) -> None:
    for _ in range(5):
        sign_in(client, cast.lena.email, WRONG)
    response = sign_in(client, cast.lena.email)
    assert response.status_code == 422
    assert "Too many tries" in response.content.decode()
    assert not is_signed_in(client)


def test_a_new_password_by_mail_ends_every_session(cast: Cast) -> None:
    elsewhere, here = Client(), Client()
    sign_in(elsewhere, cast.lena.email)
    here.post(reverse("account_reset_password"), {"email": cast.lena.email})
    body = OutgoingMail.objects.latest("id").body_text
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", body)
    assert link is not None
    form = here.get(link[1], follow=True)
    url = form.redirect_chain[-1][0]
    response = here.post(url, {"password1": "another good password", "password2": "another good password"})
    assert response.status_code == 302
    assert not is_signed_in(elsewhere)
    assert Session.objects.filter(user=cast.lena).count() == 0
    assert sign_in(Client(), cast.lena.email, "another good password").status_code == 302
    assert here.get(link[1], follow=True).context["token_fail"]


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(cast: Cast) -> None:
    elsewhere, here = Client(), Client()
    sign_in(elsewhere, cast.lena.email)
    sign_in(here, cast.lena.email)
    form = {
        "oldpassword": PASSWORD,
        "password1": "another good password",
        "password2": "another good password",
    }
    assert here.post(reverse("account_change_password"), form)["Location"] == "/account/"
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    assert list(Session.objects.filter(user=cast.lena).values_list("session_key", flat=True)) == [
        here.cookies["sessionid"].value
    ]
    assert AuditEntry.objects.get(verb="password.changed").detail == {"sessions_ended": 1}
    assert OutgoingMail.objects.latest("id").subject == "Your password was changed"


@pytest.mark.parametrize("password", ["short", "1234567890123", "password1234", "lena@example.org"])
def test_a_weak_password_is_refused(client: Client, cast: Cast, password: str) -> None:
    form = {"name": "Lena", "email": "lena@example.org", "password1": password}
    response = client.post(reverse("account_signup"), form)
    assert response.status_code == 422
    assert "password1" in response.context["form"].errors


def test_a_person_sees_their_sessions_and_ends_the_others(cast: Cast) -> None:
    elsewhere, here = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/604"}), Client()
    sign_in(elsewhere, cast.lena.email)
    sign_in(here, cast.lena.email)
    page = here.get(reverse("usersessions_list"))
    assert "Safari on iPhone" in page.content.decode()
    here.post(reverse("usersessions_list"))
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    assert UserSession.objects.filter(user=cast.lena).count() == 1


def test_a_second_factor_is_asked_for_and_a_recovery_code_helps_once(cast: Cast) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cast.lena, secret)
    codes = RecoveryCodes.activate(cast.lena).generate_codes()
    client = Client()
    assert sign_in(client, cast.lena.email)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 422
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert is_signed_in(client)
    again = Client()
    sign_in(again, cast.lena.email)
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 422


def test_turning_on_an_app_is_audited_and_mailed(
    client: Client, cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sign_in(client, cast.lena.email)
    url = reverse("mfa_activate_totp")
    assert client.get(url)["Location"].startswith(reverse("account_reauthenticate"))
    page = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": url}, follow=True)
    assert page.redirect_chain == [(url, 302)]
    assert 'style="' not in page.context["totp_svg"]
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"code": code}).status_code == 302
    stored = Authenticator.objects.get(user=cast.lena, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored  # a stolen table signs nobody in
    assert AuditEntry.objects.filter(verb="factor.added", detail={"type": "totp"}).exists()
    assert "An authenticator app is on" in OutgoingMail.objects.values_list("subject", flat=True)


def test_signing_out_needs_a_click(client: Client, cast: Cast) -> None:
    sign_in(client, cast.lena.email)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_the_session_cookie_is_closed_to_scripts(client: Client, cast: Cast) -> None:
    sign_in(client, cast.lena.email)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, cast.lena.email).status_code == 403
