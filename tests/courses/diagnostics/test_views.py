"""Lena takes the check in her browser; a visitor tries the short one; nobody on the staff side sees a result."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses.diagnostics.engine.scoring import Given
from courses.diagnostics.models import DiagnosticAnswer, DiagnosticSitting, KeptCheck
from courses.diagnostics.services import keep_short_check
from tests.factories.courses import make_cohort
from tests.factories.diagnostics import check_of, form, make_check, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena(client, cast):
    client.force_login(cast.lena)
    return client


def front(version):
    return reverse("courses:readiness", args=[version.public_id])


def test_lena_goes_from_the_course_to_her_profile(lena, cast):
    version = make_check()
    check = check_of(cast.lena, version)
    page = lena.get(reverse("courses:learn", args=[check.enrolment.public_id])).content.decode()
    assert front(version) in page
    assert "form A" not in page
    there = lena.post(reverse("courses:readiness-start", args=[version.public_id])).url
    for _ in range(24):
        shown = lena.get(there)
        assert shown.status_code == 200
        there = lena.post(there, {"option": "2", "sure": "80"}).url
    assert there.endswith("/finish/")
    assert "Every situation has an answer" in lena.get(there).content.decode()
    profile = lena.get(lena.post(there).url).content.decode()
    assert "Your readiness profile" in profile
    assert profile.count('<th scope="row">') == 8
    assert 'class="band"' in profile


def test_a_situation_needs_an_act_and_a_confidence_and_keeps_what_was_chosen(lena, cast):
    sitting = _begun(lena, cast)
    there = reverse("courses:readiness-situation", args=[sitting.public_id, 1])
    answer = lena.post(there, {"option": "3"})
    assert answer.status_code == 422
    assert re.search(r'name="option" value="3" checked', answer.content.decode())
    assert DiagnosticAnswer.objects.count() == 0


def test_nobody_looks_ahead(lena, cast):
    sitting = _begun(lena, cast)
    there = reverse("courses:readiness-situation", args=[sitting.public_id, 9])
    assert lena.get(there).url == reverse("courses:readiness-situation", args=[sitting.public_id, 1])
    assert lena.get(there.replace("/9/", "/25/")).status_code == 404


def test_left_out_situations_are_listed_before_handing_in(lena, cast):
    sitting = _begun(lena, cast)
    here = reverse("courses:readiness-situation", args=[sitting.public_id, 1])
    assert lena.post(here, {"go": "skip"}).url.endswith("/2/")
    page = lena.get(reverse("courses:readiness-finish", args=[sitting.public_id])).content.decode()
    assert "24 situations have no answer" in page


def _begun(lena, cast):
    version = make_check()
    check_of(cast.lena, version)
    lena.post(reverse("courses:readiness-start", args=[version.public_id]))
    return DiagnosticSitting.objects.get()


def test_the_front_page_says_when_the_second_form_opens(lena, cast):
    version = make_check()
    sit(check_of(cast.lena, version), now=datetime(2026, 11, 1, 9, tzinfo=UTC))
    assert "29 November 2026" in lena.get(front(version)).content.decode()
    refused = lena.post(reverse("courses:readiness-start", args=[version.public_id]))
    assert refused.status_code == 409


def test_the_second_profile_words_the_change(lena, cast):
    check = check_of(cast.lena, make_check())
    long_ago = timezone.now() - timedelta(days=60)
    sit(check, points=1, now=long_ago)
    second = sit(check, points=2)
    page = lena.get(reverse("courses:readiness-result", args=[second.public_id])).content.decode()
    assert "Clear gain" in page
    assert 'class="them"' in page
    with_first = lena.get(
        reverse("courses:readiness-result", args=[DiagnosticSitting.objects.get(number=1).public_id])
    ).content.decode()
    assert "Clear gain" not in with_first


def test_a_profile_is_read_in_a_fixed_number_of_queries(lena, cast, django_assert_num_queries):
    check = check_of(cast.lena, make_check())
    sit(check, now=timezone.now() - timedelta(days=60))
    second = sit(check)
    url = reverse("courses:readiness-result", args=[second.public_id])
    lena.get(url)
    with django_assert_num_queries(5):
        lena.get(url)


def test_lena_erases_her_result_after_a_question(lena, cast):
    sitting = sit(check_of(cast.lena, make_check()))
    there = reverse("courses:readiness-erase", args=[sitting.public_id])
    assert "deleted for good" in lena.get(there).content.decode()
    assert lena.post(there).status_code == 302
    assert DiagnosticSitting.objects.count() == 0


@pytest.mark.parametrize("person", ["omar", "ines", "paula", "rui", "sam"])
def test_nobody_else_opens_a_result(client, cast, person):
    version = make_check()
    cohort = make_cohort(cast.north, version, instructors=[cast.ines])
    sitting = sit(check_of(cast.lena, version, cohort=cohort))
    client.force_login(getattr(cast, person))
    for name in ("readiness-result", "readiness-erase", "readiness-finish"):
        assert client.get(reverse(f"courses:{name}", args=[sitting.public_id])).status_code == 404


def test_no_page_or_export_of_the_staff_side_changes_when_lena_takes_the_check(client, cast):
    """Gradebook, its files, the roster and her page read the same before and after: not even that she sat it."""
    version = make_check()
    cohort = make_cohort(cast.north, version, instructors=[cast.ines])
    check = check_of(cast.lena, version, cohort=cohort)
    urls = [
        reverse("courses:gradebook", args=[cohort.public_id]),
        reverse("courses:gradebook-csv", args=[cohort.public_id]),
        reverse("courses:cohort-people", args=[cohort.public_id]),
        reverse("courses:cohort", args=[cohort.public_id]),
        reverse("courses:cohort-learner", args=[cohort.public_id, check.enrolment.public_id]),
        "/desk/",
    ]

    def read():
        client.force_login(cast.ines)
        pages = [client.get(url).getvalue().decode() for url in urls]
        return [re.sub(r'(csrf|nonce)[^>]*>|value="[A-Za-z0-9]{64}"', "", page) for page in pages]

    before = read()
    sit(check)
    assert read() == before
    assert [url for url, page in zip(urls, before, strict=True) if "eadiness" in page] == []


SHORT = reverse("courses:readiness-short")


def short_answers(sure="80", option="1"):
    return {f"s{n}": option for n in range(1, 9)} | {f"s{n}-sure": sure for n in range(1, 9)}


def test_a_visitor_tries_eight_situations_and_leaves_nothing_behind(client):
    make_check()
    assert client.get(SHORT).content.decode().count('<h2 id="s') == 8
    page = client.post(SHORT, short_answers())
    assert page.status_code == 200
    assert "You chose the best act in" in page.content.decode()
    assert "sessionid" not in "".join(client.cookies)
    assert (Session.objects.count(), KeptCheck.objects.count(), User.objects.count()) == (0, 0, 0)


def test_a_gap_in_the_short_check_is_marked_and_the_rest_stays(client):
    make_check()
    page = client.post(SHORT, short_answers() | {"s3": ""})
    assert page.status_code == 422
    text = page.content.decode()
    assert text.count('id="s3-e"') == 1
    assert text.count(" checked>") == 15


def test_without_a_published_check_there_is_no_short_one(client):
    assert client.get(SHORT).status_code == 404


def test_a_visitor_may_keep_the_result_with_a_new_account(client, cast):
    make_check()
    there = client.post(reverse("courses:readiness-keep"), short_answers())
    assert there.url == f"{reverse('account_signup')}?next=%2Freadiness%2Fkept%2F"
    assert KeptCheck.objects.count() == 0
    client.force_login(cast.omar)  # what signing up does in the same session
    kept = reverse("courses:readiness-kept")
    assert "not stored with your account yet" in client.get(kept).content.decode()
    client.post(kept, {"do": "keep"})
    assert KeptCheck.objects.get().learner == cast.omar
    assert "You chose the best act in" in client.get(kept).content.decode()


def test_who_is_signed_in_keeps_it_at_once_and_may_erase_it(lena, cast):
    make_check()
    kept = reverse("courses:readiness-kept")
    assert lena.post(reverse("courses:readiness-keep"), short_answers()).url == kept
    lena.post(kept, {"do": "erase"})
    assert KeptCheck.objects.count() == 0
    assert "You have kept no short check" in lena.get(kept).content.decode()


def test_what_waits_can_be_thrown_away(client, cast):
    make_check()
    client.post(reverse("courses:readiness-keep"), short_answers())
    client.force_login(cast.omar)
    kept = reverse("courses:readiness-kept")
    client.post(kept, {"do": "drop"})
    assert "not stored" not in client.get(kept).content.decode()
    assert KeptCheck.objects.count() == 0


def test_a_kept_check_of_an_older_form_is_said_to_be_old(lena, cast):
    old = make_check()
    answers = {key: Given(1, 80) for key in form("A").short}
    keep_short_check(learner=cast.lena, activity=old.activities.get(key="diagnostic-a"), answers=answers)
    newer = make_check()
    old.course.published = None
    old.course.save()
    assert newer.course.published_id
    assert "older form" in lena.get(reverse("courses:readiness-kept")).content.decode()
