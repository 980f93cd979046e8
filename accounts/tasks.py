"""Gathers the tasks of the rooms, so that the worker finds them."""

from accounts.audit.tasks import seal_audit, verify_audit
from accounts.mail.tasks import deliver_mail, sweep_mail

__all__ = ["deliver_mail", "seal_audit", "sweep_mail", "verify_audit"]
