"""A file becomes a draft, or nothing at all; a draft and a bank go out again."""

from __future__ import annotations

import io
import zipfile

import pytest
import yaml

from accounts.models import AuditEntry
from courses.exchange.models import DraftMedia, QuestionDraft
from courses.exchange.privacy import erase, export
from courses.exchange.services import delete_draft, export_bank, export_draft, import_questions, package_of
from courses.quizzes.engine.types.registry import ITEM
from tests.courses.exchange.engine.test_dialects import GIFT, MOODLE, PNG
from tests.courses.exchange.engine.test_hostile import LAUGHS
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db


def taken(actor, data=b"", file_format="moodle"):
    return import_questions(
        data=data or MOODLE.encode(), name="old system.xml", file_format=file_format, actor=actor
    )


def test_a_file_becomes_a_draft_with_its_media_and_its_report(cast):
    draft = taken(cast.sam).draft
    assert draft is not None
    assert (len(draft.items), DraftMedia.objects.get().path) == (5, "media/a-b.png")
    assert [len(draft.report[name]) for name in ("kept", "changed", "dropped", "errors")] == [1, 4, 1, 0]
    assert AuditEntry.objects.filter(verb="questions.imported").count() == 1


@pytest.mark.parametrize("data", [LAUGHS, b" ", b"<quiz/>", b"<quiz><question type='essay'/></quiz>"])
def test_a_harmful_or_empty_file_leaves_nothing(cast, data):
    assert taken(cast.sam, data).draft is None
    assert (QuestionDraft.objects.count(), DraftMedia.objects.count(), AuditEntry.objects.count()) == (
        0,
        0,
        0,
    )


def test_the_author_gets_yaml_that_the_course_can_read_and_the_media(cast):
    draft = taken(cast.sam).draft
    with zipfile.ZipFile(io.BytesIO(package_of(draft))) as archive:
        assert archive.namelist() == ["items.yaml", "media/a-b.png"]
        assert archive.read("media/a-b.png") == PNG
        items = yaml.safe_load(archive.read("items.yaml"))["items"]
    assert [ITEM.validate_python(item).id for item in items] == [item["id"] for item in draft.items]


def test_a_published_bank_goes_out_whole_and_comes_back(cast):
    activity = make_quiz(copies=1)
    made = export_bank(activity=activity, file_format="moodle")
    back = taken(cast.sam, made.data).draft
    assert made.report.dropped == []
    assert back.items == activity.spec["items"]


def test_a_draft_goes_out_in_another_format(cast):
    draft = taken(cast.sam, GIFT.encode(), "gift").draft
    assert export_draft(draft=draft, file_format="qti").data[:2] == b"PK"


def test_deleting_a_draft_takes_its_media_and_is_on_record(cast):
    draft = taken(cast.sam).draft
    delete_draft(draft=draft, actor=cast.sam)
    assert (QuestionDraft.objects.count(), DraftMedia.objects.count()) == (0, 0)
    assert AuditEntry.objects.filter(verb="questions.draft_deleted").count() == 1


def test_an_erased_person_is_forgotten_and_the_draft_stays(cast):
    taken(cast.sam)
    assert [row["name"] for row in export(cast.sam)["imported"]] == ["old system.xml"]
    assert erase(cast.sam) == {"drafts": 1}
    assert QuestionDraft.objects.get().created_by is None
