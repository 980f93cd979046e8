from __future__ import annotations

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Answer, Attempt, Mark, PackageFile
from courses.quizzes.compiled import quiz_of
from courses.quizzes.services.attempts import save_answer, submit_attempt
from tests.courses.quizzes.bank import KINDS, RIGHT, item, quiz
from tests.factories.courses import enrol_directly
from tests.factories.quizzes import answer, make_quiz, play, start
from tests.hostile import forms


def url(name, attempt, *more):
    return reverse(f"courses:{name}", args=[attempt.public_id, *more])


def number_of(attempt, kind):
    """The number of the question of this type in the form."""
    items = quiz_of(attempt.activity).items
    return next(n for n, key in enumerate(attempt.items, 1) if items[key].type == kind)


def form_of(kind, number, answers=RIGHT):
    """What the controls of this type send."""
    return {f"q{number}{'-' if suffix else ''}{suffix}": sent for suffix, sent in answers[kind].items()}


@pytest.fixture
def attempt(cast, client):
    client.force_login(cast.lena)
    return start(cast.lena, make_quiz())


@pytest.mark.parametrize("kind", KINDS)
def test_lena_answers_each_type_without_script_and_finds_her_answer_again(client, attempt, kind):
    number = number_of(attempt, kind)
    page = url("quiz-question", attempt, number)
    assert client.get(page).status_code == 200
    sent = client.post(page, form_of(kind, number) | {f"q{number}-how": "2", f"q{number}-flag": "1"})
    assert sent.status_code == 302
    row = Answer.objects.get()
    assert (row.number, row.sure, row.is_flagged) == (number, 2, True)
    again = client.get(page).content.decode()
    assert "answered" in again
    if kind not in {"short", "numeric", "order"}:
        assert again.count(" checked") + again.count(" selected") >= 2


def test_lena_walks_through_and_hands_in(client, cast, attempt):
    for number in range(1, 11):
        kind = quiz_of(attempt.activity).items[attempt.items[number - 1]].type
        answered = client.post(url("quiz-question", attempt, number), form_of(kind, number))
        goal = url("quiz-question", attempt, number + 1) if number < 10 else url("quiz-finish", attempt)
        assert answered.headers["Location"] == goal
    assert "Every question has an answer" in client.get(url("quiz-finish", attempt)).content.decode()
    result = client.post(url("quiz-finish", attempt), follow=True).content.decode()
    assert "10 of 10." in result
    assert Mark.objects.get().points == Decimal(10)


def test_handing_in_twice_gives_one_mark_and_the_same_page(client, attempt):
    answer(attempt, right=8)
    first = client.post(url("quiz-finish", attempt))
    second = client.post(url("quiz-finish", attempt))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"] == url("quiz-result", attempt)
    assert Mark.objects.count() == 1


def test_all_questions_on_one_page_are_kept_in_one_go(client, attempt):
    data = {}
    for number, key in enumerate(attempt.items, 1):
        data |= form_of(quiz_of(attempt.activity).items[key].type, number)
    page = client.get(url("quiz-whole", attempt)).content.decode()
    assert re.findall(r'data-save="([^"]+)"', page) == [url("quiz-save", attempt, n) for n in range(1, 11)]
    assert set(re.findall(r'name="(q\d+)[^"]*"', page)) == {f"q{n}" for n in range(1, 11)}
    assert client.post(url("quiz-whole", attempt), data).headers["Location"] == url("quiz-finish", attempt)
    assert Answer.objects.count() == 10
    again = client.post(url("quiz-whole", attempt), data)
    assert again.status_code == 302
    assert [len(row.history.splitlines()) for row in Answer.objects.all()] == [1] * 10


def test_a_choice_that_was_never_offered_is_422_and_the_others_are_kept(client, attempt):
    single, numeric = number_of(attempt, "single"), number_of(attempt, "numeric")
    sent = client.post(url("quiz-whole", attempt), {f"q{single}": "77", f"q{numeric}": "1188"})
    assert sent.status_code == 422
    assert "This question has no such choice" in sent.content.decode()
    assert [row.number for row in Answer.objects.all()] == [numeric]


def test_the_script_saves_and_is_told_the_version(client, attempt):
    number = number_of(attempt, "single")
    data = {f"q{number}": "2", f"q{number}-v": "1700000000000"}
    for _ in range(2):
        answer_ = client.post(url("quiz-save", attempt, number), data)
        assert (answer_.status_code, answer_.json()["outcome"]) == (200, "kept")
    late = client.post(url("quiz-save", attempt, number), data | {f"q{number}-v": "1600000000000"})
    assert (late.status_code, late.json()["outcome"], late.json()["version"]) == (409, "stale", 1700000000000)


def test_the_script_is_told_when_a_number_cannot_be_read_and_nothing_is_lost(client, attempt):
    number = number_of(attempt, "numeric")
    said = client.post(url("quiz-save", attempt, number), {f"q{number}": "about twelve"})
    assert said.status_code == 200
    assert said.json()["notice"].startswith("This does not read as one number.")
    assert Answer.objects.get().value == '"about twelve"'


