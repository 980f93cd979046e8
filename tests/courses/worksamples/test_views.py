from __future__ import annotations

import pytest
from django.urls import reverse

from courses.models import Rating, Work
from courses.worksamples.services.drafts import add_file
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrol_directly
from tests.factories.works import WORDS, begin, handed_in, make_sample, points, rated, upload


@pytest.fixture
def activity(cast):
    activity = make_sample()
    enrol_directly(cast.lena, activity.version)
    return activity


def address(activity):
    return reverse("courses:work", args=[activity.public_id])


def test_the_brief_and_the_rubric_are_there_before_anything_is_written(client, cast, activity):
    client.force_login(cast.lena)
    page = client.get(address(activity)).content.decode()
    for words in (
        "Choose a task that you did",
        "4 of 6 points pass",
        "Two people rate it",
        "It is my own work.",
    ):
        assert words in page
    assert Work.objects.count() == 0


def test_lena_writes_keeps_and_hands_in_without_a_script(client, cast, activity):
    client.force_login(cast.lena)
    assert client.post(address(activity), {"text": "A start.", "do": "keep"}).status_code == 302
    refused = client.post(address(activity), {"text": "A start.", "do": "hand-in"})
    assert (refused.status_code, "at least 20 are needed" in refused.content.decode()) == (422, True)
    assert "A start." in refused.content.decode()
    done = client.post(address(activity), {"text": WORDS, "do": "hand-in", "declare": "0"}, follow=True)
    assert "Handed in. People are reading it." in done.content.decode()
    assert Work.objects.get().state == "handed_in"


def test_ticking_one_declaration_twice_is_not_two(client, cast):
    activity = make_sample(declares=["Mine.", "No names."])
    enrol_directly(cast.lena, activity.version)
    client.force_login(cast.lena)
    refused = client.post(address(activity), {"text": WORDS, "do": "hand-in", "declare": ["0", "0", "x"]})
    assert refused.status_code == 422


def test_the_script_keeps_the_draft_and_hears_of_a_newer_one(client, cast, activity):
    client.force_login(cast.lena)
    save = reverse("courses:work-save", args=[activity.public_id])
    assert client.post(save, {"text": "New", "version": "20"}).json() == {"outcome": "kept"}
    assert client.post(save, {"text": "Old", "version": "10"}).status_code == 409
    assert client.post(save, {"text": "x", "version": "-5"}).status_code == 422
    handed_in(cast.lena, activity)
    assert client.post(save, {"text": "Late", "version": "99"}).status_code == 410


def test_a_file_is_added_and_only_ever_saved_never_shown(client, cast, activity):
    client.force_login(cast.lena)
    add = reverse("courses:work-add-file", args=[activity.public_id])
    assert client.post(add, {"file": upload("plan.txt")}).status_code == 302
    file = Work.objects.get().files.get()
    answer = client.get(reverse("courses:work-file", args=[file.public_id]))
    assert answer["Content-Disposition"] == 'attachment; filename="plan.txt"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert b"".join(answer.streaming_content) == b"A plan.\n"
    refused = client.post(add, {"file": upload("page.pdf", b"<html>")})
    assert (refused.status_code, "is not a pdf file inside" in refused.content.decode()) == (422, True)


def test_files_open_for_the_learner_and_the_raters_of_that_round_alone(client, cast, activity):
    work = begin(cast.lena, activity)
    file = add_file(work=work, upload=upload(), actor=cast.lena)
    door = reverse("courses:work-file", args=[file.public_id])
    statuses = {}
    for when in ("draft", "handed in"):
        if when == "handed in":
            handed_in(cast.lena, activity)
        for name in ("lena", "omar", "ines", "sam"):
            client.force_login(getattr(cast, name))
            answer = client.get(door)
            statuses[when, name] = answer.status_code
            b"".join(answer.streaming_content if answer.streaming else [])
    assert statuses == {
        ("draft", "lena"): 200,
        ("draft", "omar"): 404,
        ("draft", "ines"): 404,
        ("draft", "sam"): 404,
        ("handed in", "lena"): 200,
        ("handed in", "omar"): 404,
        ("handed in", "ines"): 404,
        ("handed in", "sam"): 200,
    }


