"""The page of a batch: counts by state, rows set aside, files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from certificates.batches.models import Batch, BatchRow
from certificates.credentials import storage
from certificates.credentials.models import Credential
from courses.api import Cohort

COHORTS_AT_ONCE = 50


@dataclass(frozen=True)
class BatchPage:
    """Counts are read from the rows each time, so the page survives a reload and a restart."""

    batch: Batch
    total: int
    checked: int
    aside: int
    issued: int
    skipped: int
    cancelled: int
    waiting: int
    per_second: float
    seconds_left: int | None
    problems: tuple[BatchRow, ...]

    @property
    def is_moving(self) -> bool:
        return self.batch.state in (Batch.State.CHECKING, Batch.State.ISSUING)

    @property
    def to_issue(self) -> int:
        return self.total - self.aside - self.skipped - self.cancelled


def batch_page(batch: Batch) -> BatchPage:
    """Three queries, however many rows."""
    counted = dict(batch.rows.values_list("state").annotate(n=Count("pk")).order_by())
    total = sum(counted.values())
    issued = counted.get("issued", 0)
    waiting = counted.get("ready", 0) + counted.get("claimed", 0)
    end = batch.finished_at or timezone.now()
    took = (end - batch.started_at).total_seconds() if batch.started_at else 0
    speed = issued / took if took > 0 else 0.0
    aside = batch.rows.filter(state=BatchRow.State.ASIDE).select_related("enrolment__user")
    return BatchPage(
        batch=batch,
        total=total,
        checked=total - counted.get("planned", 0),
        aside=counted.get("aside", 0),
        issued=issued,
        skipped=counted.get("skipped", 0),
        cancelled=counted.get("cancelled", 0),
        waiting=waiting,
        per_second=round(speed, 1),
        seconds_left=round(waiting / speed) if speed and waiting else None,
        problems=tuple(aside[:100]),
    )


def recent_batches(limit: int = 50) -> list[Batch]:
    return list(Batch.objects.select_related("cohort__partner", "created_by")[:limit])


def cohorts_to_issue(find: str = "", limit: int = COHORTS_AT_ONCE) -> QuerySet[Cohort]:
    """Cohorts by partner and name, for the form; `find` is a part of either."""
    rows = Cohort.objects.order_by("partner__name", "name", "pk")
    if find:
        rows = rows.filter(Q(name__icontains=find) | Q(partner__name__icontains=find))
    return rows[:limit]


def _safe(value: object) -> str:
    text = str(value or "")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def batch_csv(batch: Batch) -> Iterator[str]:
    """Row by row: who, what became of it, why."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["name", "address", "state", "number", "reason"])
    rows = batch.rows.select_related("enrolment__user", "credential").iterator(chunk_size=500)
    for row in rows:
        serial = row.credential.serial if row.credential else ""
        user = row.enrolment.user
        writer.writerow(_safe(cell) for cell in (user.name, user.email, row.state, serial, row.reason))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


class _Pipe(io.RawIOBase):
    """What zipfile writes is handed on at once, so a ZIP of any size needs little memory."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # narrower on purpose
        self.parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def batch_zip(batch: Batch) -> Iterator[bytes]:
    """The PDFs made so far."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        rows = Credential.objects.filter(batch_row__batch=batch, withdrawn_by_holder_at=None).exclude(
            pdf_digest=""
        )
        told = rows.values_list("serial", "pdf_digest", "stamped_digest")
        for serial, first, stamped in told.iterator(chunk_size=500):
            archive.writestr(f"{serial}.pdf", storage.get(stamped or first, "pdf"))
            yield pipe.take()
    yield pipe.take()
