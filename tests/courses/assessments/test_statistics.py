"""Figures of a quiz that are kept: every night, on demand, and read by the pages."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses.assessments.selectors.health import health_page
from courses.assessments.selectors.statistics import compute, statistics_of
from courses.assessments.services import keep_asked, keep_statistics
from courses.assessments.tasks import keep_statistics_task
from courses.models import Attempt, Correction, Enrolment, KeptStatistics
from courses.quizzes.services.regrades import apply_regrade, propose_regrade
from tests.courses.assessments.world import make_world


@pytest.fixture
def world(cast):
    return make_world(cast)


def sit(activity, keys, learners, *, language="en", luck=None):
    """So many more learners with one attempt each, right by chance."""
    luck, now, before = luck or random.Random(7), timezone.now(), User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"s{before + n}@example.org", name=f"S {n}", language=language) for n in range(learners)
    )
    held = Enrolment.objects.bulk_create(
        Enrolment(user=one, version=activity.version, source="open") for one in people
    )
    rows = []
    for enrolment in held:
        right = [luck.random() < 0.3 + 0.05 * n for n in range(len(keys))]
        results = [
            [key, str(int(one)), "right" if one else "wrong"] for key, one in zip(keys, right, strict=True)
        ]
        rows.append(
            Attempt(
                learner=enrolment.user, enrolment=enrolment, activity=activity, number=1, seed=1, items=keys,
                started_at=now, submitted_at=now, closed_by="learner", points=sum(right), possible=10, results=results,
            )
        )  # fmt: skip
    Attempt.objects.bulk_create(rows)


def run_night(capture) -> None:
    with capture(execute=True):
        keep_statistics_task()


def test_what_the_night_keeps_is_what_the_page_would_compute(world, django_capture_on_commit_callbacks):
    keys = world.attempt.items
    sit(world.activity, keys, 130, language="pt")
    sit(world.activity, keys, 130)
    run_night(django_capture_on_commit_callbacks)
    row = KeptStatistics.objects.get()
    fresh = compute(world.activity, revision=0, now=row.computed_at)
    kept = statistics_of(world.activity, revision=0, now=timezone.now())
    pairs = replace(fresh.dependence, pairs=fresh.dependence.flagged)
    assert fresh.decisions is not None or fresh.figures.alpha is not None
    assert [group.name for group in kept.fairness] == ["Language: en", "Language: pt"]
    assert kept == replace(fresh, dependence=pairs, is_kept=True)
    assert row.learners == fresh.figures.n == 261


def test_a_second_night_replaces_the_row_and_an_older_run_that_ends_later_does_not(
    world, django_capture_on_commit_callbacks
):
    sit(world.activity, world.attempt.items, 12)
    run_night(django_capture_on_commit_callbacks)
    first = KeptStatistics.objects.get()
    sit(world.activity, world.attempt.items, 3)
    run_night(django_capture_on_commit_callbacks)
    second = KeptStatistics.objects.get()
    assert (first.pk, first.learners, second.learners) == (second.pk, 13, 16)
    sit(world.activity, world.attempt.items, 1)
    keep_statistics(activity=world.activity, now=first.computed_at)
    assert KeptStatistics.objects.get().computed_at == second.computed_at


def test_of_fewer_than_ten_learners_nothing_is_kept_and_the_page_computes(
    client, cast, world, django_capture_on_commit_callbacks
):
    sit(world.activity, world.attempt.items, 8)
    run_night(django_capture_on_commit_callbacks)
    assert keep_statistics(activity=world.activity) is None
    assert not KeptStatistics.objects.exists()
    client.force_login(cast.sam)
    page = client.get(reverse("courses:quiz-health", args=[world.activity.public_id])).content.decode()
    assert "Computed for this page" in page
    assert "<dt>Learners</dt><dd>9</dd>" in page


def test_a_question_that_fewer_than_ten_answered_is_kept_as_a_number_alone(world):
    keys = world.attempt.items
    sit(world.activity, keys[:-1], 12)
    keep_statistics(activity=world.activity)
    row = KeptStatistics.objects.get()
    items = {item["key"]: item for item in row.figures["figures"]["items"]}
    rare, common = items[keys[-1]], items[keys[0]]
    assert (rare["n"], rare["p"], rare["distractors"]) == (1, None, [])
    assert (common["n"], common["p"] is None) == (13, False)


def test_nothing_that_is_kept_names_a_person(world, cast):
    sit(world.activity, world.attempt.items, 12)
    text = str(keep_statistics(activity=world.activity).figures)
    assert not any(word in text for word in ("@", cast.lena.name, "enrolment", "learner"))


def test_sam_reads_the_figures_of_the_night_in_sams_zone_and_computes_them_again(client, cast, world):
    User.objects.filter(pk=cast.sam.pk).update(time_zone="Asia/Tokyo")
    sit(world.activity, world.attempt.items, 12)
    night = timezone.now() - timedelta(hours=9)
    keep_statistics(activity=world.activity, now=night)
    sit(world.activity, world.attempt.items, 4)
    client.force_login(cast.sam)
    address = reverse("courses:quiz-health", args=[world.activity.public_id])
    page = client.get(address).content.decode()
    assert "<dt>Learners</dt><dd>13</dd>" in page
    assert night.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%Y, %H:%M</time>") in page
    answer = client.post(reverse("courses:quiz-compute", args=[world.activity.public_id]), follow=True)
    page = answer.content.decode()
    assert "These are the figures of now." in page
    assert "<dt>Learners</dt><dd>17</dd>" in page


def test_many_attempts_are_computed_by_the_worker_and_once_for_two_wishes(
    client, cast, world, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("courses.assessments.services.DIRECT_UP_TO", 5)
    sit(world.activity, world.attempt.items, 12)
    client.force_login(cast.sam)
    address = reverse("courses:quiz-compute", args=[world.activity.public_id])
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(address, follow=True).content.decode()
    assert "In the queue." in page
    row = KeptStatistics.objects.get()
    keep_asked(activity_id=world.activity.pk, asked_at=row.computed_at - timedelta(seconds=1))
    assert KeptStatistics.objects.get().computed_at == row.computed_at
    keep_asked(activity_id=world.activity.pk + 1000, asked_at=row.computed_at)  # a quiz that went away


def test_the_page_says_that_a_question_was_corrected_since(client, cast, world):
    sit(world.activity, world.attempt.items, 12)
    keep_statistics(activity=world.activity)
    key = world.attempt.items[0]
    found = propose_regrade(
        activity=world.activity, key=key, action="void", values=[], reason="Unclear.", actor=cast.sam
    )
    assert not health_page(world.activity, now=timezone.now()).is_corrected_since
    apply_regrade(regrade=found, keeps_passes=True, tells_learners=False, actor=cast.sam)
    assert Correction.objects.count() == 1
    client.force_login(cast.sam)
    address = reverse("courses:quiz-health", args=[world.activity.public_id])
    assert "was corrected after these figures" in client.get(address).content.decode()
    client.post(reverse("courses:quiz-compute", args=[world.activity.public_id]))
    assert "was corrected after these figures" not in client.get(address).content.decode()


@pytest.mark.parametrize("learners", [10, 30])
def test_the_health_page_takes_the_same_queries_for_any_number_of_learners(
    client, cast, world, learners, django_assert_num_queries
):
    sit(world.activity, world.attempt.items, learners)
    keep_statistics(activity=world.activity)
    client.force_login(cast.sam)
    address = reverse("courses:quiz-health", args=[world.activity.public_id])
    client.get(address)
    with django_assert_num_queries(5):
        client.get(address)


def test_figures_of_another_shape_are_computed_anew(world):
    sit(world.activity, world.attempt.items, 12)
    keep_statistics(activity=world.activity)
    KeptStatistics.objects.update(figures={"shape": 0})
    assert not statistics_of(world.activity, revision=0, now=timezone.now()).is_kept


@pytest.mark.parametrize(
    ("learners", "word"), [(98, "too few"), (99, "provisional"), (198, "provisional"), (199, "firm")]
)
def test_each_question_says_how_far_its_flags_can_be_relied_on(client, cast, world, learners, word):
    """Lena's attempt is one more."""
    sit(world.activity, world.attempt.items, learners)
    client.force_login(cast.sam)
    page = client.get(reverse("courses:quiz-health", args=[world.activity.public_id])).content.decode()
    table = page.split("Questions with their figures, table")[1].split("</table>")[0]
    cells = [row.split("<td")[4].partition(">")[2] for row in table.split("<tr>")[2:]]
    assert [word in cell for cell in cells] == [True] * 10
