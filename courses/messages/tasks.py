from celery import shared_task

from courses.messages import services


@shared_task(name="courses.send_announcement")
def send_announcement(announcement_id: int) -> int:
    return services.send_announcement(announcement_id=announcement_id)


@shared_task(name="courses.sweep_announcements")
def sweep_announcements() -> int:
    return services.sweep_announcements()
