"""The gradebook as CSV and as XLSX. No cell of it runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from courses.catalogue.selectors import compiled_version
from courses.cohorts.models import Cohort
from courses.gradebook.engine.grid import table
from courses.gradebook.selectors import all_rows, columns_of


def rows_of(cohort: Cohort) -> Iterator[list[Any]]:
    head = [gettext("Learner"), gettext("Email"), gettext("Organisation"), gettext("Score of 100")]
    return iter(table(all_rows(cohort), columns_of(compiled_version(cohort.version_id)), head))


def as_csv(cohort: Cohort) -> str:
    """UTF-8 with a mark at the start, so that spreadsheets read it as such."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out, lineterminator="\r\n").writerows(rows_of(cohort))
    return out.getvalue()


def as_xlsx(cohort: Cohort) -> bytes:
    """A workbook with one sheet; text is stored as text, never as a formula."""
    from openpyxl import Workbook  # heavy, and needed by no other page
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(gettext("Gradebook")[:31])
    sheet.freeze_panes = "B2"
    for row in rows_of(cohort):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_name(cohort: Cohort, ending: str) -> str:
    """A plain name for the download."""
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else "-" for letter in cohort.name.lower()
    )
    return f"gradebook-{plain.strip('-')[:40] or 'cohort'}.{ending}"
