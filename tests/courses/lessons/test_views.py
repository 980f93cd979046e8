from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import ActivityDates, LessonWork, Mark, ModuleWork
from tests.courses.lessons.conftest import lesson_url
from tests.factories.courses import make_cohort

pytestmark = pytest.mark.django_db


def test_a_lesson_is_read_in_two_queries(reading, version, django_assert_num_queries):
    url = lesson_url(version)
    reading.get(url)
    with django_assert_num_queries(2):
        page = reading.get(url).content.decode()
    assert all(text in page for text in ("Work it out again", "17 to 33 %", "Two bars", "Twice as much"))


def test_another_learners_lesson_does_not_exist(client, cast, version, enrolment):
    client.force_login(cast.omar)
    assert client.get(lesson_url(version)).status_code == 404
    assert client.post(lesson_url(version, tail="done/")).status_code == 404


def test_reading_on_keeps_the_lesson_as_read(reading, version, enrolment):
    answer = reading.post(lesson_url(version, tail="done/"))
    assert answer.url == lesson_url(version, "m1.l2")
    reading.post(lesson_url(version, tail="done/"))
    assert [(mark.key, mark.outcome) for mark in Mark.objects.all()] == [("lesson:m1.l1:read", "read")]
    last = reading.post(lesson_url(version, "m1.l2", "done/"))
    assert last.url == f"/learn/{enrolment.public_id}/"


def test_a_retrieval_question_is_answered_in_place(reading, version):
    url = lesson_url(version, tail="recall/r1/")
    assert reading.post(url, {"answer": "24"}).url == f"{lesson_url(version)}#recall-r1"
    assert "Yes: 6 % of 400." in reading.get(lesson_url(version)).content.decode()
    box = reading.post(url, {"answer": "25"}, headers={"HX-Request": "true"})
    assert (box.status_code, "Take the small side" in box.content.decode()) == (200, True)
    assert LessonWork.objects.get().answers["r1"]["tries"] == 2


@pytest.mark.parametrize(
    "given", [{}, {"answer": ""}, {"answer": "many"}, {"answer": "\x00"}, {"answer": "9" * 5000}]
)
def test_an_answer_that_cannot_be_read_is_said_so_and_not_kept(reading, version, given):
    answer = reading.post(lesson_url(version, tail="recall/r1/"), given)
    assert (answer.status_code, "Type a number" in answer.content.decode()) == (422, True)
    assert LessonWork.objects.count() == 0


def test_an_unknown_question_is_not_found(reading, version):
    assert reading.post(lesson_url(version, tail="recall/r99/"), {"answer": "1"}).status_code == 404


def test_notes_are_written_changed_and_erased(reading, version):
    reading.post(lesson_url(version, tail="notes/"), {"text": "Ask for the source", "anchor": "why"})
    note = LessonWork.objects.get().notes[0]
    assert (note["text"], note["anchor"]) == ("Ask for the source", "why")
    reading.post(lesson_url(version, tail=f"notes/{note['id']}/"), {"text": "Ask twice"})
    assert "Ask twice" in reading.get(lesson_url(version)).content.decode()
    reading.post(lesson_url(version, tail=f"notes/{note['id']}/"), {"text": "Ask twice", "erase": "1"})
    assert LessonWork.objects.get().notes == []


@pytest.mark.parametrize("text", ["", "x" * 4001, "a\x00b"])
def test_a_note_that_cannot_be_kept_leaves_the_page_as_it_was(reading, version, text):
    answer = reading.post(lesson_url(version, tail="notes/"), {"text": text})
    assert (answer.status_code, LessonWork.objects.count()) == (422, 0)


def test_a_passage_is_highlighted_with_or_without_a_note(reading, version):
    url = lesson_url(version, tail="notes/")
    reading.post(url, {"quote": "  Mara   plans ", "anchor": "why"})
    box = reading.post(url, {"quote": "Two bars", "text": "See again"}, headers={"HX-Request": "true"})
    assert "data-quote>Two bars</mark>" in box.content.decode()
    first, second = LessonWork.objects.get().notes
    assert (first["quote"], first["text"], first["anchor"], second["text"]) == (
        "Mara plans",
        "",
        "why",
        "See again",
    )
    reading.post(lesson_url(version, tail=f"notes/{second['id']}/"), {"text": ""})
    assert LessonWork.objects.get().notes[1]["quote"] == "Two bars"
    reading.post(lesson_url(version, tail=f"notes/{second['id']}/"), {"erase": "1"})
    assert [note["quote"] for note in LessonWork.objects.get().notes] == ["Mara plans"]


