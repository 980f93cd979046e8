"""The gradebook page: the grid as one string, the filters, and the cell with focus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from courses.catalogue.kinds import has_marks
from courses.catalogue.selectors import compiled_version
from courses.cohorts.models import Cohort
from courses.cohorts.pages import page_number
from courses.enrolments.models import Enrolment
from courses.gradebook.engine.grid import Column, GridWords, Head, draw_heads, draw_options, draw_rows
from courses.gradebook.selectors import Query, clients_of, gradebook_table, valid_client
from courses.gradebook.services import standing_mark
from courses.progress.models import Mark


@dataclass(frozen=True)
class Cell:
    """The mark that is open for adjusting."""

    learner: str
    column: str
    enrolment_id: UUID
    activity_id: UUID
    mark: Mark | None
    points: str
    possible: str


@dataclass(frozen=True)
class GradebookPage:
    rows: SafeString
    heads: SafeString
    query: Query
    address: str
    clients: SafeString
    cell: Cell | None
    first: int
    last: int
    total: int
    page: int
    pages: int
    previous_url: str
    next_url: str


def query_of(given: Mapping[str, str]) -> Query:
    """A query string as a query; nonsense falls back to the plain page."""
    show = given.get("show", "")
    return Query(
        page=page_number(given.get("page")),
        find=given.get("find", "").replace("\x00", "").strip()[:80],
        client=valid_client(given.get("client", "")[:40]),
        show=show if show in ("missing", "below", "adjusted") else "",
        sort=given.get("sort", "name")[:80],
    )


def gradebook_page(cohort: Cohort, query: Query, cell: str) -> GradebookPage:
    """Everything on the page."""
    table = gradebook_table(cohort, query)
    enrolment, _colon, key = cell.partition(":")
    words = GridWords(none=gettext("no mark"), adjusted=gettext("adjusted"), done=gettext("done"))
    rows = draw_rows(table.learners, table.columns, words, link=_link(query), now=(enrolment, key))
    heads = [
        _head("name", gettext("Learner"), gettext("Learner"), "", query),
        _head("score", gettext("Now"), gettext("Mean of all results"), gettext("of 100"), query),
        *(_column(column, query) for column in table.columns),
    ]
    return GradebookPage(
        rows=mark_safe(rows),  # noqa: S308 - every part was escaped where it was made
        heads=mark_safe(draw_heads(heads)),  # noqa: S308 - as above
        query=query,
        address=address(query),
        clients=mark_safe(draw_options(clients_of(cohort), query.client)),  # noqa: S308 - as above
        cell=_cell(cohort, enrolment, key),
        first=table.first + 1 if table.total else 0,
        last=table.first + len(table.learners),
        total=table.total,
        page=table.page,
        pages=table.pages,
        previous_url=_link(query, page=table.page - 1) if table.page > 1 else "",
        next_url=_link(query, page=table.page + 1) if table.page < table.pages else "",
    )


def address(query: Query, **changes: str | int) -> str:
    """The page's query string with changes, from its question mark on; nothing for the plain page."""
    values: dict[str, str | int] = {
        "find": query.find,
        "client": query.client,
        "show": query.show,
        "sort": query.sort if query.sort != "name" else "",
        "page": query.page if query.page > 1 else "",
    } | changes
    text = urlencode({name: value for name, value in values.items() if value not in ("", 1)})
    return f"?{text}" if text else ""


def _link(query: Query, **changes: str | int) -> str:
    """The same as markup; it ends so that a cell can be added."""
    found = address(query, **changes)
    return f"{found}&amp;" if found else "?"


def _head(key: str, label: str, title: str, note: str, query: Query) -> Head:
    direction = {key: "ascending", f"-{key}": "descending"}.get(query.sort, "")
    return Head(
        label,
        title,
        note,
        _link(query, sort=f"-{key}" if direction == "ascending" else key, page=1),
        direction,
    )


def _column(column: Column, query: Query) -> Head:
    note = gettext("of %(points)s") % {"points": column.possible} if column.possible else ""
    return _head(column.key, column.short, column.title, note, query)


def _cell(cohort: Cohort, enrolment_id: str, key: str) -> Cell | None:
    activity = compiled_version(cohort.version_id).by_key.get(key)
    try:
        public_id = UUID(enrolment_id)
    except ValueError:
        return None
    if activity is None or not has_marks(activity.kind):
        return None
    enrolment = Enrolment.objects.select_related("user").filter(cohort=cohort, public_id=public_id).first()
    if enrolment is None:
        return None
    mark = standing_mark(enrolment, activity)
    return Cell(
        learner=enrolment.user.get_full_name(),
        column=activity.title,
        enrolment_id=enrolment.public_id,
        activity_id=activity.public_id,
        mark=mark,
        points=f"{mark.points.normalize():f}" if mark is not None else "",
        possible=f"{mark.possible.normalize():f}" if mark is not None else "",
    )
