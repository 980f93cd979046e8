"""The queue of time stamps: where a time stamp authority is set, every certificate gets its stamp some minutes after its issue.

The first file stays as it is: its digest stands in the public log. The stamped one lies beside it, and is what the holder takes.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from certificates.credentials import storage
from certificates.credentials.models import Credential, State
from certificates.rendering.seal import SealError
from certificates.rendering.stamping import with_timestamp

if TYPE_CHECKING:
    from certificates.rendering.stamping import Stamper

TRIES = 10
AT_ONCE = 50
_log = logging.getLogger(__name__)


def configured_stamper() -> Stamper | None:
    """The authority of the settings; None where there is none."""
    if not settings.TIMESTAMP_URL:
        return None
    from pyhanko.sign.timestamps import HTTPTimeStamper

    found: Stamper = HTTPTimeStamper(settings.TIMESTAMP_URL, timeout=15)
    return found


def stamp_waiting(stamper: Stamper | None = None, limit: int = AT_ONCE) -> int:
    """Stamp what waits, oldest first; an authority that does not answer is left alone until the next minute."""
    authority = stamper or configured_stamper()
    if authority is None:
        return 0
    rows = Credential.objects.filter(
        stamped_digest="", state__in=[State.ISSUED, State.SUSPENDED], withdrawn_by_holder_at=None
    ).filter(stamp_tries__lt=TRIES)
    count = 0
    for row in rows.exclude(pdf_digest="").order_by("stamp_tries", "pk")[:limit]:
        try:
            digest = storage.put(with_timestamp(storage.get(row.pdf_digest, "pdf"), authority), "pdf")
        except SealError:  # it has no room, and never will
            Credential.objects.filter(pk=row.pk).update(stamp_tries=TRIES)
            continue
        except Exception as error:
            Credential.objects.filter(pk=row.pk).update(stamp_tries=F("stamp_tries") + 1)
            _log.warning("certificates.not_stamped", extra={"error": type(error).__name__})
            break
        count += Credential.objects.filter(pk=row.pk, stamped_digest="").update(
            stamped_digest=digest, stamped_at=timezone.now()
        )
    return count
