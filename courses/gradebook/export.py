"""The gradebook as CSV and as XLSX. No cell of it runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext

from courses.catalogue.selectors import compiled_version
from courses.cohorts.models import Cohort
from courses.gradebook.engine.grid import table
from courses.gradebook.selectors import all_rows, columns_of

PART = 64 * 1024


def rows_of(cohort: Cohort) -> Iterator[list[Any]]:
    """The head and a row for each learner, read while they are taken."""
    head = [gettext("Learner"), gettext("Email"), gettext("Organisation"), gettext("Score of 100")]
    return iter(table(all_rows(cohort), columns_of(compiled_version(cohort.version_id)), head))


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


def xlsx_file(rows: Iterable[list[Any]]) -> IO[bytes]:
    """A workbook with one sheet, on disk until it is closed; text is stored as text, never as a formula."""
    from openpyxl import Workbook  # heavy, and needed by no other page
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(gettext("Gradebook")[:31])
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


def file_name(cohort: Cohort, ending: str) -> str:
    """A plain name for the download."""
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else "-" for letter in cohort.name.lower()
    )
    return f"gradebook-{plain.strip('-')[:40] or 'cohort'}.{ending}"
