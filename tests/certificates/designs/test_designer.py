"""A partner makes the certificate its own, within its zones."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from certificates.credentials import storage
from certificates.designs.services import design_for, house_design, publish, save_zones, start_draft
from certificates.models import DesignVersion
from tests.factories.certificates import issued, version_with_credential
from tests.factories.courses import make_cohort

pytestmark = pytest.mark.django_db
GOOD = {
    "accent": "#7a1f5c",
    "signatory_name": "Paula Verhoeven",
    "signatory_role": "Director",
    "awarded_en": "100% earned by",
}


def picture(kind="PNG", size=(300, 90), mode="RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (120, 20, 90, 128)[: len(mode)]).save(out, kind)
    return out.getvalue()


def upload(data: bytes, name="logo.png"):
    return SimpleUploadedFile(name, data, content_type="image/png")


@pytest.fixture
def draft(cast):
    return start_draft(partner=cast.north, slug="engraved", paper="a4", actor=cast.paula)


def save(client, draft, **more):
    return client.post(reverse("certificates:designer", args=[draft.pk]), GOOD | more)


def test_a_partner_saves_its_zones_and_asks_and_staff_publish(cast, client, draft):
    client.force_login(cast.paula)
    assert save(client, draft, logo=upload(picture())).status_code == 302
    draft.refresh_from_db()
    assert draft.zones["accent"] == "#7a1f5c"
    assert (draft.zones["logo"]["width"], draft.zones["logo"]["height"]) == (300, 90)
    assert draft.zones["wording"] == {"en": {"awarded": "100% earned by"}}
    client.post(reverse("certificates:designer-ask", args=[draft.pk]))
    assert design_for(cast.north) == house_design()
    client.force_login(cast.sam)
    client.post(reverse("certificates:designer-publish", args=[draft.pk]))
    assert design_for(cast.north) == draft
    assert design_for(cast.south) == house_design()


def test_a_certificate_carries_the_zones_and_keeps_them(cast, client, draft):
    client.force_login(cast.paula)
    save(client, draft, logo=upload(picture()))
    draft.refresh_from_db()
    publish(design=draft, actor=cast.sam)
    version = version_with_credential()
    credential = issued(cast.lena, version=version, cohort=make_cohort(cast.north, version))
    assert (credential.design, credential.state) == (draft, "issued")
    with pikepdf.open(io.BytesIO(storage.get(credential.pdf_digest, "pdf"))) as document:
        pictures = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
        assert [(int(item.Width), int(item.Height)) for item in pictures] == [(300, 90)]
        assert not any(item.get("/Interpolate", False) for item in pictures)  # PDF/A forbids it
        assert [
            str(one.get("/Alt"))
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ].count("North Training") == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "can carry programs"),
        (picture()[:60], "damaged"),
        (b"GIF89a" + b"0" * 80, "not a PNG or JPEG"),
        (picture(size=(30, 30)), "smaller than 40 pixels"),
        (picture(size=(6001, 41)), "larger than 6,000 pixels"),
        (b"\x89PNG\r\n" + b"0" * (1024 * 1024), "larger than 1 MB"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_with_its_reason(cast, client, draft, data, said):
    client.force_login(cast.paula)
    answer = save(client, draft, logo=upload(data))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    draft.refresh_from_db()
    assert draft.zones == {}


def test_a_colour_that_cannot_be_read_is_refused_and_what_was_typed_stays(cast, client, draft):
    client.force_login(cast.paula)
    answer = save(client, draft, accent="#ffcc00")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "cannot be read well on the paper" in text
    assert "Paula Verhoeven" in text
    live = client.post(
        reverse("certificates:designer", args=[draft.pk]),
        GOOD | {"accent": "#ffcc00"},
        headers={"HX-Request": "true"},
    )
    assert (live.status_code, "Nothing was saved" in live.content.decode()) == (200, True)


def test_a_photograph_is_kept_as_pixels_alone(cast, client, draft):
    client.force_login(cast.paula)
    save(client, draft, logo=upload(picture("JPEG", mode="RGB"), "holiday.jpg"))
    draft.refresh_from_db()
    assert "logo" in draft.zones
    save(client, draft, without_logo="on")
    draft.refresh_from_db()
    assert "logo" not in draft.zones


def test_the_preview_is_the_real_pdf_and_may_be_framed_by_this_site_alone(cast, client, draft):
    client.force_login(cast.paula)
    answer = client.get(reverse("certificates:designer-preview", args=[draft.pk]), {"name": "Zoë"})
    assert answer.content.startswith(b"%PDF")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_there_is_one_draft_at_a_time_and_a_published_one_does_not_change(cast, draft):
    assert start_draft(partner=cast.north, slug="plain", paper="letter", actor=cast.paula) == draft
    publish(design=draft, actor=cast.sam)
    with pytest.raises(Exception, match="is published"):
        save_zones(design=draft, zones={}, actor=cast.paula)
    after = start_draft(partner=cast.north, slug="engraved", paper="a4", actor=cast.paula)
    assert (after.number, after.state) == (2, "draft")


def test_staff_give_a_draft_back_with_a_note_and_a_retired_one_is_used_no_more(cast, client, draft):
    client.force_login(cast.sam)
    client.post(reverse("certificates:designer-ask", args=[draft.pk]))
    client.post(reverse("certificates:designer-return", args=[draft.pk]), {"note": ""})
    assert DesignVersion.objects.get(pk=draft.pk).state == "asked"
    client.post(reverse("certificates:designer-return", args=[draft.pk]), {"note": "Use your own logo."})
    client.force_login(cast.paula)
    assert (
        "Use your own logo." in client.get(reverse("certificates:designer", args=[draft.pk])).content.decode()
    )
    publish(design=draft, actor=cast.sam)
    client.post(reverse("certificates:designer-retire", args=[draft.pk]))
    assert design_for(cast.north) == house_design()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_often_for_one_version_as_for_three(cast, client, django_assert_num_queries, many):
    for number in range(many):
        DesignVersion.objects.create(slug="plain", partner=cast.north, number=number + 1, state="retired")
    client.force_login(cast.paula)
    url = reverse("certificates:partner-designs")
    with django_assert_num_queries(4):
        assert client.get(url).content.decode().count("/credentials/designs/") >= many


def test_another_partner_finds_nothing(cast, client, draft):
    client.force_login(cast.rui)
    assert client.get(reverse("certificates:designer", args=[draft.pk])).status_code == 404
