"""The one lock that everything about a learner's work in a course waits for."""

from __future__ import annotations

from django.db import connection
from django.db.transaction import TransactionManagementError

from accounts.api import Prepared
from courses.enrolments.models import Enrolment

_locked = Prepared(lambda pk: Enrolment.objects.select_for_update().filter(pk=pk).order_by(), -(2**40) - 1)


def lock_enrolment(pk: int) -> Enrolment:
    """The enrolment as it is now, held until the transaction ends. Raises Enrolment.DoesNotExist."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("An enrolment is locked within a transaction.")
    found = _locked.objects(pk)
    if not found:
        raise Enrolment.DoesNotExist
    held: Enrolment = found[0]
    return held
