"""Gathers the tasks of the rooms, so that the worker finds them."""

from accounts.agreements.tasks import sweep_agreements
from accounts.audit.tasks import seal_audit, verify_audit
from accounts.mail.tasks import deliver_mail, sweep_mail
from accounts.notifications.tasks import send_digests
from accounts.privacy.tasks import make_export, run_clocks, sweep_privacy

__all__ = [
    "deliver_mail",
    "make_export",
    "run_clocks",
    "seal_audit",
    "send_digests",
    "sweep_agreements",
    "sweep_mail",
    "sweep_privacy",
    "verify_audit",
]
