"""The parts of a person's data that accounts itself holds: how they are copied and how they are erased."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.agreements.models import Agreement, Evidence, RefusalAppeal, ReviewCheck
from accounts.audit.models import AuditEntry, AuditPersonal
from accounts.audit.services import erase_personal_payloads
from accounts.invitations.models import Invitation
from accounts.mail.models import MailAttachment, OutgoingMail
from accounts.notifications.models import Notification, NotificationChoice, NotificationHours
from accounts.partners.models import ClientContact, Membership, Partner
from accounts.partners.services import leave_all
from accounts.privacy.models import ConsentRecord, DataExport, ErasureRequest
from accounts.privacy.registry import ACCOUNT, register_personal_data
from accounts.users.models import Session, User

ERASED_HOST = "erased.invalid"


def _rows(queryset: Any, *fields: str) -> list[dict[str, Any]]:
    return list(queryset.order_by("pk").values(*fields))


def export_account(user: User) -> object:
    return {
        "id": user.public_id,
        "name": user.name,
        "email": user.email,
        "time_zone": user.time_zone,
        "language": user.language,
        "theme": user.theme,
        "joined_at": user.joined_at,
        "last_sign_in": user.last_login,
        "addresses": _rows(EmailAddress.objects.filter(user=user), "email", "verified", "primary"),
        "second_factors": _rows(
            Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at"
        ),
        "sign_ins": _rows(UserSession.objects.filter(user=user), "ip", "user_agent", "created_at"),
        "sessions": _rows(Session.objects.filter(user=user), "expire_date"),
    }


def erase_account(user: User) -> dict[str, int]:
    """The row stays, for ledgers point at it; it no longer says who."""
    counts = {
        "addresses": EmailAddress.objects.filter(user=user).delete()[0],
        "second_factors": Authenticator.objects.filter(user=user).delete()[0],
        "sign_ins": UserSession.objects.filter(user=user).delete()[0],
        "sessions": Session.objects.filter(user=user).delete()[0],
    }
    user.name, user.email = "", f"{user.public_id.hex}@{ERASED_HOST}"
    user.set_unusable_password()
    user.is_active, user.is_staff, user.is_superuser = False, False, False
    user.last_login, user.erased_at = None, timezone.now()
    user.is_contact = False
    user.time_zone, user.language, user.theme = "UTC", "en", "auto"
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    return {**counts, "account": 1}


def export_partners(user: User) -> object:
    addresses = _addresses(user)
    return {
        "roles": _rows(Membership.objects.filter(user=user), "partner__name", "role", "created_at"),
        "client_contact_of": _rows(ClientContact.objects.filter(user=user), "client__name", "created_at"),
        "contact_of": _rows(Partner.objects.filter(contact_email__in=addresses), "name"),
        "invitations": _rows(
            Invitation.objects.filter(email__in=addresses),
            "kind",
            "name",
            "email",
            "created_at",
            "accepted_at",
            "declined_at",
        ),
    }


def erase_partners(user: User) -> dict[str, int]:
    addresses = _addresses(user)
    contacts = Partner.objects.filter(contact_email__in=addresses).update(contact_email="")
    invitations = Invitation.objects.filter(email__in=addresses)
    now = timezone.now()
    closed = invitations.unanswered().update(revoked_at=now)
    renamed = 0
    for invitation in invitations:
        invitation.email, invitation.name = f"{invitation.public_id.hex}@{ERASED_HOST}", ""
        invitation.save(update_fields=["email", "name"])
        renamed += 1
    return {
        "roles": leave_all(user=user),
        "client_contacts": ClientContact.objects.filter(user=user).delete()[0],
        "contacts": contacts,
        "invitations": renamed,
        "invitations_closed": closed,
    }


def export_agreements(user: User) -> object:
    return {
        "signed": _rows(
            Agreement.objects.filter(accepted_by=user),
            "partner__name",
            "signatory_name",
            "signatory_title",
            "accepted_at",
        ),
        "handed_in": _rows(
            Evidence.objects.filter(uploaded_by=user), "partner__name", "title", "uploaded_at"
        ),
        "appeals": _rows(RefusalAppeal.objects.filter(sent_by=user), "partner__name", "text", "sent_at"),
        "appeals_decided": _rows(
            RefusalAppeal.objects.filter(decided_by=user), "partner__name", "answer", "decided_at"
        ),
        "checked": _rows(ReviewCheck.objects.filter(checked_by=user), "partner__name", "code", "checked_at"),
    }


def erase_agreements(user: User) -> dict[str, int]:
    """That an agreement was signed stays, with its digest; by whom goes. Documents belong to the partner."""
    signed = Agreement.objects.filter(accepted_by=user).update(signatory_name="", signatory_title="")
    RefusalAppeal.objects.filter(sent_by=user).update(sent_by=None)
    RefusalAppeal.objects.filter(decided_by=user).update(decided_by=None)
    return {"signatures": signed}


def export_mail(user: User) -> object:
    return _rows(OutgoingMail.objects.filter(user=user), "to", "subject", "state", "created_at", "sent_at")


def erase_mail(user: User) -> dict[str, int]:
    """What was sent and when stays; to whom and what it said goes."""
    mine = OutgoingMail.objects.filter(user=user) | OutgoingMail.objects.filter(to__in=_addresses(user))
    return {
        "attachments": MailAttachment.objects.filter(mail__in=mine).delete()[0],
        "mails": mine.update(
            to=f"erased@{ERASED_HOST}",
            subject="",
            body_text="",
            body_html="",
            unsubscribe_url="",
            last_error="",
        ),
    }


def export_notifications(user: User) -> object:
    return {
        "tray": _rows(
            Notification.objects.filter(user=user),
            "kind",
            "title",
            "text",
            "url",
            "channel",
            "created_at",
            "read_at",
            "digested_at",
        ),
        "choices": _rows(NotificationChoice.objects.filter(user=user), "kind", "channel"),
        "hours": _rows(
            NotificationHours.objects.filter(user=user), "digest_hour", "quiet_from", "quiet_until"
        ),
    }


def erase_notifications(user: User) -> dict[str, int]:
    """Nothing stands on a line of a tray: all of it goes."""
    User.objects.filter(pk=user.pk).update(unread=0)
    user.unread = 0
    return {
        "lines": Notification.objects.filter(user=user).delete()[0],
        "choices": NotificationChoice.objects.filter(user=user).delete()[0],
        "hours": NotificationHours.objects.filter(user=user).delete()[0],
    }


def export_audit(user: User) -> object:
    return {
        "acts": _rows(
            AuditEntry.objects.filter(actor=user), "happened_at", "verb", "target_type", "target_id"
        ),
        "about_me": _rows(
            AuditPersonal.objects.filter(subject=user), "entry__happened_at", "entry__verb", "payload"
        ),
    }


def erase_audit(user: User) -> dict[str, int]:
    return {"payloads": erase_personal_payloads(user=user)}


def export_requests(user: User) -> object:
    return {
        "exports": _rows(DataExport.objects.filter(user=user), "asked_at", "state", "expires_at"),
        "consents": _rows(
            ConsentRecord.objects.filter(user=user), "topic", "version", "given_at", "via", "withdrawn_at"
        ),
        "erasures": _rows(ErasureRequest.objects.filter(user=user), "asked_at", "due_at", "cancelled_at"),
    }


def erase_requests(user: User) -> dict[str, int]:
    gone = 0
    for export in DataExport.objects.filter(user=user):
        if export.file:
            export.file.delete(save=False)
        export.delete()
        gone += 1
    return {"exports": gone}


def _addresses(user: User) -> list[str]:
    return [user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)]


def register_parts() -> None:
    """Called once when the app is ready."""
    register_personal_data(
        "audit",
        _("Record of acts"),
        models=["accounts.AuditEntry", "accounts.AuditPersonal"],
        export=export_audit,
        erase=erase_audit,
    )
    register_personal_data(
        "agreements",
        _("Agreements and applications"),
        models=["accounts.Agreement", "accounts.Evidence", "accounts.ReviewCheck", "accounts.RefusalAppeal"],
        export=export_agreements,
        erase=erase_agreements,
    )
    register_personal_data(
        "mail",
        _("Mail to you"),
        models=["accounts.OutgoingMail", "accounts.MailAttachment"],
        export=export_mail,
        erase=erase_mail,
    )
    register_personal_data(
        "notifications",
        _("Notices"),
        models=["accounts.Notification", "accounts.NotificationChoice", "accounts.NotificationHours"],
        export=export_notifications,
        erase=erase_notifications,
    )
    register_personal_data(
        "partners",
        _("Partners and invitations"),
        models=["accounts.Membership", "accounts.Invitation", "accounts.Partner", "accounts.ClientContact"],
        export=export_partners,
        erase=erase_partners,
    )
    register_personal_data(
        "requests",
        _("Exports, erasure and consent"),
        models=["accounts.DataExport", "accounts.ErasureRequest", "accounts.ConsentRecord"],
        export=export_requests,
        erase=erase_requests,
    )
    register_personal_data(
        ACCOUNT,
        _("Your account"),
        models=[
            "accounts.User",
            "accounts.Session",
            "account.EmailAddress",
            "mfa.Authenticator",
            "usersessions.UserSession",
            "admin.LogEntry",
        ],
        export=export_account,
        erase=erase_account,
    )
