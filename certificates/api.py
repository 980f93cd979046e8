"""What other apps may import from certificates. Everything else is private to this app."""

from certificates.credentials.models import Credential, Reason
from certificates.credentials.replacing import reissue_credential
from certificates.credentials.selectors import (
    CredentialCard,
    Outlook,
    cards_of,
    expiring,
    held_by,
    outlook_of,
    outlooks_of,
    tally,
)
from certificates.credentials.services import (
    issue,
    issue_if_eligible,
    lift_suspension,
    revoke_credential,
    suspend_credential,
)
from certificates.credentials.setup import ensure_ready
from certificates.requests.selectors import waiting_requests

credentials_of = held_by
credential_counts = tally

__all__ = [
    "Credential",
    "CredentialCard",
    "Outlook",
    "Reason",
    "cards_of",
    "credential_counts",
    "credentials_of",
    "ensure_ready",
    "expiring",
    "issue",
    "issue_if_eligible",
    "lift_suspension",
    "outlook_of",
    "outlooks_of",
    "reissue_credential",
    "revoke_credential",
    "suspend_credential",
    "waiting_requests",
]
