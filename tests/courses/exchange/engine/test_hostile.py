"""Files of strangers: whatever comes, there is a located error or a report, never a crash, a fetch or a flood."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.exchange.engine.formats import FORMATS, read_questions, write_questions
from courses.exchange.engine.items import plain_item
from tests.courses.quizzes.bank import item

LAUGHS = (
    b'<?xml version="1.0"?>\n<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>\n<quiz><question type="truefalse"><name><text>&c;</text></name>'
    b"</question></quiz>"
)
OUTSIDE = (
    b'<?xml version="1.0"?>\n<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<quiz>&x;</quiz>'
)
REMOTE = b'<?xml version="1.0"?>\n<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd">\n<quiz/>'


def zipped(*entries: tuple[str, bytes], **how: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = how.get("attr", 0o644 << 16)
            archive.writestr(info, data)
    return out.getvalue()


def good() -> dict[str, bytes]:
    made = write_questions("qti", [plain_item(item("single"))]).data
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lying(name: str) -> bytes:
    """An archive whose directory names another path than `zipfile` would write."""
    return zipped(("imsmanifest.xml", b"<manifest/>"), ("aaaaaaaaaa.xml", b"x")).replace(
        b"aaaaaaaaaa.xml", name.encode()
    )


@pytest.mark.parametrize(
    ("name", "data", "problem", "line"),
    [
        ("moodle", LAUGHS, "declares a document type", 1),
        ("moodle", OUTSIDE, "declares a document type", 1),
        ("moodle", REMOTE, "declares a document type", 1),
        ("qti", LAUGHS, "declares a document type", 1),
        ("moodle", b"<quiz>\n<question>\n</quiz>", "not well-formed", 3),
        ("moodle", b"<html/>", "no Moodle XML", 1),
        ("moodle", b"<quiz>" * 200 + b"</quiz>" * 200, "nested too deeply", 1),
        ("moodle", b"", "is empty", 0),
        ("moodle", b"<quiz>\xff</quiz>", "", 1),
        ("gift", b" \n\n", "is empty", 0),
        ("gift", b"::q::A {=b}\n\nB\xe9 {=c}", "not UTF-8", 3),
        ("gift", b"A {=b}\n\nB\x00 {=c}", "NUL", 3),
        ("aiken", "Grüße".encode("utf-16-le"), "", 1),
        ("gift", b"x" * 100_000_000, "larger than 20 MB", 0),
        ("qti", b"PK" + b"x" * 100_000_000, "larger than 60 MB", 0),
        ("qti", b"PK not a zip", "not a readable ZIP", 0),
        ("qti", zipped(("readme.txt", b"hello")), "no imsmanifest.xml", 0),
        ("qti", zipped(("imsmanifest.xml", b"<manifest/>")), "names no QTI", 0),
        ("qti", zipped(("imsmanifest.xml", OUTSIDE)), "declares a document type", 1),
        ("qti", lying("../../evil.xml"), "leads out of the archive", 0),
        ("qti", lying("/etc/passwd.xm"), "leads out of the archive", 0),
        ("qti", zipped(("imsmanifest.xml", b"<m/>"), ("c:/x", b"")), "leads out of the archive", 0),
        ("qti", zipped(("imsmanifest.xml", b"/etc/passwd"), attr=0o120777 << 16), "symbolic link", 0),
        ("qti", zipped(("imsmanifest.xml", b"0" * 19_000_000)), "200 times its size", 0),
        ("qti", zipped(*((f"{n}.xml", b"") for n in range(3_001))), "3,000 files", 0),
    ],
)  # fmt: skip
def test_a_harmful_or_broken_file_is_refused_as_a_whole_and_told_where(name, data, problem, line):
    tracemalloc.start()
    try:
        made = read_questions(name, data)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4_000_000  # bytes on top of the file: nothing was unpacked, copied or multiplied
    assert [(one.line, problem in one.reason) for one in made.report.errors] == [(line, True)]
    assert (made.items, made.media, made.report.questions) == ([], {}, 0)


def test_a_locked_file_is_refused():
    data = bytearray(zipped(("imsmanifest.xml", b"<manifest/>")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert "password" in read_questions("qti", bytes(data)).report.errors[0].reason


def test_a_damaged_file_in_an_archive_is_named():
    data = zipped(("imsmanifest.xml", b"<manifest>" + b"ab" * 400 + b"</manifest>"))
    spoiled = bytearray(data)
    spoiled[45:50] = b"\xff\xff\xff\xff\xff"
    found = read_questions("qti", bytes(spoiled)).report.errors[0]
    assert (found.file, found.reason != "") == ("imsmanifest.xml", True)


def test_two_entries_of_one_path_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(("a.xml", b""), ("a.xml", b""))
    assert "twice" in read_questions("qti", data).report.errors[0].reason


def test_one_bad_item_file_refuses_the_package():
    files = good()
    files["items/q.single.xml"] = OUTSIDE
    found = read_questions("qti", zipped(*files.items())).report.errors
    assert [(one.file, one.line) for one in found] == [("items/q.single.xml", 1)]


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name, data):
    made = read_questions(name, data)
    assert made.report.errors == [] or made.items == []


@pytest.mark.parametrize("name", ["gift", "aiken"])
@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="a{}=~#:%->\\\n/T 1.[]ANSWER:", max_size=120))
def test_any_text_is_read_or_refused(name, data):
    made = read_questions(name, data.encode())
    assert len(made.items) == len(made.report.kept) + len(made.report.changed)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "question",
                "answer",
                "text",
                "questiontext",
                "subquestion",
                "name",
                "tags",
                "tag",
                "units",
                "unit",
                "multiplier",
                "file",
            ]
        ),
        max_size=8,
    ),
    st.sampled_from(
        ["multichoice", "numerical", "matching", "cloze", "ordering", "shortanswer", "truefalse", "x"]
    ),
)
def test_any_nesting_of_moodle_elements_is_read_or_dropped(tags, kind):
    inner = "".join(f"<{tag}>" for tag in tags) + "nan" + "".join(f"</{tag}>" for tag in reversed(tags))
    data = f'<quiz><question type="{kind}">{inner}</question></quiz>'.encode()
    made = read_questions("moodle", data)
    assert made.report.questions == 1
