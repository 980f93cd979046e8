"""Pages about courses and instructors, as the partner, the instructor and the programme see them."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.mail.models import OutgoingMail
from courses.models import Accreditation, Authorisation
from tests.factories.accounts import MembershipFactory
from tests.factories.courses import accredit, make_version
from tests.hostile import forms

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_from_proposal_to_accreditation_over_the_pages(cast):
    version = make_version()
    paula, ines, sam = signed_in(cast.paula), signed_in(cast.ines), signed_in(cast.sam)
    page = sam.post(
        "/partners/north/teaching/authorise/",
        {"version": version.pk, "starts_on": "2026-01-01", "ends_on": "2030-01-01", "reason": "Agreed."},
    )
    assert (page.status_code, Authorisation.objects.count()) == (302, 1)
    paula.post("/partners/north/teaching/propose/", {"user": cast.ines.pk, "version": version.pk})
    case = Accreditation.objects.get()
    url = f"/accreditations/{case.public_id}/"
    for code in ("trained", "teaching", "observed"):
        upload = SimpleUploadedFile("x.pdf", b"%PDF-1.7 " + code.encode())
        answer = ines.post(f"{url}evidence/", {"code": code, "title": code, "file": upload})
        assert answer.status_code == 302
    assert ines.post(f"{url}step/", {"action": "take"}).status_code == 403
    assert sam.post(f"{url}step/", {"action": "take"}).status_code == 302
    assert sam.post(f"{url}step/", {"action": "grant"}).status_code == 422
    assert sam.post(f"{url}step/", {"action": "grant", "reason": "In order."}).status_code == 302
    for client in (paula, ines, sam):
        assert "Accredited" in client.get(url).content.decode()
    assert "In order." in ines.get(url).content.decode()


def test_a_document_is_checked_before_it_is_kept(cast):
    case = accredit(cast.north, make_version(), cast.ines, state="asked")
    url = f"/accreditations/{case.public_id}/evidence/"
    for upload in (SimpleUploadedFile("x.pdf", b"MZ"), SimpleUploadedFile("x.pdf", b"")):
        answer = signed_in(cast.ines).post(url, {"code": "trained", "title": "x", "file": upload})
        assert answer.status_code == 422
    assert case.evidence.count() == 0


def test_an_instructor_sees_no_colleague_and_a_stranger_nothing(cast):
    version = make_version()
    other = MembershipFactory(partner=cast.north).user
    mine = accredit(cast.north, version, cast.ines, state="asked")
    theirs = accredit(cast.north, version, other, state="asked")
    ines = signed_in(cast.ines)
    page = ines.get("/partners/north/teaching/").content.decode()
    assert (str(mine.public_id) in page, str(theirs.public_id) in page) == (True, False)
    assert ines.get(f"/accreditations/{theirs.public_id}/").status_code == 404
    assert signed_in(cast.rui).get(f"/accreditations/{mine.public_id}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_and_three(cast, django_assert_num_queries, count):
    version = make_version()
    for _number in range(count):
        user = MembershipFactory(partner=cast.north).user
        today = timezone.now().date()
        accredit(cast.north, version, user, starts_on=today, ends_on=today)
        Authorisation.objects.create(
            partner=cast.north, version=make_version(), edition=1, starts_on=today, ends_on=today
        )
    paula, sam = signed_in(cast.paula), signed_in(cast.sam)
    with django_assert_num_queries(10):
        assert paula.get("/partners/north/teaching/").content.decode().count("Person ") >= count
    with django_assert_num_queries(3):
        assert sam.get("/programme/accreditations/").content.decode().count("Person ") >= count


def test_nothing_that_is_sent_breaks_a_page_or_writes_half_a_row(cast):
    version = make_version()
    case = accredit(cast.north, version, cast.ines, state="asked")
    sam = signed_in(cast.sam)
    targets = {
        "/partners/north/teaching/authorise/": ("version", "starts_on", "ends_on", "reason"),
        "/partners/north/teaching/propose/": ("user", "version"),
        f"/accreditations/{case.public_id}/evidence/": ("code", "title", "file"),
        f"/accreditations/{case.public_id}/step/": ("action", "reason", "starts_on", "ends_on"),
    }
    for url, names in targets.items():
        for sent in forms(names, count=200):
            assert sam.post(url, sent).status_code in {302, 400, 403, 422}
    for query in forms(("q", "state", "page"), count=200):
        assert sam.get("/programme/accreditations/", query).status_code in {200, 400}
    case.refresh_from_db()
    assert (Accreditation.objects.count(), Authorisation.objects.count(), case.state) == (1, 0, "asked")


def test_a_proposed_instructor_is_told_and_led_to_the_first_missing_document(
    cast, django_capture_on_commit_callbacks
):
    version = make_version()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(cast.paula).post(
            "/partners/north/teaching/propose/", {"user": cast.ines.pk, "version": version.pk}
        )
    case = Accreditation.objects.get()
    (told,) = mail.outbox
    assert (told.to, told.subject) == (
        [cast.ines.email],
        f"{cast.north.name} proposes you: hand in your documents",
    )
    assert (f"/accreditations/{case.public_id}/" in told.body, "The reason" in told.body) == (True, False)
    ines, url = signed_in(cast.ines), f"/accreditations/{case.public_id}/"
    for code in ("trained", "teaching", "observed"):
        assert ines.get(url).context["paper_form"]["code"].value() == code
        file = SimpleUploadedFile("x.pdf", b"%PDF-1.7 " + code.encode())
        ines.post(f"{url}evidence/", {"code": code, "title": code, "file": file})
    assert ines.get(url).context["page"].next_line == ""


def test_an_owner_who_proposes_herself_gets_no_mail_about_it(cast):
    signed_in(cast.paula).post(
        "/partners/north/teaching/propose/", {"user": cast.paula.pk, "version": make_version().pk}
    )
    assert (Accreditation.objects.count(), OutgoingMail.objects.count()) == (1, 0)
