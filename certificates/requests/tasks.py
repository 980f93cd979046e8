"""Doors for the queue."""

from celery import shared_task

from certificates.requests import services


@shared_task(name="certificates.issue_request")
def issue_request(request_id: int) -> int:
    return services.issue_request(request_id)


@shared_task(name="certificates.sweep_requests")
def sweep_requests() -> int:
    return services.sweep_requests()
