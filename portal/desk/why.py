"""Why can somebody see a cohort? Asked at the same doors that the pages use, told in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.api import Capability, Membership, User, partners_with, record_audit
from courses.api import Cohort, CohortInstructor, get_cohort_for

THINGS: dict[Capability, Promise] = {
    Capability.VIEW_COHORTS: gettext_lazy("Roster and progress"),
    Capability.VIEW_MARKS: gettext_lazy("Marks and timelines"),
    Capability.ADJUST_MARKS: gettext_lazy("Change marks"),
    Capability.VIEW_TRANSCRIPTS: gettext_lazy("Lab transcripts"),
    Capability.MANAGE_ROSTER: gettext_lazy("Invite, date and remove learners"),
    Capability.MANAGE_COHORTS: gettext_lazy("Plan and open the cohort"),
}


@dataclass(frozen=True)
class Answer:
    """One person: what opens to them in this cohort, and each sentence of the reason."""

    name: str
    email: str
    opens: tuple[str, ...]
    because: tuple[str, ...]


def cohorts_to_explain(user: User) -> QuerySet[Cohort]:
    """Cohorts of partners whose log this person may read."""
    return (
        Cohort.objects.filter(partner__in=partners_with(user, Capability.VIEW_AUDIT))
        .select_related("partner")
        .order_by("partner__name", "name")
    )


def explain(*, cohort: Cohort, email: str, actor: User) -> tuple[Answer, ...]:
    """Everybody who gets in, or the one person who was asked about. Writes down that it was asked."""
    people: QuerySet[User] = (
        User.objects.filter(email=email.strip().lower())
        if email.strip()
        else User.objects.filter(memberships__partner=cohort.partner)
        | User.objects.filter(is_staff=True, is_active=True)
    )
    answers = [answer_for(user, cohort) for user in people.distinct().order_by("name", "pk")]
    record_audit(
        actor=actor,
        verb="access.explained",
        target=cohort,
        partner=cohort.partner,
        detail={"people": len(answers)},
        personal={"asked_about": email.strip()} if email.strip() else None,
    )
    return tuple(one for one in answers if email.strip() or one.opens)


def answer_for(user: User, cohort: Cohort) -> Answer:
    opens = tuple(str(label) for capability, label in THINGS.items() if is_open(user, cohort, capability))
    return Answer(user.get_full_name(), user.email, opens, tuple(_reasons(user, cohort, bool(opens))))


def is_open(user: User, cohort: Cohort, capability: Capability) -> bool:
    """The door itself decides."""
    try:
        get_cohort_for(user, cohort.public_id, capability)
    except (Http404, PermissionDenied):
        return False
    return user.is_active


def _reasons(user: User, cohort: Cohort, gets_in: bool) -> list[str]:
    found: list[str] = []
    if not user.is_active:
        return [_("The account is closed.")]
    if user.is_staff:
        found.append(_("Works for the programme, which may look at every partner."))
    membership = Membership.objects.filter(user=user, partner=cohort.partner).first()
    if membership is not None:
        found.append(
            _("%(role)s of %(partner)s since %(day)s.")
            % {
                "role": membership.get_role_display(),
                "partner": cohort.partner.name,
                "day": date_format(membership.created_at, "j F Y"),
            }
        )
    post = CohortInstructor.objects.filter(user=user, cohort=cohort).select_related("added_by").first()
    if post is not None:
        found.append(
            _("On this cohort since %(day)s, put there by %(who)s.")
            % {"day": date_format(post.added_at, "j F Y"), "who": post.added_by or _("the programme")}
        )
    elif membership is not None and gets_in and not user.is_staff:
        found.append(_("This role sees every cohort of the partner."))
    elif membership is not None and not gets_in:
        found.append(_("Is not on this cohort, and the role alone does not open it."))
    if user.factor_due is not None and gets_in:
        day = date_format(user.factor_due, "j F Y")
        found.append(_("From %(day)s on only with two factors, which are not set up yet.") % {"day": day})
    return found or [_("Has no role in this partner, so the cohort does not exist for this person.")]
