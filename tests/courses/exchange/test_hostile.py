"""Hostile files of each format, on the page and on the command: an answer with words, nothing kept, nothing fetched."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from courses.exchange.engine.formats import FORMATS
from courses.exchange.models import QuestionDraft
from tests.courses.exchange.engine.test_hostile import LAUGHS, OUTSIDE, lying, zipped

pytestmark = pytest.mark.django_db
ACCENTS = "::q:: Grüße an die Bucht? {=Ja ~Nein}\n\nFrage\nA. Ja\nB. Nein\nANSWER: A\n"


def hostile(attack: str, name: str) -> bytes:
    """The file of this attack in this format; a text format gets the same bytes as its text."""
    if attack == "100 MB":
        return (b"PK" if name == "qti" else b"") + b"x" * 100_000_000
    if attack == "zip slip":
        return lying("../../evil.xml")
    if attack == "wrong encoding":
        latin = ACCENTS.encode("latin-1")
        wrapped = b'<?xml version="1.0" encoding="utf-8"?><quiz>' + latin + b"</quiz>"
        return {"moodle": wrapped, "qti": zipped(("imsmanifest.xml", wrapped))}.get(name, latin)
    entity = OUTSIDE if attack == "outside entity" else LAUGHS
    return zipped(("imsmanifest.xml", entity)) if name == "qti" else entity


ATTACKS = ("outside entity", "billion laughs", "zip slip", "100 MB", "wrong encoding")
EACH = [(attack, name) for attack in ATTACKS for name in FORMATS]


@pytest.mark.parametrize(("attack", "name"), EACH)
def test_the_page_answers_with_words_and_keeps_nothing(client, cast, attack, name):
    client.force_login(cast.sam)
    upload = SimpleUploadedFile("old", hostile(attack, name))
    answer = client.post(reverse("courses:question-drafts"), {"file": upload, "file_format": name})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert ("larger than 60 MB" if attack == "100 MB" else "alert") in text
    assert "root:" not in text
    assert QuestionDraft.objects.count() == 0


@pytest.mark.parametrize(("attack", "name"), EACH)
def test_the_command_says_that_nothing_was_written(tmp_path, attack, name):
    """To a text format an entity is a text without a question: it is dropped by name, the file is not refused."""
    path, out = tmp_path / "old", StringIO()
    path.write_bytes(hostile(attack, name))
    code = 0
    try:
        call_command("questions", "import", str(path), "--format", name, stdout=out)
    except SystemExit as end:
        code = end.code
    is_text = name in ("gift", "aiken") and attack in ("outside entity", "billion laughs")
    assert code == (0 if is_text else 1)
    said = out.getvalue()
    assert ("Nothing was written." in said, "root:" in said) == (True, False)
    assert ("dropped  " in said) or ("error  " in said)
    assert QuestionDraft.objects.count() == 0
