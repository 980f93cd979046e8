from __future__ import annotations

import math
import random
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses.models import Accommodation, Appeal, Attempt, Enrolment, Mark, Regrade, Ticket
from courses.quizzes.services.regrades import propose_regrade, run_regrade
from tests.courses.assessments.world import make_world
from tests.factories.quizzes import make_exam, make_quiz, play
from tests.hostile import forms


@pytest.fixture
def world(cast):
    return make_world(cast)


@pytest.fixture
def exam_world(cast):
    return make_world(cast, make_exam())


def at(moment):
    return moment.strftime("%Y-%m-%dT%H:%M")


def test_lena_sends_an_appeal_and_sees_that_it_waits(client, cast, world):
    client.force_login(cast.lena)
    address = reverse("courses:quiz-explain", args=[world.attempt.public_id])
    assert "Waits for a person" in client.get(address).content.decode()
    sent = client.post(address, {"number": "8", "reason": "The second one counts too."})
    assert sent.status_code == 302
    assert Appeal.objects.count() == 2
    assert client.post(address, {"number": "8", "reason": "Again."}).status_code == 422
    assert client.post(address, {"number": "1", "reason": "This one was right."}).status_code == 422


def test_ines_decides_and_lenas_mark_goes_up(client, cast, world):
    client.force_login(cast.ines)
    assert "Lena Brandt" in client.get(reverse("courses:appeals")).content.decode()
    address = reverse("courses:appeal", args=[world.appeal.public_id])
    assert "Freight is wrong too." in client.get(address).content.decode()
    assert client.post(address, {"share": "1", "decision": ""}).status_code == 422
    assert client.post(address, {"share": "1", "decision": "You were right."}).status_code == 302
    world.attempt.refresh_from_db()
    assert (world.attempt.points, world.attempt.passed) == (7, True)
    client.force_login(cast.lena)
    page = client.get(reverse("courses:quiz-explain", args=[world.attempt.public_id])).content.decode()
    assert "You were right." in page
    assert "appeal upheld" in page
    assert "A person decided on this after an appeal." in page


