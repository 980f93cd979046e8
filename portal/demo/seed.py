"""Fill the demo world: a static plan of deeds, lived through in order. What was done is not done again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from accounts.api import seal_audit
from certificates.api import ensure_ready
from portal.demo import (
    authors,
    certificates,
    labs,
    meetings,
    people,
    players,
    programme,
    talk,
    works,
    world,
)
from portal.demo.clock import Diary
from portal.demo.players import path_to_foundations

Report = Callable[[str, int, int], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUIZ_WAIT = timedelta(days=1, hours=2)
CHECK_WAIT = timedelta(days=30)
WARM_UPS = 6
LONG_AGO = timedelta(days=800)
ADMITTED = timedelta(days=330)  # agreements run for two years, accreditations end in about a month

LOGINS: tuple[tuple[str, str, str, str], ...] = (
    ("learner", world.KESTREL.cohorts[0].learners[0].person.address, world.PASSWORD, "/learn/"),
    ("instructor", world.KESTREL.instructors[0].address, world.PASSWORD, "/desk/"),
    ("partner owner", world.KESTREL.owner.address, world.PASSWORD, f"/partners/{world.KESTREL.slug}/people/"),
    ("other partner", world.SOUTHBANK.owner.address, world.PASSWORD, "/cohorts/"),
    ("admin", world.ADMIN.address, world.PASSWORD, "/programme/"),
)


def seed_world(report: Report, *, people_of: world.World = world.WORLD) -> None:
    """Live through the plan up to now; a second call goes on where the first one stopped."""
    queue: Any = apps.get_app_config("queue")
    queue.run_here()
    position = _Position(Path(settings.DATA_DIR) / "seed.json.position")
    diary = plan_of(position.anchor, people_of)
    for done, deed in enumerate(diary.live(until=position.anchor, skip=position.done), start=1):
        if done > position.done:
            position.keep(done)
            report(deed.label, done, diary.planned)
    seal_audit()


class _Position:
    """Which deed was the last one, and the day from which all dates are counted. Lives beside the progress note."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            self.anchor, self.done = datetime.fromisoformat(held["anchor"]), int(held["done"])
        except (OSError, ValueError, KeyError):
            self.anchor, self.done = timezone.now().replace(microsecond=0), 0
            self.keep(0)

    def keep(self, done: int) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({"anchor": self.anchor.isoformat(), "done": done}), encoding="utf-8")
        fresh.replace(self._path)


def plan_of(anchor: datetime, people_of: world.World) -> Diary:
    """Everything that has happened by `anchor`: the same plan for the same day."""
    diary = Diary()
    begin = anchor - LONG_AGO
    diary.plan(begin, world.ADMIN.name, people.settle_staff)
    diary.plan(begin, "Ready Room", ensure_ready)
    diary.plan(anchor - 2 * DAY, world.ADMIN.name, authors.upload_drafts)
    for days, partner in enumerate(people_of.partners, start=1):
        came = anchor - ADMITTED + days * DAY
        diary.plan(came, partner.name, partial(programme.admit, partner))
        diary.plan(came + 3 * HOUR, partner.name, partial(programme.accredit, partner))
        diary.plan(anchor - 4 * DAY, partner.name, partial(programme.propose_candidates, partner))
        if partner.has_model:
            diary.plan(anchor - 7 * DAY, partner.name, partial(labs.add_model, partner))
        if partner.has_design:
            diary.plan(anchor - 2 * DAY, partner.name, partial(certificates.design, partner))
        for cohort in partner.cohorts:
            _plan_cohort(diary, anchor, partner, cohort)
    for applicant in people_of.applicants:
        diary.plan(anchor - 9 * DAY, applicant.name, partial(programme.come_forward, applicant))
        diary.plan(anchor - 5 * DAY, applicant.name, partial(programme.begin_review, applicant))
        if applicant.refused_because:
            diary.plan(anchor - 4 * DAY, applicant.name, partial(programme.refuse, applicant))
    for plan, days in people_of.independent:
        start = _morning(anchor - days * DAY)
        diary.plan(start, plan.person.name, partial(people.enrol_alone, plan.person))
        _plan_learning(diary, start + HOUR, plan)
        if plan.has_hours:
            diary.plan(anchor - 3 * DAY, plan.person.name, partial(certificates.collect_hours, plan.person))
    return diary


def _morning(day: datetime) -> datetime:
    return day.astimezone(UTC).replace(hour=7, minute=30, second=0)


