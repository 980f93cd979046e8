"""What other apps may import from certificates. Everything else is private to this app."""

from certificates.batches.services import plan_batch
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
from certificates.credentials.sharing import make_share_link
from certificates.designs.services import ask_to_publish, save_zones, start_draft
from certificates.renewals.services import claim_hours, decide_hours
from certificates.requests.selectors import waiting_requests
from certificates.requests.services import ask as ask_for_credentials
from certificates.verification.services import report_misuse

credentials_of = held_by
credential_counts = tally

__all__ = [
    "Credential",
    "CredentialCard",
    "Outlook",
    "Reason",
    "ask_for_credentials",
    "ask_to_publish",
    "cards_of",
    "claim_hours",
    "credential_counts",
    "credentials_of",
    "decide_hours",
    "ensure_ready",
    "expiring",
    "issue",
    "issue_if_eligible",
    "lift_suspension",
    "make_share_link",
    "outlook_of",
    "outlooks_of",
    "plan_batch",
    "reissue_credential",
    "report_misuse",
    "revoke_credential",
    "save_zones",
    "start_draft",
    "suspend_credential",
    "waiting_requests",
]
