from celery import shared_task

from courses.analytics import services


@shared_task(name="courses.sweep_nudges")
def sweep_nudges() -> int:
    return services.sweep_nudges()
