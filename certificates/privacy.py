"""This app's part of a person's data: what is exported, and what is taken out when they leave.

Their certificates stay checkable: number, digests and log entry hold no personal data. Name, facts and stored files go.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.api import User, register_personal_data
from certificates.batches.models import Batch
from certificates.credentials.models import (
    Credential,
    CredentialEvent,
    HeldIssue,
    NameRequest,
    ShareLink,
)
from certificates.renewals.models import CpdEntry
from certificates.requests.models import CredentialRequest, RequestPolicy


def export(user: User) -> list[dict[str, Any]]:
    """Every credential with its facts, history, share links and name requests."""
    told = []
    for row in Credential.objects.held_by(user.pk).prefetch_related("events", "share_links", "name_requests"):
        told.append(
            {
                "number": row.serial,
                "state": row.state,
                "public_id": row.public_id,
                "name_shown": row.name_shown,
                "facts": json.loads(row.facts),
                "history": [
                    {
                        "what": event.kind,
                        "at": event.at.isoformat(),
                        "reason": event.reason,
                        "note": event.note,
                    }
                    for event in row.events.all()
                ],
                "share_links": [
                    {"for": link.label, "opened": link.opened, "made": link.created_at.isoformat()}
                    for link in row.share_links.all()
                ],
                "name_requests": [
                    {"wanted": asked.wanted, "state": asked.state, "answer": asked.answer}
                    for asked in row.name_requests.all()
                ],
            }
        )
    held = HeldIssue.objects.filter(enrolment__user=user)
    told += [
        {"held": slug, "since": since.isoformat()}
        for slug, since in held.values_list("achievement_slug", "since")
    ]
    told += [
        {
            "hours": str(entry.hours),
            "what": entry.title,
            "kind": entry.kind,
            "done_on": entry.done_on.isoformat(),
            "state": entry.state,
            "answer": entry.answer,
        }
        for entry in CpdEntry.objects.filter(holder=user)
    ]
    return told


def erase(user: User) -> dict[str, int]:
    """Make every credential anonymous."""
    from certificates.credentials.services import forget_holder  # heavy, and rarely needed

    held = list(Credential.objects.held_by(user.pk))
    HeldIssue.objects.filter(enrolment__user=user).delete()
    for entry in CpdEntry.objects.filter(holder=user):
        entry.evidence.delete(save=False)
        entry.delete()
    CpdEntry.objects.filter(decided_by=user).update(decided_by=None)
    for credential in held:
        forget_holder(credential=credential)
    CredentialEvent.objects.filter(actor=user).update(actor=None)
    Batch.objects.filter(created_by=user).update(created_by=None)
    for field in ("asked_by", "checked_by", "agreed_by"):
        CredentialRequest.objects.filter(**{field: user}).update(**{field: None})
    RequestPolicy.objects.filter(set_by=user).update(set_by=None)
    NameRequest.objects.filter(decided_by=user).update(decided_by=None)
    return {"credentials made anonymous": len(held)}


def register() -> None:
    """Called when the app is ready."""
    register_personal_data(
        "certificates",
        _("Certificates"),
        models=[
            f"certificates.{model.__name__}"
            for model in (
                Credential,
                CredentialEvent,
                CpdEntry,
                HeldIssue,
                NameRequest,
                ShareLink,
                Batch,
                CredentialRequest,
                RequestPolicy,
            )
        ],
        export=export,
        erase=erase,
    )
