"""Publish what lies in content/designs, and choose the design that a certificate is drawn with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.designs import files
from certificates.designs.models import DesignVersion

if TYPE_CHECKING:
    from accounts.api import Partner

DEFAULT_SLUG = "engraved"


def ensure_designs() -> list[DesignVersion]:
    """A published version of the house for every design and paper as they lie in the folder now. Safe to call at any time."""
    made = []
    for slug in files.slugs():
        for paper in files.spec_of(slug).papers:
            digest = files.version_digest(slug, paper, {})
            known = DesignVersion.objects.filter(slug=slug, partner=None, digest=digest)
            if known.exists():
                continue
            try:
                with transaction.atomic():
                    number = DesignVersion.objects.filter(slug=slug, partner=None).count() + 1
                    made.append(
                        DesignVersion.objects.create(
                            slug=slug,
                            number=number,
                            paper=paper,
                            files_digest=files.files_digest(slug),
                            digest=digest,
                            state=DesignVersion.State.PUBLISHED,
                            published_at=timezone.now(),
                        )
                    )
            except IntegrityError:  # another process published it at the same moment
                continue
    return made


def house_design(slug: str = DEFAULT_SLUG, paper: str = "a4") -> DesignVersion:
    """The house's newest version of `slug`, published now if the folder changed. Raises BrokenDesign."""
    digest = files.version_digest(slug, paper, {})
    rows = DesignVersion.objects.filter(slug=slug, partner=None, paper=paper, digest=digest)
    found: DesignVersion | None = rows.first()
    if found is None:
        ensure_designs()
        found = rows.first()
    if found is None:
        raise files.BrokenDesign(f"The design {slug} has no paper {paper}.")
    return found


def design_for(partner: Partner | None) -> DesignVersion:
    """A partner's newest published design, else the house's."""
    if partner is not None:
        own: DesignVersion | None = (
            DesignVersion.objects.published().filter(partner=partner).order_by("-published_at", "-pk").first()
        )
        if own is not None:
            return own
    return house_design()


def current_version(design: DesignVersion) -> DesignVersion:
    """`design` itself, or, when its folder has changed since it was published, a new version with the same zones."""
    digest = files.version_digest(design.slug, design.paper, design.zones)
    if design.digest == digest:
        return design
    rows = DesignVersion.objects.filter(slug=design.slug, partner=design.partner)
    found: DesignVersion | None = rows.filter(digest=digest, paper=design.paper).first()
    if found is not None:
        return found
    return DesignVersion.objects.create(
        slug=design.slug,
        partner=design.partner,
        paper=design.paper,
        zones=design.zones,
        number=rows.count() + 1,
        files_digest=files.files_digest(design.slug),
        digest=digest,
        state=DesignVersion.State.PUBLISHED,
        published_at=timezone.now(),
    )
