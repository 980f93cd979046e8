"""A certificate drawn on a page that was laid out for another is the certificate that a fresh page would have given, byte for byte."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from certificates.credentials.making import sealer_of
from certificates.credentials.printing import sheet_of
from certificates.credentials.specimen import specimen_facts
from certificates.designs.files import design_files, slugs, spec_of
from certificates.models import DesignVersion
from certificates.rendering.pdf import Renderer
from certificates.signing.services import signer_of
from tests.factories.certificates import stand_keys

DESIGNS = [(slug, paper) for slug in slugs() for paper in spec_of(slug).papers]
SAME_PAGE = ["Zoë Dvořák", "Łukasz O’Brien", "A", "Đorđe Çiğdem"]
PAGE_OF_THEIR_OWN = [
    "Maximiliane Charlotte Friederike von Hohenlohe-Langenburg",
    "عبد الرحمن الخطيب",
    "Αλέξανδρος Παπαδόπουλος",
    "अनुष्का शर्मा",
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealer():
    stand_keys()
    return sealer_of(signer_of("pdf"))


def sheet_for(name: str, slug: str = "engraved", paper: str = "a4", language: str = "en"):
    facts = specimen_facts(
        name=name,
        language=language,
        now=timezone.now(),
        partner="North",
        site="https://x.example",
        did="did:web:x.example",
        issuer="Ready Room",
    )
    return sheet_of(facts, design=DesignVersion(slug=slug, paper=paper, zones={}))


def drawn_both_ways(renderer, sheet, sealer):
    """On what the renderer keeps, and on nothing kept."""
    kept = renderer.draw(sheet, badge=b"{}", sealer=sealer)
    plates = dict(renderer._plates)
    renderer._plates.clear()
    fresh = renderer.draw(sheet, badge=b"{}", sealer=sealer)
    renderer._plates.clear()
    renderer._plates.update(plates)
    return kept, fresh


@pytest.mark.parametrize(("slug", "paper"), DESIGNS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_laid_out_for_one_person_gives_anothers_certificate_byte_for_byte(
    slug, paper, language, sealer, monkeypatch
):
    renderer, fresh = Renderer(design_files(slug, paper, {})), Renderer(design_files(slug, paper, {}))
    renderer.draw(sheet_for("Ana Nowak", slug, paper, language), badge=b"{}", sealer=sealer)
    monkeypatch.setattr(renderer, "_template", None)  # it can lay out no other page
    for number, name in enumerate(SAME_PAGE):
        plain, serial = sheet_for(name, slug, paper, language), f"RR-2026-W{number}MW1-1I0LJ"
        sheet = replace(
            plain,
            serial=serial,
            facts=(*plain.facts[:-1], replace(plain.facts[-1], value=serial)),
            url=f"https://x.example/v/{number}W1L",
            moment=f"2026-11-24T10:00:0{number}Z",
        )
        again = renderer.draw(sheet, badge=b"{}", sealer=sealer)
        fresh._plates.clear()
        assert again == fresh.draw(sheet, badge=b"{}", sealer=sealer)


@pytest.mark.parametrize("name", PAGE_OF_THEIR_OWN)
def test_a_name_that_stands_otherwise_gets_a_page_of_its_own(name, sealer):
    renderer = Renderer(design_files("engraved", "a4", {}))
    renderer.draw(sheet_for("Ana Nowak"), badge=b"{}", sealer=sealer)
    kept, fresh = drawn_both_ways(renderer, sheet_for(name), sealer)
    assert kept == fresh


def test_other_words_are_never_taken_from_an_earlier_page(sealer):
    renderer = Renderer(design_files("engraved", "a4", {}))
    first = sheet_for("Ana Nowak")
    renderer.draw(first, badge=b"{}", sealer=sealer)
    changes = [
        {"title": "Another title"},
        {"sentence": "Another sentence."},
        {"partner": "South"},
        {"signatories": first.signatories[:1]},
        {"facts": (replace(first.facts[0], value="1 May 2027"), *first.facts[1:])},
        {"is_specimen": not first.is_specimen},
        {"url": "https://y.example/v/1"},
        {"serial": "RR-2026-AAAAA-AAAAA"},
    ]
    for change in changes:
        kept, fresh = drawn_both_ways(renderer, replace(first, **change), sealer)
        assert kept == fresh, change


def test_a_name_that_is_also_another_word_of_the_sheet_changes_that_word_never(sealer):
    renderer = Renderer(design_files("engraved", "a4", {}))
    for name in ("Ready Room", "North", "Ready Room", "Ana Nowak"):
        kept, fresh = drawn_both_ways(renderer, sheet_for(name), sealer)
        assert kept == fresh


def test_few_pages_are_kept_however_many_kinds_of_sheet_come(sealer):
    renderer = Renderer(design_files("engraved", "a4", {}))
    for number in range(12):
        renderer.draw(replace(sheet_for("Ana Nowak"), partner=f"North {number}"), badge=b"{}", sealer=sealer)
    assert len(renderer._plates) == 8
