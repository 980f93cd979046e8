"""The first sheet of a workbook (XLSX) as CSV text with the same line numbers. Pure; never runs or guesses anything.

Measured before it is unpacked: entries and sizes as the archive states them, which the reader of archives then enforces.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from typing import Any

MOST_ENTRIES = 500
MOST_UNPACKED = 20_000_000  # bytes, all parts together
MOST_COLUMNS = 40
MOST_ERRORS = 10
_START = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"  # .xls, and workbooks with a password


@dataclass(frozen=True, slots=True)
class CellError:
    """`place` such as B5; `code`: formula, error, date, truth, number."""

    place: str
    code: str


class BadWorkbook(ValueError):
    """`code`: old, unreadable, bomb, macros, hostile, empty, cells."""

    def __init__(self, code: str, cells: tuple[CellError, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.cells = code, cells


def is_workbook(data: bytes) -> bool:
    """Whether these bytes want to be a workbook, old or new."""
    return data.startswith((_START, _OLD))


def workbook_text(data: bytes, *, most_rows: int) -> str:
    """Rows of the first sheet, at most one more than `most_rows` after the head. Raises BadWorkbook."""
    if data.startswith(_OLD):
        raise BadWorkbook("old")
    try:
        _measure(data)
        rows = _rows(data, most_rows + 2)
    except BadWorkbook:
        raise
    except Exception:  # a broken archive or its XML may raise anything; all of it means the same
        raise BadWorkbook("unreadable") from None
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise BadWorkbook("empty")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        if any(row):
            writer.writerow(row)
        else:
            out.write("\n")  # an empty row keeps the numbers of those below
    return out.getvalue()


def _measure(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise BadWorkbook("bomb")
        names = {part.filename for part in parts}
        if len(names) != len(parts) or not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
            raise BadWorkbook("unreadable")
        if any("vbaproject" in name.lower() or "macrosheets/" in name.lower() for name in names):
            raise BadWorkbook("macros")
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                text = archive.read(part)
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise BadWorkbook("hostile")


def _rows(data: bytes, most: int) -> list[list[str]]:
    from openpyxl import load_workbook  # heavy, and needed by no other page

    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise BadWorkbook("empty")
        sheets[0].reset_dimensions()  # a stated size may be wrong
        rows: list[list[str]] = []
        errors: list[CellError] = []
        for number, cells in enumerate(sheets[0].iter_rows(max_col=MOST_COLUMNS), start=1):
            if number > most or len(errors) >= MOST_ERRORS:
                break
            rows.append([_text(cell, errors) for cell in cells])
    finally:
        book.close()
    if errors:
        raise BadWorkbook("cells", tuple(errors[:MOST_ERRORS]))
    return rows


def _text(cell: Any, errors: list[CellError]) -> str:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return ""
    if kind == "s" or (isinstance(value, str) and kind == "inlineStr"):
        return " ".join(str(value).split())
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    code = {"f": "formula", "e": "error", "d": "date", "b": "truth"}.get(kind, "number")
    errors.append(CellError(str(cell.coordinate), code))
    return ""
