"""Doors for the queue."""

from __future__ import annotations

from celery import shared_task

from accounts.api import enqueue
from certificates.badges.services import publish_lists
from certificates.credentials import audit, making, services, stamping
from certificates.ledger.services import seal_log as seal
from certificates.signing.models import SigningKey
from certificates.signing.services import signer_of


@shared_task(name="certificates.issue_if_eligible")
def issue_if_eligible(enrolment_id: int, slug: str) -> None:
    services.issue_if_eligible(enrolment_id=enrolment_id, slug=slug)


@shared_task(name="certificates.make_credential")
def make_credential(credential_id: int) -> None:
    making.make_credential(credential_id)


@shared_task(name="certificates.sweep_credentials")
def sweep_credentials() -> int:
    waiting = making.waiting()
    for credential_id in waiting:
        enqueue("certificates.make_credential", credential_id)
    for enrolment_id, slug in making.held_again():
        enqueue("certificates.issue_if_eligible", enrolment_id, slug)
    return len(waiting)


@shared_task(name="certificates.seal_log")
def seal_log() -> None:
    seal(signer=signer_of(SigningKey.Kind.BADGE))


@shared_task(name="certificates.stamp_waiting")
def stamp_waiting() -> int:
    return stamping.stamp_waiting()


@shared_task(name="certificates.publish_lists")
def publish_status_lists() -> int:
    return publish_lists(signer=signer_of(SigningKey.Kind.BADGE))


@shared_task(name="certificates.self_audit")
def self_audit() -> bool:
    return audit.self_audit().is_whole
