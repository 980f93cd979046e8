"""What must stand before the first certificate: keys and designs. Safe to call at every start."""

from __future__ import annotations

from certificates.designs.services import ensure_designs
from certificates.signing.services import ensure_keys


def ensure_ready() -> None:
    """Make the keys that are missing and publish the designs that lie in the content folder."""
    ensure_keys()
    ensure_designs()
