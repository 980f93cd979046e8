from celery import shared_task

from accounts.notifications import digests, services


@shared_task(name="accounts.send_digests")
def send_digests() -> int:
    return digests.sweep_digests()


@shared_task(name="accounts.forget_notifications")
def forget_notifications() -> int:
    return services.forget_notifications()
