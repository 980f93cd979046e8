"""Doors for the queue."""

from celery import shared_task

from certificates.renewals import services


@shared_task(name="certificates.send_reminders")
def send_reminders() -> int:
    return services.send_reminders()
