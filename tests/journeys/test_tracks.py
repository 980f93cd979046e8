"""A learner of each track, played by the services from the readiness check to the track's certificate."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.partners.engine.capabilities import Role
from certificates.api import ensure_ready
from certificates.credentials.services import issue_if_eligible
from courses.api import (
    Enrolment,
    Mark,
    answer_sitting,
    choose_track,
    completion_facts,
    finish_sitting,
    get_activity_for,
    get_check_for,
    mark_done,
    quiz_of,
    read_package,
    right_answer,
    save_answer,
    start_attempt,
    start_sitting,
    submit_attempt,
)
from courses.catalogue.services import _publish, check_package
from courses.content.engine.package import digest_of
from courses.diagnostics.compiled import form_of
from courses.models import CourseVersion, Rating
from courses.quizzes.services.sittings import admit, issue_ticket
from courses.worksamples.compiled import sample_of
from courses.worksamples.services.drafts import add_file, begin_work, hand_in, keep_text
from courses.worksamples.services.rating import rate
from labs.api import Mode, play_run
from labs.reviews.models import ReviewRequest
from labs.reviews.services import Verdict, open_reviews, review_run
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrol_directly, entitle, make_cohort
from tests.factories.works import upload

WAICO = Path(__file__).parents[2] / "content" / "courses" / "waico"
LABS = {
    "professional": ["s1", "s2", "s6", "s3"],
    "leader": ["s1", "s2", "s6", "s7", "s4"],
    "champion": ["s1", "s2", "s6", "s5"],
}
WORKS = {
    "professional": ["ws.own-task"],
    "leader": ["ws.own-task", "ws.decision-memo"],
    "champion": ["ws.own-task", "ws.pilot-report", "ws.charter-draft", "ws.teach-back"],
}
HOURS = {"professional": [], "leader": [], "champion": ["hours"]}


@cache
def checked():
    """Reading and proving the labs takes seconds and touches no database: once for all tests."""
    files = read_package(WAICO)
    found = check_package(files, today=date(2026, 11, 24))
    assert found.draft is not None, found.errors
    return files, found


@pytest.fixture
def version(db) -> CourseVersion:
    files, found = checked()
    return _publish(found.draft, files, digest_of(files), found, None).version


class Learner:
    """What a learner does, click by click, without the clicks."""

    def __init__(self, cast, version: CourseVersion, track: str) -> None:
        self.rita = UserFactory(name="Rita Roth", email="rita@example.org")
        Membership.objects.create(partner=cast.north, user=self.rita, role=Role.REVIEWER.value)
        cohort = make_cohort(cast.north, version, instructors=[cast.ines])
        entitle(cast.north, version, cast.ines)
        self.cast, self.user, self.version = cast, cast.lena, version
        self.enrolment = enrol_directly(self.user, version, cohort=cohort)
        choose_track(enrolment=self.enrolment, track=track, actor=self.user)
        self.activities = {activity.key: activity for activity in version.activities.all()}

    def place(self, key: str):
        activity = self.activities[key]
        return get_activity_for(self.user, activity.public_id, activity.kind, must_be_open=True)

    def check_readiness(self, *, now: datetime | None = None) -> None:
        """All situations of one form, each with the first act and how sure; it writes no mark."""
        check = get_check_for(self.user, self.version.public_id)
        sitting = start_sitting(check=check, actor=self.user, now=now)
        form = form_of(sitting.activity)
        for number in range(1, len(form.items) + 1):
            sitting = answer_sitting(
                sitting=sitting, number=number, option=1, sure=form.confidence.steps[0], now=now
            )
        assert not finish_sitting(sitting=sitting, now=now).is_open

    def read(self, track_module: str) -> None:
        for activity in self.activities.values():
            module = activity.module.key if activity.module else ""
            if activity.kind == "lesson" and (activity.is_required or module == track_module):
                mark_done(enrolment=self.enrolment, activity=activity, actor=self.user)

    def answer_all(self, key: str) -> None:
        place = self.place(key)
        attempt = start_attempt(place=place, actor=self.user)
        items = quiz_of(place.activity).items
        for number, name in enumerate(attempt.items, start=1):
            save_answer(attempt_id=attempt.pk, number=number, value=right_answer(items[name]))
        assert submit_attempt(attempt=attempt, actor=self.user).passed

    def sit_exam_with_a_ticket(self) -> None:
        now = timezone.now()
        ticket = issue_ticket(
            enrolment=self.enrolment,
            activity=self.activities["exam"],
            place="North Training, room 2",
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(hours=3),
            actor=self.cast.ines,
        )
        admit(ticket=ticket, actor=self.cast.ines)
        self.answer_all("exam")

    def pass_lab(self, key: str) -> None:
        run = play_run(
            place=self.place(key),
            learner=self.user,
            mode=Mode.ASSESSED,
            conduct="excellent",
            key=f"track-{key}-run",
            self_rating=3,
        )
        assert run is not None
        assert run.passed, run.result
        open_reviews(evaluation_id=run.pk)
        assert ReviewRequest.objects.filter(evaluation=run, cause="all").exists()
        rule = {int(one["k"]): Verdict(int(one["points"])) for one in run.criteria}
        review_run(evaluation=run, reviewer=self.cast.ines, verdicts=rule)

    def hand_in_work(self, key: str) -> None:
        place = self.place(key)
        sample = sample_of(place.activity)
        text = "I opened the sheet and found another figure. " * (sample.text.min // 8 + 5)
        work, _outcome = keep_text(place=place, text=text, version=None, actor=self.user)
        assert begin_work(place=place, actor=self.user) == work
        if sample.files.min:
            add_file(work=work, upload=upload("figures.csv", b"week,before,after\n1,12,9\n"), actor=self.user)
        hand = hand_in(work=work, declared=len(sample.declares), actor=self.user)
        seats = list(Rating.objects.filter(hand_in=hand).order_by("seat"))
        assert len({seat.rater_id for seat in seats}) == sample.raters
        assert self.cast.ines.pk not in {seat.rater_id for seat in seats}
        for seat in seats:
            points = {one.id: one.top for one in sample.rubric.criteria}
            rate(rating=seat, points=points, notes={}, comment="Good.", actor=seat.rater)

    def open_lines(self, slug: str) -> list[str]:
        spec = self.version.credentials[slug]
        return [line.code for line in completion_facts(self.enrolment, spec) if not line.is_met]


@pytest.mark.parametrize("track", ["professional", "leader", "champion"])
def test_a_learner_of_each_track_comes_from_the_readiness_check_to_the_certificate(cast, version, track):
    ensure_ready()
    lena = Learner(cast, version, track)
    assert len(lena.open_lines(track)) > 12
    lena.check_readiness()
    assert not Mark.objects.exists()
    lena.read({"professional": "pr", "leader": "ld", "champion": "ch"}[track])
    for number in range(1, 9):
        lena.answer_all(f"m{number}.quiz")
    for key in LABS[track]:
        lena.pass_lab(key)
    if track == "professional":
        lena.sit_exam_with_a_ticket()
    else:
        lena.answer_all("exam")
    # A champion's works are a good part of the hours.
    assert lena.open_lines(track) == [f"worksample:{key}" for key in WORKS[track]] + HOURS[track]
    assert issue_if_eligible(enrolment_id=lena.enrolment.pk, slug=track, is_queued=False) is None
    for key in WORKS[track]:
        lena.hand_in_work(key)
    assert lena.open_lines(track) == []
    assert track in Enrolment.objects.get().completions.values_list("achievement", flat=True)
    made = issue_if_eligible(enrolment_id=lena.enrolment.pk, slug=track, is_queued=False)
    facts = json.loads(made.facts)
    assert facts["mode"] == ("supervised" if track == "professional" else "unsupervised")
    assert facts["confirm"] == "all"
    assert "Ines Vogt" in facts["confirmed_by"]
    waived = next(line for line in facts["requirements"] if line["code"] == "lab:s8")
    assert "waived" in waived["label"]
