from celery import shared_task

from accounts.privacy import clocks, services


@shared_task(name="accounts.make_export")
def make_export(export_id: int) -> str:
    return services.make_export(export_id=export_id).value


@shared_task(name="accounts.sweep_privacy")
def sweep_privacy() -> dict[str, int]:
    return services.sweep_privacy()


@shared_task(name="accounts.run_clocks")
def run_clocks() -> dict[str, int]:
    return clocks.run_clocks()
