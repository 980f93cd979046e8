"""Doors for the queue."""

from __future__ import annotations

from celery import shared_task

from accounts.api import enqueue
from certificates.batches import services


@shared_task(name="certificates.check_batch")
def check_batch(batch_id: int) -> None:
    if services.check_batch(batch_id):
        enqueue("certificates.check_batch", batch_id)


@shared_task(name="certificates.issue_batch")
def issue_batch(batch_id: int) -> None:
    if services.issue_batch(batch_id):
        enqueue("certificates.issue_batch", batch_id)


@shared_task(name="certificates.sweep_batches")
def sweep_batches() -> int:
    return services.sweep_batches()
