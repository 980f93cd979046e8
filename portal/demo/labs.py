"""What goes on around labs in the demo: sentences that were not understood, a retry, a pause, a model on the shelf, advice and reviews."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal

from django.core.exceptions import ValidationError

from accounts.api import Partner, User
from courses.api import Cohort, flagship_version, get_activity_for
from labs.api import (
    EndpointFacts,
    Evaluation,
    LabSession,
    Mode,
    Verdict,
    appeal,
    open_reviews,
    play_again,
    play_lines,
    review_run,
    set_judge,
    shelve_endpoint,
    switch_off,
    switch_on,
    take_answers,
    transcript_of,
)
from portal.demo.world import CohortPlan, PartnerPlan, PersonPlan

LAB = "s1"
MODEL = "house-small"
WHY = "Drill: we try the switch before the week of the labs."
ODD = (
    "Could you loop in the folks from the depot?",
    "Is there a dashboard for this stuff?",
    "What would the auditors say, roughly?",
)


def ask_oddly(person: PersonPlan) -> None:
    """Practice with words that the scripted avatar has no answer for: what its author later reads as misses."""
    compiled, user = flagship_version(), User.objects.get(email=person.address)
    if compiled is None:
        return
    place = get_activity_for(user, compiled.by_key[LAB].public_id, "lab")
    lines = [{"act": "say", "text": text} for text in ODD]
    play_lines(
        place=place,
        learner=user,
        mode=Mode.GUIDED,
        lines=lines,
        key=f"demo-odd-{place.enrolment.pk}",
        self_rating=4,
    )


def try_again(person: PersonPlan) -> None:
    """The first assessed run once more from its decision: it stands beside the other and does not count."""
    user = User.objects.get(email=person.address)
    runs = LabSession.objects.filter(learner=user, mode=Mode.ASSESSED, forked_from=None).exclude(
        ended_at=None
    )
    first = runs.order_by("pk").first()
    if first is not None:
        play_again(session=first, learner=user, key=f"demo-again-{first.pk}", self_rating=6)


def drill(partner: PartnerPlan, cohort: CohortPlan) -> None:
    """The instructor tries the switch: labs of the cohort go off and on again, and the page keeps it."""
    held = Cohort.objects.get(partner__slug=partner.slug, name=cohort.name)
    actor = User.objects.get(email=partner.instructors[0].address)
    switch_on(switch=switch_off(actor=actor, cohort=held, reason=WHY), actor=actor)


def add_model(plan: PartnerPlan) -> None:
    """The owner notes the partner's own server, not tested and off, and lets a model advise reviewers."""
    partner, owner = Partner.objects.get(slug=plan.slug), User.objects.get(email=plan.owner.address)
    facts = EndpointFacts(
        name="House server",
        base_url=f"https://models.{plan.slug}.example/v1",
        model=MODEL,
        price_prompt=Decimal("0.0004"),
        price_reply=Decimal("0.0012"),
        monthly_limit=Decimal(40),
    )
    shelve_endpoint(partner=partner, actor=owner, facts=facts)
    set_judge(partner=partner, actor=owner, is_on=True)


def review(plan: PartnerPlan, person: PersonPlan, *, gives_verdict: bool) -> None:
    """A run waits for a person, with a model's proposals beside it; where so planned the instructor has looked at it."""
    run = (
        Evaluation.objects.filter(session__learner__email=person.address, counts=True)
        .select_related(
            "session__learner", "session__scenario", "session__activity", "session__enrolment__cohort"
        )
        .order_by("pk")
        .first()
    )
    if run is None or run.reviews.exists():
        return
    open_reviews(evaluation_id=run.pk)
    if not run.review_requests.exists():
        appeal(
            evaluation=run, learner=run.session.learner, text="Please look at criterion 2 again.", criterion=2
        )
    take_answers(evaluation=run, answers=_answers(run), model=MODEL)
    if gives_verdict:
        points = {int(one["k"]): Verdict(int(one["points"])) for one in run.criteria}
        with suppress(ValidationError):
            review_run(
                evaluation=run,
                reviewer=User.objects.get(email=plan.instructors[0].address),
                verdicts=points,
            )


def _answers(run: Evaluation) -> dict[int, str]:
    """What a small model might say: mostly with the rule, once against it, once with words that nobody wrote."""
    line = next((one for one in transcript_of(run) if one.who in ("act", "learner")), None)
    quotes = [{"turn": line.seq, "text": line.text}] if line is not None else []
    said = {}
    for one in run.criteria:
        k, is_full = int(one["k"]), int(one["points"]) == 2
        verdict = "cannot_assess" if k == 5 else "met" if (is_full or k == 2) and quotes else "unmet"
        given = [{"turn": 1, "text": "I checked it all, twice."}] if k == 3 else quotes
        said[k] = json.dumps({"verdict": verdict, "quotes": given if verdict != "cannot_assess" else []})
    return said
