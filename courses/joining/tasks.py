from celery import shared_task

from courses.joining import services


@shared_task(name="courses.fill_free_seats")
def fill_free_seats() -> int:
    return services.fill_free_seats()
