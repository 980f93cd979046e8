"""A certificate near its end becomes a new one, and only what changed is asked for again."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from certificates.credentials.making import make_credential
from certificates.models import CpdEntry, Credential
from certificates.privacy import erase
from certificates.renewals.selectors import law_news, renewal_page
from certificates.renewals.services import decide_hours, note_law_read, renew_credential
from courses.models import Course
from tests.factories.certificates import SPEC, STEPS, hours_for, issued, version_with_credential
from tests.factories.courses import enrol_directly, give_mark, make_version

pytestmark = pytest.mark.django_db
LAW = {"id": "eu-2026.2", "lines": {"L1": {"title": "AI literacy", "text": "See to it."}}}
NEW_LAW = {"id": "eu-2027.1", "lines": LAW["lines"] | {"L9": {"title": "Labels", "text": "Say so."}}}


def missing(credential):
    credential = Credential.objects.get(pk=credential.pk)
    return [line.code for line in renewal_page(credential).lines if not line.is_met]


@pytest.fixture
def ending(cast):
    """Lena's certificate ends in a month; it was earned two years ago."""
    credential = issued(cast.lena, version=version_with_credential())
    now = timezone.now()
    Credential.objects.filter(pk=credential.pk).update(
        issued_at=now - dt.timedelta(days=700), valid_until=now + dt.timedelta(days=30)
    )
    credential.refresh_from_db()
    return credential


def do_hours_and_lab(cast, credential):
    give_mark(credential.enrolment, "s1")
    hours_for(cast.lena, "hands-on", "8", is_accepted=True)
    hours_for(cast.lena, "law", "4", is_accepted=True)


def test_a_renewal_is_a_new_certificate_and_the_old_one_points_to_it(cast, ending):
    Credential.objects.filter(pk=ending.pk).update(issued_at=timezone.now() - dt.timedelta(seconds=5))
    do_hours_and_lab(cast, ending)
    assert missing(ending) == []
    new = renew_credential(credential=ending, actor=cast.lena)
    make_credential(new.pk)
    ending.refresh_from_db()
    new.refresh_from_db()
    assert (ending.state, new.state, new.supersedes) == ("superseded", "issued", ending)
    assert new.valid_until.date() >= (ending.valid_until + dt.timedelta(days=729)).date()
    facts = json.loads(new.facts)
    assert (facts["renewal"], facts["first_issued_at"]) == (
        {"hours": "12", "of": ending.serial},
        json.loads(ending.facts)["issued_at"],
    )


def test_what_is_missing_is_said_line_by_line_and_nothing_is_renewed(cast, ending):
    hours_for(cast.lena, "hands-on", "40")  # nobody looked at it yet
    hours_for(cast.omar, "law", "12", is_accepted=True)  # somebody else's
    # the lab was done after the credential's moved date of issue
    assert missing(ending) == ["renewal:hours", "renewal:hands-on", "renewal:law-hours"]
    with pytest.raises(ValidationError) as caught:
        renew_credential(credential=ending, actor=cast.lena)
    assert len(caught.value.messages) == 3
    assert Credential.objects.count() == 1


def test_only_lessons_that_changed_are_asked_for_in_the_newest_edition(cast, ending):
    Credential.objects.filter(pk=ending.pk).update(issued_at=timezone.now())
    course = Course.objects.get(pk=ending.enrolment.version.course_id)
    steps = [
        (kind, key, module, {**more, **({"digest": "f" * 64} if key == "m1.l2" else {})})
        for kind, key, module, more in STEPS
    ]
    newest = make_version(course, steps=steps, spec={"credentials": {"foundations": SPEC}})
    hours_for(cast.lena, "hands-on", "8", is_accepted=True)
    hours_for(cast.lena, "law", "4", is_accepted=True)
    assert missing(ending) == ["renewal:change", "renewal:run"]
    again = enrol_directly(cast.lena, newest)
    give_mark(again, "m1.l2", points=1, possible=1, passed=None)
    assert missing(ending) == ["renewal:run"]
    give_mark(again, "s1")
    assert missing(ending) == []
    new = renew_credential(credential=Credential.objects.get(pk=ending.pk), actor=cast.lena)
    assert json.loads(new.facts)["course"]["digest"] == newest.digest


