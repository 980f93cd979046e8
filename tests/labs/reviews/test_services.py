"""A person looks at a run: both verdicts are kept, the newest person's counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from courses.api import get_activity_for
from courses.models import Mark
from labs.api import play_run, reviews_waiting
from labs.models import Evaluation, Review, ReviewRequest
from labs.reviews.services import Verdict, appeal, ask_second_reviewer, open_reviews, review_run
from labs.sessions.models import Mode
from tests.cast import Cast
from tests.factories.courses import enrol_directly, make_cohort
from tests.factories.labs import make_lab_activity


def run_of(cast: Cast, conduct: str, **credentials: Any) -> Evaluation:
    """Lena's assessed run in a cohort of North that Ines teaches."""
    activity = make_lab_activity(spec={"credentials": credentials} if credentials else {})
    cohort = make_cohort(cast.north, activity.version, instructors=[cast.ines])
    enrol_directly(cast.lena, activity.version, cohort=cohort)
    place = get_activity_for(cast.lena, activity.public_id, "lab")
    made = play_run(
        place=place,
        learner=cast.lena,
        mode=Mode.ASSESSED,
        conduct=conduct,
        key=f"run-{conduct}",
        self_rating=5,
    )
    assert made is not None
    return made


def agreeing(evaluation: Evaluation, **changes: Verdict) -> dict[int, Verdict]:
    verdicts = {one["k"]: Verdict(one["points"]) for one in evaluation.criteria}
    return verdicts | {int(k.removeprefix("k")): verdict for k, verdict in changes.items()}


def marks(cast: Cast) -> list[tuple[int, bool | None, str]]:
    return [
        (int(mark.points), mark.passed, mark.detail["scored_by"])
        for mark in Mark.objects.filter(enrolment__user=cast.lena).order_by("pk")
    ]


def test_the_rules_result_counts_by_itself(cast: Cast) -> None:
    evaluation = run_of(cast, "excellent")
    assert marks(cast) == [(evaluation.points, True, "rule")]


def test_a_red_line_always_waits_for_a_person(cast: Cast) -> None:
    evaluation = run_of(cast, "critical")
    open_reviews(evaluation_id=evaluation.pk)
    open_reviews(evaluation_id=evaluation.pk)
    assert [request.cause for request in ReviewRequest.objects.all()] == ["red_line"]
    assert [row.learner for row in reviews_waiting(cast.ines).rows] == ["Lena Brandt"]


@pytest.mark.parametrize(("policy", "causes"), [("none", []), ("all", ["all"])])
def test_the_credential_says_whether_every_run_is_confirmed(
    cast: Cast, policy: str, causes: list[str]
) -> None:
    spec = {"confirm": policy, "requires": [{"lab": "s1", "mode": "assessed", "result": "pass"}]}
    evaluation = run_of(cast, "excellent", foundations=spec)
    open_reviews(evaluation_id=evaluation.pk)
    assert [request.cause for request in ReviewRequest.objects.all()] == causes


def test_a_confirmed_run_keeps_both_verdicts(cast: Cast) -> None:
    evaluation = run_of(cast, "adequate")
    review = review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=agreeing(evaluation))
    assert (review.points, review.passed, review.changes) == (evaluation.points, evaluation.passed, 0)
    assert [who for _points, _passed, who in marks(cast)] == ["rule", "person"]


def test_an_override_needs_a_reason_and_takes_the_marks_place(cast: Cast) -> None:
    evaluation = run_of(cast, "poor")
    better = {f"k{k}": Verdict(2) for k in range(1, 6)}
    with pytest.raises(ValidationError, match="Say why"):
        review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=agreeing(evaluation, **better))
    assert Review.objects.count() == 0
    reasoned = {k: Verdict(2, "The source was read aloud in class.") for k in better}
    review = review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=agreeing(evaluation, **reasoned))
    assert (review.points, review.passed) == (10, True)
    standing = Mark.objects.get(enrolment__user=cast.lena, replaced_by=None)
    assert (int(standing.points), standing.replaces is not None) == (10, True)
    evaluation.refresh_from_db()
    assert evaluation.passed is False


def test_a_red_line_fails_the_run_whatever_a_person_gives(cast: Cast) -> None:
    evaluation = run_of(cast, "critical")
    given = {k: Verdict(2, "Seen otherwise.") for k in (f"k{k}" for k in range(1, 6))}
    assert (
        review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=agreeing(evaluation, **given)).passed
        is False
    )


