"""An instructor tells the cohort something: once, later, changed, taken back; how many read it is a count."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.api import OutgoingMail
from accounts.models import Notification, User
from courses.messages.services import (
    edit_announcement,
    send_announcement,
    sweep_announcements,
    withdraw_announcement,
    write_announcement,
)
from courses.models import Announcement, AnnouncementRead, Cohort
from tests.cast import Cast
from tests.courses.messages.conftest import Room


def announce(room: Room, actor: User, title: str = "Meeting on Thursday", **more: object) -> Announcement:
    values: dict[str, object] = {"text": "Bring **one** example.", "publish_at": None} | more
    row = write_announcement(cohort=room.cohort, title=title, actor=actor, **values)  # type: ignore[arg-type]
    send_announcement(announcement_id=row.pk)
    row.refresh_from_db()
    return row


def test_everybody_in_the_cohort_is_told_once(room: Room, cast: Cast) -> None:
    row = announce(room, cast.ines)
    assert [send_announcement(announcement_id=row.pk), sweep_announcements()] == [0, 0]
    assert sorted(OutgoingMail.objects.values_list("to", flat=True)) == [cast.lena.email, cast.omar.email]
    mail = OutgoingMail.objects.get(user=cast.lena)
    assert "<strong>one</strong>" in mail.body_html
    assert "because you learn in" in mail.body_text
    assert Notification.objects.get(user=cast.lena).url == f"/learn/{room.lena.public_id}/announcements/"


def test_a_worker_that_died_half_way_tells_the_others_and_nobody_twice(room: Room, cast: Cast) -> None:
    row = announce(room, cast.ines)
    Announcement.objects.filter(pk=row.pk).update(sent_at=None)
    Notification.objects.filter(user=cast.omar).delete()
    assert sweep_announcements() == 2
    assert (Notification.objects.count(), OutgoingMail.objects.count()) == (2, 2)


def test_a_planned_announcement_waits_for_its_hour(room: Room, cast: Cast, client: Client) -> None:
    later = timezone.now() + timedelta(hours=3)
    row = announce(room, cast.ines, publish_at=later)
    client.force_login(cast.lena)
    assert (row.sent_at, OutgoingMail.objects.count()) == (None, 0)
    assert "Meeting" not in client.get(f"/learn/{room.lena.public_id}/announcements/").content.decode()
    with time_machine.travel(later + timedelta(seconds=1)):
        assert sweep_announcements() == 2


def test_the_newest_stands_on_the_course_page_until_it_is_withdrawn(room: Room, cast: Cast) -> None:
    first = announce(room, cast.ines, "First")
    second = announce(room, cast.ines, "Second")
    assert Cohort.objects.get().notice_title == "Second"
    withdraw_announcement(announcement=second, actor=cast.ines)
    assert Cohort.objects.get().notice_title == "First"
    withdraw_announcement(announcement=first, actor=cast.ines)
    held = Cohort.objects.get()
    assert (held.notice_title, held.notice_at) == ("", None)


def test_a_change_after_it_is_out_is_marked_and_tells_nobody_again(
    room: Room, cast: Cast, client: Client
) -> None:
    row = announce(room, cast.ines)
    edit_announcement(announcement=row, title=row.title, text="On Friday.", publish_at=None, actor=cast.ines)
    sweep_announcements()
    client.force_login(cast.lena)
    body = client.get(f"/learn/{room.lena.public_id}/announcements/").content.decode()
    assert ("On Friday." in body, "edited " in body, OutgoingMail.objects.count()) == (True, True, 2)


def test_how_many_read_it_is_counted_and_nobody_is_named(room: Room, cast: Cast, client: Client) -> None:
    announce(room, cast.ines)
    client.force_login(cast.lena)
    for _ in range(2):
        client.get(f"/learn/{room.lena.public_id}/announcements/")
    assert AnnouncementRead.objects.count() == 1
    client.force_login(cast.ines)
    body = client.get(room.announcements).content.decode()
    assert ("read by 1 of 2" in body, "Lena" in body) == (True, False)


def test_reading_the_page_quiets_the_bell(room: Room, cast: Cast, client: Client) -> None:
    announce(room, cast.ines)
    client.force_login(cast.lena)
    client.get(f"/learn/{room.lena.public_id}/announcements/")
    assert User.objects.get(pk=cast.lena.pk).unread == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_queries_for_one_announcement_and_three(
    room: Room, cast: Cast, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        announce(room, cast.ines, f"Number {number}")
    client.force_login(cast.lena)
    client.get(f"/learn/{room.lena.public_id}/announcements/")
    with django_assert_num_queries(5):  # session, enrolment with cohort, count, page, what was read before
        client.get(f"/learn/{room.lena.public_id}/announcements/")
    client.force_login(cast.ines)
    with django_assert_num_queries(8):
        client.get(room.announcements)


def test_a_form_with_a_wrong_hour_comes_back_as_it_was(room: Room, cast: Cast, client: Client) -> None:
    client.force_login(cast.ines)
    answer = client.post(room.announcements + "new/", {"title": "T", "text": "Kept.", "publish_at": "soon"})
    assert (answer.status_code, "Kept." in answer.content.decode()) == (422, True)
    assert "Write day and hour" in answer.content.decode()
    assert Announcement.objects.count() == 0


def test_a_closed_cohort_takes_no_announcement(room: Room, cast: Cast, client: Client) -> None:
    Cohort.objects.update(state="closed")
    client.force_login(cast.ines)
    answer = client.post(room.announcements + "new/", {"title": "T", "text": "X"})
    assert (answer.status_code, Announcement.objects.count()) == (422, 0)


def test_withdrawing_asks_first(room: Room, cast: Cast, client: Client) -> None:
    row = announce(room, cast.ines)
    client.force_login(cast.ines)
    path = f"{room.announcements}{row.public_id}/withdraw/"
    assert "Withdraw “Meeting on Thursday”?" in client.get(path).content.decode()
    client.post(path)
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_another_partner_finds_no_announcement(room: Room, cast: Cast, client: Client) -> None:
    row = announce(room, cast.ines)
    client.force_login(cast.rui)
    for path in ("", "new/", f"{row.public_id}/", f"{row.public_id}/withdraw/"):
        assert client.get(room.announcements + path).status_code == 404
