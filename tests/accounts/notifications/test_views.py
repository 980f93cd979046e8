"""The bell, the tray, the choices, and one click that stops a kind of mail."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.api import notify
from accounts.models import Notification, NotificationChoice, NotificationHours, User
from accounts.notifications.kinds import kind_named
from accounts.notifications.services import stop_url
from accounts.notifications.tokens import make_stop_token
from tests.cast import Cast

NUDGE = kind_named("courses.nudge")
CONTEXT = {"text": "Come back.", "sender": "Ines Vogt", "cohort": "Spring", "course": "Ready"}


def tell(user: User, times: int = 1) -> list[Notification]:
    rows = [
        notify(key=f"n:{user.pk}:{n}", kind=NUDGE.name, user=user, context=CONTEXT, url="/learn/")
        for n in range(times)
    ]
    return [row for row in rows if row is not None]


def page(client: Client, path: str = "/notifications/") -> str:
    return client.get(path).content.decode()


def test_an_empty_tray_says_what_it_is_for(client: Client, cast: Cast) -> None:
    client.force_login(cast.lena)
    assert "Nothing has happened yet" in page(client)


@pytest.mark.parametrize("lines", [1, 3])
def test_the_tray_costs_the_same_queries_for_one_line_and_three(
    client: Client, cast: Cast, lines: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(cast.lena, lines)
    client.force_login(cast.lena)
    with django_assert_num_queries(4):  # session with person, headings, count, lines
        body = page(client)
    assert body.count('class="is-new"') == lines


def test_the_bell_counts_without_a_query_of_its_own(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(cast.lena, 2)
    client.force_login(cast.lena)
    with django_assert_num_queries(1):  # the session with its person, as on every page
        body = page(client, "/verify/")
    assert "Notifications: 2 unread" in body


def test_opening_a_line_leads_to_its_page_and_marks_it(client: Client, cast: Cast) -> None:
    first, _second = tell(cast.lena, 2)
    client.force_login(cast.lena)
    answer = client.get(f"/notifications/{first.public_id}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/learn/")
    assert (User.objects.get(pk=cast.lena.pk).unread, page(client).count('class="is-new"')) == (1, 1)


def test_all_lines_are_marked_at_once(client: Client, cast: Cast) -> None:
    tell(cast.lena, 3)
    tell(cast.omar)
    client.force_login(cast.lena)
    client.post("/notifications/read/")
    assert (User.objects.get(pk=cast.lena.pk).unread, User.objects.get(pk=cast.omar.pk).unread) == (0, 1)
    assert "You have seen it all" in page(client, "/notifications/?show=unread")


def test_a_strangers_line_does_not_exist(client: Client, cast: Cast) -> None:
    [row] = tell(cast.lena)
    client.force_login(cast.omar)
    assert client.get(f"/notifications/{row.public_id}/").status_code == 404
    assert client.post(f"/notifications/{row.public_id}/read/").status_code == 404


def test_marking_one_line_comes_back_to_the_filters_of_the_page(client: Client, cast: Cast) -> None:
    [row] = tell(cast.lena)
    client.force_login(cast.lena)
    answer = client.post(
        f"/notifications/{row.public_id}/read/", {"show": "unread", "group": "learning", "page": "https://x"}
    )
    assert answer.headers["Location"] == "/notifications/?show=unread&group=learning"


def test_lines_are_filtered_by_heading_and_paged(client: Client, cast: Cast) -> None:
    tell(cast.lena, 27)
    client.force_login(cast.lena)
    assert page(client, "/notifications/?page=2").count('class="is-new"') == 2
    assert page(client, "/notifications/?group=learning").count('class="is-new"') == 25
    assert "Nothing of this kind yet" in page(client, "/notifications/?group=partner")


# Choices ----------------------------------------------------------------------------------------------------------------


def form_of(client: Client) -> dict[str, str]:
    form = client.get("/account/notifications/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {
        name: "on" if value is True else str(value)
        for name, value in values.items()
        if value not in (None, False)
    }


def test_a_saved_form_says_the_same_when_it_is_sent_again(client: Client, cast: Cast) -> None:
    client.force_login(cast.lena)
    data = form_of(client) | {
        "courses.nudge": "digest",
        "digest_hour": "7",
        "quiet_from": "22",
        "quiet_until": "6",
    }
    for _ in range(2):
        assert client.post("/account/notifications/", data).status_code == 302
        assert form_of(client) == data
    assert NotificationHours.objects.count() == 1


def test_one_quiet_hour_alone_is_sent_back_with_words(client: Client, cast: Cast) -> None:
    client.force_login(cast.lena)
    answer = client.post("/account/notifications/", form_of(client) | {"quiet_from": "22"})
    assert (answer.status_code, "Choose both hours, or none." in answer.content.decode()) == (422, True)
    assert (NotificationHours.objects.count(), NotificationChoice.objects.count()) == (0, 0)


def test_what_is_part_of_the_service_has_no_choice(client: Client, cast: Cast) -> None:
    client.force_login(cast.lena)
    client.post("/account/notifications/", form_of(client) | {"courses.regraded": "tray"})
    assert not NotificationChoice.objects.filter(kind="courses.regraded").exists()


def test_a_learner_is_asked_about_learning_and_an_instructor_about_teaching_too(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.lena)
    assert "courses.work-to-rate" not in form_of(client)
    client.force_login(cast.ines)
    assert form_of(client)["courses.work-to-rate"] == "now"


# One click --------------------------------------------------------------------------------------------------------------


def stop_path(user: User) -> str:
    return urlsplit(stop_url(user=user, kind=NUDGE)).path


def channels(user: User) -> list[tuple[str, str]]:
    return list(NotificationChoice.objects.filter(user=user).values_list("kind", "channel"))


def test_a_mail_program_stops_a_kind_without_a_session_and_without_our_token(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = strict.post(stop_path(cast.lena), {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain")
    assert (channels(cast.lena), channels(cast.omar)) == ([("courses.nudge", "tray")], [])


def test_opening_the_page_changes_nothing_and_its_button_does(client: Client, cast: Cast) -> None:
    path = stop_path(cast.lena)
    assert "Stop these mails" in client.get(path).content.decode()
    assert channels(cast.lena) == []
    assert client.post(path, {"mails": "off"}).status_code == 302
    assert "Send me these mails again" in client.get(path).content.decode()
    client.post(path, {"mails": "on"})
    assert channels(cast.lena) == [("courses.nudge", "now")]


def test_a_link_that_was_changed_or_made_up_stops_nothing(client: Client, cast: Cast) -> None:
    path = stop_path(cast.lena)
    for wrong in (path[:-4] + "AAA/", "/notifications/stop/guess/"):
        assert client.post(wrong, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert channels(cast.lena) == []


def test_no_link_stops_what_is_part_of_the_service(client: Client, cast: Cast) -> None:
    token = make_stop_token(person=cast.lena.public_id, kind="courses.regraded")
    assert client.post(f"/notifications/stop/{token}/").status_code == 404


def test_only_the_programme_is_asked_how_it_hears_of_appeals_of_partners(client: Client, cast: Cast) -> None:
    client.force_login(cast.paula)
    assert "A refused partner appeals" not in page(client, "/account/notifications/")
    client.force_login(cast.sam)
    assert "A refused partner appeals" in page(client, "/account/notifications/")