def test_the_certificate_says_which_law_sheet_the_holder_has_read(cast, client):
    version = make_version(steps=STEPS, spec={"credentials": {"foundations": SPEC}, "law": LAW})
    credential = issued(cast.lena, version=version)
    assert credential.law_sheet == "eu-2026.2"
    assert "Current to law sheet eu-2026.2" in client.get(f"/v/{credential.public_id}").content.decode()
    make_version(version.course, steps=STEPS, spec={"credentials": {"foundations": SPEC}, "law": NEW_LAW})
    credential = Credential.objects.get(pk=credential.pk)
    sheet, lines = law_news(credential)
    assert (sheet, [line.key for line in lines]) == ("eu-2027.1", ["L9"])
    with pytest.raises(ValidationError):
        note_law_read(credential=credential, sheet="eu-2026.2", actor=cast.lena)
    client.force_login(cast.lena)
    url = reverse("certificates:renewal-law", args=[credential.public_id])
    assert "Say so." in client.get(url).content.decode()
    assert client.post(url, {"sheet": sheet}).status_code == 422
    assert client.post(url, {"sheet": sheet, "confirm": "on"}).status_code == 302
    assert "Current to law sheet eu-2027.1" in client.get(f"/v/{credential.public_id}").content.decode()


def claim(client, credential, data=b"%PDF-1.7 x", **more):
    fields = {
        "title": "Workshop",
        "kind": "law",
        "hours": "2.5",
        "done_on": timezone.localdate().isoformat(),
        "evidence": SimpleUploadedFile("my secret name.pdf", data),
    }
    return client.post(reverse("certificates:renewal", args=[credential.public_id]), fields | more)


def test_hours_come_with_a_document_and_count_once_somebody_has_looked(cast, client, ending):
    client.force_login(cast.lena)
    assert claim(client, ending).status_code == 302
    entry = CpdEntry.objects.get()
    assert "secret" not in entry.evidence.name
    assert claim(client, ending).status_code == 422  # the same document again
    for wrong in (
        {"data": b"<html>"},
        {"hours": "0"},
        {"done_on": "2999-01-01"},
        {"kind": "sleep"},
    ):
        assert claim(client, ending, **wrong).status_code == 422
    assert CpdEntry.objects.count() == 1
    answer = client.get(reverse("certificates:hours-evidence", args=[entry.public_id]))
    assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(cast.sam)
    client.post(reverse("certificates:hours-decide", args=[entry.public_id]), {"accept": "no", "answer": ""})
    assert CpdEntry.objects.get().state == "waiting"
    client.post(reverse("certificates:hours-decide", args=[entry.public_id]), {"accept": "yes"})
    assert CpdEntry.objects.get().state == "accepted"


def test_nobody_accepts_hours_of_their_own(cast):
    entry = hours_for(cast.sam)
    with pytest.raises(ValidationError, match="Somebody else"):
        decide_hours(entry=entry, accept=True, answer="", actor=cast.sam)


def test_waiting_hours_are_taken_back_with_their_document_and_decided_ones_stay(
    cast, client, ending, django_capture_on_commit_callbacks
):
    client.force_login(cast.lena)
    waiting, accepted = hours_for(cast.lena), hours_for(cast.lena, is_accepted=True)
    with django_capture_on_commit_callbacks(execute=True):
        for entry in (waiting, accepted):
            client.post(reverse("certificates:hours-take-back", args=[ending.public_id, entry.public_id]))
    assert list(CpdEntry.objects.all()) == [accepted]
    assert not waiting.evidence.storage.exists(waiting.evidence.name)


def test_who_leaves_takes_their_hours_along(cast):
    entry = hours_for(cast.lena)
    erase(User.objects.get(pk=cast.lena.pk))
    assert (CpdEntry.objects.count(), entry.evidence.storage.exists(entry.evidence.name)) == (0, False)


@pytest.mark.parametrize("many", [1, 3])
def test_the_desk_for_hours_asks_as_often_for_one_as_for_three(cast, client, django_assert_num_queries, many):
    for _number in range(many):
        hours_for(cast.lena)
    client.force_login(cast.sam)
    url = reverse("certificates:hours")
    with django_assert_num_queries(2):
        assert client.get(url).content.decode().count("They count") == many
