"""The credential record, its history, the links that share it, and wishes to have the name corrected."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.signing.engine.numbers import public_id

if TYPE_CHECKING:
    import datetime as dt


def new_public_id() -> str:
    """128 random bits in base 32."""
    return public_id(secrets.token_bytes(16))


def new_salt() -> str:
    return secrets.token_hex(16)


class State(models.TextChoices):
    PREPARING = "preparing", _("Being made")
    FAILED = "failed", _("Set aside")
    ISSUED = "issued", _("Issued")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Superseded")


class Reason(models.TextChoices):
    """Why a credential was withdrawn. The class is public; the words of the case are not."""

    EVIDENCE = "evidence", _("Assessment record could not be confirmed")
    FRAUD = "fraud", _("Rules of assessment were broken")
    IDENTITY = "identity", _("Issued to the wrong person")
    ERROR = "error", _("Issued by mistake")
    KEY = "key", _("Signed with a key that is no longer trusted")
    HOLDER = "holder", _("Withdrawn at the holder’s request")


class NameShown(models.TextChoices):
    FULL = "full", _("Full name")
    INITIALS = "initials", _("Initials")
    CONFIRM = "confirm", _("Type to confirm")


LIVE = (State.PREPARING, State.FAILED, State.ISSUED, State.SUSPENDED)


class CredentialQuerySet(models.QuerySet["Credential"]):
    def published(self) -> CredentialQuerySet:
        """What the public may ask about: everything that was ever issued."""
        return self.filter(state__in=[State.ISSUED, State.SUSPENDED, State.REVOKED, State.SUPERSEDED])

    def held_by(self, user_id: int) -> CredentialQuerySet:
        return self.filter(holder_id=user_id)

    def signed_with(self, key: object) -> CredentialQuerySet:
        return self.filter(Q(pdf_key=key) | Q(badge_key=key) | Q(token_key=key))

    def due(self, *, now: dt.datetime, patience: dt.timedelta) -> CredentialQuerySet:
        """Rows that wait to be made and that no worker holds (or whose worker was lost)."""
        return self.filter(state=State.PREPARING).filter(
            Q(claimed_at=None) | Q(claimed_at__lt=now - patience)
        )

    def delete(self) -> Any:
        raise PermissionError("A credential is never deleted; revoke it.")


class Credential(models.Model):
    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    serial = models.CharField(_("number"), max_length=26, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    achievement = models.ForeignKey(
        "certificates.Achievement", on_delete=models.PROTECT, related_name="credentials"
    )
    achievement_slug = models.SlugField(max_length=80)
    holder = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="credentials"
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment", null=True, on_delete=models.SET_NULL, related_name="credentials"
    )
    partner = models.ForeignKey(
        "accounts.Partner", null=True, on_delete=models.PROTECT, related_name="credentials"
    )
    design = models.ForeignKey("certificates.DesignVersion", on_delete=models.PROTECT, related_name="+")
    # Facts are frozen when the row is made; erasure empties them and leaves the digests.
    facts = models.TextField(help_text=_("Canonical JSON of every printed fact."))
    facts_digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, blank=True, default=new_salt)
    leaf = models.CharField(max_length=64, blank=True)
    name_on_it = models.CharField(_("name"), max_length=120, blank=True)
    name_shown = models.CharField(max_length=8, choices=NameShown.choices, default=NameShown.FULL)
    issued_at = models.DateTimeField(_("issued"))
    valid_until = models.DateTimeField(_("valid until"), null=True)
    # Signed bytes, kept for ever in storage under their hash.
    pdf_digest = models.CharField(max_length=64, blank=True)
    json_digest = models.CharField(max_length=64, blank=True)
    token_digest = models.CharField(max_length=64, blank=True)
    pdf_key = models.ForeignKey(
        "certificates.SigningKey", null=True, on_delete=models.PROTECT, related_name="+"
    )
    badge_key = models.ForeignKey(
        "certificates.SigningKey", null=True, on_delete=models.PROTECT, related_name="+"
    )
    token_key = models.ForeignKey(
        "certificates.SigningKey", null=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    sealed_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=8, choices=Reason.choices, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    withdrawn_by_holder_at = models.DateTimeField(null=True)
    # The same PDF with a time stamp, where an authority is set; the first one stays.
    stamped_digest = models.CharField(max_length=64, blank=True)
    stamped_at = models.DateTimeField(null=True)
    stamp_tries = models.PositiveSmallIntegerField(default=0)
    law_sheet = models.CharField(
        max_length=60,
        blank=True,
        help_text=_("The newest edition of the law sheet that the holder has read."),
    )

    # Number of the list and place in it, only on a row that this process has just planned and holds.
    status_place: tuple[int, int] | None = None

    objects: ClassVar[Any] = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "achievement_slug"],
                condition=Q(state__in=["preparing", "failed", "issued", "suspended"]),
                name="one_live_credential_per_enrolment_and_achievement",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=models.F("issued_at")),
                name="credential_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked") | ~Q(reason=""), name="revoked_credential_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "suspended", "revoked", "superseded"])
                | (~Q(pdf_digest="") & ~Q(json_digest="") & ~Q(leaf="")),
                name="issued_credential_has_its_bytes",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "-issued_at"], name="credentials_of_a_holder"),
            models.Index(fields=["partner", "-issued_at"], name="credentials_of_a_partner"),
            models.Index(fields=["claimed_at"], condition=Q(state="preparing"), name="credentials_to_make"),
            models.Index(fields=["pdf_digest"], name="credential_by_pdf"),
            models.Index(
                fields=["stamped_digest"], condition=~Q(stamped_digest=""), name="credential_by_stamped_pdf"
            ),
            models.Index(fields=["valid_until"], name="credential_by_end"),
        ]

    def __str__(self) -> str:
        return self.serial

    def has_expired(self, now: dt.datetime) -> bool:
        return self.valid_until is not None and now > self.valid_until


class HeldIssue(models.Model):
    """Somebody has earned a credential that their partner may not issue now. It is issued when the partner may again."""

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="held_issues")
    achievement_slug = models.SlugField(max_length=80)
    since = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "achievement_slug"], name="one_held_issue_per_enrolment_and_achievement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.achievement_slug} for {self.enrolment_id}"


class CredentialEvent(models.Model):
    """What happened to a credential, for its history. Append-only."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("Issued")
        SUSPENDED = "suspended", _("Suspended")
        LIFTED = "lifted", _("Suspension lifted")
        REVOKED = "revoked", _("Revoked")
        SUPERSEDED = "superseded", _("Replaced by a new one")
        WITHDRAWN = "withdrawn", _("Withdrawn by the holder")
        REPORTED = "reported", _("Misuse reported")
        LAW = "law", _("Law update read")
        RENEWED = "renewed", _("Renewed")

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=8, blank=True)
    note = models.TextField(blank=True)
    actor = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


def new_share_token() -> str:
    return secrets.token_urlsafe(18)


class ShareLink(models.Model):
    """An address the holder gave to somebody and can take back."""

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="share_links")
    token = models.CharField(max_length=32, unique=True, default=new_share_token)
    label = models.CharField(_("for"), max_length=80)
    name_shown = models.CharField(_("shows"), max_length=8, choices=NameShown.choices, default=NameShown.FULL)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    opened_last_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.label


class NameRequest(models.Model):
    """A holder asks that a credential be made again with the name spelled right."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits")
        DONE = "done", _("Made again")
        REFUSED = "refused", _("Refused")

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="name_requests")
    wanted = models.CharField(_("as it should be printed"), max_length=120)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["credential"], condition=Q(state="open"), name="one_open_name_request_per_credential"
            )
        ]

    def __str__(self) -> str:
        return f"name for {self.credential_id}"
