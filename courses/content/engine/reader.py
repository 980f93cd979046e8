"""Reads a folder or a ZIP into bytes by path, and refuses everything that does not belong in a package."""

from __future__ import annotations

import io
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from pathlib import Path

from courses.content.engine.errors import BrokenPackage, ContentError

MAX_FILES = 3_000
MAX_FILE = 2_000_000
MAX_TEXT = 1_000_000
MAX_TOTAL = 60_000_000
MAX_PATH = 200
ALLOWED = frozenset(
    {".yaml", ".md", ".txt", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".jsonl", ".csv", ".vtt", ".mp3"}
)
TEXT = frozenset({".yaml", ".md", ".txt", ".svg", ".jsonl", ".csv", ".vtt"})
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_IGNORED = frozenset({".DS_Store", "Thumbs.db", "__MACOSX", ".git", ".gitignore"})


def read_package(source: Path) -> dict[str, bytes]:
    """All files of a package by their path inside it. Raises BrokenPackage with located findings."""
    shown = source.name or str(source)
    if source.is_dir():
        return _read_folder(source)
    if not source.exists():
        raise BrokenPackage(
            [_whole(shown, "missing-package", "There is no such folder or file.", "Check the path.")]
        )
    if not source.is_file():
        raise BrokenPackage(
            [_whole(shown, "no-package", "This is neither a folder nor a file.", "Name another.")]
        )
    if source.stat().st_size > MAX_TOTAL:
        raise BrokenPackage(
            [_whole(shown, "too-big", "The ZIP is larger than 60 MB.", "Leave big media out.")]
        )
    return read_zip(source.read_bytes(), shown)


