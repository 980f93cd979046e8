from celery import shared_task

from accounts.notifications import digests


@shared_task(name="accounts.send_digests")
def send_digests() -> int:
    return digests.sweep_digests()
