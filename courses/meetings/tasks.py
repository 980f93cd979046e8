from celery import shared_task

from courses.meetings.services import reminding, telling


@shared_task(name="courses.tell_meetings")
def tell_meetings(cohort_id: int) -> int:
    return telling.tell_meetings(cohort_id=cohort_id)


@shared_task(name="courses.sweep_meetings")
def sweep_meetings() -> int:
    return telling.sweep_meetings()


@shared_task(name="courses.remind_of_meetings")
def remind_of_meetings() -> int:
    return reminding.remind_of_meetings()
