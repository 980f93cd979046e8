"""The gradebook of a cohort: one page of it in two queries, all of it in one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, TextField, When
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from accounts.api import ClientOrganisation, Prepared
from courses.catalogue.kinds import has_marks
from courses.catalogue.models import Activity
from courses.catalogue.selectors import CompiledVersion, compiled_version
from courses.cohorts.models import Cohort
from courses.cohorts.selectors import learners_in
from courses.enrolments.models import Enrolment
from courses.gradebook.engine.grid import Column, Learner
from courses.progress.engine.cells import cells_of, read

PER_PAGE = 50
FIELDS = ("public_id", "user__name", "user__email", "client__name", "standing__score", "standing__cells")
# Read only where a standing was not added up since there are cells.
_STATES = Case(When(standing__cells=None, then=F("standing__states")))
_ID = Cast("public_id", TextField())  # ten thousand UUIDs only to be written are a tenth of the time


@dataclass(frozen=True)
class Query:
    """What a person asked to see."""

    page: int = 1
    find: str = ""
    client: str = ""
    show: str = ""
    sort: str = "name"

    @property
    def is_filtered(self) -> bool:
        return bool(self.find or self.client or self.show)


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    learners: list[Learner]
    page: int
    pages: int
    first: int
    total: int


def columns_of(compiled: CompiledVersion) -> tuple[Column, ...]:
    """A column for every activity that is graded: quizzes by their module, labs by their id, work samples by number."""
    works = [activity.key for activity in compiled.activities if activity.kind == "worksample"]
    return tuple(
        Column(activity.key, _short(activity, compiled, works), activity.title, _possible(activity))
        for activity in compiled.activities
        if has_marks(activity.kind)
    )


def _short(activity: Activity, compiled: CompiledVersion, works: list[str]) -> str:
    number = compiled.module_of[activity.key].number
    if activity.kind == "quiz" and number:
        return f"Q{number}"
    if activity.key in works:
        return f"W{works.index(activity.key) + 1}"
    return activity.key.upper()[:8]


def _possible(activity: Activity) -> str:
    return "10" if activity.kind == "lab" else ""


def gradebook_table(cohort: Cohort, query: Query) -> Table:
    """One page of the grid."""
    columns = columns_of(compiled_version(cohort.version_id))
    chosen = _narrow(_own(cohort), query, columns)
    total = chosen.count() if query.is_filtered else learners_in(cohort)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(query.page, 1), pages)
    first = (page - 1) * PER_PAGE
    ids = list(_sorted(chosen, query, columns).values_list("pk", flat=True)[first : first + PER_PAGE])
    rows = Enrolment.objects.filter(pk__in=ids).order_by().values_list("pk", *FIELDS, _STATES)
    found = {row[0]: row[1:] for row in rows}
    return Table(columns, [_learner(found[pk]) for pk in ids], page, pages, first, total)


def all_rows(cohort: Cohort) -> Iterator[Learner]:
    """Every learner of the cohort by name, for a file.

    Not by `iterator()`: PostgreSQL plans a cursor for its first rows, and keeps all of them on disk for it. What it
    answers in one go is 0.3 kB a learner.
    """
    rows = _own(cohort).order_by("user__name", "pk").values_list(_ID, *FIELDS[1:], _STATES)
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while part := cursor.fetchmany(500):
            for public_id, *more, states in part:
                yield _learner((_dashed(public_id), *more, json.loads(states) if states else None))


def clients_of(cohort: Cohort) -> list[tuple[str, str]]:
    """The partner's organisations: public id and name. Read from their own small table, not from the learners."""
    return [(str(public_id), name) for public_id, name in _clients.rows(cohort.partner_id)]


_clients = Prepared(
    lambda partner: (
        ClientOrganisation.objects.filter(partner=partner).order_by("name").values_list("public_id", "name")
    ),
    -(2**40) - 1,
)


def _own(cohort: Cohort) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(cohort=cohort, ended_at=None)


def _narrow(own: QuerySet[Enrolment], query: Query, columns: tuple[Column, ...]) -> QuerySet[Enrolment]:
    if query.find:
        own = own.filter(Q(user__name__icontains=query.find) | Q(user__email__icontains=query.find))
    if query.client:
        own = own.filter(client__public_id=query.client)
    if query.show == "below":
        own = own.filter(_any(columns, lambda key: Q(**{f"standing__states__{key}__s": "failed"})))
    elif query.show == "adjusted":
        own = own.filter(_any(columns, lambda key: Q(**{f"standing__states__{key}__a": 1})))
    elif query.show == "missing":
        own = own.filter(Q(standing=None) | _any(columns, lambda key: ~Q(standing__states__has_key=key)))
    return own


def _any(columns: tuple[Column, ...], condition: Any) -> Q:
    found = Q(pk__in=[])
    for column in columns:
        found |= condition(column.key)
    return found


def _sorted(chosen: QuerySet[Enrolment], query: Query, columns: tuple[Column, ...]) -> QuerySet[Enrolment]:
    if query.sort in ("score", "-score"):
        order = F("standing__score")
        return chosen.order_by(
            order.asc(nulls_first=True) if query.sort == "score" else order.desc(nulls_last=True), "pk"
        )
    key = query.sort.removeprefix("-")
    if key in {column.key for column in columns}:
        value = KeyTransform("v", KeyTransform(key, "standing__states"))
        falling = query.sort.startswith("-")
        return chosen.annotate(value=value).order_by(
            F("value").desc(nulls_last=True) if falling else F("value").asc(nulls_first=True), "pk"
        )
    return chosen.order_by("-user__name" if query.sort == "-name" else "user__name", "pk")


def _learner(row: tuple[Any, ...]) -> Learner:
    public_id, name, email, client, score, cells, states = row
    held = read(cells) if cells is not None else cells_of(states or {})
    return Learner(str(public_id), name or email, email, client or "", score, held)


def _dashed(public_id: str) -> str:
    """A UUID as text; SQLite keeps it without hyphens."""
    h = public_id
    return h if len(h) == 36 else f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


def valid_client(given: str) -> str:
    """The client filter if it is a UUID, else nothing."""
    try:
        return str(UUID(given)) if given else ""
    except ValueError:
        return ""