def test_ines_issues_tickets_and_admits_by_the_code(client, cast, exam_world):
    client.force_login(cast.ines)
    address = reverse("courses:sittings", args=[exam_world.cohort.public_id])
    now = timezone.localtime()
    data = {
        "learner": [str(exam_world.enrolment.public_id)],
        "place": "Room 2",
        "opens_at": at(now - timedelta(hours=2)),
        "closes_at": at(now + timedelta(hours=2)),
    }
    assert client.post(address, data | {"learner": []}).status_code == 422
    assert client.post(address, data | {"closes_at": data["opens_at"]}).status_code == 422
    assert Ticket.objects.count() == 0
    assert client.post(address, data).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.code in client.get(address).content.decode()
    check_in = reverse("courses:sittings-check-in", args=[exam_world.cohort.public_id])
    assert client.post(check_in, {"code": "AA-AA-AA"}).status_code == 422
    assert client.post(check_in, {"code": ticket.code.lower().replace("-", " ")}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.admitted_by == cast.ines


def test_ines_sets_extra_time(client, cast, world):
    client.force_login(cast.ines)
    address = reverse("courses:extra-time", args=[world.cohort.public_id, world.enrolment.public_id])
    assert client.post(address, {"extra_percent": "999"}).status_code == 422
    assert client.post(address, {"extra_percent": "25"}).status_code == 302
    assert Accommodation.objects.get().extra_percent == 25
    assert (
        "25 % more" in client.get(reverse("courses:sittings", args=[world.cohort.public_id])).content.decode()
    )


def test_sam_corrects_a_key_looks_who_moves_and_applies(
    client, cast, world, django_capture_on_commit_callbacks
):
    before = [world.attempt, play(cast.omar, world.activity, right=0)]
    client.force_login(cast.sam)
    item = reverse("courses:quiz-item", args=[world.activity.public_id, "q01.1"])
    assert "Open the source." in client.get(item).content.decode()
    assert client.post(item, {"action": "key", "values": "9", "reason": "Wrong."}).status_code == 422
    proposed = client.post(item, {"action": "accept", "values": "1", "reason": "Both are right."})
    page = client.get(proposed.headers["Location"]).content.decode()
    assert "Nothing is written." in page
    assert "Omar Said" in page
    assert Mark.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        client.post(proposed.headers["Location"], {"keeps_passes": "on"})
    assert Regrade.objects.get().state == "done"
    wrong = sum(["q01.1", "0", "wrong"] in one.results for one in before)
    assert Mark.objects.filter(replaces__isnull=False).count() == wrong
    assert f"{wrong} marks changed" in client.get(proposed.headers["Location"]).content.decode()


def test_the_preview_says_what_the_run_then_does(client, cast, world):
    from courses.assessments.selectors.regrades import regrade_preview

    for action, values in (("void", []), ("key", ["3"]), ("accept", ["1"])):
        regrade = propose_regrade(
            activity=world.activity, key="q01.1", action=action, values=values, reason="Why.", actor=cast.sam
        )
        expected = {one.attempt.pk: one.after for one in regrade_preview(regrade).movers if not one.is_kept}
        assert set(expected.values()) <= set(range(101))


def test_the_preview_and_the_ledger_agree(cast):
    from courses.assessments.selectors.regrades import regrade_preview
    from courses.quizzes.services.regrades import apply_regrade

    activity = make_quiz(copies=1)
    for person, right in ((cast.lena, 10), (cast.omar, 0), (cast.ines, 7), (cast.paula, 4)):
        play(person, activity, right=right)
    regrade = propose_regrade(
        activity=activity, key="q02.1", action="key", values=["2", "4"], reason="Why.", actor=cast.sam
    )
    movers = {one.attempt.pk: one.after for one in regrade_preview(regrade).movers}
    apply_regrade(regrade=regrade, keeps_passes=False, tells_learners=False, actor=cast.sam)
    run_regrade(regrade_id=regrade.pk)
    moved = {
        mark.detail["attempt"]: int(mark.points / mark.possible * 100)
        for mark in Mark.objects.filter(replaces__isnull=False)
    }
    from courses.models import Attempt

    assert moved == {str(Attempt.objects.get(pk=pk).public_id): after for pk, after in movers.items()}
    assert moved


def test_sam_tries_the_rules(client, cast, world):
    client.force_login(cast.sam)
    address = reverse("courses:quiz-rules", args=[world.activity.public_id])
    data = {
        "at": "2027-05-03T09:00",
        "extra_percent": "25",
        "attempts": "1",
        "last_share": "40",
        "hours_since": "3",
    }
    assert "May start from 4 May 2027, 06:00" in client.get(address, data).content.decode()
    assert client.get(address, data | {"at": "soon"}).status_code == 422


def test_the_health_page_lists_each_question(client, cast, world):
    client.force_login(cast.sam)
    assert world.activity.title in client.get(reverse("courses:quizzes")).content.decode()
    page = client.get(reverse("courses:quiz-health", args=[world.activity.public_id])).content.decode()
    assert page.count("/items/") == 10
    assert "How surely it decides" not in page


def test_from_a_hundred_learners_on_the_health_page_says_how_surely_it_decides_and_which_pairs_hang_together(
    client, cast, world
):
    keys, luck, people, now = world.attempt.items, random.Random(3), [], timezone.now()
    for n in range(150):
        people.append(User(email=f"p{n}@example.org", name=f"P {n}"))
    User.objects.bulk_create(people)
    version = world.activity.version
    held = Enrolment.objects.bulk_create(
        Enrolment(user=one, version=version, source="open") for one in people
    )
    rows = []
    for enrolment in held:
        skill = luck.gauss(0.5, 1.2)
        right = [luck.random() < 1 / (1 + math.exp(-skill)) for _key in keys]
        right[4] = right[1]
        results = [
            [key, str(int(one)), "right" if one else "wrong"] for key, one in zip(keys, right, strict=True)
        ]
        rows.append(
            Attempt(
                learner=enrolment.user, enrolment=enrolment, activity=world.activity, number=1, seed=1, items=keys,
                started_at=now, submitted_at=now, closed_by="learner", points=sum(right), possible=10, results=results,
            )
        )  # fmt: skip
    Attempt.objects.bulk_create(rows)
    client.force_login(cast.sam)
    page = client.get(reverse("courses:quiz-health", args=[world.activity.public_id])).content.decode()
    assert "of 100 learners the same way (the pass mark is 7 of 10)" in page
    pairs = page.split("Pairs that hang together, table")[1].split("</table>")[0]
    assert (keys[1] in pairs, keys[4] in pairs, pairs.count("<tr>")) == (True, True, 2)
    assert page.count("more than the skill explains") == 2


def test_from_a_hundred_learners_on_each_side_the_health_page_names_the_question_that_is_unfair_to_a_group(
    client, cast, world
):
    keys, luck, now = world.attempt.items, random.Random(5), timezone.now()
    people = User.objects.bulk_create(
        User(email=f"p{n}@example.org", name=f"P {n}", language="pt" if n < 200 else "en") for n in range(500)
    )
    held = Enrolment.objects.bulk_create(
        Enrolment(user=one, version=world.activity.version, source="open") for one in people
    )
    rows = []
    for enrolment in held:
        skill, stumbles = luck.gauss(0.3, 1), enrolment.user.language == "pt"
        right = [
            luck.random() < 1 / (1 + math.exp(1.8 * (stumbles and n == 3) - skill)) for n in range(len(keys))
        ]
        results = [
            [key, str(int(one)), "right" if one else "wrong"] for key, one in zip(keys, right, strict=True)
        ]
        rows.append(
            Attempt(
                learner=enrolment.user, enrolment=enrolment, activity=world.activity, number=1, seed=1, items=keys,
                started_at=now, submitted_at=now, closed_by="learner", points=sum(right), possible=10, results=results,
            )
        )  # fmt: skip
    Attempt.objects.bulk_create(rows)
    client.force_login(cast.sam)
    page = client.get(reverse("courses:quiz-health", args=[world.activity.public_id])).content.decode()
    table = page.split("Questions by group, table")[1].split("</table>")[0]
    assert "Language: pt" in table
    assert "With extra time" not in table
    large = [row for row in table.split("<tr>") if 'class="tag bad">C' in row]
    assert ["Language: en" in row for row in large] == [True, False]  # both sides see it
    assert all(keys[3] in row for row in large)
    assert page.count("for one group than for equally able others") == 1


@pytest.mark.parametrize("learners", [1, 3])
def test_the_sittings_page_takes_the_same_queries_for_any_number(
    client, cast, learners, django_assert_num_queries
):
    from tests.factories.accounts import UserFactory
    from tests.factories.courses import enrol_directly

    world = make_world(cast, make_exam())
    for n in range(learners - 1):
        enrol_directly(UserFactory(name=f"Learner {n}"), world.activity.version, cohort=world.cohort)
    client.force_login(cast.ines)
    address = reverse("courses:sittings", args=[world.cohort.public_id])
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)