def test_after_the_time_every_page_leads_to_the_result(client, cast):
    client.force_login(cast.lena)
    attempt = start(cast.lena, make_quiz(time_limit_minutes=5), now=timezone.now() - timedelta(hours=1))
    assert client.post(url("quiz-save", attempt, 1), {}).status_code == 410
    for name, more in (("quiz-question", [1]), ("quiz-whole", []), ("quiz-finish", []), ("quiz-attempt", [])):
        page = client.get(url(name, attempt, *more))
        assert (page.status_code, page.headers["Location"]) == (302, url("quiz-result", attempt))
    assert "The clock closed this attempt" in client.get(url("quiz-result", attempt)).content.decode()


def test_the_result_is_not_shown_while_the_attempt_is_open(client, attempt):
    for name in ("quiz-result", "quiz-explain"):
        assert client.get(url(name, attempt)).headers["Location"] == url("quiz-attempt", attempt)


def test_the_result_opens_on_what_was_missed(client, cast):
    client.force_login(cast.lena)
    attempt = play(cast.lena, make_quiz(), right=8)
    page = client.get(url("quiz-result", attempt)).content.decode()
    assert page.count("<article") == 2
    assert client.get(url("quiz-result", attempt) + "?show=all").content.decode().count("<article") == 10
    assert client.get(url("quiz-result", attempt) + "?show=certain").content.decode().count("<article") == 2


def test_what_the_rules_hide_is_not_on_the_page(client, cast):
    client.force_login(cast.lena)
    hidden = {"score": "after_close", "feedback": "never", "key": "never"}
    attempt = play(cast.lena, make_quiz(attempts=2, show=hidden), right=8)
    page = client.get(url("quiz-result", attempt)).content.decode()
    assert "8 of 10" not in page
    assert "Only this adds information." not in page
    assert "8 of 10" not in client.get(url("quiz-explain", attempt)).content.decode()


def test_a_key_is_never_on_a_question_page(client, attempt):
    for number in range(1, 11):
        page = client.get(url("quiz-question", attempt, number)).content.decode()
        for reason in ("Only this adds information.", "It holds the figure.", "That is the target.", "1188"):
            assert reason not in page


def test_why_this_mark_names_each_rule_and_each_entry(client, cast):
    client.force_login(cast.lena)
    attempt = play(cast.lena, make_quiz(), right=8)
    page = client.get(url("quiz-explain", attempt)).content.decode()
    assert "8 of 10, passed" in page
    assert "Attempt 1 marked" in page
    assert "sum of points" in page


def test_too_early_the_start_says_when_the_next_attempt_opens(client, cast):
    client.force_login(cast.lena)
    activity = make_quiz()
    play(cast.lena, activity, right=2)
    refused = client.post(reverse("courses:quiz-start", args=[activity.public_id]))
    assert refused.status_code == 409
    assert "The next attempt opens on" in refused.content.decode()
    assert Attempt.objects.count() == 1


def test_extra_time_is_shown_as_an_effect_without_its_reason(client, cast):
    from courses.models import Accommodation

    client.force_login(cast.lena)
    activity = make_quiz(time_limit_minutes=80)
    enrol_directly(cast.lena, activity.version)
    Accommodation.objects.create(learner=cast.lena, extra_percent=25)
    page = client.get(reverse("courses:quiz", args=[activity.public_id])).content.decode()
    assert "You have 100: 80 for all, and the extra time that is set for you." in page


@pytest.mark.parametrize("name", ["quiz-question", "quiz-save"])
@pytest.mark.parametrize("number", [0, 11, 99999999999999999999])
def test_a_question_beyond_the_form_is_404(client, attempt, name, number):
    assert client.post(url(name, attempt, number), {}).status_code == 404


def test_omar_finds_nothing_of_lenas(client, cast, attempt):
    client.force_login(cast.omar)
    for name, more in (
        ("quiz-attempt", []),
        ("quiz-question", [1]),
        ("quiz-whole", []),
        ("quiz-finish", []),
        ("quiz-result", []),
        ("quiz-explain", []),
    ):
        assert client.get(url(name, attempt, *more)).status_code == 404
    assert client.post(url("quiz-save", attempt, 1), {"q1": "1"}).status_code == 404
    assert Answer.objects.count() == 0


def test_omar_finds_nothing_even_after_lenas_form_was_kept_in_the_process(client, cast, attempt):
    assert client.post(url("quiz-save", attempt, 1), {}).status_code == 200
    client.force_login(cast.omar)
    assert client.post(url("quiz-save", attempt, 1), {}).status_code == 404


def counted(django_assert_num_queries, client, number, address, method="get", **data):
    with django_assert_num_queries(number):
        return getattr(client, method)(address, data or None)


