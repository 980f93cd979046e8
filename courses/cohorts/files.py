"""Rows of a cohort as a download, sent while they are read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from courses.cohorts.engine.sheets import CSV, XLSX, csv_parts, file_name, xlsx_file

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort


def csv_response(cohort: Cohort, stem: str, rows: Iterable[list[Any]]) -> HttpResponseBase:
    """`stem` begins the name of the file."""
    response = StreamingHttpResponse(csv_parts(rows), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{file_name(stem, cohort.name, "csv")}"'
    return response


def xlsx_response(cohort: Cohort, stem: str, rows: Iterable[list[Any]], title: str) -> HttpResponseBase:
    """`title` names the sheet."""
    name = file_name(stem, cohort.name, "xlsx")
    return FileResponse(xlsx_file(rows, title), as_attachment=True, filename=name, content_type=XLSX)
