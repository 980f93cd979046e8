"""People are told once, in the way that they chose, and every mail says why it came."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as site
from django.db import IntegrityError, transaction
from django.template.loader import get_template
from django.utils import timezone

from accounts.api import Attachment, Channel, notify
from accounts.mail.models import MailAttachment, OutgoingMail
from accounts.mail.services import deliver_mail
from accounts.models import Notification, NotificationChoice, NotificationHours, User
from accounts.notifications.digests import sweep_digests
from accounts.notifications.kinds import DIGEST, kind_named, notification_kinds
from accounts.notifications.services import (
    KEPT,
    choose_channel,
    forget_notifications,
    mark_read,
    save_choices,
)
from accounts.privacy.registry import personal_data_parts
from tests.accounts.mail.conftest import Mailbox, mailbox
from tests.cast import Cast

__all__ = ["mailbox"]

NUDGE = "courses.nudge"
CONTEXT = {"text": "Come back.", "sender": "Ines Vogt", "cohort": "Spring", "course": "Ready"}


def nudge(user: User, key: str = "nudge:1", **more: object) -> Notification | None:
    return notify(key=key, kind=NUDGE, user=user, context=CONTEXT, url="/learn/", text="Come back.", **more)  # type: ignore[arg-type]


def unread(user: User) -> int:
    return User.objects.get(pk=user.pk).unread


def test_a_person_is_told_in_the_tray_and_by_mail(cast: Cast) -> None:
    row = nudge(cast.lena)
    assert row is not None
    mail = OutgoingMail.objects.get()
    assert (row.title, row.text, row.url, row.channel) == (mail.subject, "Come back.", "/learn/", Channel.NOW)
    assert (mail.to, mail.user, unread(cast.lena)) == (cast.lena.email, cast.lena, 1)


def test_the_same_occasion_tells_once(cast: Cast) -> None:
    assert nudge(cast.lena) == nudge(cast.lena)
    assert (Notification.objects.count(), OutgoingMail.objects.count(), unread(cast.lena)) == (1, 1, 1)


def test_somebody_who_left_is_told_nothing(cast: Cast) -> None:
    cast.lena.is_active = False
    assert nudge(cast.lena) is None
    assert (Notification.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_an_unknown_kind_is_a_mistake_of_ours(cast: Cast) -> None:
    with pytest.raises(LookupError, match=r"courses\.gossip"):
        notify(key="x", kind="courses.gossip", user=cast.lena, context={}, url="/learn/")


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_a_line_leads_to_this_site_alone(cast: Cast, url: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(key="k", user=cast.lena, kind=NUDGE, title="t", url=url, channel="now")


def test_who_wants_no_mail_of_a_kind_finds_it_in_the_tray(cast: Cast) -> None:
    choose_channel(user=cast.lena, kind=kind_named(NUDGE), channel=Channel.TRAY)
    row = nudge(cast.lena)
    assert (row and row.channel, OutgoingMail.objects.count(), unread(cast.lena)) == (Channel.TRAY, 0, 1)


def test_a_choice_that_is_made_twice_is_one_row(cast: Cast) -> None:
    for _ in range(2):
        save_choices(user=cast.lena, channels={NUDGE: Channel.DIGEST}, digest_hour=7)
    assert list(NotificationChoice.objects.values_list("kind", "channel")) == [(NUDGE, "digest")]
    assert NotificationHours.objects.get().digest_hour == 7


def test_every_mail_says_why_it_came_and_where_to_choose(cast: Cast) -> None:
    nudge(cast.lena)
    mail = OutgoingMail.objects.get()
    for part in (mail.body_text, mail.body_html):
        assert "You get this mail because you learn in Spring" in part
        assert f"{site.SITE_URL}/account/notifications/" in part
        assert mail.unsubscribe_url in part


def test_what_is_part_of_the_service_cannot_be_stopped_from_its_mail(cast: Cast) -> None:
    notify(
        key="export:1",
        kind="accounts.export-ready",
        user=cast.lena,
        context={"export": {"expires_at": timezone.now()}},
        url="/account/privacy/",
    )
    mail = OutgoingMail.objects.get()
    assert (mail.unsubscribe_url, "/notifications/stop/" in mail.body_text) == ("", False)
    assert f"{site.SITE_URL}/account/notifications/" in mail.body_text


def test_a_mailbox_gets_text_html_a_calendar_file_and_one_click_headers(cast: Cast, mailbox: Mailbox) -> None:
    ics = Attachment("meeting.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    nudge(cast.lena, attachments=[ics])
    mail = OutgoingMail.objects.get()
    stop = mail.unsubscribe_url
    deliver_mail(mail_id=mail.pk)
    [message] = mailbox.messages
    assert message["List-Unsubscribe"].strip() == f"<{stop}>"  # a long header is folded after its name
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    [calendar] = message.iter_attachments()
    assert (calendar.get_filename(), calendar.get_param("method")) == ("meeting.ics", "REQUEST")
    assert "BEGIN:VCALENDAR" in calendar.get_content()
    mail.refresh_from_db()
    assert (mail.unsubscribe_url, MailAttachment.objects.count()) == ("", 0)


def test_a_mail_that_is_part_of_the_service_has_no_one_click_headers(cast: Cast, mailbox: Mailbox) -> None:
    notify(
        key="export:1",
        kind="accounts.export-ready",
        user=cast.lena,
        context={"export": {"expires_at": timezone.now()}},
        url="/account/privacy/",
    )
    deliver_mail(mail_id=OutgoingMail.objects.get().pk)
    assert mailbox.messages[0]["List-Unsubscribe"] is None


def test_a_mail_of_the_night_waits_until_quiet_hours_are_over(cast: Cast) -> None:
    save_choices(user=cast.lena, channels={}, quiet_from=22, quiet_until=7)
    with time_machine.travel(datetime(2027, 1, 15, 23, 30, tzinfo=UTC), tick=False):
        nudge(cast.lena)
        mail = OutgoingMail.objects.get()
        assert mail.next_try_at == datetime(2027, 1, 16, 7, 0, tzinfo=UTC)
        assert deliver_mail(mail_id=mail.pk) is None
    with time_machine.travel(datetime(2027, 1, 16, 7, 0, tzinfo=UTC), tick=False):
        assert deliver_mail(mail_id=mail.pk) == "sent"


# The digest ------------------------------------------------------------------------------------------------------------


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def lena_by_digest(cast: Cast) -> User:
    choose_channel(user=cast.lena, kind=kind_named(NUDGE), channel=Channel.DIGEST)
    return cast.lena


def test_what_was_held_comes_in_one_mail_at_eight(lena_by_digest: User) -> None:
    with time_machine.travel(at(14, 15), tick=False):
        nudge(lena_by_digest, "a")
        nudge(lena_by_digest, "b")
    assert [sweep_digests(now=moment) for moment in (at(14, 16), at(15, 7, 59))] == [0, 0]
    assert [sweep_digests(now=at(15, 8)) for _ in range(3)] == [1, 0, 0]
    mail = OutgoingMail.objects.get()
    assert (mail.key, mail.subject) == (
        f"digest:{lena_by_digest.pk}:2027-01-15",
        "Your day at Ready Room: 2 things",
    )
    for part in (mail.body_text, mail.body_html):
        assert part.count("Come back.") == 2
        assert part.count("because you learn in a cohort") == 2
        assert "because you asked for some things once a day" in part
    assert mail.unsubscribe_url


def test_a_day_without_news_has_no_mail(lena_by_digest: User) -> None:
    assert sweep_digests(now=at(15, 8)) == 0
    assert OutgoingMail.objects.count() == 0


def test_what_was_read_already_is_not_sent_again(lena_by_digest: User) -> None:
    with time_machine.travel(at(14, 15), tick=False):
        nudge(lena_by_digest)
    mark_read(user=lena_by_digest)
    assert sweep_digests(now=at(15, 8)) == 0
    assert not Notification.objects.held().exists()


def test_news_of_the_afternoon_waits_for_the_next_morning(lena_by_digest: User) -> None:
    with time_machine.travel(at(14, 15), tick=False):
        nudge(lena_by_digest, "a")
    sweep_digests(now=at(15, 8))
    with time_machine.travel(at(15, 9), tick=False):
        nudge(lena_by_digest, "b")
    assert [sweep_digests(now=moment) for moment in (at(15, 20), at(16, 8))] == [0, 1]


def test_a_person_who_moves_gets_one_digest_a_day_of_theirs(lena_by_digest: User) -> None:
    User.objects.filter(pk=lena_by_digest.pk).update(time_zone="Asia/Tokyo")
    with time_machine.travel(at(14, 15), tick=False):
        nudge(lena_by_digest, "a")
    assert sweep_digests(now=at(14, 23)) == 1  # eight in Tokyo, on the 15th
    User.objects.filter(pk=lena_by_digest.pk).update(time_zone="America/Los_Angeles")
    with time_machine.travel(at(14, 23, 30), tick=False):
        nudge(lena_by_digest, "b")
    assert [sweep_digests(now=moment) for moment in (at(15, 16), at(16, 15, 59), at(16, 16))] == [0, 0, 1]


def test_who_switched_the_digest_off_gets_none(lena_by_digest: User) -> None:
    with time_machine.travel(at(14, 15), tick=False):
        nudge(lena_by_digest, "a")
        choose_channel(user=lena_by_digest, kind=DIGEST, channel=Channel.TRAY)
        row = nudge(lena_by_digest, "b")
    assert row is not None
    assert (row.channel, sweep_digests(now=at(15, 8)), OutgoingMail.objects.count()) == (Channel.TRAY, 0, 0)


# Keeping ----------------------------------------------------------------------------------------------------------------


def test_old_lines_go_and_the_bell_counts_anew(cast: Cast) -> None:
    nudge(cast.lena, "old")
    nudge(cast.lena, "new")
    Notification.objects.filter(key="old").update(created_at=timezone.now() - KEPT - timedelta(days=1))
    assert (forget_notifications(), forget_notifications()) == (1, 0)
    assert (list(Notification.objects.values_list("key", flat=True)), unread(cast.lena)) == (["new"], 1)


def test_a_persons_lines_and_choices_are_copied_and_erased(cast: Cast) -> None:
    nudge(cast.lena)
    nudge(cast.omar, "nudge:2")
    save_choices(user=cast.lena, channels={NUDGE: Channel.TRAY}, quiet_from=22, quiet_until=7)
    [part] = [one for one in personal_data_parts() if one.name == "notifications"]
    copied = part.export(cast.lena)
    assert isinstance(copied, dict)
    assert [line["text"] for line in copied["tray"]] == ["Come back."]
    assert copied["choices"] == [{"kind": NUDGE, "channel": "tray"}]
    assert part.erase(cast.lena) == {"lines": 1, "choices": 1, "hours": 1}
    assert (unread(cast.lena), unread(cast.omar), Notification.objects.get().user) == (0, 1, cast.omar)


# The register -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", notification_kinds(), ids=lambda kind: kind.name)
def test_every_kind_has_words_a_reason_and_a_whole_mail(kind: object) -> None:
    found = kind_named(kind.name)  # type: ignore[attr-defined]
    assert str(found.label)
    assert str(found.why).startswith("You get this ")
    for part in ("subject.txt", "body.txt", "body.html"):
        get_template(f"emails/{found.template}/{part}")


def test_every_kind_that_code_names_is_registered_and_none_is_idle() -> None:
    named = set()
    for app in ("accounts", "courses", "labs", "certificates"):
        for path in (Path(site.ROOT) / app).rglob("*.py"):
            if path.name in {"notices.py", "kinds.py"}:
                continue
            strings = (
                node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)
            )
            named |= {value for value in strings if isinstance(value, str)}
    known = {kind.name for kind in notification_kinds()} - {DIGEST.name}
    assert sorted(known - {value.replace("/", ".") for value in named}) == []
