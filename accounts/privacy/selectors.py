"""What the page about one's own data shows."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.privacy.models import DataExport, ErasureRequest
from accounts.privacy.registry import personal_data_parts
from accounts.users.models import User


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    parts: tuple[str, ...]
    exports: tuple[DataExport, ...]
    erasure: ErasureRequest | None


def privacy_page(user: User) -> PrivacyPage:
    """The parts we hold, the last copies, and an erasure that waits; two queries."""
    return PrivacyPage(
        parts=tuple(part.name for part in personal_data_parts()),
        exports=tuple(DataExport.objects.filter(user=user).order_by("-asked_at")[:5]),
        erasure=ErasureRequest.objects.filter(user=user, cancelled_at=None, done_at=None).first(),
    )
