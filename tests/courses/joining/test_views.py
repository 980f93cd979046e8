from __future__ import annotations

import pytest

from courses.joining.services import join
from courses.models import Enrolment, JoinLink, JoinRequest
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_cohort, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(cast):
    return make_cohort(cast.north, instructors=[cast.ines], seats=2, welcome="Bring a laptop")


def test_a_visitor_reads_what_they_would_join_and_comes_back_after_signing_up(client, cohort):
    make_link(cohort)
    page = client.get("/join/ABCDEFGHJK/").content.decode()
    assert all(text in page for text in ("Bring a laptop", "North Training", "?next=/join/ABCDEFGHJK/"))
    assert client.post("/join/ABCDEFGHJK/").url.endswith("?next=/join/ABCDEFGHJK/")


def test_a_learner_joins_by_code_or_link(client, cast, cohort):
    make_link(cohort)
    client.force_login(cast.lena)
    assert client.post("/join/", {"code": "WRONG"}).status_code == 422
    assert client.get("/join/WRONG/").status_code == 404
    assert client.post("/join/", {"code": "abcde-fghjk"}).url == "/join/ABCDEFGHJK/"
    assert client.post("/join/ABCDEFGHJK/").url == f"/learn/{Enrolment.objects.get().public_id}/"
    assert b"You have a seat here" in client.get("/join/ABCDEFGHJK/").content


def test_who_comes_too_late_reads_their_place_and_may_leave(client, cast, cohort):
    make_link(cohort)
    for _number in range(2):
        join(code="ABCDEFGHJK", user=UserFactory())
    client.force_login(cast.lena)
    assert b"Wait for a seat" in client.get("/join/ABCDEFGHJK/").content
    page = client.post("/join/ABCDEFGHJK/", follow=True).content.decode()
    assert "You are number 1 on the waiting list" in page
    client.post("/join/ABCDEFGHJK/", {"leave": "1"})
    assert JoinRequest.objects.get().state == "left"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("domains", "not a domain!", "is no mail domain"),
        ("domains", "localhost", "is no mail domain"),
        ("seats", "0", "greater than or equal to 1"),
        ("opens_at", "0001-01-01T00:00", "between the years"),
    ],
)
def test_rules_that_cannot_hold_are_named_and_nothing_is_made(client, cast, cohort, field, value, says):
    client.force_login(cast.ines)
    answer = client.post(f"/cohorts/{cohort.public_id}/join-link/", {field: value})
    assert (answer.status_code, says in answer.content.decode(), JoinLink.objects.count()) == (422, True, 0)


def test_an_instructor_makes_a_link_with_rules_and_lets_people_in(client, cast, cohort):
    client.force_login(cast.ines)
    url = f"/cohorts/{cohort.public_id}/join-link/"
    rules = {"domains": "@Example.org, example.net", "needs_approval": "on", "opens_at": "2026-01-05T09:00"}
    client.post(url, rules)
    link = JoinLink.objects.get()
    assert (link.domains, link.opens_at.isoformat()) == (
        ["example.net", "example.org"],
        "2026-01-05T08:00:00+00:00",
    )
    asked = join(code=link.code, user=cast.lena)
    assert "Lena Brandt" in client.get(url).content.decode()
    decide = f"/cohorts/{cohort.public_id}/waiting/{asked.public_id}/"
    assert "Say why" in client.post(decide, {"refuse": "1"}, follow=True).content.decode()
    client.post(decide)
    assert Enrolment.objects.get().user == cast.lena


@pytest.mark.parametrize("count", [1, 3])
def test_the_instructors_page_costs_the_same_for_one_and_three(
    client, cast, cohort, django_assert_num_queries, count
):
    make_link(cohort, needs_approval=True)
    for number in range(count):
        join(code="ABCDEFGHJK", user=UserFactory(name=f"Learner {number}"))
    client.force_login(cast.ines)
    with django_assert_num_queries(11):
        page = client.get(f"/cohorts/{cohort.public_id}/join-link/").content.decode()
    assert page.count("<li><div><b>Learner") == count
