"""A refused partner appeals once, and somebody else answers."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.agreements.appeals import decide_appeal, send_appeal
from accounts.agreements.engine.lifecycle import Action
from accounts.agreements.services import move_partner
from accounts.mail.models import OutgoingMail
from accounts.models import Partner, RefusalAppeal
from accounts.partners.models import PartnerState
from accounts.partners.services import create_partner
from tests.cast import Cast
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def refuse(cast: Cast) -> Partner:
    Partner.objects.filter(pk=cast.north.pk).update(state=PartnerState.IN_REVIEW)
    return move_partner(
        partner=cast.north, action=Action.REFUSE, reason="No reference was given.", actor=cast.sam
    )


def test_a_refused_owner_appeals_and_applies_again_when_it_is_upheld(cast: Cast) -> None:
    second = UserFactory(name="Tilde Brandt", is_staff=True)
    refuse(cast)
    paula, tilde = Client(), Client()
    paula.force_login(cast.paula)
    tilde.force_login(second)
    url = "/partners/north/agreement/"
    page = paula.get(url).content.decode()
    assert ("Send the appeal" in page, "No reference was given." in page) == (True, True)
    assert paula.post(f"{url}appeal/", {"text": ""}).status_code == 422
    assert paula.post(f"{url}appeal/", {"text": "The reference came on Monday."}).status_code == 302
    assert b"Send the appeal" not in paula.get(url).content
    assert OutgoingMail.objects.filter(template="accounts/partner-appeal").count() == 2
    page = tilde.get("/programme/partners/north/review/").content.decode()
    assert "The reference came on Monday." in page
    answer = {"answer": "It is in order now.", "uphold": "1"}
    assert tilde.post("/programme/partners/north/appeal/", answer).status_code == 302
    cast.north.refresh_from_db()
    assert (cast.north.state, RefusalAppeal.objects.get().state) == ("applied", "upheld")


def test_whoever_refused_does_not_decide_and_a_refusal_is_appealed_once(cast: Cast) -> None:
    north = refuse(cast)
    send_appeal(partner=north, text="Look again.", actor=cast.paula)
    with pytest.raises(ValidationError, match="already"):
        send_appeal(partner=north, text="And again.", actor=cast.paula)
    with pytest.raises(PermissionDenied):
        decide_appeal(partner=north, is_upheld=True, answer="So.", actor=cast.sam)
    second = UserFactory(is_staff=True)
    with pytest.raises(ValidationError, match="Give the reason"):
        decide_appeal(partner=north, is_upheld=False, answer=" ", actor=second)
    decide_appeal(partner=north, is_upheld=False, answer="Two people are missing.", actor=second)
    north.refresh_from_db()
    assert north.state == "refused"
    newest = OutgoingMail.objects.filter(user=cast.paula).order_by("-pk").first()
    assert "Two people are missing." in newest.body_text
    with pytest.raises(ValidationError, match="no appeal that waits"):
        decide_appeal(partner=north, is_upheld=True, answer="So.", actor=second)


def test_nobody_appeals_where_nothing_was_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="no refusal"):
        send_appeal(partner=cast.north, text="Please.", actor=cast.paula)


def test_a_partner_is_written_down_as_one_that_applies(cast: Cast) -> None:
    made = create_partner(name="East", slug="east", country="CZ", actor=cast.sam)
    assert made.state == "applied"
