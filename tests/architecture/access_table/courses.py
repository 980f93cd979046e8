"""Who may open the pages of courses. Lena learns in a cohort of North that Ines teaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile

from accounts.api import Invitation
from courses.authoring.services import check_draft, upload_package
from courses.catalogue.services import publish_package
from courses.cohorts.services import invite_learner
from courses.content.engine.reader import read_package, write_zip
from courses.joining.models import JoinRequest
from courses.models import (
    Accreditation,
    AccreditationEvidence,
    Activity,
    Authorisation,
    Cohort,
    Enrolment,
    PackageDraft,
)
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.courses import accredit, enrol_directly, entitle, make_cohort, make_link

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"


@dataclass(frozen=True)
class World:
    cast: Cast
    cohort: Cohort
    enrolment: Enrolment
    lesson: Activity
    last: Activity
    invitation: Invitation
    case: Accreditation
    paper: AccreditationEvidence
    authorisation: Authorisation
    draft: PackageDraft
    waiting: JoinRequest


def make_world(cast: Cast) -> World:
    version = publish_package(read_package(SMALL), today=date(2026, 11, 24)).version
    cohort = make_cohort(cast.north, version, instructors=[cast.ines])
    make_link(cohort)
    enrolment = enrol_directly(cast.lena, version, cohort=cohort)
    invitation = invite_learner(cohort=cohort, email="new@example.org", actor=cast.paula)
    lessons = {activity.key: activity for activity in version.activities.all()}
    entitle(cast.north, version)
    case = accredit(cast.north, version, cast.ines, state="asked")
    paper = AccreditationEvidence(accreditation=case, code="trained", title="Own", sha256="0" * 64)
    paper.file.save("document.pdf", ContentFile(b"%PDF-"))
    return World(
        cast,
        cohort,
        enrolment,
        lessons["m1.l1"],
        lessons["m1.l2"],
        invitation,
        case,
        paper,
        Authorisation.objects.get(),
        uploaded(cast),
        JoinRequest.objects.create(cohort=cohort, user=UserFactory(), why="approval"),
    )


def north(_world: World) -> list[object]:
    return ["north"]


def case(world: World) -> list[object]:
    return [world.case.public_id]


def uploaded(cast: Cast) -> PackageDraft:
    """A draft of the small course, checked and ready."""
    draft = upload_package(name="small.zip", data=write_zip(read_package(SMALL)), actor=cast.sam)
    check_draft(draft_id=draft.pk)
    return draft


def draft(world: World) -> list[object]:
    return [world.draft.public_id]


def lesson(world: World) -> list[object]:
    return [world.lesson.public_id]


def last(world: World) -> list[object]:
    return [world.last.public_id]


def cohort(world: World) -> list[object]:
    return [world.cohort.public_id]


def learner(world: World) -> list[object]:
    return [world.cohort.public_id, world.enrolment.public_id]


LENA = "302 200 404 404 404 404 404"
LENA_GOES_ON = "302 302 404 404 404 404 404"
#       visitor lena omar ines paula rui sam
TEACH = "302 404 404 200 200 404 200"
TEACH_GOES_ON = "302 404 404 302 302 404 302"
PLAN = "302 404 404 403 200 404 200"
PLAN_GOES_ON = "302 404 404 403 302 404 302"

STAFF = "302 404 404 404 404 404 200"
STAFF_GOES_ON = "302 404 404 404 404 404 302"

ROWS = [
    row("courses:authoring", None, STAFF),
    row("courses:authoring", None, "302 404 404 404 404 404 422", method="post"),
    row("courses:draft", draft, STAFF),
    row("courses:draft-preview", draft, STAFF),
    row("courses:draft-marking", draft, STAFF),
    row("courses:draft-publish", draft, STAFF_GOES_ON, method="post"),
    row("courses:draft-discard", draft, STAFF_GOES_ON, method="post"),
    row("courses:course-health", lambda _w: ["small"], STAFF),
    row("courses:course-health", lambda _w: ["none"], "302 404 404 404 404 404 404"),
    row("courses:course-preview", lambda _w: ["small"], STAFF),
    row("courses:course-marking", lambda _w: ["small"], STAFF),
    row("courses:course-compare", lambda _w: ["small"], STAFF),
    row("courses:course-changes", lambda _w: ["small"], "200"),
    row("courses:course-changes", lambda _w: ["none"], "404"),
    row("courses:catalogue", None, "200"),
    row("courses:course", lambda _w: ["small"], "200"),
    row("courses:course", lambda _w: ["none"], "404"),
    row("courses:asset", lambda w: [w.cohort.version.public_id, "assets/fig-bars.svg"], "200"),
    row("courses:asset", lambda w: [w.cohort.version.public_id, "course.yaml"], "404"),
    row("courses:start", lambda _w: ["small"], "302"),
    row("courses:start", lambda _w: ["small"], "302", method="post"),
    row("courses:learn", lambda w: [w.enrolment.public_id], LENA),
    row("courses:track", lambda w: [w.enrolment.public_id], LENA_GOES_ON, method="post"),
    row("courses:lesson", lesson, LENA),
    row("courses:lesson-done", lesson, LENA_GOES_ON, method="post"),
    row("courses:lesson-language", lesson, LENA_GOES_ON, method="post", data={"language": "en"}),
    row(
        "courses:lesson-recall",
        lambda w: [w.lesson.public_id, "r1"],
        LENA_GOES_ON,
        method="post",
        data={"answer": "24"},
    ),
    row("courses:lesson-note", lesson, LENA_GOES_ON, method="post", data={"text": "x"}),
    row("courses:lesson-note-change", lambda w: [w.lesson.public_id, "none"], LENA_GOES_ON, method="post"),
    row("courses:lesson-prediction", lesson, LENA_GOES_ON, method="post", data={"value": "7"}),
    row("courses:lesson-reflection", last, LENA_GOES_ON, method="post", data={"text": "x"}),
    row("courses:search", None, "302 200 200 200 200 200 200", query="?q=orders"),
    row("courses:glossary", lambda w: [w.enrolment.public_id], LENA),
    row("courses:evidence", lambda w: [w.enrolment.public_id], LENA),
    row("courses:warm-up", lambda w: [w.enrolment.public_id], LENA),
    row("courses:warm-up-later", lambda w: [w.enrolment.public_id], LENA_GOES_ON, method="post"),
    row(
        "courses:warm-up-answer",
        lambda w: [w.enrolment.public_id, "m1.l1", "r1"],
        LENA_GOES_ON,
        method="post",
        data={"answer": "24"},
    ),
    row("courses:lesson-place", lesson, "302 204 404 404 404 404 404", method="post"),
    row("courses:join", None, "200"),
    row("courses:join", None, "302", method="post", data={"code": "ABCDEFGHJK"}),
    row("courses:join-link", lambda _w: ["ABCDEFGHJK"], "200"),
    row("courses:join-link", lambda _w: ["ABCDEFGHJK"], "302", method="post"),
    row("courses:join-link", lambda _w: ["NONE"], "404"),
    row("courses:cohort-join-link", cohort, TEACH),
    row("courses:cohort-join-link", cohort, TEACH_GOES_ON, method="post"),
    row("courses:cohort-join-code", cohort, TEACH_GOES_ON, method="post"),
    row(
        "courses:cohort-join-decide",
        lambda w: [w.cohort.public_id, w.waiting.public_id],
        TEACH_GOES_ON,
        method="post",
    ),
    row("courses:cohorts", None, "302 404 404 200 200 200 200"),
    row("courses:cohort-new", None, "302 404 404 403 200 200 200"),
    row("courses:cohort", cohort, TEACH),
    row("courses:cohort-people", cohort, TEACH),
    row("courses:cohort-settings", cohort, PLAN),
    row("courses:cohort-ready", cohort, PLAN),
    row("courses:cohort-ready", cohort, PLAN_GOES_ON, method="post"),
    row("courses:cohort-close", cohort, PLAN),
    row("courses:cohort-close", cohort, PLAN_GOES_ON, method="post", data={"sure": "on"}),
    row("courses:cohort-reopen", cohort, "302 404 404 403 404 404 422", method="post"),
    row("courses:cohort-invite", cohort, TEACH_GOES_ON, method="post", data={"email": "ada@example.org"}),
    row("courses:cohort-roster", cohort, TEACH, method="post", data={"text": "email\nada@example.org"}),
    row("courses:cohort-instructor", cohort, PLAN_GOES_ON, method="post"),
    row(
        "courses:cohort-withdraw",
        lambda w: [w.cohort.public_id, w.invitation.public_id],
        TEACH_GOES_ON,
        method="post",
    ),
    row("courses:cohort-learner", learner, TEACH),
    row("courses:nudge", learner, TEACH),
    row("courses:nudge", learner, TEACH_GOES_ON, method="post", data={"text": "Hello"}),
    row("courses:cohort-learner-dates", learner, "302 404 404 422 422 404 422", method="post"),
    row("courses:cohort-learner-end", learner, TEACH_GOES_ON, method="post"),
    row("courses:partner-teaching", north, "302 404 404 200 200 404 200"),
    row("courses:partner-propose", north, "302 404 404 403 422 404 422", method="post"),
    row("courses:partner-authorise", north, "302 404 404 404 404 404 422", method="post"),
    row(
        "courses:partner-unauthorise",
        lambda w: ["north", w.authorisation.public_id],
        "302 404 404 404 404 404 422",
        method="post",
    ),
    row("courses:accreditations", None, "302 404 404 404 404 404 200"),
    row("courses:accreditations", None, "302 404 404 404 404 404 200", query="?q=Ines&state=waiting"),
    row("courses:accreditation", case, TEACH),
    row(
        "courses:accreditation-step",
        case,
        "302 404 404 403 403 404 302",
        method="post",
        data={"action": "take"},
    ),
    row("courses:accreditation-evidence", case, "302 404 404 422 422 404 422", method="post"),
    row("courses:accreditation-paper", lambda w: [w.case.public_id, w.paper.public_id], TEACH),
    row("courses:gradebook", cohort, TEACH),
    row("courses:cohort-roster-csv", cohort, TEACH),
    row("courses:cohort-roster-xlsx", cohort, TEACH),
    row("courses:gradebook-csv", cohort, TEACH),
    row("courses:gradebook-xlsx", cohort, TEACH),
    row(
        "courses:gradebook-adjust",
        lambda w: [w.cohort.public_id, w.enrolment.public_id, w.lesson.public_id],
        "302 404 404 404 404 404 404",
        method="post",
    ),
]
