"""Gathers the models of the rooms, so that Django finds them."""

from certificates.badges.models import Achievement, StatusEntry, StatusList
from certificates.batches.models import Batch, BatchRow
from certificates.credentials.models import (
    Credential,
    CredentialEvent,
    HeldIssue,
    NameRequest,
    ShareLink,
)
from certificates.designs.models import DesignVersion
from certificates.ledger.models import LedgerEntry, LedgerHead, LedgerTip
from certificates.renewals.models import CpdEntry
from certificates.requests.models import CredentialRequest, RequestPolicy
from certificates.signing.models import SigningKey

__all__ = [
    "Achievement",
    "Batch",
    "BatchRow",
    "CpdEntry",
    "Credential",
    "CredentialEvent",
    "CredentialRequest",
    "DesignVersion",
    "HeldIssue",
    "LedgerEntry",
    "LedgerHead",
    "LedgerTip",
    "NameRequest",
    "RequestPolicy",
    "ShareLink",
    "SigningKey",
    "StatusEntry",
    "StatusList",
]
