"""Partner pages: who works here, who is invited, what the programme does."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from accounts.invitations.models import Invitation
from accounts.mail.models import OutgoingMail
from accounts.models import Membership, Partner
from accounts.partners.engine.capabilities import Role
from accounts.partners.services import invite_to_role
from tests.cast import Cast
from tests.factories.accounts import MembershipFactory, PartnerFactory


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#14524a").save(out, kind)
    return out.getvalue()


PNG = picture()


def people_url() -> str:
    return reverse("accounts:partner-people", args=["north"])


def test_an_owner_invites_by_mail_and_can_withdraw(client: Client, cast: Cast) -> None:
    client.force_login(cast.paula)
    form = {"name": "Nadia Roth", "email": "Nadia@Example.org", "role": "coordinator"}
    assert client.post(people_url(), form).status_code == 302
    invitation = Invitation.objects.get()
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == ("nadia@example.org", "Paula Berg invites you to North Training")
    assert "/invitations/" in mail.body_text
    page = client.get(people_url()).context["page"]
    assert [(item.name, item.role_label) for item in page.waiting] == [("Nadia Roth", "Coordinator")]
    client.post(reverse("accounts:partner-withdraw", args=["north", invitation.public_id]))
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None
    assert client.get(people_url()).context["page"].waiting == ()


def test_a_wrong_invitation_shows_the_form_again_as_it_was(client: Client, cast: Cast) -> None:
    client.force_login(cast.paula)
    form = {"name": "Nadia Roth", "email": "not an address", "role": "coordinator"}
    response = client.post(people_url(), form)
    assert (response.status_code, Invitation.objects.count()) == (422, 0)
    assert response.context["form"]["name"].value() == "Nadia Roth"
    response = client.post(people_url(), {**form, "email": cast.ines.email})
    assert response.status_code == 422
    assert "works for the partner already" in response.content.decode()


def test_the_last_owner_is_told_why_it_does_not_work(client: Client, cast: Cast) -> None:
    client.force_login(cast.paula)
    paula = Membership.objects.get(user=cast.paula)
    for name, data in (("accounts:partner-remove", {}), ("accounts:partner-role", {"role": "reviewer"})):
        response = client.post(reverse(name, args=["north", paula.public_id]), data)
        assert response.status_code == 422
        assert "A partner needs an owner" in response.content.decode()


def test_somebody_elses_membership_is_out_of_reach(client: Client, cast: Cast) -> None:
    client.force_login(cast.paula)
    rui = Membership.objects.get(user=cast.rui)
    assert client.post(reverse("accounts:partner-remove", args=["north", rui.public_id])).status_code == 404
    assert Membership.objects.filter(user=cast.rui).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_people_page_takes_the_same_queries_for_any_number(
    client: Client, cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        MembershipFactory(partner=cast.south)
    client.force_login(cast.rui)
    with django_assert_num_queries(6):  # session and person, partner, role twice, people, invitations
        page = client.get(reverse("accounts:partner-people", args=["south"])).context["page"]
    assert len(page.people) == count + 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_partners_takes_the_same_queries_for_any_number(
    client: Client, cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        PartnerFactory()
    client.force_login(cast.sam)
    with django_assert_num_queries(4):  # session and person, tally, count, page
        page = client.get(reverse("accounts:programme-partners")).context["page"]
    assert len(page) == count + 2


def test_staff_find_partners_by_name_and_state(client: Client, cast: Cast) -> None:
    PartnerFactory(name="West", slug="west", state="suspended")
    client.force_login(cast.sam)

    def found(**query: str) -> list[str]:
        response = client.get(reverse("accounts:programme-partners"), query)
        assert response.status_code == 200
        return [partner.name for partner in response.context["page"]]

    assert found(q="north") == ["North Training"]
    assert found(state="suspended") == ["West"]
    assert found(state="no such state") == ["North Training", "South Skills", "West"]
    assert found(page="1000") == ["North Training", "South Skills", "West"]


def test_staff_add_a_partner(client: Client, cast: Cast) -> None:
    client.force_login(cast.sam)
    form = {"name": "East Academy", "slug": "east", "country": "CZ", "time_zone": "Europe/Prague"}
    response = client.post(reverse("accounts:programme-partner-new"), form)
    assert response["Location"] == "/programme/partners/east/"
    assert Partner.objects.get(slug="east").state == "applied"
    assert client.get("/programme/partners/east/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "new"), ("slug", "North"), ("slug", "north"), ("slug", "a b"), ("country", "Netherlands")],
)
def test_a_partner_that_cannot_be_is_refused(client: Client, cast: Cast, field: str, value: str) -> None:
    client.force_login(cast.sam)
    form = {"name": "East", "slug": "east", "country": "CZ", "time_zone": "UTC", field: value}
    response = client.post(reverse("accounts:programme-partner-new"), form)
    assert (response.status_code, Partner.objects.count()) == (422, 2)
    assert field in response.context["form"].errors


def edit(client: Client, logo: SimpleUploadedFile | None = None, **changes: str) -> int:
    form: dict[str, object] = {"name": "North Training", "country": "NL", "time_zone": "UTC", **changes}
    if logo is not None:
        form["logo"] = logo
    return int(client.post(reverse("accounts:partner-edit", args=["north"]), form).status_code)


def test_an_owner_gives_the_partner_a_logo(client: Client, cast: Cast) -> None:
    client.force_login(cast.paula)
    assert edit(client, SimpleUploadedFile("../../evil.png", PNG)) == 302
    cast.north.refresh_from_db()
    assert cast.north.logo.name.startswith(f"partners/{cast.north.public_id}/")
    assert edit(client, SimpleUploadedFile("photo.jpg", picture("JPEG"))) == 302
    cast.north.refresh_from_db()
    with cast.north.logo.open("rb") as file:
        assert file.read(4) == b"\x89PNG"  # drawn anew
    assert edit(client, name="North Training Ltd") == 302
    cast.north.refresh_from_db()
    assert (cast.north.name, bool(cast.north.logo)) == ("North Training Ltd", True)


@pytest.mark.parametrize(
    "logo",
    [
        SimpleUploadedFile("page.html", b"<script>alert(1)</script>"),
        SimpleUploadedFile("page.png", b"<svg onload=alert(1)>"),
        SimpleUploadedFile("big.png", PNG + b"\0" * 1_100_000),
        SimpleUploadedFile("starts.png", PNG[:8] + b"\0" * 60),
        SimpleUploadedFile("cut.png", PNG[:-20]),
        SimpleUploadedFile("tiny.png", picture(size=(8, 8))),
        SimpleUploadedFile("empty.png", b""),
    ],
    ids=[
        "a page",
        "a page that says it is a picture",
        "too large",
        "a start alone",
        "cut",
        "too small",
        "empty",
    ],
)
def test_a_file_that_is_no_small_picture_is_refused(
    client: Client, cast: Cast, logo: SimpleUploadedFile
) -> None:
    client.force_login(cast.paula)
    assert edit(client, logo) == 422
    cast.north.refresh_from_db()
    assert not cast.north.logo


def test_a_coordinator_adds_a_client(client: Client, cast: Cast) -> None:
    client.force_login(cast.paula)
    url = reverse("accounts:partner-clients", args=["north"])
    assert client.post(url, {"name": "Otter Freight", "country": "GH"}).status_code == 302
    page = client.get(reverse("accounts:partner", args=["north"])).context["page"]
    assert [one.name for one in page.clients] == ["Otter Freight"]


def test_only_the_first_person_is_invited_as_owner_unless_somebody_chooses_it(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.sam)
    empty = PartnerFactory(slug="empty")
    for slug, role in ((empty.slug, "owner"), (cast.north.slug, "instructor")):
        page = client.get(reverse("accounts:partner-people", args=[slug]))
        assert page.context["form"]["role"].value() == role


def test_the_people_page_asks_for_an_owner_only_while_nobody_is_asked(client: Client, cast: Cast) -> None:
    cast.north.memberships.all().delete()
    client.force_login(cast.sam)
    url = "/partners/north/people/"
    assert "Invite an owner first" in client.get(url).content.decode()
    invite_to_role(partner=cast.north, email="new@example.org", name="", role=Role.OWNER, actor=cast.sam)
    page = client.get(url).content.decode()
    assert "Nobody has accepted yet" in page
    assert "Invite an owner first" not in page


def test_a_refused_partner_is_not_shown_as_one_in_good_order(client: Client, cast: Cast) -> None:
    Partner.objects.filter(pk=cast.north.pk).update(state="refused")
    client.force_login(cast.paula)
    head = client.get("/partners/north/").content.decode().split("pagehead")[1].split("</p>")[0]
    assert 'class="tag bad"' in head
    assert "Refused" in head
