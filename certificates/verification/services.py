"""What a visit may change: a share link's count of openings, and a report of misuse."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.api import record_audit
from certificates.credentials.models import Credential, CredentialEvent, ShareLink


def count_opening(link: ShareLink) -> None:
    """Openings are counted, people are not."""
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, opened_last_at=timezone.now())


@transaction.atomic
def report_misuse(*, credential: Credential, note: str) -> None:
    """Anyone may say that a certificate is misused; staff see it in its history."""
    CredentialEvent.objects.create(
        credential=credential, kind=CredentialEvent.Kind.REPORTED, note=note, actor=None
    )
    record_audit(
        actor=None, verb="credential.reported", target=credential, detail={"serial": credential.serial}
    )
