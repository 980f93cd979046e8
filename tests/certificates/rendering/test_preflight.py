"""What cannot be printed is said before it is drawn: letters, room, and a machine without fonts."""

from __future__ import annotations

from importlib import import_module

import pytest
from celery.signals import worker_init
from django.core.checks import ERROR, run_checks
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from bootstrap import machine
from certificates.batches import services as batches
from certificates.credentials import printing
from certificates.credentials.making import make_credential
from certificates.designs.files import design_files, slugs, spec_of
from certificates.designs.services import publish, save_zones, start_draft
from certificates.models import DesignVersion
from certificates.rendering import pdf
from certificates.rendering.fonts import CannotDraw, NoFonts
from certificates.rendering.preflight import text_problems
from tests.factories.accounts import UserFactory
from tests.factories.certificates import earn, planned, stand_keys, version_with_credential
from tests.factories.courses import make_cohort

STRANGE = "\U000f0000"
DESIGNS = [(slug, paper) for slug in slugs() for paper in spec_of(slug).papers]
PLACES = ("signatory", "role", "partner", "awarded", "trained")


def place_problems(text: str, place: str, slug: str = "engraved", paper: str = "a4") -> tuple[str, ...]:
    drawn = design_files(slug, paper, {})
    return text_problems(text, drawn.text_faces, drawn.places[place])


@pytest.fixture
def draft(cast):
    return start_draft(partner=cast.north, slug="engraved", paper="a4", actor=cast.paula)


@pytest.fixture
def no_fonts(tmp_path, monkeypatch):
    """A machine whose fontconfig is there and knows no font."""
    empty = tmp_path / "fonts.conf"
    empty.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>')
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    monkeypatch.setattr(pdf, "_renderers", {})
    pdf.check_machine.cache_clear()
    yield
    pdf.check_machine.cache_clear()


@pytest.mark.parametrize(("slug", "paper"), DESIGNS)
@pytest.mark.parametrize("place", PLACES)
def test_usual_words_fit_every_place_of_every_design(slug, paper, place):
    for text in ("Siân Ŵyn", "Αλέξανδρος", "Екатерина", "عبد الرحمن", ""):
        assert place_problems(text, place, slug, paper) == ()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", ["W" * 60, "Director of " * 20])
def test_what_is_longer_than_its_place_is_refused_with_the_room_it_has(place, text):
    assert "It is too long for its place" in place_problems(text, place)[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("signatory_name", f"Siân {STRANGE}", "U+F0000 cannot be printed."),
        ("signatory_name", "W" * 60, "It is too long for its place"),
        ("signatory_role", "W" * 60, "It is too long for its place"),
        ("awarded_en", f"Earned by {STRANGE}", "U+F0000 cannot be printed."),
        ("trained_de", "W" * 60, "It is too long for its place"),
    ],
)
def test_the_designer_says_which_words_cannot_be_printed_and_keeps_them(
    cast, client, draft, field, text, said
):
    client.force_login(cast.paula)
    good = {"accent": "#7a1f5c", "signatory_name": "Paula Verhoeven", "signatory_role": "Director"}
    answer = client.post(reverse("certificates:designer", args=[draft.pk]), good | {field: text})
    assert answer.status_code == 422
    assert said in answer.context["form"].errors[field][0]
    assert text in answer.text
    draft.refresh_from_db()
    assert draft.zones == {}


@pytest.mark.django_db
def test_a_confirming_person_whose_name_has_no_font_is_named_and_nothing_is_drawn(cast, monkeypatch):
    credential = planned(cast.lena)
    facts = credential.facts.replace('"confirmed_by":[]', f'"confirmed_by":["Ruben {STRANGE}"]')
    assert facts != credential.facts
    type(credential).objects.filter(pk=credential.pk).update(facts=facts)
    assert make_credential(credential.pk) is None
    credential.refresh_from_db()
    assert credential.failure == f"“Ruben {STRANGE}”: U+F0000 cannot be printed."


def test_a_machine_without_fonts_is_told_which_packages_to_install(no_fonts):
    with pytest.raises(NoFonts, match="Install fonts-dejavu-core"):
        pdf.check_machine()


@pytest.mark.django_db
def test_without_fonts_the_check_before_a_deployment_fails_and_pages_still_start(no_fonts):
    def found(*, is_deployment):
        messages = run_checks(tags=["ready_room"], include_deployment_checks=is_deployment)
        return {message.id: message.hint for message in messages if message.level >= ERROR}

    assert "fonts-dejavu-core" in found(is_deployment=True)["ready_room.E006"]
    assert "ready_room.E006" not in found(is_deployment=False)


def test_with_fonts_the_check_before_a_deployment_draws_and_says_nothing():
    pdf.check_machine.cache_clear()
    messages = run_checks(tags=["ready_room"], include_deployment_checks=True)
    assert "ready_room.E006" not in {message.id for message in messages}
    assert pdf.check_machine.cache_info().currsize == 1


def test_a_worker_without_fonts_says_so_as_an_error_when_it_starts(monkeypatch, tmp_path, caplog):
    import_module("config.celery")  # as a worker does
    worker_init.send(sender=None)
    assert "no fonts" not in caplog.text
    monkeypatch.setattr(machine, "FONT_FOLDERS", (str(tmp_path),))
    worker_init.send(sender=None)
    (said,) = [record for record in caplog.records if "no fonts" in record.message]
    assert said.levelname == "ERROR"
    assert "fonts-noto-core" in said.message


def test_without_fonts_pages_say_so_and_a_certificate_waits(cast, client, draft, no_fonts):
    client.force_login(cast.paula)
    address = reverse("certificates:designer-preview", args=[draft.pk])
    answer = client.get(address, {"name": "Lena Brandt", "lang": "en"})
    assert (answer.status_code, "Install fonts-dejavu-core" in answer.text) == (422, True)
    credential = planned(cast.lena)
    with pytest.raises(NoFonts):
        make_credential(credential.pk)
    credential.refresh_from_db()
    assert (credential.state, credential.claimed_at, credential.attempts) == ("preparing", None, 1)


@pytest.mark.django_db
def test_without_fonts_a_batch_says_so_in_each_row_before_anything_is_signed(cast, no_fonts):
    stand_keys()
    cohort = make_cohort(cast.north, version_with_credential())
    earn(UserFactory(name="Ana Nowak"), cohort.version, cohort=cohort)
    batch = batches.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam)
    assert batches.check_batch(batch.pk) is False
    row = batch.rows.get()
    assert (row.state, "Install fonts-dejavu-core" in row.reason) == ("aside", True)


@pytest.mark.django_db
def test_a_published_signatory_is_printed(cast, draft):
    zones = {"signatory": {"name": "Siân Ŵyn", "role": "Director"}}
    design = publish(design=save_zones(design=draft, zones=zones, actor=cast.paula), actor=cast.sam)
    assert printing.renderer_of(DesignVersion.objects.get(pk=design.pk)).preflight("Ana").problems == ()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.sampled_from(PLACES))
def test_no_text_breaks_the_preflight_and_what_holds_a_strange_sign_is_always_refused(text, place):
    place_problems(text, place)
    assert place_problems(text + STRANGE, place) != ()


def test_a_refusal_carries_every_problem():
    assert CannotDraw("one.", "two.").problems == ("one.", "two.")
