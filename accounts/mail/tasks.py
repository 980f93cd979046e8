from celery import shared_task

from accounts.mail import services


@shared_task(name="accounts.deliver_mail")
def deliver_mail(mail_id: int) -> str:
    return services.deliver_mail(mail_id=mail_id) or "not due"


@shared_task(name="accounts.sweep_mail")
def sweep_mail() -> int:
    return services.sweep_mail()
