"""Partners, client organisations and memberships."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.partners.engine.capabilities import Role
from accounts.users.models import User, validate_time_zone

country_code = RegexValidator(r"^[A-Z]{2}\Z", _("Give the two letters of the country, such as NL."))
slug_shape = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens."))


INVITATION_KIND = "partner-role"
CONTACT_KIND = "client-contact"


class PartnerState(models.TextChoices):
    APPLIED = "applied", _("Applied")
    IN_REVIEW = "in-review", _("In review")
    APPROVED = "approved", _("Approved")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


class RoleChoice(models.TextChoices):
    OWNER = Role.OWNER.value, _("Owner")
    COORDINATOR = Role.COORDINATOR.value, _("Coordinator")
    INSTRUCTOR = Role.INSTRUCTOR.value, _("Instructor")
    REVIEWER = Role.REVIEWER.value, _("Reviewer")


def logo_path(partner: Partner, filename: str) -> str:
    """A name that cannot be guessed and that never comes from the person who uploads."""
    ending = filename.rsplit(".", 1)[-1].lower()
    return f"partners/{partner.public_id}/{uuid.uuid4().hex}.{ending}"


class Partner(models.Model):
    """An authorised training partner (ATP)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(_("short name"), max_length=60, unique=True, validators=[slug_shape])
    name = models.CharField(_("name"), max_length=120, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=PartnerState.choices, default=PartnerState.APPLIED
    )
    state_since = models.DateTimeField(default=timezone.now)
    logo = models.FileField(
        _("logo"),
        upload_to=logo_path,
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg"])],
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    country = models.CharField(_("country"), max_length=2, validators=[country_code])
    website = models.URLField(_("website"), blank=True)
    contact_email = models.EmailField(_("contact"), max_length=254, blank=True)
    requires_mfa = models.BooleanField(
        _("two factors"), default=False, help_text=_("People of this partner must sign in with two factors.")
    )
    mfa_from = models.DateField(_("two factors from"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Partner]] = models.Manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="partner_name_unique_without_case"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PartnerState]), name="partner_state_known"
            ),
            models.CheckConstraint(
                condition=Q(requires_mfa=False) | Q(mfa_from__isnull=False),
                name="required_factors_have_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state == PartnerState.ACTIVE


class ClientOrganisation(models.Model):
    """The employer of learners: served by one partner, or by the programme itself (no partner)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="clients"
    )
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[country_code])
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[ClientOrganisation]] = models.Manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("partner", Lower("name"), name="client_name_unique_per_partner"),
            models.UniqueConstraint(
                Lower("name"), condition=Q(partner=None), name="client_name_unique_without_partner"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: User) -> MembershipQuerySet:
        return self.filter(user=user)

    def owners(self) -> MembershipQuerySet:
        return self.filter(role=Role.OWNER)


class Membership(models.Model):
    """A person works for a partner in one role."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=RoleChoice.choices)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "user"], name="one_role_per_person_and_partner"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.user_id} {self.role}"


class ClientContact(models.Model):
    """A person of a client organisation who may see how far its learners are, in counts. It is no role in the partner."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(ClientOrganisation, on_delete=models.PROTECT, related_name="contacts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="client_contacts"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[ClientContact]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "user"], name="one_contact_per_person_and_client")
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.user_id}"