def test_two_hundred_hostile_forms_on_each_form_of_the_staff_change_nothing(client, cast, exam_world):
    client.force_login(cast.sam)
    cohort, activity = exam_world.cohort.public_id, exam_world.activity.public_id
    addresses = [
        (reverse("courses:sittings", args=[cohort]), ["learner", "place", "opens_at", "closes_at"]),
        (reverse("courses:sittings-check-in", args=[cohort]), ["code"]),
        (reverse("courses:appeal", args=[exam_world.appeal.public_id]), ["share", "decision"]),
        (reverse("courses:quiz-item", args=[activity, "q07.1"]), ["action", "values", "reason"]),
    ]
    for seed, (address, names) in enumerate(addresses):
        for data in forms(names, count=200, seed=seed):
            assert client.post(address, data).status_code in {200, 302, 422}
    rules = reverse("courses:quiz-rules", args=[activity])
    names = ["at", "extra_percent", "attempts", "last_share", "hours_since", "opens_at", "closes_at"]
    for data in forms(names, count=200):
        assert client.get(rules, data).status_code in {200, 422}
    assert Ticket.objects.count() == 0


def test_hostile_extra_time_and_appeals_are_refused(client, cast, world):
    client.force_login(cast.ines)
    address = reverse("courses:extra-time", args=[world.cohort.public_id, world.enrolment.public_id])
    for data in forms(["extra_percent", "until"], count=200):
        assert client.post(address, data).status_code in {200, 302, 422}
    client.force_login(cast.lena)
    explain = reverse("courses:quiz-explain", args=[world.attempt.public_id])
    for data in forms(["number", "reason"], count=200, seed=4):
        assert client.post(explain, data).status_code in {302, 422}
    assert Appeal.objects.count() <= 4


def test_hostile_keys_and_ids_are_404(client, cast, world):
    client.force_login(cast.sam)
    base = f"/programme/quizzes/{world.activity.public_id}/items/"
    for bad in ("x", "q99", "%00", "9" * 300, "..", "<script>"):
        assert client.get(f"{base}{bad}/").status_code == 404
