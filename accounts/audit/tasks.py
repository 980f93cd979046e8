from celery import shared_task

from accounts.audit import services


@shared_task(name="accounts.seal_audit")
def seal_audit() -> int:
    return services.seal_audit()


@shared_task(name="accounts.verify_audit")
def verify_audit() -> bool:
    return services.verify_audit().is_whole
