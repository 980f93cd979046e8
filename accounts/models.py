"""Gathers the models of the rooms, so that Django finds them."""

from accounts.agreements.models import Agreement, Evidence, RefusalAppeal, ReviewCheck
from accounts.audit.models import AuditEntry, AuditHead, AuditPersonal
from accounts.invitations.models import Invitation
from accounts.mail.models import MailAttachment, OutgoingMail
from accounts.notifications.models import Notification, NotificationChoice, NotificationHours
from accounts.partners.models import ClientContact, ClientOrganisation, Membership, Partner
from accounts.privacy.models import ConsentRecord, DataExport, ErasureRequest
from accounts.users.models import Session, User

__all__ = [
    "Agreement",
    "AuditEntry",
    "AuditHead",
    "AuditPersonal",
    "ClientContact",
    "ClientOrganisation",
    "ConsentRecord",
    "DataExport",
    "ErasureRequest",
    "Evidence",
    "Invitation",
    "MailAttachment",
    "Membership",
    "Notification",
    "NotificationChoice",
    "NotificationHours",
    "OutgoingMail",
    "Partner",
    "RefusalAppeal",
    "ReviewCheck",
    "Session",
    "User",
]
