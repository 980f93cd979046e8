"""The tours, as data: each stop is a sentence and the page it opens."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.demo import world


@dataclass(frozen=True)
class Stop:
    title: Promise
    text: Promise
    url: str = ""


@dataclass(frozen=True)
class Tour:
    """`address` is the login of the role; empty for a visitor, who needs none."""

    key: str
    title: Promise
    promise: Promise
    stops: tuple[Stop, ...]
    name: str = ""
    address: str = ""


def _tour(key: str, title: Promise, promise: Promise, person: world.PersonPlan | None, *stops: Stop) -> Tour:
    return Tour(key, title, promise, stops, person.name if person else "", person.address if person else "")


TOURS: tuple[Tour, ...] = (
    _tour(
        "learner",
        _("A learner in the middle of the course"),
        _("Read, talk to an avatar, be fooled once, and find out how."),
        world.KESTREL.cohorts[0].learners[0].person,
        Stop(
            _("Start where you stopped"),
            _("Learn opens on the next step. Read a lesson and answer its questions in place."),
            "/learn/",
        ),
        Stop(
            _("Answer the warm-up"),
            _(
                "Questions come back after two, seven and twenty-one days. They never count; skip one and see."
            ),
            "/learn/",
        ),
        Stop(
            _("Enter lab S1"),
            _(
                "Ilse·L offers you figures for a note. Practise first: the guided mode helps. Then do the assessed run."
            ),
            "/learn/",
        ),
        Stop(
            _("Read the debrief"),
            _("Each criterion shows the act it rests on. Contest one if you disagree."),
            "/learn/",
        ),
        Stop(
            _("Take quiz 3"), _("Close the browser in the middle and come back: nothing is lost."), "/learn/"
        ),
        Stop(
            _("See what is missing"),
            _("Credentials shows line by line what you have and what you still need."),
            "/credentials/",
        ),
        Stop(
            _("Take your data with you"),
            _("Export everything that is kept about you, or read what erasure does."),
            "/account/privacy/",
        ),
    ),
    _tour(
        "instructor",
        _("An instructor with a running cohort"),
        _("See who needs you, look at a red line, and correct a score with a reason."),
        world.KESTREL.instructors[0],
        Stop(
            _("Who needs you now"),
            _("The desk names a reason for each person. There is no score of anybody."),
            "/desk/",
        ),
        Stop(
            _("Write a nudge"),
            _("A draft stands there: make it yours. The desk says later whether the learner came back."),
            "/desk/",
        ),
        Stop(
            _("Look at the red line"),
            _(
                "One learner sent a note with a wrong figure. Read the transcript beside the rubric; confirm or override."
            ),
            "/reviews/",
        ),
        Stop(_("Open the gradebook"), _("Sort, filter and export it. Follow one learner."), "/cohorts/"),
        Stop(
            _("Invite somebody"),
            _("Add a line to the roster and see the mail arrive in the outbox."),
            "/cohorts/",
        ),
    ),
    _tour(
        "owner",
        _("The owner of a training partner"),
        _("Your people, their roles, your cohorts. The other partner does not exist for you."),
        world.KESTREL.owner,
        Stop(
            _("Your people"),
            _("Invite an instructor, change a role, try to remove the last owner."),
            f"/partners/{world.KESTREL.slug}/people/",
        ),
        Stop(
            _("Your courses and instructors"),
            _("What you may deliver and until when. One instructor’s case waits for a document."),
            f"/partners/{world.KESTREL.slug}/teaching/",
        ),
        Stop(
            _("Who can see what, and why"),
            _("Ask about a cohort; the answer comes from the same doors as the pages."),
            "/desk/why/",
        ),
        Stop(_("Your cohorts"), _("One runs, one has not opened yet."), "/cohorts/"),
    ),
    _tour(
        "admin",
        _("An admin of the programme"),
        _("Partners, credentials and the audit log."),
        world.ADMIN,
        Stop(
            _("An application"),
            _(
                "Tidewater Institute is in review: look at its documents, check the lines, decide with a reason."
            ),
            f"/programme/partners/{world.APPLICANTS[0].slug}/review/",
        ),
        Stop(
            _("An instructor to accredit"),
            _("One case waits, one document short."),
            "/programme/accreditations/?state=waiting",
        ),
        Stop(
            _("Partners"),
            _("See all partners and their states. Preview what a suspension would touch."),
            "/programme/partners/",
        ),
        Stop(
            _("Revoke a credential"),
            _("Open its verify page in a second window first. It says so at once."),
            "/programme/credentials/",
        ),
        Stop(
            _("Publish a course"),
            _(
                "Two drafts wait: one says what is wrong with it, the other what it would change and for whom."
            ),
            "/programme/courses/",
        ),
        Stop(
            _("Check the chain"),
            _("Every entry of the audit log is chained to the one before. Search it, check it."),
            "/programme/audit/",
        ),
    ),
    _tour(
        "employer",
        _("An employer who checks a certificate"),
        _("No account, ten seconds, the verdict first."),
        None,
        Stop(
            _("Verify by number or by file"),
            _("Take any certificate of the demo. Then change one byte of the file and try again."),
            "/verify/",
        ),
        Stop(
            _("Read the mail"), _("Everything that the demo has sent lies in the local outbox."), "/outbox/"
        ),
    ),
)
BY_KEY = {tour.key: tour for tour in TOURS}
