"""One order of locks for all that touches a work: the enrolment first, then the work."""

from __future__ import annotations

from courses.enrolments.models import Enrolment
from courses.worksamples.models import Work


def locked_work(work_id: int) -> Work:
    """The work with its activity and its learner, both rows locked until the transaction ends."""
    enrolment_id = Work.objects.values_list("enrolment_id", flat=True).get(pk=work_id)
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("user", "cohort__partner")
        .get(pk=enrolment_id)
    )
    work = Work.objects.select_for_update(of=("self",)).select_related("activity").get(pk=work_id)
    work.enrolment = enrolment
    return work
