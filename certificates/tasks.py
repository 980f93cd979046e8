"""Gathers the tasks of the rooms, so that the worker finds them."""

from certificates.batches.tasks import check_batch, issue_batch, sweep_batches
from certificates.credentials.tasks import (
    issue_if_eligible,
    make_credential,
    publish_status_lists,
    seal_log,
    self_audit,
    stamp_waiting,
    sweep_credentials,
)
from certificates.renewals.tasks import send_reminders
from certificates.requests.tasks import issue_request, sweep_requests

__all__ = [
    "check_batch",
    "issue_batch",
    "issue_if_eligible",
    "issue_request",
    "make_credential",
    "publish_status_lists",
    "seal_log",
    "self_audit",
    "send_reminders",
    "stamp_waiting",
    "sweep_batches",
    "sweep_credentials",
    "sweep_requests",
]
