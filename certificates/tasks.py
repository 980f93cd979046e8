"""Gathers the tasks of the rooms, so that the worker finds them."""

from certificates.credentials.tasks import (
    issue_if_eligible,
    make_credential,
    publish_status_lists,
    seal_log,
    self_audit,
    sweep_credentials,
)

__all__ = [
    "issue_if_eligible",
    "make_credential",
    "publish_status_lists",
    "seal_log",
    "self_audit",
    "sweep_credentials",
]
