"""What people agree to: the texts in force, records of who agreed to which, and taking it back.

A new wording is a new file with a new version; records of the old one keep its digest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.services import record_audit
from accounts.privacy.models import ConsentRecord
from accounts.users.models import User

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Topic:
    """`is_optional`: off until somebody turns it on, and taken back at any time."""

    key: str
    label: str | Promise
    version: str
    is_optional: bool = False

    @property
    def template(self) -> str:
        return f"accounts/privacy/texts/{self.key}-{self.version}.html"

    @property
    def digest(self) -> str:
        """Which text it is, to the letter."""
        path = Path(settings.ROOT) / "templates" / self.template
        return hashlib.sha256(path.read_bytes()).hexdigest()


TOPICS: dict[str, Topic] = {
    topic.key: topic
    for topic in (
        Topic("terms", gettext_lazy("Terms of use and privacy"), "1"),
        Topic("research", gettext_lazy("My results in research on this course"), "1", is_optional=True),
    )
}


@transaction.atomic
def give_consent(*, user: User, topic: Topic, via: str) -> ConsentRecord:
    """Write down that a person agrees to the text in force. The same text again changes nothing; a newer one ends the old."""
    User.objects.select_for_update().get(pk=user.pk)
    known = ConsentRecord.objects.filter(user=user, topic=topic.key, withdrawn_at=None).first()
    if known is not None and known.digest == topic.digest:
        return known
    if known is not None:
        known.withdrawn_at = timezone.now()
        known.save(update_fields=["withdrawn_at"])
    made = ConsentRecord.objects.create(
        user=user, topic=topic.key, version=topic.version, digest=topic.digest, via=via
    )
    detail = {"topic": topic.key, "version": topic.version}
    record_audit(actor=user, verb="consent.given", target=made, detail=detail)
    return made


@transaction.atomic
def withdraw_consent(*, user: User, topic: Topic) -> None:
    """Take it back, as easily as it was given. Safe to repeat. Terms end with the account alone."""
    if not topic.is_optional:
        raise ValidationError(_("The terms hold while you have an account. Erase the account to end them."))
    User.objects.select_for_update().get(pk=user.pk)
    known = ConsentRecord.objects.filter(user=user, topic=topic.key, withdrawn_at=None).first()
    if known is not None:
        known.withdrawn_at = timezone.now()
        known.save(update_fields=["withdrawn_at"])
        record_audit(actor=user, verb="consent.withdrawn", target=known, detail={"topic": topic.key})


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """`record` holds now; `is_old` when a newer text is in force."""

    topic: Topic
    record: ConsentRecord | None

    @property
    def is_old(self) -> bool:
        return self.record is not None and self.record.digest != self.topic.digest


def consent_lines(user: User) -> tuple[list[ConsentLine], list[ConsentRecord]]:
    """What holds, topic by topic, and every record there ever was; one query."""
    records = list(ConsentRecord.objects.filter(user=user))
    now = {row.topic: row for row in records if row.withdrawn_at is None}
    return [ConsentLine(topic, now.get(topic.key)) for topic in TOPICS.values()], records