def test_saving_an_answer_takes_the_session_and_one_statement(client, attempt, django_assert_num_queries):
    client.post(url("quiz-save", attempt, 1), {})
    counted(django_assert_num_queries, client, 2, url("quiz-save", attempt, 2), "post", q2="")


@pytest.mark.parametrize("copies", [1, 3])
def test_a_question_page_takes_three_queries_whatever_the_bank(
    client, cast, copies, django_assert_num_queries
):
    client.force_login(cast.lena)
    attempt = start(cast.lena, make_quiz(copies=copies))
    client.get(url("quiz-question", attempt, 1))
    counted(django_assert_num_queries, client, 3, url("quiz-question", attempt, 2))
    save_answer(attempt_id=attempt.pk, number=1, value="1")
    counted(django_assert_num_queries, client, 3, url("quiz-whole", attempt))


@pytest.mark.parametrize("played", [1, 3])
def test_the_quiz_page_takes_four_queries_whatever_the_attempts(
    client, cast, played, django_assert_num_queries
):
    client.force_login(cast.lena)
    activity = make_quiz(retry_after_hours=0)
    for _ in range(played):
        play(cast.lena, activity, right=3)
    page = reverse("courses:quiz", args=[activity.public_id])
    client.get(page)
    counted(django_assert_num_queries, client, 4, page)


def test_two_hundred_hostile_forms_on_each_address_never_break_it(client, cast, attempt):
    names = [
        f"q{n}{suffix}" for n in (1, 2, 5, 10) for suffix in ("", "-1", "-2", "-sure", "-how", "-flag", "-v")
    ]
    addresses = [
        url("quiz-save", attempt, 1),
        url("quiz-save", attempt, 5),
        url("quiz-question", attempt, 2),
        url("quiz-whole", attempt),
    ]
    for seed, address in enumerate(addresses):
        for data in forms([*names, "go"], count=200, seed=seed):
            assert client.post(address, data).status_code in {200, 302, 409, 422}
    assert Answer.objects.filter(attempt=attempt).count() <= 10
    assert Attempt.objects.get().is_open
    assert client.post(url("quiz-finish", attempt)).status_code == 302
    assert client.get(url("quiz-result", attempt) + "?show=all").status_code == 200


def test_hostile_ids_and_queries_are_404_or_harmless(client, attempt):
    for bad in ("x", "1", "%00", "../..", uuid.uuid4(), "9" * 400, "AEB81B46-D7F6-4F06-852C-663A6D0612A1"):
        for tail in ("", "1/", "answers/1/", "all/", "finish/", "result/", "why/"):
            assert client.get(f"/learn/quizzes/attempts/{bad}/{tail}").status_code in {404, 405}
        assert client.get(f"/learn/quizzes/{bad}/").status_code == 404
        assert client.post(f"/learn/quizzes/{bad}/start/").status_code == 404
    for tail in ("-1/", "1e3/", "one/", "answers/one/", "%00/"):
        assert client.get(f"/learn/quizzes/attempts/{attempt.public_id}/{tail}").status_code == 404
    answer(attempt, right=3)
    client.post(url("quiz-finish", attempt))
    for data in forms(["show"], count=200):
        assert client.get(url("quiz-result", attempt), data).status_code == 200


def test_a_picture_of_a_question_shows_as_a_picture_and_to_nobody_else(client, cast):
    stem = "What does it say? [image: media/bay.png | Log of bay 4, 6.8 degrees]"
    only = [item("single", "q1", stem=stem)]
    activity = make_quiz(quiz(items=only, blueprint={"competency": {"C3": [0, 1, 0]}}))
    for name, data in (("bay.png", b"\x89PNG\r\n\x1a\n"), ("page.png", b"<html><script>alert(1)</script>")):
        PackageFile.objects.create(
            version=activity.version, path=f"modules/m3/media/{name}", sha256="0" * 64, data=data
        )
    attempt = start(cast.lena, activity)
    client.force_login(cast.lena)
    source = f"/learn/quizzes/{activity.public_id}/media/bay.png"
    picture = f'<img src="{source}" alt="Log of bay 4, 6.8 degrees">'
    assert picture in client.get(url("quiz-question", attempt, 1)).content.decode()
    assert picture in client.get(url("quiz-whole", attempt)).content.decode()
    seen = client.get(source)
    assert (seen.status_code, seen["Content-Type"], seen["X-Content-Type-Options"]) == (
        200,
        "image/png",
        "nosniff",
    )
    for name in ("page.png", "../quiz.yaml", "%2e%2e/quiz.yaml", "none.png"):
        assert client.get(source.replace("bay.png", name)).status_code == 404
    submit_attempt(attempt=attempt, actor=cast.lena)
    assert picture in client.get(url("quiz-result", attempt)).content.decode()
    assert "[image:" not in client.get(url("quiz-explain", attempt)).content.decode()
    client.force_login(cast.omar)
    assert client.get(source).status_code == 404
