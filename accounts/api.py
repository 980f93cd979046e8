"""What other apps may import from accounts. Everything else is private to this app."""

from accounts.agreements.engine.lifecycle import Action as PartnerAction
from accounts.agreements.engine.lifecycle import Outcome as ReviewOutcome
from accounts.agreements.forms import DocumentField
from accounts.agreements.models import CheckCode as PartnerCheck
from accounts.agreements.selectors import agreement_terms
from accounts.agreements.services import hand_in as hand_in_document
from accounts.agreements.services import move_partner, record_check, sign_agreement
from accounts.audit.engine.chain import canonical
from accounts.audit.models import AuditEntry
from accounts.audit.services import record_audit, seal_audit, verify_audit
from accounts.invitations.kinds import InvitationCard, InvitationKind, register_invitation_kind
from accounts.invitations.models import Invitation
from accounts.invitations.services import accept_invitation, invitation_path, invite, revoke_invitation
from accounts.jobs.services import enqueue
from accounts.mail.models import OutgoingMail
from accounts.mail.services import Attachment, send_mail
from accounts.notifications.engine.delivery import Channel
from accounts.notifications.kinds import Group as NotificationGroup
from accounts.notifications.kinds import Kind as NotificationKind
from accounts.notifications.kinds import register_notification_kind
from accounts.notifications.services import note_page_seen, notify
from accounts.partners.access import (
    capabilities_for,
    clients_of_contact,
    get_client_for,
    get_partner_for,
    has_capability,
    partners_with,
    people_with,
)
from accounts.partners.clients import add_contact
from accounts.partners.engine.capabilities import TEACHING_ROLES, Capability, Role
from accounts.partners.forms import RowsForm
from accounts.partners.impact import ImpactLine, register_partner_impact
from accounts.partners.models import ClientOrganisation, Membership, Partner, PartnerState
from accounts.partners.pictures import LARGEST_LOGO, BadLogo, Logo, read_logo
from accounts.partners.services import (
    add_member,
    create_client,
    create_partner,
    invite_to_role,
    set_partner_state,
)
from accounts.privacy.clocks import Clock, clock_lines, register_clock
from accounts.privacy.registry import register_personal_data
from accounts.users.access import require_staff
from accounts.users.models import User, validate_time_zone
from accounts.users.prepared import Prepared, planned_cursor
from accounts.users.requests import SignedInRequest
from accounts.users.selectors import verified_addresses
from accounts.users.services import register_person

__all__ = [
    "LARGEST_LOGO",
    "TEACHING_ROLES",
    "Attachment",
    "AuditEntry",
    "BadLogo",
    "Capability",
    "Channel",
    "ClientOrganisation",
    "Clock",
    "DocumentField",
    "ImpactLine",
    "Invitation",
    "InvitationCard",
    "InvitationKind",
    "Logo",
    "Membership",
    "NotificationGroup",
    "NotificationKind",
    "OutgoingMail",
    "Partner",
    "PartnerAction",
    "PartnerCheck",
    "PartnerState",
    "Prepared",
    "ReviewOutcome",
    "Role",
    "RowsForm",
    "SignedInRequest",
    "User",
    "accept_invitation",
    "add_contact",
    "add_member",
    "agreement_terms",
    "canonical",
    "capabilities_for",
    "clients_of_contact",
    "clock_lines",
    "create_client",
    "create_partner",
    "enqueue",
    "get_client_for",
    "get_partner_for",
    "hand_in_document",
    "has_capability",
    "invitation_path",
    "invite",
    "invite_to_role",
    "move_partner",
    "note_page_seen",
    "notify",
    "partners_with",
    "people_with",
    "planned_cursor",
    "read_logo",
    "record_audit",
    "record_check",
    "register_clock",
    "register_invitation_kind",
    "register_notification_kind",
    "register_partner_impact",
    "register_person",
    "register_personal_data",
    "require_staff",
    "revoke_invitation",
    "seal_audit",
    "send_mail",
    "set_partner_state",
    "sign_agreement",
    "validate_time_zone",
    "verified_addresses",
    "verify_audit",
]
