from celery import shared_task

from accounts.agreements import services


@shared_task(name="accounts.sweep_agreements")
def sweep_agreements() -> dict[str, int]:
    return services.sweep_agreements()
