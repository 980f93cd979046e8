"""Sam brings a file in, reads what happened to each question, and gives questions out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.exchange.models import QuestionDraft
from courses.exchange.services import import_questions
from tests.courses.exchange.engine.test_dialects import GIFT, MOODLE
from tests.courses.exchange.engine.test_hostile import OUTSIDE
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db
DRAFTS = reverse("courses:question-drafts")


@pytest.fixture
def sam(client, cast):
    client.force_login(cast.sam)
    return client


def send(client, data, file_format, name="old.xml"):
    return client.post(DRAFTS, {"file": SimpleUploadedFile(name, data), "file_format": file_format})


def test_sam_reads_what_happened_to_each_question(sam):
    page = sam.get(send(sam, MOODLE.encode(), "moodle").url).content.decode()
    assert "What is not as it was" in page
    assert "The type “essay” has no key" in page
    assert "line 15" in page
    assert "Capitals made a difference; here they do not." in page


def test_a_harmful_file_is_answered_with_its_place_and_nothing_is_kept(sam):
    answer = send(sam, OUTSIDE, "moodle")
    assert answer.status_code == 422
    assert "declares a document type" in answer.content.decode()
    assert QuestionDraft.objects.count() == 0


def test_a_file_without_questions_says_why(sam):
    answer = send(sam, b"Only a text.", "gift", "a.txt")
    assert answer.status_code == 422
    assert "a description, not a question" in answer.content.decode()


def test_without_a_file_the_form_comes_back(sam):
    assert sam.post(DRAFTS, {"file_format": "gift"}).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_drafts_takes_as_many_queries_for_one_as_for_three(
    sam, cast, count, django_assert_num_queries
):
    for n in range(count):
        import_questions(data=GIFT.encode(), name=f"{n}.txt", file_format="gift", actor=cast.sam)
    sam.get(DRAFTS)
    with django_assert_num_queries(2):
        page = sam.get(DRAFTS)
    assert page.content.decode().count('<th scope="row">') == count


def test_a_draft_is_downloaded_given_out_and_deleted_after_a_question(sam, cast):
    draft = import_questions(data=GIFT.encode(), name="a b.txt", file_format="gift", actor=cast.sam).draft
    package = sam.get(reverse("courses:question-draft-package", args=[draft.public_id]))
    assert package["Content-Disposition"] == 'attachment; filename="a-b.txt-items.zip"'
    out = sam.post(
        reverse("courses:question-draft-export", args=[draft.public_id]), {"file_format": "moodle"}
    )
    assert out.content.startswith(b"<?xml")
    wrong = sam.post(
        reverse("courses:question-draft-export", args=[draft.public_id]), {"file_format": "word"}
    )
    assert wrong.status_code == 422
    delete = reverse("courses:question-draft-delete", args=[draft.public_id])
    assert "for good" in sam.get(delete).content.decode()
    assert sam.post(delete).url == DRAFTS
    assert QuestionDraft.objects.count() == 0


def test_before_a_bank_goes_out_the_page_says_what_others_will_not_see(sam):
    activity = make_quiz(copies=1)
    there = reverse("courses:quiz-export", args=[activity.public_id])
    assert "Show what it would hold" in sam.get(there).content.decode()
    page = sam.get(there, {"file_format": "aiken"}).content.decode()
    assert "Aiken has no question of the type “cloze”." in page
    assert sam.get(there, {"file_format": "word"}).status_code == 422
    answer = sam.post(there, {"file_format": "aiken"})
    assert answer.content.count(b"ANSWER: ") == 2
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_picture_that_came_with_a_moodle_file_is_seen_on_the_draft(sam):
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    xml = f"""<?xml version="1.0"?><quiz><question type="truefalse"><name><text>Bay</text></name>
<questiontext format="html"><text><![CDATA[<p>The log <img src="@@PLUGINFILE@@/bay.png" alt="Log of bay 4">
says 6.8.</p>]]></text><file name="bay.png" path="/" encoding="base64">{pixel}</file></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>"""
    sent = sam.post(
        reverse("courses:question-drafts"),
        {"file": SimpleUploadedFile("bay.xml", xml.encode()), "file_format": "moodle"},
    )
    page = sam.get(sent.url).content.decode()
    source = f"{sent.url}media/bay.png"
    assert f'<img src="{source}" alt="Log of bay 4">' in page
    assert sam.get(source)["Content-Type"] == "image/png"
    assert sam.get(f"{sent.url}media/none.png").status_code == 404
