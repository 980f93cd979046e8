"""The doors for bytes of strangers: text that decodes, XML without entities, archives that stay in their folder."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from courses.exchange.engine.report import FileRefused

MAX_FILE = 20_000_000
MAX_ARCHIVE = 60_000_000
MAX_ENTRIES = 3_000
MAX_DEPTH = 100
MAX_NODES = 500_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def measured(data: bytes, limit: int = MAX_FILE) -> bytes:
    if not data.strip():
        raise FileRefused("The file is empty.")
    if len(data) > limit:
        raise FileRefused(f"The file is larger than {limit // 1_000_000} MB.")
    return data


def text_of(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark; line ends as \\n. A file in another encoding is refused, never guessed at."""
    measured(data)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileRefused(
            "The text is not UTF-8. Save the file as UTF-8 and try again.", line=line
        ) from error
    if "\x00" in text:
        raise FileRefused(
            "There is a NUL character in the text.", line=text[: text.index("\x00")].count("\n") + 1
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass
class Node:
    """An element with its line. `parts` holds text and elements in their order."""

    tag: str
    attrs: dict[str, str]
    line: int
    parts: list[Node | str] = field(default_factory=list)

    def all(self, tag: str) -> list[Node]:
        """The children with this tag."""
        return [part for part in self.parts if isinstance(part, Node) and part.tag == tag]

    def one(self, tag: str) -> Node | None:
        found = self.all(tag)
        return found[0] if found else None

    def find(self, *path: str) -> Node | None:
        here: Node | None = self
        for tag in path:
            here = here.one(tag) if here is not None else None
        return here

    def walk(self) -> Iterator[Node]:
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed([part for part in node.parts if isinstance(part, Node)]))

    @property
    def text(self) -> str:
        """All text inside, in reading order."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - the name of the interface
        self.locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name of the interface
        self.count += 1
        if len(self.open) >= MAX_DEPTH or self.count > MAX_NODES:
            raise FileRefused("The XML is nested too deeply or has too many elements.", line=self._line())
        local = {key.rsplit(":", 1)[-1]: value for key, value in attrs.items()}
        node = Node(name.rsplit(":", 1)[-1], local, self._line())
        if self.open:
            self.open[-1].parts.append(node)
        else:
            self.root = node
        self.open.append(node)

    def endElement(self, _name: str) -> None:  # noqa: N802 - the name of the interface
        self.open.pop()

    def characters(self, content: str) -> None:
        if self.open:
            parts = self.open[-1].parts
            if parts and isinstance(parts[-1], str):
                parts[-1] += content
            else:
                parts.append(content)

    def _line(self) -> int:
        return int(self.locator.getLineNumber() or 0) if self.locator is not None else 0


def xml_of(data: bytes, file: str = "") -> Node:
    """The tree of an XML file; document types and entities are refused, so nothing is fetched and nothing multiplies."""
    measured(data)
    builder = _Builder()
    try:
        parseString(data, builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except FileRefused as problem:
        raise FileRefused(problem.problem, file=file, line=problem.line) from problem
    except DefusedXmlException as error:
        raise FileRefused(
            "The XML declares a document type or entities. Such files are not read.", file=file, line=1
        ) from error
    except SAXParseException as error:
        raise FileRefused(
            f"This is not well-formed XML: {error.getMessage()}.", file=file, line=error.getLineNumber() or 0
        ) from error
    except (SAXException, ValueError, LookupError, UnicodeError) as error:
        raise FileRefused("This is not readable XML. Save it as UTF-8.", file=file, line=1) from error
    if builder.root is None:
        raise FileRefused("The XML is empty.", file=file, line=1)
    return builder.root


def archive_of(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP by their path; links, locked files, paths that lead out and bombs are refused."""
    measured(data, MAX_ARCHIVE)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise FileRefused("This is not a readable ZIP file.") from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_ARCHIVE:
            raise FileRefused("The archive has over 3,000 files or unpacks to over 60 MB.")
        for entry in entries:
            _judge(entry)
        if len({entry.filename for entry in entries}) < len(entries):
            raise FileRefused("The archive holds a path twice.")
        return {entry.filename: _unpacked(archive, entry) for entry in entries}


def _judge(entry: zipfile.ZipInfo) -> None:
    shown = entry.filename.encode("ascii", "replace").decode("ascii")[:200]
    parts = entry.filename.split("/")
    if (
        "\\" in entry.orig_filename
        or "\x00" in entry.orig_filename
        or entry.filename.startswith("/")
        or ".." in parts
        or ":" in parts[0]
    ):
        raise FileRefused("The path leads out of the archive.", file=shown)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FileRefused("There is a symbolic link in the archive.", file=shown)
    if entry.flag_bits & 0x1:
        raise FileRefused("The file is locked with a password.", file=shown)
    if entry.file_size > 100_000 and entry.file_size > 200 * max(entry.compress_size, 1):
        raise FileRefused("The file unpacks to over 200 times its size.", file=shown)
    if entry.file_size > MAX_FILE:
        raise FileRefused("The file is larger than 20 MB.", file=shown)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as stream:
            content = stream.read(MAX_FILE + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
    ) as error:
        raise FileRefused("The file cannot be unpacked.", file=entry.filename[:200]) from error
    if len(content) > MAX_FILE or len(content) != entry.file_size:
        raise FileRefused("The file is not as large as the archive says.", file=entry.filename[:200])
    return content
