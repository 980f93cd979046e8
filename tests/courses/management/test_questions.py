"""`manage.py questions`: reports, exit codes, and nothing written where nothing should be."""

from __future__ import annotations

import json
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.exchange.models import QuestionDraft
from tests.courses.exchange.engine.test_dialects import GIFT
from tests.courses.exchange.engine.test_hostile import OUTSIDE
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    code = 0
    try:
        call_command("questions", *arguments, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


@pytest.fixture
def gift(tmp_path):
    path = tmp_path / "old.gift.txt"
    path.write_text(GIFT)
    return str(path)


def test_a_dry_run_reports_and_writes_nothing(gift):
    code, text = run("import", gift, "--format", "gift", "--dry-run", "--json")
    report = json.loads(text)
    assert (code, {name: len(rows) for name, rows in report.items()}) == (
        0, {"kept": 5, "changed": 5, "dropped": 4, "errors": 0},
    )  # fmt: skip
    assert report["dropped"][0] == {
        "item": "line-27",
        "line": 27,
        "file": "",
        "why": "It is an essay: it has no key.",
    }
    assert QuestionDraft.objects.count() == 0


def test_an_import_makes_a_draft_and_says_its_name(gift):
    code, text = run("import", gift, "--format", "gift")
    assert (code, f"Draft {QuestionDraft.objects.get().public_id}" in text) == (0, True)
    assert "5 kept, 5 changed, 4 dropped, 0 errors." in text


def test_an_import_may_write_files_instead(gift, tmp_path):
    out = tmp_path / "items.zip"
    assert run("import", gift, "--format", "gift", "--out", str(out))[0] == 0
    assert zipfile.ZipFile(out).namelist() == ["items.yaml"]
    assert QuestionDraft.objects.count() == 0


def test_an_error_ends_with_exit_code_one(tmp_path):
    path = tmp_path / "bad.xml"
    path.write_bytes(OUTSIDE)
    code, text = run("import", str(path), "--format", "moodle")
    assert (code, text.startswith("error    1  The XML declares")) == (1, True)
    assert run("import", str(path), "--format", "moodle", "--out", str(tmp_path / "x.zip"))[0] == 1
    assert not (tmp_path / "x.zip").exists()


def test_a_bank_and_a_draft_go_out(tmp_path, gift):
    activity = make_quiz(copies=1)
    slug, out = activity.version.course.slug, tmp_path / "bank.xml"
    assert (
        run("export", str(out), "--format", "moodle", "--course", slug, "--quiz", "m3.quiz", "--dry-run")[0]
        == 0
    )
    assert not out.exists()
    run("export", str(out), "--format", "moodle", "--course", slug, "--quiz", "m3.quiz")
    assert out.read_bytes().count(b"<question type=") == 10
    run("import", gift, "--format", "gift")
    draft = str(QuestionDraft.objects.get().public_id)
    run("export", str(tmp_path / "draft.zip"), "--format", "qti", "--draft", draft)
    assert "imsmanifest.xml" in zipfile.ZipFile(tmp_path / "draft.zip").namelist()


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "/nowhere.txt", "--format", "gift"),
        ("export", "x", "--format", "gift", "--quiz", "m9.quiz"),
        ("export", "x", "--format", "gift", "--draft", "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_what_is_not_there_is_said(arguments):
    with pytest.raises(CommandError, match=r"There is no|has no quiz"):
        run(*arguments)
