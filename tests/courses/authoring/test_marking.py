"""An author tries answers and sees what they earn and why; nothing is written."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from courses.authoring.services import upload_package
from courses.content.engine.reader import read_package, write_zip
from tests.courses.quizzes.bank import KINDS, RIGHT, WRONG
from tests.courses.quizzes.bank import quiz as bank_of_quiz
from tests.factories.quizzes import make_quiz
from tests.hostile import forms

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"
pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(client, cast):
    client.force_login(cast.sam)
    return make_quiz()


def address(quiz):
    return reverse("courses:course-marking", args=[quiz.version.course.slug])


def sent(kind, answers, **more):
    number = KINDS.index(kind) + 1
    controls = {f"q1-{suffix}" if suffix else "q1": values for suffix, values in answers[kind].items()}
    return {"quiz": "m3.quiz", "question": f"q{number:02d}.1", "try": "1"} | controls | more


def rows():
    return {model: model.objects.count() for model in apps.get_app_config("courses").get_models()}


@pytest.mark.parametrize("kind", KINDS)
def test_sam_tries_a_right_and_a_wrong_answer_of_each_type(client, quiz, kind):
    before = rows()
    right = client.get(address(quiz), sent(kind, RIGHT)).content.decode()
    assert "1 of 1 points" in right
    assert right.count("this answer</span>") == 1
    wrong = client.get(address(quiz), sent(kind, WRONG)).content.decode()
    assert "0 of 1 points" in wrong
    assert rows() == before


def test_a_partly_right_answer_is_explained_line_by_line(client, quiz):
    answer = sent("match", {"match": {"1": ["1"], "2": ["2"], "3": ["4"]}})
    page = client.get(address(quiz), answer).content.decode()
    for words in (
        "0.667 of 1 points",
        "2 of 3 right, 1 wrong.",
        "→ Which period?",
        "Part and whole.",
        "this answer</span>",
    ):
        assert words in page
    open_row = client.get(address(quiz), sent("match", {"match": {"1": ["1"]}})).content.decode()
    assert "The learner reads: “Something is still open here." in open_row
    assert (
        page.count(" selected>") == 2 + 3
    )  # the quiz, the question, and the three choices stay as they were


def test_an_answer_that_no_rule_knows_and_an_open_one_are_said_to_earn_nothing(client, quiz):
    page = client.get(address(quiz), sent("short", {"short": {"": ["a cloud"]}})).content.decode()
    assert "It earns nothing until a person has looked at it." in page
    page = client.get(address(quiz), sent("single", {"single": {}})).content.decode()
    assert ("This is what an empty answer earns." in page, "this answer</span>" in page) == (True, False)


def test_what_was_never_offered_is_refused_in_words(client, quiz):
    answer = client.get(address(quiz), sent("single", {"single": {"": ["99"]}}))
    assert (answer.status_code, "This question has no such choice." in answer.content.decode()) == (422, True)
    for names in ({"quiz": "m9.quiz"}, {"question": "q99.1"}):
        assert client.get(address(quiz), names).status_code == 404


def test_a_draft_is_tried_before_anybody_gets_it(client, cast, quiz, django_capture_on_commit_callbacks):
    files = read_package(SMALL)
    with django_capture_on_commit_callbacks(execute=True):
        draft = upload_package(name="a.zip", data=write_zip(files), actor=cast.sam)
    page = client.get(reverse("courses:draft-marking", args=[draft.public_id])).content.decode()
    assert "This course has no quiz and no exam yet." in page
    bank = bank_of_quiz(copies=1) | {"id": "m1.quiz", "module": "m1"}
    bank["items"] = [one | {"competency": "C1"} for one in bank["items"]]
    bank["blueprint"] = {"competency": {"C1": [0, 10, 0]}, "types": dict.fromkeys(KINDS, 1)}
    files["modules/01-sums/module.yaml"] += b"quiz: quiz\n"
    files["modules/01-sums/quiz.yaml"] = json.dumps(bank).encode()
    with django_capture_on_commit_callbacks(execute=True):
        other = upload_package(name="b.zip", data=write_zip(files), actor=cast.sam)
    other.refresh_from_db()
    assert (other.errors, other.state) == ([], "ready")
    door = reverse("courses:draft-marking", args=[other.public_id])
    tried = client.get(door, sent("order", RIGHT, quiz="m1.quiz"))
    assert "1 of 1 points" in tried.content.decode()


@pytest.mark.parametrize("copies", [1, 3])
def test_trying_an_answer_costs_a_fixed_number_of_queries(client, cast, copies, django_assert_num_queries):
    client.force_login(cast.sam)
    quiz = make_quiz(copies=copies)
    client.get(address(quiz), sent("match", RIGHT))
    with django_assert_num_queries(2):
        client.get(address(quiz), sent("match", RIGHT))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_answers_get_an_answer_below_500(client, quiz, kind):
    fields = {name: values for name, values in sent(kind, RIGHT).items() if name.startswith("q1")}
    for hostile in forms(fields):
        assert client.get(address(quiz), sent(kind, RIGHT) | hostile).status_code in (200, 422)
