from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from courses.catalogue.services import publish_package
from courses.content.engine.reader import read_package
from courses.models import Mark, RecallReturn
from courses.progress.services import mark_done
from tests.factories.courses import enrol_directly

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"
READ = timezone.datetime(2026, 11, 2, 9, tzinfo=timezone.get_default_timezone())
pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(cast):
    """Lena has read the first lesson on 2 November."""
    version = publish_package(read_package(SMALL), today=date(2026, 11, 24)).version
    with time_machine.travel(READ, tick=False):
        enrolment = enrol_directly(cast.lena, version)
        mark_done(enrolment=enrolment, activity=version.activities.get(key="m1.l1"))
    return enrolment


def at(day):
    return time_machine.travel(READ + timedelta(days=day), tick=False)


def url(enrolment, tail=""):
    return f"/learn/{enrolment.public_id}/warm-up/{tail}"


def test_nothing_waits_before_two_days_are_over(client, cast, enrolment):
    with at(1):
        client.force_login(cast.lena)
        assert "Nothing waits for you today" in client.get(url(enrolment)).content.decode()
        assert "Warm-up" not in client.get("/learn/").content.decode()


def test_two_days_later_the_questions_stand_on_the_dashboard_and_never_count(client, cast, enrolment):
    marks = Mark.objects.count()
    with at(2):
        client.force_login(cast.lena)
        page = client.get("/learn/").content.decode()
        assert "Warm-up" in page
        assert url(enrolment, "m1.l1/r1/") in page
        told = client.post(url(enrolment, "m1.l1/r1/"), {"answer": "24"})
        after = client.get(told.url).content.decode()
        assert ("Right" in after, "Yes: 6 % of 400." in after) == (True, True)
    kept = RecallReturn.objects.get()
    assert (kept.outcome, kept.given, Mark.objects.count()) == ("right", ["24"], marks)


def test_a_wrong_answer_comes_back_two_days_later(client, cast, enrolment):
    with at(2):
        client.force_login(cast.lena)
        told = client.post(url(enrolment, "m1.l1/r1/"), {"answer": "9"})
        assert "it comes back in two days" in client.get(told.url).content.decode()
        assert url(enrolment, "m1.l1/r1/") not in client.get(url(enrolment)).content.decode()
    with at(4):
        client.force_login(cast.lena)
        told = client.post(url(enrolment, "m1.l1/r1/"), {"answer": "24"})
        assert "Yes: 6 % of 400." in client.get(told.url).content.decode()
    assert list(RecallReturn.objects.values_list("outcome", flat=True)) == ["wrong", "right"]


def test_a_second_click_is_not_a_second_answer(client, cast, enrolment):
    with at(2):
        client.force_login(cast.lena)
        places = {client.post(url(enrolment, "m1.l1/r1/"), {"answer": "24"}).url for _ in range(2)}
    assert (len(places), RecallReturn.objects.count()) == (1, 1)


def test_one_question_or_all_of_them_can_wait_until_tomorrow(client, cast, enrolment):
    with at(2):
        client.force_login(cast.lena)
        client.post(url(enrolment, "m1.l1/r1/"), {"skip": "1"})
        assert client.post(url(enrolment, "later/")).url == "/learn/"
        assert "Nothing waits" in client.get(url(enrolment)).content.decode()
    with at(3):
        client.force_login(cast.lena)
        assert "Answer from memory" in client.get(url(enrolment)).content.decode()
    assert set(RecallReturn.objects.values_list("outcome", flat=True)) == {"skipped"}


@pytest.mark.parametrize("given", [{}, {"answer": "many"}, {"answer": "\x00"}, {"answer": "9" * 5000}])
def test_an_answer_that_cannot_be_read_is_said_so_and_not_kept(client, cast, enrolment, given):
    with at(2):
        client.force_login(cast.lena)
        answer = client.post(url(enrolment, "m1.l1/r1/"), given)
    assert (answer.status_code, "Type a number" in answer.content.decode()) == (422, True)
    assert RecallReturn.objects.count() == 0


def test_strangers_and_unknown_questions_find_nothing(client, cast, enrolment):
    client.force_login(cast.omar)
    assert client.get(url(enrolment)).status_code == 404
    assert client.post(url(enrolment, "m1.l1/r1/"), {"answer": "24"}).status_code == 404
    client.force_login(cast.lena)
    for tail in ("m1.l1/r99/", "m9.l9/r1/"):
        assert client.post(url(enrolment, tail), {"answer": "24"}).status_code == 404


def test_a_closed_course_asks_nothing_back(client, cast, enrolment):
    enrolment.closes_at = READ + timedelta(days=1)
    enrolment.save()
    with at(2):
        client.force_login(cast.lena)
        assert client.post(url(enrolment, "m1.l1/r1/"), {"answer": "24"}).status_code == 403
        assert client.post(url(enrolment, "later/")).status_code == 403
    assert RecallReturn.objects.count() == 0


@pytest.mark.parametrize("answers", [1, 3])
def test_the_warm_up_costs_three_queries_however_much_was_answered(
    client, cast, enrolment, answers, django_assert_num_queries
):
    lesson = enrolment.version.activities.get(key="m1.l1")
    for number in range(answers):
        RecallReturn.objects.create(
            enrolment=enrolment,
            activity=lesson,
            question="r1",
            outcome="wrong",
            created_at=READ + timedelta(days=number),
        )
    with at(9):
        client.force_login(cast.lena)
        client.get(url(enrolment))
        with django_assert_num_queries(3):
            client.get(url(enrolment))
