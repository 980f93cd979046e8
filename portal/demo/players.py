"""The deeds of learning, as a person's clicks would do them: read, answer, talk to the avatar."""

from __future__ import annotations

import random
from functools import cache

from django.utils import timezone

from accounts.api import User
from certificates.api import Credential, revoke_credential
from courses.api import (
    Enrolment,
    LearnerActivity,
    answer_return,
    answer_sitting,
    finish_sitting,
    first_goal,
    flagship_version,
    get_activity_for,
    get_check_for,
    get_learner_course_for,
    mark_done,
    note_place,
    quiz_of,
    readiness_of,
    right_answer,
    right_given,
    save_answer,
    start_attempt,
    start_sitting,
    submit_attempt,
    warm_up_of,
)
from labs.api import Mode, play_run
from portal.demo.world import ADMIN, Conduct, PersonPlan


@cache
def path_to_foundations() -> tuple[tuple[str, str], ...]:
    """(kind, activity key) of every step that the first credential asks for, in course order."""
    compiled = flagship_version()
    return tuple((step.kind, step.key) for step in first_goal(compiled).path) if compiled else ()


def _place(person: PersonPlan, kind: str, key: str) -> tuple[User, LearnerActivity]:
    compiled = flagship_version()
    if compiled is None:
        raise RuntimeError("The demo needs a published course: run import_course first.")
    user = User.objects.get(email=person.address)
    return user, get_activity_for(user, compiled.by_key[key].public_id, kind)


def read_lesson(person: PersonPlan, key: str) -> None:
    user, place = _place(person, "lesson", key)
    note_place(enrolment=place.enrolment, activity=place.activity)
    mark_done(enrolment=place.enrolment, activity=place.activity, actor=user)


def warm_up(person: PersonPlan, count: int) -> None:
    """Answer up to `count` questions that came back, the first of them wrong. When nothing waits, nothing happens."""
    user = User.objects.get(email=person.address)
    enrolment = Enrolment.objects.filter(user=user, ended_at=None).first()
    if enrolment is None:
        return
    course, now = get_learner_course_for(user, enrolment.public_id), timezone.now()
    for number in range(count):
        page = warm_up_of(course.enrolment, course.compiled, course.standing, now)
        if page.first is None or page.lesson is None:
            return
        question = page.lesson.spec["recall"][page.first.id]
        given = right_given(question) if number or page.first.kind not in ("numeric", "short") else ("0",)
        answer_return(course=course, activity=page.lesson.key, question=page.first.id, given=given, now=now)


def take_quiz(person: PersonPlan, key: str, right: float, attempt: int) -> None:
    """One attempt: `right` is the chance to answer a question rightly. Who has passed does not sit again."""
    user, place = _place(person, "quiz", key)
    standing = place.enrolment.standing
    if standing.states.get(key, {}).get("s") == "passed":
        return
    started = start_attempt(place=place, actor=user)
    items = quiz_of(place.activity).items
    luck = random.Random(f"{person.email} {key} {attempt}")  # noqa: S311 - the demo's dice, the same on every machine
    for number, name in enumerate(started.items, start=1):
        if luck.random() < right:
            save_answer(attempt_id=started.pk, number=number, value=right_answer(items[name]))
    submit_attempt(attempt=started, actor=user)


def take_check(person: PersonPlan, share: float, number: int) -> None:
    """One form of the readiness check: `share` is the chance of the best act. Who has sat this one does not again."""
    compiled = flagship_version()
    user = User.objects.get(email=person.address)
    if compiled is None or len(readiness_of(user, compiled.version.pk)) > number:
        return
    sitting = start_sitting(check=get_check_for(user, compiled.version.public_id), actor=user)
    luck = random.Random(f"{person.email} check {number}")  # noqa: S311 - the demo's dice, the same on every machine
    for place, item in enumerate(sitting.activity.spec["items"], start=1):
        points = [option["points"] for option in item["options"]]
        is_best = luck.random() < share
        option = luck.choice([n for n, worth in enumerate(points, start=1) if (worth == 2) == is_best])
        sure = luck.choice((80, 90, 100)) if is_best else luck.choice((60, 75, 90))
        answer_sitting(sitting=sitting, number=place, option=option, sure=sure)
    finish_sitting(sitting=sitting)


def run_lab(person: PersonPlan, key: str, mode: str, conduct: Conduct, number: int) -> None:
    """One run with the scripted avatar, played from the scenario's own action files."""
    user, place = _place(person, "lab", key)
    if mode == "assessed" and place.enrolment.standing.states.get(key, {}).get("s") == "passed":
        return
    play_run(
        place=place,
        learner=user,
        mode=Mode(mode),
        conduct=conduct.value,
        key=f"demo-{place.enrolment.pk}-{key}-{mode}-{number}",
        self_rating=3,
    )


def revoke(person: PersonPlan, reason: str) -> None:
    """The admin withdraws the person's credential; a second call finds nothing to withdraw."""
    held = Credential.objects.filter(holder__email=person.address, state="issued").first()
    if held is not None:
        revoke_credential(credential=held, reason=reason, actor=User.objects.get(email=ADMIN.address))
