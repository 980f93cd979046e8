"""Reads about keys."""

from __future__ import annotations

from certificates.signing.models import SigningKey


def root_pem() -> str | None:
    """The last certificate of the active PDF key's chain."""
    row = SigningKey.objects.active().filter(kind=SigningKey.Kind.PDF).first()
    if row is None:
        return None
    end = "-----END CERTIFICATE-----\n"
    return str(row.certificates_pem.split(end)[-2] + end)
