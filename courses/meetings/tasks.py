from celery import shared_task

from courses.meetings.services import telling


@shared_task(name="courses.tell_meetings")
def tell_meetings(cohort_id: int) -> int:
    return telling.tell_meetings(cohort_id=cohort_id)


@shared_task(name="courses.sweep_meetings")
def sweep_meetings() -> int:
    return telling.sweep_meetings()
