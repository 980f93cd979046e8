import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.engine.errors import BrokenPackage
from courses.content.engine.package import digest_of
from courses.content.engine.reader import read_package, read_zip, write_zip

SMALL = Path(__file__).parents[3] / "samples" / "courses" / "small"
COURSE = b"format: readyroom.course/1\n"


def rules(act):
    with pytest.raises(BrokenPackage) as caught:
        act()
    return [(finding.file, finding.rule) for finding in caught.value.findings]


def zipped(entries, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def test_a_folder_and_its_zip_are_the_same_package():
    files = read_package(SMALL)
    assert read_zip(write_zip(files)) == files
    assert write_zip(files) == write_zip(dict(reversed(files.items())))


def test_the_top_folder_of_an_archiver_is_taken_off():
    files = read_package(SMALL)
    assert digest_of(read_zip(zipped([(f"small-main/{k}", v) for k, v in files.items()]))) == digest_of(files)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([("course.yaml", COURSE), ("../out.yaml", b"x")], [("../out.yaml", "path-escape")]),
        ([("course.yaml", COURSE), ("/etc/x.yaml", b"x")], [("/etc/x.yaml", "path-escape")]),
        ([("course.yaml", COURSE), ("a/run.sh", b"x")], [("a/run.sh", "file-kind")]),
        ([("course.yaml", COURSE), ("a b.md", b"x")], [("a b.md", "name")]),
        ([("course.yaml", COURSE), ("A.md", b"x"), ("a.md", b"y")], [("a.md", "name")]),
        ([("course.yaml", COURSE), ("x.md", b"a\nb\x00c")], [("x.md", "encoding")]),
        ([("course.yaml", COURSE), ("x.md", b"a" * 1_000_001)], [("x.md", "too-big")]),
        ([("course.yaml", COURSE), ("x.png", b"\0" * 1_900_000)], [("x.png", "zip-bomb")]),
        ([("lonely.md", b"x")], [("course.yaml", "missing-file")]),
        ([(f"f{n}.md", b"x") for n in range(3_002)], [("package.zip", "too-big")]),
    ],
)
def test_a_zip_that_does_not_belong_here_is_refused(entries, expected):
    assert rules(lambda: read_zip(zipped(entries))) == expected


def test_a_symbolic_link_in_a_zip_is_refused():
    link = zipfile.ZipInfo("secrets.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert rules(lambda: read_zip(zipped([("course.yaml", COURSE), (link, "/etc/passwd")]))) == [
        ("secrets.yaml", "symlink")
    ]


def test_links_in_a_folder_are_refused(tmp_path):
    (tmp_path / "course.yaml").write_bytes(COURSE)
    os.symlink("/etc/hostname", tmp_path / "a.yaml")
    os.symlink("/etc", tmp_path / "etc")
    assert rules(lambda: read_package(tmp_path)) == [("a.yaml", "symlink"), ("etc", "symlink")]


def test_a_file_of_ten_megabytes_is_refused(tmp_path):
    (tmp_path / "course.yaml").write_bytes(COURSE)
    (tmp_path / "big.md").write_bytes(b"x" * 10_000_000)
    assert rules(lambda: read_package(tmp_path)) == [("big.md", "too-big")]


def test_a_pipe_does_not_hang_the_reader(tmp_path):
    (tmp_path / "course.yaml").write_bytes(COURSE)
    os.mkfifo(tmp_path / "pipe.md")
    assert rules(lambda: read_package(tmp_path)) == [("pipe.md", "no-file")]


def test_a_missing_path_and_a_plain_file_are_refused(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"not a zip")
    assert rules(lambda: read_package(tmp_path / "none")) == [("none", "missing-package")]
    assert rules(lambda: read_package(tmp_path / "x.zip")) == [("x.zip", "zip")]


@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_damaged_zip_makes_the_reader_fall(noise, place):
    whole = write_zip({"course.yaml": COURSE, "a.md": b"text " * 40})
    for data in (noise, whole[:place] + noise + whole[place:], whole[:place]):
        try:
            read_zip(data)
        except BrokenPackage as broken:
            assert broken.findings  # noqa: PT017 - either outcome is fine, a traceback is not
