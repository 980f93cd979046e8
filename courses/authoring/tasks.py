"""Tasks of authoring."""

from __future__ import annotations

from celery import shared_task

from courses.authoring.services import check_draft, publish_draft, sweep_drafts


@shared_task(name="courses.check_package_draft")
def check_package_draft(draft_id: int) -> None:
    """Check an uploaded package and work out what it would change."""
    check_draft(draft_id=draft_id)


@shared_task(name="courses.publish_package_draft")
def publish_package_draft(draft_id: int) -> None:
    """Publish a draft that a person confirmed."""
    publish_draft(draft_id=draft_id)


@shared_task(name="courses.sweep_package_drafts")
def sweep_package_drafts() -> int:
    """Queue drafts whose worker died; beat calls it every few minutes."""
    return sweep_drafts()