@pytest.mark.parametrize("quote", ["x" * 601, "a\x00b"])
def test_a_passage_that_cannot_be_kept_leaves_the_page_as_it_was(reading, version, quote):
    answer = reading.post(lesson_url(version, tail="notes/"), {"quote": quote})
    assert (answer.status_code, LessonWork.objects.count()) == (422, 0)


def test_next_and_previous_have_access_keys(reading, version):
    page = reading.get(lesson_url(version, "m1.l2")).content.decode()
    assert ('rel="prev" accesskey="p"' in page, 'accesskey="n"' in page) == (True, True)


def test_the_first_guess_stays(reading, version):
    for value, status in (("11", 422), ("x", 422), ("7", 302), ("9", 302)):
        assert reading.post(lesson_url(version, tail="prediction/"), {"value": value}).status_code == status
    assert ModuleWork.objects.get().prediction == "7"
    assert "two in ten" in reading.get(lesson_url(version, "m1.l2")).content.decode()


def test_a_reflection_is_kept_for_its_writer(reading, version):
    reading.post(lesson_url(version, "m1.l2", "reflection/"), {"text": "The Friday figure"})
    assert "The Friday figure" in reading.get(lesson_url(version, "m1.l2")).content.decode()


def test_a_lesson_opens_where_the_learner_stopped(reading, version, enrolment):
    reading.get(lesson_url(version))
    assert reading.post(lesson_url(version, tail="place/"), {"anchor": "try"}).status_code == 204
    page = reading.get(f"/learn/{enrolment.public_id}/").content.decode()
    assert "You stopped at “Try”." in page
    assert f'href="{lesson_url(version)}#try"' in page


def test_a_closed_course_can_be_read_but_not_answered(reading, version, enrolment):
    now = timezone.now()
    enrolment.opens_at, enrolment.closes_at = now - timedelta(days=9), now - timedelta(days=1)
    enrolment.save()
    assert reading.get(lesson_url(version)).status_code == 200
    for tail in ("done/", "recall/r1/", "prediction/"):
        assert reading.post(lesson_url(version, tail=tail), {"answer": "24", "value": "7"}).status_code == 403
    assert (Mark.objects.count(), LessonWork.objects.count()) == (0, 0)


def test_who_is_not_signed_in_is_asked_to(client, version):
    assert client.get(lesson_url(version)).url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("opens", "closes", "words"), [(1, 9, "This opens for you on"), (-9, -1, "This closed for you on")]
)
@pytest.mark.parametrize("owner", ["person", "cohort"])
def test_outside_its_dates_a_lesson_is_read_and_nothing_is_kept(
    reading, cast, version, enrolment, opens, closes, words, owner, django_assert_num_queries
):
    cohort = make_cohort(cast.north, version)
    enrolment.cohort = cohort
    enrolment.save()
    ActivityDates.objects.create(
        activity=version.activities.get(key="m1.l1"),
        opens_at=timezone.now() + timedelta(days=opens),
        due_at=timezone.now() + timedelta(days=closes),
        closes_at=timezone.now() + timedelta(days=closes),
        **({"enrolment": enrolment} if owner == "person" else {"cohort": cohort}),
    )
    url = lesson_url(version)
    reading.get(url)
    with django_assert_num_queries(2):
        page = reading.get(url).content.decode()
    assert (words in page, "Work it out again" in page, "· due" in page) == (True, True, True)
    assert reading.post(lesson_url(version, tail="done/")).status_code == 403
    assert words not in reading.get(lesson_url(version, "m1.l2")).content.decode()
    assert Mark.objects.count() == 0


def test_a_persons_date_of_a_lesson_goes_before_the_cohorts(reading, cast, version, enrolment):
    cohort = make_cohort(cast.north, version)
    enrolment.cohort = cohort
    enrolment.save()
    lesson, now = version.activities.get(key="m1.l1"), timezone.now()
    ActivityDates.objects.create(activity=lesson, cohort=cohort, closes_at=now - timedelta(days=1))
    ActivityDates.objects.create(activity=lesson, enrolment=enrolment, closes_at=now + timedelta(days=1))
    assert reading.post(lesson_url(version, tail="done/")).status_code == 302
