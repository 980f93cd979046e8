"""The programme looks at its designs."""

import pytest
from django.urls import reverse

from certificates.designs import files
from certificates.designs.engine.colour import contrast, darkened
from certificates.designs.services import ensure_designs, house_design
from certificates.models import DesignVersion

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", files.slugs())
def test_a_design_shows_how_names_of_many_scripts_are_set(cast, client, slug):
    client.force_login(cast.sam)
    for paper in files.spec_of(slug).papers:
        text = client.get(reverse("certificates:design", args=[slug, paper])).content.decode()
        assert "अनुष्का शर्मा" in text
        assert "2 lines" in text


def test_a_specimen_is_drawn_and_a_name_without_a_font_is_answered(cast, client):
    client.force_login(cast.sam)
    url = reverse("certificates:design-specimen", args=["plain", "letter"])
    assert client.get(url, {"name": "Zoë", "lang": "de"}).content.startswith(b"%PDF")
    assert client.get(url, {"name": ""}).status_code == 422
    assert client.get(url, {"name": "\U000f0000"}).status_code == 422
    for slug, paper in (("none", "a4"), ("plain", "a3")):
        assert client.get(reverse("certificates:design", args=[slug, paper])).status_code == 404


def test_designs_are_published_once_and_keep_their_digest():
    ensure_designs()
    count = DesignVersion.objects.count()
    assert (ensure_designs(), DesignVersion.objects.count()) == ([], count)
    assert house_design("plain", "letter").digest == files.version_digest("plain", "letter", {})


def test_an_accent_that_is_too_light_is_darkened_until_it_can_be_read():
    assert contrast("#c98a1b") < 4.5 <= contrast(darkened("#c98a1b"))
    assert darkened("#14524a") == "#14524A"
