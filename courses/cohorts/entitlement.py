"""The gate asked for a cohort: may it open, may its certificates be issued. Four queries; ask once per cohort."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.api import TEACHING_ROLES, Membership, agreement_terms
from courses.cohorts.models import Cohort, CohortInstructor
from courses.programme.engine.gate import (
    Block,
    Facts,
    Instructor,
    Purpose,
    Term,
    accreditation_block,
    gate,
)
from courses.programme.models import Accreditation
from courses.programme.selectors import (
    GateLine,
    accreditations_at,
    accreditations_of,
    authorisation_of,
    in_words,
    today,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from accounts.api import Partner, User


def first_day(cohort: Cohort) -> date:
    """The first day of teaching, in the cohort's zone."""
    return cohort.opens_at.astimezone(cohort.zone).date()


def facts_of(cohort: Cohort, day: date) -> Facts:
    """What the gate looks at."""
    partner = cohort.partner
    posts = list(CohortInstructor.objects.filter(cohort=cohort).select_related("user").order_by("pk"))
    teaching = set(
        Membership.objects.filter(
            partner=partner, role__in=TEACHING_ROLES, user__in=[post.user_id for post in posts]
        ).values_list("user_id", flat=True)
    )
    standings = accreditations_of(partner, cohort.version_id, [post.user_id for post in posts])
    terms = agreement_terms(partner) if partner.state == "ended" else ()
    return Facts(
        day=day,
        partner_state=partner.state,
        authorisation=authorisation_of(partner, cohort.version_id),
        instructors=tuple(
            Instructor(post.user.get_full_name(), standings[post.user_id], post.user_id in teaching)
            for post in posts
        ),
        agreements=tuple(Term(first, last) for first, last in terms),
    )


def opening_blocks(cohort: Cohort) -> tuple[GateLine, ...]:
    """What keeps this cohort from opening; empty when nothing does."""
    day = max(first_day(cohort), today())
    return in_words(gate(facts_of(cohort, day), Purpose.OPEN))


def issuing_blocks(cohort: Cohort) -> tuple[GateLine, ...]:
    """What keeps certificates of this cohort from being issued; empty when nothing does."""
    day = min(first_day(cohort), today())
    return in_words(gate(facts_of(cohort, day), Purpose.ISSUE))


def teaching_block(cohort: Cohort, user: User) -> GateLine | None:
    """What keeps this person from teaching this cohort."""
    standing = accreditations_of(cohort.partner, cohort.version_id, [user.pk])[user.pk]
    block: Block | None = accreditation_block(user.get_full_name(), standing, max(first_day(cohort), today()))
    return in_words([block])[0] if block is not None else None


@dataclass(frozen=True, slots=True)
class UnfitLeader:
    """Somebody who teaches a cohort and may not today: why, and who mends it."""

    name: str
    why: str
    who: str


def unfit_leaders(cohorts: Iterable[Cohort]) -> dict[int, tuple[UnfitLeader, ...]]:
    """By cohort that runs: who still has a role that teaches, and today no accreditation for its version.

    One query while all is well, two when somebody is found. The cohorts come with their partners.
    """
    running = {cohort.pk: cohort for cohort in cohorts if cohort.phase == "running"}
    day = today()
    held = Accreditation.objects.filter(
        user=OuterRef("user"),
        partner=OuterRef("cohort__partner"),
        version=OuterRef("cohort__version"),
        state="granted",
        starts_on__lte=day,
        ends_on__gte=day,
    )
    role = Membership.objects.filter(
        user=OuterRef("user"), partner=OuterRef("cohort__partner"), role__in=TEACHING_ROLES
    )
    posts = list(
        CohortInstructor.objects.filter(Exists(role), ~Exists(held), cohort__in=running)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    places = {post.pk: _place_of(running[post.cohort_id], post.user_id) for post in posts}
    standings = accreditations_at(places.values()) if posts else {}
    found: dict[int, list[UnfitLeader]] = defaultdict(list)
    for post in posts:
        name = post.user.get_full_name()
        block = accreditation_block(name, standings[places[post.pk]], day)
        if block is not None:
            line = in_words([block])[0]
            found[post.cohort_id].append(UnfitLeader(name, line.why, line.who))
    return {pk: tuple(leaders) for pk, leaders in found.items()}


def _place_of(cohort: Cohort, user_id: int) -> tuple[int, int, int]:
    return cohort.partner_id, cohort.version_id, user_id


def need_active(partner: Partner) -> None:
    """Raise ValidationError while the partner may take nobody in."""
    if partner.state != "active":
        raise ValidationError(
            _("%(partner)s cannot take anybody in now: it is not active in the programme.")
            % {"partner": partner.name}
        )
