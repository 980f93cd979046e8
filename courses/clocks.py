"""The clocks of courses: documents of cases that are over, and answers of readiness checks."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.api import Clock, register_clock
from courses.diagnostics.models import DiagnosticSitting
from courses.programme.models import AccreditationEvidence, AccreditationState


def forget_papers(most: int) -> int:
    """Documents of instructors whose case was refused or has ended; title and digest stay."""
    before = timezone.now() - timedelta(days=settings.EVIDENCE_DAYS)
    over = AccreditationEvidence.objects.filter(
        accreditation__state__in=[AccreditationState.REFUSED, AccreditationState.ENDED],
        uploaded_at__lt=before,
    ).exclude(file="")
    gone = 0
    for row in over.order_by("pk")[:most]:
        row.file.delete(save=False)
        row.save(update_fields=["file"])
        gone += 1
    return gone


def forget_checks(most: int) -> int:
    """Sittings of the readiness check with every answer: nothing rests on them."""
    before = timezone.now() - timedelta(days=settings.DIAGNOSTICS_DAYS)
    old = DiagnosticSitting.objects.filter(finished_at__lt=before).order_by("pk")
    ids = list(old.values_list("pk", flat=True)[:most])
    DiagnosticSitting.objects.filter(pk__in=ids).delete()
    return len(ids)


def register() -> None:
    """Called once when the app is ready."""
    register_clock(
        Clock(
            "papers",
            "programme",
            _("documents of instructors whose case was refused or has ended"),
            _("they were handed in"),
            _("their titles and digests"),
            lambda: settings.EVIDENCE_DAYS,
            forget_papers,
        )
    )
    register_clock(
        Clock(
            "readiness-checks",
            "diagnostics",
            _("answers of the readiness check"),
            _("it was finished"),
            _("nothing"),
            lambda: settings.DIAGNOSTICS_DAYS,
            forget_checks,
        )
    )
