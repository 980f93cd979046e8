"""Django's admin for the long tail: staff look rows up; what may change is changed by services on the pages.

The site makes every registration read-only (accounts/users/adminsite.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from accounts.audit.models import AuditEntry, AuditHead
from accounts.invitations.models import Invitation
from accounts.mail.models import OutgoingMail
from accounts.partners.models import ClientOrganisation, Membership, Partner
from accounts.privacy.models import DataExport, ErasureRequest
from accounts.users.models import User

if TYPE_CHECKING:
    _Base = admin.ModelAdmin[Any]
else:
    _Base = admin.ModelAdmin


@admin.register(User)
class UserAdmin(_Base):
    list_display = ("name", "email", "is_staff", "has_desk", "is_active", "joined_at")
    list_filter = ("is_staff", "has_desk", "is_active")
    search_fields = ("name", "email")
    exclude = ("password",)


@admin.register(Partner)
class PartnerAdmin(_Base):
    list_display = ("name", "slug", "state", "state_since", "country")
    list_filter = ("state",)
    search_fields = ("name", "slug")


@admin.register(ClientOrganisation)
class ClientOrganisationAdmin(_Base):
    list_display = ("name", "partner", "country")
    list_select_related = ("partner",)
    search_fields = ("name",)


@admin.register(Membership)
class MembershipAdmin(_Base):
    list_display = ("partner", "user", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("partner", "user")


@admin.register(Invitation)
class InvitationAdmin(_Base):
    list_display = ("kind", "email", "partner", "sent_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("kind",)
    list_select_related = ("partner",)
    search_fields = ("email",)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(_Base):
    """State and errors of mail; its text may hold a link that signs somebody in, so it is not shown here."""

    list_display = ("template", "to", "state", "attempts", "next_try_at", "last_error", "sent_at")
    list_filter = ("state", "template")
    search_fields = ("to",)
    exclude = ("body_text", "body_html")


@admin.register(AuditEntry)
class AuditEntryAdmin(_Base):
    list_display = ("happened_at", "verb", "actor", "target_type", "target_id", "partner", "sequence")
    list_select_related = ("actor", "partner")
    search_fields = ("verb", "target_id")


admin.site.register([AuditHead, DataExport, ErasureRequest])
