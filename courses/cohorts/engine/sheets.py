"""Rows as a file for spreadsheets, CSV or XLSX. Whoever makes rows passes text of people through `safe_cell`. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PART = 64 * 1024


def safe_cell(value: Any) -> Any:
    """A value that no spreadsheet runs: text that could start a formula gets an apostrophe in front."""
    if not isinstance(value, str):
        return value
    text = value
    if not value.isprintable():
        text = "".join(letter for letter in value if letter >= " " or letter in "\t\n")
    stripped = text.lstrip(" \t\r\n\u00a0\ufeff")
    if stripped[:1] in ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠") or text[:1] in (
        "\t",
        "\r",
        "\n",
    ):
        return f"'{text}"
    return text


def csv_parts(rows: Iterable[list[Any]]) -> Iterator[str]:
    """The file in parts of about 64 KiB, so that memory does not grow with the cohort. It begins with the mark by
    which spreadsheets know UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row)
        if out.tell() >= PART:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def xlsx_file(rows: Iterable[list[Any]], title: str) -> IO[bytes]:
    """A workbook with one sheet of this title, on disk until it is closed; text is stored as text, never as a formula."""
    from openpyxl import Workbook  # heavy, and needed by no other page
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(out)
    out.seek(0)
    return out


def file_name(stem: str, name: str, ending: str) -> str:
    """A plain name for a download."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
    return f"{stem}-{plain.strip('-')[:40] or 'cohort'}.{ending}"
