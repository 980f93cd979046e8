"""Publish what lies in content/designs, and choose the design that a certificate is drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import record_audit
from certificates.designs import files
from certificates.designs.engine.zones import Problem, problems_of, tidy, words_of
from certificates.designs.models import DesignVersion
from certificates.rendering.fonts import CannotDraw
from certificates.rendering.preflight import text_problems

if TYPE_CHECKING:
    from accounts.api import Partner, User

DEFAULT_SLUG = "engraved"
OPEN = (DesignVersion.State.DRAFT, DesignVersion.State.ASKED)


def _next_number(slug: str, partner: Partner | None) -> int:
    last = DesignVersion.objects.filter(slug=slug, partner=partner).aggregate(number=Max("number"))
    return int(last["number"] or 0) + 1


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
                    number = _next_number(slug, None)
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
        number=_next_number(design.slug, design.partner),
        files_digest=files.files_digest(design.slug),
        digest=digest,
        state=DesignVersion.State.PUBLISHED,
        published_at=timezone.now(),
    )


# A partner's own zones -----------------------------------------------------------------------------------------------


def start_draft(*, partner: Partner, slug: str, paper: str, actor: User) -> DesignVersion:
    """A draft to work on: with the zones of the partner's present design of that kind, or none. One open draft at a time."""
    if slug not in files.slugs() or paper not in files.spec_of(slug).papers:
        raise ValidationError(_("There is no such design."))
    with transaction.atomic():
        rows = DesignVersion.objects.select_for_update().filter(partner=partner)
        open_one: DesignVersion | None = rows.filter(state__in=OPEN).first()
        if open_one is not None:
            return open_one
        before = rows.published().order_by("-published_at", "-pk").first()
        zones = before.zones if before is not None else {}
        made = DesignVersion.objects.create(
            slug=slug,
            partner=partner,
            paper=paper,
            number=_next_number(slug, partner),
            zones=zones,
            files_digest=files.files_digest(slug),
            digest=files.version_digest(slug, paper, zones),
        )
        _note(made, "design.started", actor)
    return made


def say(problem: Problem) -> str:
    """A problem in words."""
    words = {
        "colour": _("Write the colour as # and six digits, for example #14524a."),
        "contrast": _(
            "This colour cannot be read well on the paper: %(ratio)s to 1, at least %(least)s is needed. %(instead)s would do."
        ),
        "locked": _("This part of the design is locked."),
        "missing": _("Give the name as well."),
        "long": _("Use at most %(most)s letters."),
        "signs": _("Write this on one line."),
    }
    return words[problem.code] % problem.detail


@transaction.atomic
def save_zones(*, design: DesignVersion, zones: Mapping[str, Any], actor: User) -> DesignVersion:
    """Keep a wish in the draft. Raises ValidationError by field when it cannot be printed; then nothing is written."""
    row = _locked(design, DesignVersion.State.DRAFT)
    wish = tidy(zones)
    problems = problems_of(wish, files.spec_of(row.slug).zones)
    if problems:
        raise ValidationError({problem.field: say(problem) for problem in problems})
    _refuse_unprintable(row, wish)
    if wish != row.zones:
        row.zones, row.note = wish, ""
        row.digest = files.version_digest(row.slug, row.paper, wish)
        row.save(update_fields=["zones", "digest", "note"])
        _note(row, "design.saved", actor)
    return row


def _refuse_unprintable(design: DesignVersion, zones: Mapping[str, Any]) -> None:
    """Raises ValidationError by field for words that no font has or that their place does not hold."""
    try:
        drawn = files.design_files(design.slug, design.paper, zones)
        found = {
            field: problems
            for place, field, text in words_of(zones)
            if (problems := text_problems(text, drawn.text_faces, drawn.places.get(place)))
        }
    except CannotDraw as error:  # no font at all
        raise ValidationError(str(error)) from error
    if found:
        raise ValidationError({field: list(problems) for field, problems in found.items()})


@transaction.atomic
def ask_to_publish(*, design: DesignVersion, actor: User) -> DesignVersion:
    """The partner is content: programme staff look at it next."""
    row = _locked(design, DesignVersion.State.DRAFT)
    row.state = DesignVersion.State.ASKED
    row.save(update_fields=["state"])
    _note(row, "design.asked", actor)
    return row


@transaction.atomic
def publish(*, design: DesignVersion, actor: User) -> DesignVersion:
    """From now on the partner's certificates are drawn with it. What was issued keeps its own."""
    row = _locked(design, DesignVersion.State.DRAFT, DesignVersion.State.ASKED)
    _refuse_unprintable(row, row.zones)
    row.files_digest = files.files_digest(row.slug)
    row.digest = files.version_digest(row.slug, row.paper, row.zones)
    row.state, row.published_at, row.note = DesignVersion.State.PUBLISHED, timezone.now(), ""
    row.save(update_fields=["state", "published_at", "files_digest", "digest", "note"])
    _note(row, "design.published", actor)
    return row


@transaction.atomic
def give_back(*, design: DesignVersion, note: str, actor: User) -> DesignVersion:
    """Not like this: the partner reads why and goes on with the draft."""
    row = _locked(design, DesignVersion.State.ASKED)
    if not note.strip():
        raise ValidationError({"note": _("Say what should be changed.")})
    row.state, row.note = DesignVersion.State.DRAFT, note.strip()[:300]
    row.save(update_fields=["state", "note"])
    _note(row, "design.given-back", actor)
    return row


@transaction.atomic
def retire(*, design: DesignVersion, actor: User) -> DesignVersion:
    """New certificates go back to the design before it, or to the house's. A draft is put away by this too."""
    row = _locked(design, DesignVersion.State.DRAFT, DesignVersion.State.ASKED, DesignVersion.State.PUBLISHED)
    row.state = DesignVersion.State.RETIRED
    row.save(update_fields=["state"])
    _note(row, "design.retired", actor)
    return row


def _locked(design: DesignVersion, *states: str) -> DesignVersion:
    row: DesignVersion = (
        DesignVersion.objects.select_for_update(of=("self",)).select_related("partner").get(pk=design.pk)
    )
    if row.state not in states:
        raise ValidationError(
            _("This design is %(state)s; that cannot be done with it."),
            params={"state": str(row.get_state_display()).lower()},
        )
    return row


def _note(row: DesignVersion, verb: str, actor: User) -> None:
    record_audit(
        actor=actor,
        verb=verb,
        target=row,
        partner=row.partner,
        detail={"design": row.slug, "digest": row.digest},
    )