def test_a_rater_sees_nobody_elses_points_before_the_own_rating_is_given(client, cast, activity):
    sara = UserFactory(name="Sara Staff", is_staff=True)
    hand = handed_in(cast.lena, activity)
    first, second = hand.ratings.get(rater=sara), hand.ratings.get(rater=cast.sam)
    client.force_login(sara)
    form = {
        "p-task": "2",
        "p-check": "2",
        "p-doubt": "0",
        "n-doubt": "Nothing is said of doubt.",
        "comment": "x",
    }
    assert client.post(reverse("courses:rating", args=[first.public_id]), form).status_code == 302
    client.force_login(cast.sam)
    door = reverse("courses:rating", args=[second.public_id])
    assert "Nothing is said of doubt." not in client.get(door).content.decode()
    assert client.get(reverse("courses:rating", args=[first.public_id])).status_code == 404
    silent = client.post(door, {"p-task": "2"})
    assert (silent.status_code, "Choose the points for this criterion." in silent.content.decode()) == (
        422,
        True,
    )
    kept = client.post(door, {"p-task": "2", "do": "keep"}, follow=True)
    assert "Kept. Nobody else sees it yet." in kept.content.decode()
    given = client.post(door, form | {"p-doubt": "2"}, follow=True).content.decode()
    assert "far apart" in given
    assert Rating.objects.filter(seat=3, rater=None).exists()


def test_a_returned_work_shows_what_is_missing(client, cast, activity):
    hand = handed_in(cast.lena, activity)
    seat = hand.ratings.get(rater=cast.sam)
    client.force_login(cast.sam)
    door = reverse("courses:rating-return", args=[seat.public_id])
    assert client.post(door, {"reason": ""}).status_code == 422
    assert client.post(door, {"reason": "Name the sheet."}).status_code == 302
    client.force_login(cast.lena)
    page = client.get(address(activity)).content.decode()
    assert "Name the sheet." in page
    assert "Returned to you: mend it and hand it in again." in page


def test_the_result_says_points_reasons_rule_and_version_and_names_no_rater(client, cast, activity):
    UserFactory(name="Sara Staff", is_staff=True)
    rated(handed_in(cast.lena, activity), points(2, 2, 1), points(2, 1, 1))
    client.force_login(cast.lena)
    page = client.get(address(activity)).content.decode()
    for words in (
        "4.5 of 6 points, passed.",
        "mean of two raters",
        "Rater 2, 1:",
        "Name the sheet.",
        activity.version.number,
    ):
        assert words in page
    assert "Sara" not in page
    assert "Sam Okafor" not in page


def test_an_appeal_is_sent_from_the_page_and_decided_on_the_desk(client, cast, activity):
    for name in ("Sara Staff", "Tea Staff"):
        UserFactory(name=name, email=f"{name[:4].strip()}@example.org", is_staff=True)
    hand = handed_in(cast.lena, activity)
    work = rated(hand, points(1, 1, 1), points(1, 1, 1))
    client.force_login(cast.lena)
    send = reverse("courses:work-appeal-send", args=[activity.public_id])
    assert client.post(send, {"reason": ""}).status_code == 422
    assert client.post(send, {"reason": "Sheet 4 is in line 3."}).status_code == 302
    other = next(
        one
        for one in type(cast.sam).objects.filter(is_staff=True)
        if not hand.ratings.filter(rater=one).exists()
    )
    client.force_login(other)
    door = reverse("courses:work-appeal", args=[work.appeal.public_id])
    asked = client.get(door).content.decode()
    assert "Sheet 4 is in line 3." in asked
    assert ("Rater 1: " in asked, ".000<" in asked) == (True, False)
    assert "One task of your own" in client.get(reverse("courses:appeals")).content.decode()
    lower = {"do": "raise", "p-task": "0", "p-check": "2", "p-doubt": "2", "decision": "Yes."}
    assert client.post(door, lower).status_code == 422
    assert client.post(door, lower | {"p-task": "1"}).status_code == 302
    work.refresh_from_db()
    assert work.passed is True


@pytest.mark.parametrize("rows", [1, 3])
def test_the_raters_list_costs_the_same_for_one_and_for_three(
    client, cast, activity, rows, django_assert_num_queries
):
    for number in range(rows):
        handed_in(UserFactory(email=f"l{number}@example.org"), activity)
    client.force_login(cast.sam)
    client.get(reverse("courses:ratings"))
    with django_assert_num_queries(3):
        page = client.get(reverse("courses:ratings")).content.decode()
    assert page.count("<tr>") == rows + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_programmes_page_shows_empty_seats_and_agreement(
    client, cast, activity, rows, django_assert_num_queries
):
    activity.version.course.published = activity.version
    activity.version.course.save()
    for number in range(rows):
        handed_in(UserFactory(email=f"l{number}@example.org"), activity)
    client.force_login(cast.sam)
    client.get(reverse("courses:work-samples"))
    with django_assert_num_queries(5):
        page = client.get(reverse("courses:work-samples")).content.decode()
    assert page.count(">nobody<") == rows
    seat = Rating.objects.filter(rater=None).first()
    sara = UserFactory(name="Sara Staff", is_staff=True)
    door = reverse("courses:work-seat", args=[seat.public_id])
    assert client.post(door, {"rater": str(cast.lena.public_id)}).status_code == 422
    assert client.post(door, {"rater": str(sara.public_id)}).status_code == 302
    seat.refresh_from_db()
    assert seat.rater == sara
