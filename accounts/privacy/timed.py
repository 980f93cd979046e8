"""The clocks of accounts itself: each forgets rows that are older than its days, the oldest first."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.agreements.models import Evidence
from accounts.audit.models import AuditPersonal
from accounts.invitations.models import Invitation
from accounts.mail.models import MailAttachment, OutgoingMail
from accounts.notifications.services import KEPT, forget_notifications
from accounts.partners.models import PartnerState
from accounts.privacy.clocks import Clock, register_clock
from accounts.privacy.models import DataExport, ExportState
from accounts.privacy.parts import ERASED_HOST
from accounts.users.models import Session

EXPORT_DAYS = 7


def _before(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def forget_mail(most: int) -> int:
    """What old mails said; to whom and when they went stays."""
    old = OutgoingMail.objects.filter(created_at__lt=_before(settings.MAIL_TEXT_DAYS)).exclude(
        body_text="", body_html=""
    )
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:most])
    MailAttachment.objects.filter(mail__in=ids).delete()
    return OutgoingMail.objects.filter(pk__in=ids).update(
        body_text="", body_html="", unsubscribe_url="", last_error=""
    )


def forget_audit_words(most: int) -> int:
    """What entries say about people; the chain of salted digests stays whole."""
    old = AuditPersonal.objects.filter(entry__happened_at__lt=_before(settings.AUDIT_WORDS_DAYS))
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:most])
    return int(AuditPersonal.objects.filter(pk__in=ids).delete()[0])


def drop_exports(most: int) -> int:
    """Copies that were asked for; that one was asked for stays."""
    gone = 0
    due = DataExport.objects.filter(state=ExportState.READY, expires_at__lte=timezone.now())
    for export in due.order_by("pk")[:most]:
        export.file.delete(save=False)
        export.state = ExportState.EXPIRED
        export.save(update_fields=["state", "file"])
        gone += 1
    return gone


def forget_sign_ins(most: int) -> int:
    """From where people signed in, and sessions that have ended."""
    old = UserSession.objects.filter(last_seen_at__lt=_before(settings.SIGN_IN_DAYS))
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:most])
    over = list(
        Session.objects.filter(expire_date__lt=timezone.now()).values_list("session_key", flat=True)[:most]
    )
    gone = UserSession.objects.filter(pk__in=ids).delete()[0]
    return int(gone) + int(Session.objects.filter(session_key__in=over).delete()[0])


def forget_invitations(most: int) -> int:
    """Names and addresses of people who never came."""
    old = Invitation.objects.filter(accepted_at=None, expires_at__lt=_before(settings.INVITATION_DAYS))
    gone = 0
    for row in old.exclude(email__endswith=f"@{ERASED_HOST}").order_by("pk")[:most]:
        row.email, row.name = f"{row.public_id.hex}@{ERASED_HOST}", ""
        row.save(update_fields=["email", "name"])
        gone += 1
    return gone


def forget_evidence(most: int) -> int:
    """Documents of organisations that were refused or have ended; title and digest stay."""
    before = _before(settings.EVIDENCE_DAYS)
    over = Q(partner__state__in=[PartnerState.REFUSED, PartnerState.ENDED], partner__state_since__lt=before)
    gone = 0
    for row in Evidence.objects.filter(over).exclude(file="").order_by("pk")[:most]:
        row.file.delete(save=False)
        row.save(update_fields=["file"])
        gone += 1
    return gone


def register() -> None:
    """Called once when the app is ready."""
    for clock in (
        Clock(
            "mail",
            "mail",
            _("what mails said, and their files"),
            _("they were written"),
            _("that a mail went, when, and its subject"),
            lambda: settings.MAIL_TEXT_DAYS,
            forget_mail,
        ),
        Clock(
            "audit",
            "audit",
            _("names and reasons in the audit log"),
            _("the act"),
            _("the act itself, and the chain that proves it"),
            lambda: settings.AUDIT_WORDS_DAYS,
            forget_audit_words,
        ),
        Clock(
            "notifications",
            "notifications",
            _("lines under the bell"),
            _("they came"),
            _("what you chose to get"),
            lambda: KEPT.days,
            lambda most: forget_notifications(limit=most),
        ),
        Clock(
            "exports",
            "requests",
            _("copies of your data that you asked for"),
            _("they were ready"),
            _("that you asked"),
            lambda: EXPORT_DAYS,
            drop_exports,
        ),
        Clock(
            "sign-ins",
            "account",
            _("where and with what you signed in"),
            _("you were last seen there"),
            _("nothing"),
            lambda: settings.SIGN_IN_DAYS,
            forget_sign_ins,
        ),
        Clock(
            "invitations",
            "partners",
            _("names and addresses of people who never answered an invitation"),
            _("its link ended"),
            _("that somebody was invited"),
            lambda: settings.INVITATION_DAYS,
            forget_invitations,
        ),
        Clock(
            "evidence",
            "agreements",
            _("documents of organisations that were refused or have ended"),
            _("the decision"),
            _("their titles and digests"),
            lambda: settings.EVIDENCE_DAYS,
            forget_evidence,
        ),
    ):
        register_clock(clock)
