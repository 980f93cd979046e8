"""People by CSV, and two factors for a partner's pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.audit.models import AuditEntry
from accounts.invitations.models import Invitation
from accounts.models import User
from accounts.partners.engine.capabilities import Role
from accounts.partners.services import add_member, remove_member, require_factors
from tests.cast import Cast
from tests.hostile import forms

SHEET = (
    "email,name,role\nada@example.org,Ada Abbas,instructor\nines@example.org,Ines Vogt,owner\nx,Bad,owner\n"
)
pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_sheet_is_tried_out_first_then_invites_and_a_second_time_adds_nothing(cast: Cast) -> None:
    paula = signed_in(cast.paula)
    tried = paula.post("/partners/north/people/sheet/", {"text": SHEET})
    plan = tried.context["plan"]
    assert [len(plan.invite), len(plan.here), len(plan.asked)] == [1, 1, 0]
    assert [(finding.line, "complete address" in finding.problem) for finding in plan.findings] == [(4, True)]
    assert Invitation.objects.count() == 0
    for _time in range(2):
        assert paula.post("/partners/north/people/sheet/", {"text": SHEET, "write": "1"}).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.data, invitation.edition) == (
        "ada@example.org",
        {"role": "instructor"},
        1,
    )
    assert cast.north.memberships.get(user=cast.ines).role == Role.INSTRUCTOR


def test_a_sheet_that_cannot_be_read_changes_nothing(cast: Cast) -> None:
    paula = signed_in(cast.paula)
    for sent in forms(("text", "file", "write"), count=200):
        assert paula.post("/partners/north/people/sheet/", sent).status_code in {200, 302, 422}
    assert Invitation.objects.count() == 0


def give_factor(user: User) -> Authenticator:
    made = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    authenticator_added.send(sender=Authenticator, request=None, user=user, authenticator=made)
    return made


def test_pages_of_a_partner_wait_for_two_factors_and_own_learning_does_not(cast: Cast) -> None:
    paula, ines = signed_in(cast.paula), signed_in(cast.ines)
    since = timezone.now().date() + timedelta(days=14)
    assert paula.post("/partners/north/people/factors/", {"since": since.isoformat()}).status_code == 302
    page = ines.get("/desk/")
    assert (page.status_code, "need two factors" in page.content.decode()) == (200, True)
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        ines = signed_in(cast.ines)
        answer = ines.get("/cohorts/?page=2")
        assert answer["Location"] == "/account/two-factors/?next=%2Fcohorts%2F%3Fpage%3D2"
        assert "North Training" in ines.get(answer["Location"]).content.decode()
        for path in ("/learn/", "/account/", "/accounts/2fa/", "/"):
            assert not ines.get(path).headers.get("Location", "").startswith("/account/two-factors/")
        made = give_factor(cast.ines)
        assert ines.get("/cohorts/").status_code == 200
        made.delete()
        authenticator_removed.send(sender=Authenticator, request=None, user=cast.ines, authenticator=made)
        assert ines.get("/cohorts/").status_code == 302
    assert "partner.factors-required" in AuditEntry.objects.values_list("verb", flat=True)


def test_recovery_codes_alone_are_no_second_factor(cast: Cast) -> None:
    require_factors(partner=cast.north, since=timezone.now().date(), actor=cast.paula)
    Authenticator.objects.create(user=cast.ines, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert signed_in(cast.ines).get("/desk/").status_code == 302


def test_who_comes_later_needs_them_too_and_who_leaves_does_not(cast: Cast) -> None:
    today = timezone.now().date()
    require_factors(partner=cast.north, since=today, actor=cast.paula)
    membership = add_member(partner=cast.north, user=cast.omar, role=Role.REVIEWER, actor=cast.paula)
    cast.omar.refresh_from_db()
    assert cast.omar.factor_due == today
    remove_member(membership=membership, actor=cast.paula)
    cast.omar.refresh_from_db()
    assert (cast.omar.factor_due, User.objects.get(pk=cast.rui.pk).factor_due) == (None, None)
    require_factors(partner=cast.north, since=None, actor=cast.paula)
    assert User.objects.filter(factor_due__isnull=False).count() == 0


def test_nobody_is_surprised_by_a_day_in_the_past(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="later day"):
        require_factors(partner=cast.north, since=timezone.now().date() - timedelta(days=1), actor=cast.paula)
    paula = signed_in(cast.paula)
    for sent in forms(("since", "x"), count=200):
        assert paula.post("/partners/north/people/factors/", sent).status_code in {302, 422}


def test_the_way_back_leads_to_this_site_alone(cast: Cast) -> None:
    paula = signed_in(cast.paula)
    for back in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/desk/\x00"):
        assert paula.get("/account/two-factors/", {"next": back}).context["back"] == ""
    assert paula.get("/account/two-factors/", {"next": "/desk/"}).context["back"] == "/desk/"
