from celery import shared_task

from courses.programme import services


@shared_task(name="courses.sweep_accreditations")
def sweep_accreditations() -> dict[str, int]:
    return services.sweep_accreditations()