def _read_folder(root: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    findings: list[ContentError] = []
    total = 0
    for folder, folders, names in os.walk(root, followlinks=False):
        here = Path(folder)
        for name in list(folders):
            if name in _IGNORED:
                folders.remove(name)
            elif (here / name).is_symlink():
                folders.remove(name)
                findings.append(_link((here / name).relative_to(root).as_posix()))
        folders.sort()
        for name in sorted(names):
            if name in _IGNORED:
                continue
            path = here / name
            shown = path.relative_to(root).as_posix()
            finding, size = _judge_entry(path, shown)
            total += size
            if finding is None and (len(files) >= MAX_FILES or total > MAX_TOTAL):
                findings.append(_too_much(shown))
                raise BrokenPackage(findings)
            if finding is not None:
                findings.append(finding)
                continue
            files[shown] = path.read_bytes()
            findings += _judge_content(shown, files[shown])
    return _finish(files, findings)


def _judge_entry(path: Path, shown: str) -> tuple[ContentError | None, int]:
    try:
        found = path.lstat()
    except OSError:
        return _whole(shown, "unreadable", "The file cannot be read.", "Check its rights."), 0
    if stat.S_ISLNK(found.st_mode):
        return _link(shown), 0
    if not stat.S_ISREG(found.st_mode):
        return _whole(shown, "no-file", "This is not a plain file.", "Remove it."), 0
    return _judge_name(shown) or _judge_size(shown, found.st_size), found.st_size


def read_zip(data: bytes, shown: str = "package.zip") -> dict[str, bytes]:
    """The files of a ZIP. One common top folder is taken off, as archivers add it."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise BrokenPackage(
            [_whole(shown, "zip", "This is not a readable ZIP file.", "Pack it again.")]
        ) from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        entries = [entry for entry in entries if not _IGNORED & set(entry.filename.split("/"))]
        findings = [finding for entry in entries if (finding := _judge_zip_entry(entry)) is not None]
        if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
            findings.append(_too_much(shown))
        names = [entry.filename for entry in entries]
        findings += [
            _whole(name, "zip-twice", "The ZIP holds this path twice.", "Pack it again.")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        if findings:
            raise BrokenPackage(findings)
        files: dict[str, bytes] = {}
        for entry in entries:
            content = _unpack(archive, entry)
            if isinstance(content, ContentError):
                findings.append(content)
            else:
                files[entry.filename] = content
    files = _without_top_folder(files)
    for path, content in files.items():
        findings += _judge_content(path, content)
    return _finish(files, findings)


def _judge_zip_entry(entry: zipfile.ZipInfo) -> ContentError | None:
    name = entry.filename
    shown = name.encode("ascii", "replace").decode("ascii")[:MAX_PATH]
    mode = entry.external_attr >> 16
    if stat.S_ISLNK(mode):
        return _link(shown)
    if (
        "\\" in entry.orig_filename
        or name.startswith("/")
        or ".." in name.split("/")
        or "\x00" in entry.orig_filename
    ):
        return _whole(shown, "path-escape", "The path leads out of the package.", "Use plain relative paths.")
    if entry.flag_bits & 0x1:
        return _whole(shown, "zip-locked", "The file is encrypted.", "Pack it without a password.")
    too_big = _judge_size(shown, entry.file_size)
    if too_big is not None:
        return too_big
    if entry.file_size > 100_000 and entry.file_size > 200 * max(entry.compress_size, 1):
        return _whole(shown, "zip-bomb", "The file unpacks to over 200 times its size.", "Remove it.")
    return _judge_name(name)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | ContentError:
    try:
        with archive.open(entry) as stream:
            content = stream.read(MAX_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return _whole(entry.filename, "zip", "The file cannot be unpacked.", "Pack it again.")
    return _judge_size(entry.filename, len(content)) or content


def _without_top_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {path.split("/", 1)[0] for path in files}
    if "course.yaml" in files or len(tops) != 1 or any("/" not in path for path in files):
        return files
    return {path.split("/", 1)[1]: content for path, content in files.items()}


def _judge_name(shown: str) -> ContentError | None:
    parts = shown.split("/")
    if len(shown) > MAX_PATH or unicodedata.normalize("NFC", shown) != shown:
        return _whole(
            shown[:MAX_PATH], "name", "The path is too long or oddly spelled.", "Use short plain names."
        )
    if not all(_NAME.match(part) for part in parts):
        return _whole(
            shown,
            "name",
            "The name has a character that is not allowed.",
            "Use letters, digits, “.”, “-”, “_”.",
        )
    suffix = "." + parts[-1].rsplit(".", 1)[-1].lower() if "." in parts[-1] else ""
    if suffix not in ALLOWED and parts[-1] not in ("LICENSE", "NOTICE"):
        return _whole(
            shown, "file-kind", f"Files of the kind “{suffix or parts[-1]}” do not belong here.", "Remove it."
        )
    return None


def _judge_size(shown: str, size: int) -> ContentError | None:
    limit = MAX_TEXT if Path(shown).suffix.lower() in TEXT else MAX_FILE
    if size > limit:
        return _whole(
            shown, "too-big", f"The file is larger than {limit // 1_000_000} MB.", "Make it smaller."
        )
    return None


def _judge_content(shown: str, content: bytes) -> list[ContentError]:
    if Path(shown).suffix.lower() in TEXT and b"\x00" in content:
        line = content[: content.index(b"\x00")].count(b"\n") + 1
        return [ContentError(shown, line, "encoding", "There is a NUL byte in the text.", "Remove it.")]
    return []


def _finish(files: dict[str, bytes], findings: list[ContentError]) -> dict[str, bytes]:
    folded: dict[str, str] = {}
    for path in files:
        other = folded.setdefault(path.lower(), path)
        if other != path:
            findings.append(
                _whole(path, "name", f"This differs from “{other}” only in case.", "Rename one of them.")
            )
    if "course.yaml" not in files:
        findings.append(
            _whole("course.yaml", "missing-file", "A package needs a course.yaml at its top.", "Add it.")
        )
    if findings:
        raise BrokenPackage(findings)
    return dict(sorted(files.items()))


def _whole(file: str, rule: str, problem: str, hint: str) -> ContentError:
    return ContentError(file, 0, rule, problem, hint)


def _link(shown: str) -> ContentError:
    return _whole(shown, "symlink", "This is a symbolic link.", "Put the file itself into the package.")


def _too_much(shown: str) -> ContentError:
    return _whole(
        shown, "too-big", "The package has over 3,000 files or 60 MB.", "Split it or leave media out."
    )


def write_zip(files: dict[str, bytes]) -> bytes:
    """An equal package gives equal bytes: sorted paths, one fixed date, no extra fields."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, date_time=(2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return out.getvalue()
