"""Packages that nobody should send and somebody will: each gives its bytes and the finding it must lead to."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

from courses.content.engine.reader import read_package

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"
LESSON = "modules/01-sums/lesson-1.1.md"
Case = tuple[bytes, tuple[str, str]]


def zipped(changes: dict[str, bytes], extra: tuple[tuple[object, bytes], ...] = ()) -> bytes:
    """The small course with some files changed, taken out (None) or added."""
    files = {**read_package(SMALL), **changes}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            if data is not None:
                archive.writestr(name, data)
        for name, data in extra:
            archive.writestr(name, data)  # type: ignore[arg-type]
    return out.getvalue()


def yaml_alias_bomb() -> Case:
    bomb = b"format: readyroom.glossary/1\na: &a [x, x, x]\n" + b"".join(
        b"%c: &%c [*%c, *%c, *%c]\n" % (name, name, name - 1, name - 1, name - 1) for name in range(98, 117)
    )
    return zipped({"glossary.yaml": bomb}), ("glossary.yaml", "yaml-alias")


def yaml_loop() -> Case:
    return zipped({"glossary.yaml": b"terms: &a {x: *a}\n"}), ("glossary.yaml", "yaml-alias")


def deep_yaml() -> Case:
    return zipped({"glossary.yaml": b"terms: " + b"[" * 5000}), ("glossary.yaml", "yaml-depth")


def zip_bomb() -> Case:
    return zipped({}, (("assets/big.png", b"\0" * 1_900_000),)), ("assets/big.png", "zip-bomb")


def zip_slip() -> Case:
    return zipped({}, (("../../out.yaml", b"x"),)), ("../../out.yaml", "path-escape")


def backslash_slip() -> Case:
    entry = zipfile.ZipInfo("x.yaml")
    entry.filename = entry.orig_filename = "..\\x.yaml"
    return zipped({}, ((entry, b"x"),)), ("..\\x.yaml", "path-escape")


def symlink() -> Case:
    link = zipfile.ZipInfo("secrets.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped({}, ((link, b"/etc/passwd"),)), ("secrets.yaml", "symlink")


def ten_megabytes() -> Case:
    return zipped({"glossary.yaml": bytes(range(32, 127)) * 110_000}), ("glossary.yaml", "too-big")


def nul_bytes() -> Case:
    return zipped({LESSON: read_package(SMALL)[LESSON] + b"\x00"}), (LESSON, "encoding")


def wrong_encoding() -> Case:
    return zipped({LESSON: "Größe".encode("latin-1")}), (LESSON, "encoding")


def utf16() -> Case:
    return zipped({"evidence.yaml": "a: 1".encode("utf-16")}), ("evidence.yaml", "encoding")


def missing_file() -> Case:
    return zipped({LESSON: None}), ("modules/01-sums/module.yaml", "missing-file")  # type: ignore[dict-item]


def no_course() -> Case:
    return zipped({"course.yaml": None}), ("course.yaml", "missing-file")  # type: ignore[dict-item]


def bad_yaml() -> Case:
    return zipped({"competencies.yaml": b"a: [1,\nb: {"}), ("competencies.yaml", "yaml")


def duplicate_ids() -> Case:
    second = read_package(SMALL)["modules/01-sums/lesson-1.2.md"].replace(b"id: m1.l2", b"id: m1.l1")
    return zipped({"modules/01-sums/lesson-1.2.md": second}), (
        "modules/01-sums/lesson-1.2.md",
        "duplicate-id",
    )


def module_twice() -> Case:
    course = read_package(SMALL)["course.yaml"].replace(b"[01-sums]", b"[01-sums, 01-sums]")
    return zipped({"course.yaml": course}), ("modules/01-sums/module.yaml", "duplicate-id")


def no_zip() -> Case:
    return b"PK\x03\x04 broken", ("x.zip", "zip")


HOSTILE: dict[str, Callable[[], Case]] = {
    case.__name__: case
    for case in (
        yaml_alias_bomb,
        yaml_loop,
        deep_yaml,
        zip_bomb,
        zip_slip,
        backslash_slip,
        symlink,
        ten_megabytes,
        nul_bytes,
        wrong_encoding,
        utf16,
        missing_file,
        no_course,
        bad_yaml,
        duplicate_ids,
        module_twice,
        no_zip,
    )
}
