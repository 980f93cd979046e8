"""Work samples of the demo world: from a draft to a rated work and an appeal, by the services that the pages use."""

from __future__ import annotations

from accounts.api import User
from courses.api import (
    Rating,
    choose_track,
    flagship_version,
    get_activity_for,
    hand_in_work,
    keep_work_text,
    rate_work,
    return_work,
    send_work_appeal,
    work_sample_of,
)
from portal.demo.world import LearnerPlan

SAMPLE = "ws.own-task"
TEXT = """The task. Every Monday the depot leads get one page on missing parcels. Two of them plan vans by it; a wrong figure sends a van to the wrong depot.

My brief. "From the table below (depot, parcels, missing) write one page for depot leads: what changed against last week, three lines a depot, no cause unless the table shows it." I kept the choice of depots, because I know who was closed on Friday.

What carries the page. The total of 412 missing parcels: I added the column again in the sheet and found 421; two digits had changed places. The share for depot North, 3.1 %: recomputed, right. The sentence that South "improved clearly": last week 58, this week 55; I opened four weeks and saw the same ups and downs, so I struck it. The name of the new carrier: checked on the order, right.

What went wrong. The text said that the storm explained North. Nothing in the table says so. I asked the depot; the scanner had been down for two hours. Since then my briefs carry the line about causes, and I add up the total before I read anything else.

Hand-over. The page as it went out is in the file. Label: "Drafted with an AI, figures checked by planning, week 46." What stays uncertain: South has no count for Friday afternoon. The depot lead decides about the vans; I do not, and the machine does not."""
NOTES = "Say which rule made you keep this from the AI."


def play_work(plan: LearnerPlan) -> None:
    """Write, and go as far as the plan says. What was done before is not done again."""
    compiled = flagship_version()
    if compiled is None or SAMPLE not in compiled.by_key:
        return
    learner = User.objects.get(email=plan.person.address)
    place = get_activity_for(learner, compiled.by_key[SAMPLE].public_id, "worksample")
    choose_track(enrolment=place.enrolment, track="professional", actor=learner)
    text = TEXT if plan.work != "draft" else TEXT[:700]
    long = f"{text}\n\n{TEXT}" if plan.work != "draft" else text
    work, _outcome = keep_work_text(place=place, text=long, version=None, actor=learner)
    if plan.work == "draft":
        return
    declared = len(work_sample_of(place.activity).declares)
    hand = hand_in_work(work=work, declared=declared, actor=learner)
    seats = list(Rating.objects.filter(hand_in=hand).select_related("rater").order_by("seat"))
    if plan.work == "returned" and seats[0].rater is not None:
        return_work(
            rating=seats[0],
            reason="The result itself is missing. Add the page as a file or at the end of the text.",
            actor=seats[0].rater,
        )
    given = {"half": (0,), "differ": (0, 2), "rated": (0, 1), "appeal": (1, 1)}.get(plan.work, ())
    for seat, lower in zip(seats, given, strict=False):
        _rate(seat, lower)
    if plan.work == "appeal":
        work.refresh_from_db()
        send_work_appeal(
            work=work,
            reason="Paragraph 3 names the sheet and the order. Please look at “Sources opened” again.",
            actor=learner,
        )


def _rate(seat: Rating, lower: int) -> None:
    """Full points but for the last criteria, which lose `lower`."""
    if seat.rater is None:
        return
    criteria = work_sample_of(seat.hand_in.work.activity).rubric.criteria
    points = {one.id: one.top for one in criteria}
    for one in criteria[-2 - lower :]:
        points[one.id] = max(one.needs, one.top - lower)
    rate_work(
        rating=seat,
        points=points,
        notes={one.id: NOTES for one in criteria if points[one.id] < one.top},
        comment="A clear piece of work. The second paragraph is one to show to others.",
        actor=seat.rater,
    )