def test_a_red_line_is_lifted_with_a_reason_or_not_at_all(client: Client, cast: Cast) -> None:
    evaluation = run_of(cast, "critical")
    client.force_login(cast.ines)
    address = reverse("labs:review", args=[evaluation.public_id])
    sent = {f"points-{one['k']}": one["points"] for one in evaluation.criteria}
    sent |= {"has_read": "1", "lifts_red_line": "1"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Say why the red line does not stand." in refused.content.decode()
    assert Review.objects.count() == 0
    client.post(address, sent | {"red_line_reason": "The note never left the desk."})
    review = Review.objects.get()
    assert (review.has_red_line, review.red_line_reason) == (False, "The note never left the desk.")
    client.force_login(cast.lena)
    page = client.get(reverse("labs:debrief", args=[evaluation.session.public_id])).content.decode()
    assert "a person lifted it" in page
    assert "The note never left the desk." in page
    assert "A critical act fails the run" not in page


def test_a_red_line_that_stands_needs_no_reason(cast: Cast) -> None:
    evaluation = run_of(cast, "critical")
    with pytest.raises(ValidationError, match="red line"):
        review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=agreeing(evaluation), red_line=False)
    made = review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=agreeing(evaluation))
    assert (made.has_red_line, made.red_line_reason) == (True, "")


def test_a_person_reviews_a_run_once(cast: Cast) -> None:
    evaluation = run_of(cast, "adequate")
    review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=agreeing(evaluation))
    with pytest.raises(ValidationError, match="already"):
        review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=agreeing(evaluation))


def test_one_appeal_stands_at_a_time_and_a_review_answers_it(cast: Cast) -> None:
    evaluation = run_of(cast, "poor")
    first = appeal(evaluation=evaluation, learner=cast.lena, text="I opened the memo on paper.", criterion=1)
    assert appeal(evaluation=evaluation, learner=cast.lena, text="Again.") == first
    review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=agreeing(evaluation))
    first.request.refresh_from_db()
    assert first.request.closed_by is not None
    assert reviews_waiting(cast.ines).count == 0


def test_who_asks_for_a_second_reviewer_is_not_that_reviewer(cast: Cast) -> None:
    evaluation = run_of(cast, "poor")
    ask_second_reviewer(evaluation=evaluation, reviewer=cast.ines)
    assert (reviews_waiting(cast.ines).count, reviews_waiting(cast.paula).count) == (0, 1)


def test_the_page_shows_the_rubric_beside_the_transcript(client: Client, cast: Cast) -> None:
    evaluation = run_of(cast, "critical")
    open_reviews(evaluation_id=evaluation.pk)
    client.force_login(cast.ines)
    page = client.get(reverse("labs:review", args=[evaluation.public_id])).content.decode()
    assert [
        part in page for part in ("Lena Brandt", "Red line", "Transcript", "Agreement with the rule")
    ] == [True] * 4


def test_a_review_without_reading_or_reason_keeps_the_form(client: Client, cast: Cast) -> None:
    evaluation = run_of(cast, "poor")
    client.force_login(cast.ines)
    url = reverse("labs:review", args=[evaluation.public_id])
    data = {f"points-{one['k']}": "2" for one in evaluation.criteria} | {"reason-1": "Only one reason."}
    answer = client.post(url, data)
    assert (answer.status_code, Review.objects.count()) == (422, 0)
    assert [
        part in answer.content.decode() for part in ("Only one reason.", "Read the transcript first")
    ] == [True] * 2


def test_the_learner_reads_what_a_person_changed(client: Client, cast: Cast) -> None:
    evaluation = run_of(cast, "poor")
    changed = agreeing(evaluation, k3=Verdict(2, "The sum is on the photo you sent."))
    review_run(evaluation=evaluation, reviewer=cast.ines, verdicts=changed)
    client.force_login(cast.lena)
    page = client.get(reverse("labs:debrief", args=[evaluation.session.public_id])).content.decode()
    assert [part in page for part in ("confirmed by Ines Vogt", "The sum is on the photo you sent.")] == [
        True
    ] * 2


@pytest.mark.parametrize("runs", [1, 3])
def test_the_queue_takes_one_query_however_long_it_is(
    cast: Cast, runs: int, django_assert_num_queries: Any
) -> None:
    activity = make_lab_activity()
    cohort = make_cohort(cast.north, activity.version, instructors=[cast.ines])
    for number, learner in enumerate([cast.lena, cast.omar, cast.rui][:runs]):
        enrol_directly(learner, activity.version, cohort=cohort)
        place = get_activity_for(learner, activity.public_id, "lab")
        made = play_run(
            place=place,
            learner=learner,
            mode=Mode.ASSESSED,
            conduct="critical",
            key=f"queue-{number:04d}",
            self_rating=5,
        )
        assert made is not None
        open_reviews(evaluation_id=made.pk)
    with django_assert_num_queries(1):
        assert len(reviews_waiting(cast.ines).rows) == runs