def _plan_cohort(
    diary: Diary, anchor: datetime, partner: world.PartnerPlan, cohort: world.CohortPlan
) -> None:
    opens, closes = _morning(anchor + cohort.opens_in * DAY), _morning(anchor + cohort.closes_in * DAY)
    made = min(opens - 20 * DAY, anchor - 3 * DAY)
    diary.plan(made, cohort.name, partial(people.open_cohort_of, partner, cohort, opens, closes))
    if cohort.is_shared:
        diary.plan(made + HOUR, cohort.name, partial(people.share, partner, cohort))
    for index, person in enumerate(cohort.invited):
        diary.plan(
            made + (index + 1) * HOUR / 4, person.name, partial(people.invite_only, partner, cohort, person)
        )
    for index, person in enumerate(cohort.waiting):
        asks = made + DAY + index * HOUR
        diary.plan(asks, person.name, partial(people.wait_for_a_seat, partner, cohort, person))
    _plan_meetings(diary, anchor, partner, cohort, opens, made)
    for email, days in cohort.nudged:
        diary.plan(anchor - days * DAY, cohort.name, partial(people.nudge, partner, cohort, email))
    for index, plan in enumerate(cohort.learners):
        joins = opens - 6 * DAY + index * timedelta(minutes=47)
        diary.plan(joins, plan.person.name, partial(people.join_cohort, partner, cohort, plan))
        if cohort.opens_in < 0 < cohort.closes_in and index < WARM_UPS:
            for days in (6, 1):
                diary.plan(
                    anchor - days * DAY,
                    plan.person.name,
                    partial(players.warm_up, plan.person, 2 + index % 3),
                )
        start = opens + plan.starts_after * DAY + HOUR + index * timedelta(minutes=7)
        _plan_learning(diary, start, plan)
        _plan_around_labs(diary, anchor, partner, plan, index)
        if plan.work:
            handed = anchor - 5 * DAY + index * timedelta(minutes=31)
            diary.plan(handed, plan.person.name, partial(works.play_work, plan))
        if plan.revoke:
            diary.plan(closes + 12 * DAY, world.ADMIN.name, partial(players.revoke, plan.person, plan.revoke))
        if plan.is_suspended:
            diary.plan(closes + 13 * DAY, world.ADMIN.name, partial(certificates.suspend, plan.person))
        if plan.is_respelled:
            diary.plan(closes + 14 * DAY, world.ADMIN.name, partial(certificates.respell, plan.person))
            diary.plan(closes + 15 * DAY, plan.person.name, partial(certificates.share, plan.person))
    if cohort.opens_in < 0 < cohort.closes_in:
        _plan_talk(diary, anchor, partner, cohort)
    if cohort.was_paused:
        diary.plan(anchor - 6 * DAY, cohort.name, partial(labs.drill, partner, cohort))
    if cohort.is_asked_for:
        diary.plan(anchor - DAY, cohort.name, partial(certificates.ask, partner, cohort))
        diary.plan(anchor - HOUR, world.ADMIN.name, partial(certificates.look_over, partner, cohort))


def _plan_meetings(
    diary: Diary,
    anchor: datetime,
    partner: world.PartnerPlan,
    cohort: world.CohortPlan,
    opens: datetime,
    made: datetime,
) -> None:
    """A practice hour a week, recorded an hour and a half after its start; one is cancelled, and a question hour runs now."""
    diary.plan(made + HOUR, cohort.name, partial(meetings.plan_practice, partner, cohort, opens))
    for number, start in enumerate(meetings.starts_of(cohort, opens)):
        if number == meetings.CANCELLED:
            diary.plan(start - DAY, cohort.name, partial(meetings.cancel_one, partner, cohort, number))
        diary.plan(
            start + 1.5 * HOUR, cohort.name, partial(meetings.record_practice, partner, cohort, number)
        )
    if cohort.opens_in < 0 < cohort.closes_in:
        diary.plan(
            anchor - 2 * DAY,
            cohort.name,
            partial(meetings.plan_questions, partner, cohort, anchor.replace(minute=0, second=0)),
        )


def _plan_talk(diary: Diary, anchor: datetime, partner: world.PartnerPlan, cohort: world.CohortPlan) -> None:
    """Announcements, and the first learner's conversation: its last message has no answer yet."""
    for number, (days, _title, _text) in enumerate(talk.ANNOUNCEMENTS):
        diary.plan(anchor - days * DAY, cohort.name, partial(talk.announce, partner, cohort, number))
    diary.plan(anchor - DAY, cohort.name, partial(talk.plan_announcement, partner, cohort))
    for learner in cohort.learners[:1]:
        for number, hours in enumerate((50, 29, 5)):
            diary.plan(
                anchor - hours * HOUR,
                learner.person.name,
                partial(talk.say, partner, cohort, learner, number),
            )


def _plan_around_labs(
    diary: Diary, anchor: datetime, partner: world.PartnerPlan, plan: world.LearnerPlan, index: int
) -> None:
    """In the last days: odd questions, a retry, and runs that a person looks at."""
    at, name = anchor - 2 * DAY + index * timedelta(minutes=11), plan.person.name
    if plan.asks_oddly:
        diary.plan(at, name, partial(labs.ask_oddly, plan.person))
    if plan.tries_again:
        diary.plan(at, name, partial(labs.try_again, plan.person))
    if plan.review:
        gives = plan.review == "given"
        diary.plan(at, name, partial(labs.review, partner, plan.person, gives_verdict=gives))


def _plan_learning(diary: Diary, start: datetime, plan: world.LearnerPlan) -> None:
    """One study session every `pace_days`, two steps in each; quizzes and labs take their tries one after the other."""
    at = start
    for number, share in enumerate(plan.checks):
        taken = start - HOUR / 2 if number == 0 else start + CHECK_WAIT
        diary.plan(taken, plan.person.name, partial(players.take_check, plan.person, share, number))
    for index, (kind, key) in enumerate(path_to_foundations()[: plan.steps]):
        label = plan.person.name
        if kind == "quiz":
            for attempt in range(plan.quiz_attempts):
                diary.plan(at, label, partial(players.take_quiz, plan.person, key, plan.right, attempt))
                at += QUIZ_WAIT if attempt + 1 < plan.quiz_attempts else HOUR
        elif kind == "lab":
            at = _plan_lab(diary, at, plan, key)
        else:
            diary.plan(at, label, partial(players.read_lesson, plan.person, key))
        at += plan.pace_days * DAY if index % 2 else timedelta(minutes=25)


def _plan_lab(diary: Diary, at: datetime, plan: world.LearnerPlan, key: str) -> datetime:
    runs: Sequence[tuple[str, world.Conduct]] = [("assessed", conduct) for conduct in plan.labs]
    if plan.is_guided_first:
        runs = [("guided", world.Conduct.ADEQUATE), *runs]
    for number, (mode, conduct) in enumerate(runs):
        diary.plan(at, plan.person.name, partial(players.run_lab, plan.person, key, mode, conduct, number))
        at += timedelta(days=1, hours=3)
    return at
