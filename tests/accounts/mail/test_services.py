"""Mail is written once, sent once, tried again, and given up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.mail.models import MailState, OutgoingMail
from accounts.mail.services import BACKOFF, LEASE, deliver_mail, send_mail, sweep_mail
from accounts.models import User
from tests.accounts.mail.conftest import Mailbox
from tests.cast import Cast
from tests.factories.accounts import UserFactory


def write(user: User, key: str = "export:1") -> OutgoingMail:
    context = {
        "export": {"expires_at": datetime(2027, 3, 1, 23, 30, tzinfo=timezone.get_default_timezone())},
        "link": "https://ready.example/account/privacy/",
    }
    return send_mail(key=key, template="accounts/export-ready", to=user.email, context=context, user=user)


def test_a_mail_has_a_subject_a_text_and_a_html_part_that_say_why_it_came(cast: Cast) -> None:
    mail = write(cast.lena)
    assert mail.subject == "Your copy is ready"
    for part in (mail.body_text, mail.body_html):
        assert "Dear Lena," in part
        assert "https://ready.example/account/privacy/" in part
        assert "because you asked for a copy of your data" in part


def test_a_mail_shows_times_in_the_readers_zone(db: None) -> None:
    tokyo = UserFactory(time_zone="Asia/Tokyo")
    assert "2 March 2027" in write(tokyo).body_text


def test_a_name_with_signs_is_plain_in_the_text_and_escaped_in_the_html(db: None) -> None:
    user = UserFactory(name="<b>Zoë&Co</b>")
    mail = write(user)
    assert "Dear <b>Zoë&Co</b>," in mail.body_text
    assert "Dear &lt;b&gt;Zoë&amp;Co&lt;/b&gt;," in mail.body_html


def test_the_same_occasion_is_written_once(cast: Cast) -> None:
    assert write(cast.lena) == write(cast.lena)
    assert OutgoingMail.objects.count() == 1


def test_without_a_server_a_mail_stays_in_the_outbox(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    mail = write(cast.lena)
    assert deliver_mail(mail_id=mail.pk) == MailState.SENT
    mail.refresh_from_db()
    assert (mail.state, bool(mail.body_html), mail.attempts) == (MailState.SENT, True, 1)


def test_a_committed_mail_is_sent_by_a_worker(
    cast: Cast,
    mailbox: Mailbox,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mail = write(cast.lena)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    [message] = mailbox.messages
    assert (message["To"], message["Subject"]) == ("lena@example.org", "Your copy is ready")
    assert message["Message-ID"] == f"<{mail.public_id}@ready-room>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_what_a_real_server_has_taken_is_no_longer_kept_here(cast: Cast, mailbox: Mailbox) -> None:
    mail = write(cast.lena)
    deliver_mail(mail_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.subject, mail.body_text, mail.body_html) == ("Your copy is ready", "", "")


def test_a_mail_is_sent_once_however_often_the_task_runs(cast: Cast, mailbox: Mailbox) -> None:
    mail = write(cast.lena)
    assert [deliver_mail(mail_id=mail.pk) for _ in range(3)] == [MailState.SENT, None, None]
    assert len(mailbox.messages) == 1


def test_a_mail_that_a_worker_took_belongs_to_it_until_its_lease_is_over(
    cast: Cast, mailbox: Mailbox
) -> None:
    mail = write(cast.lena)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=MailState.SENDING, next_try_at=timezone.now() + LEASE
    )
    assert deliver_mail(mail_id=mail.pk) is None
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        assert deliver_mail(mail_id=mail.pk) == MailState.SENT


def test_a_server_that_says_later_is_asked_again_later(cast: Cast, mailbox: Mailbox) -> None:
    mailbox.refuse = "451 try later"
    mail = write(cast.lena)
    deliver_mail(mail_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, "try later" in mail.last_error) == (MailState.WAITING, 1, True)
    assert deliver_mail(mail_id=mail.pk) is None
    mailbox.refuse = ""
    with time_machine.travel(timezone.now() + BACKOFF[0] + timedelta(seconds=1)):
        assert deliver_mail(mail_id=mail.pk) == MailState.SENT


def test_an_address_that_does_not_exist_is_given_up_at_once(cast: Cast, mailbox: Mailbox) -> None:
    mailbox.refuse = "550 no such person"
    mail = write(cast.lena)
    assert deliver_mail(mail_id=mail.pk) == MailState.FAILED


def test_a_server_that_is_down_is_tried_with_growing_breaks_and_then_given_up(
    cast: Cast, mailbox: Mailbox, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1  # nothing listens there
    mail = write(cast.lena)
    now, states = timezone.now(), []
    for pause in (timedelta(0), *BACKOFF):
        now += pause + timedelta(seconds=1)
        with time_machine.travel(now):
            states.append(deliver_mail(mail_id=mail.pk))
    assert states == [MailState.WAITING] * len(BACKOFF) + [MailState.FAILED]


def test_the_sweeper_finds_mail_that_the_broker_lost(
    cast: Cast,
    mailbox: Mailbox,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    write(cast.lena, "a")
    write(cast.omar, "b")
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_mail() == 2
    assert sorted(message["To"] for message in mailbox.messages) == ["lena@example.org", "omar@example.org"]
    assert sweep_mail() == 0


def test_a_subject_never_breaks_into_a_second_header(db: None) -> None:
    user = UserFactory(name="Eve\r\nBcc: all@example.org")
    mail = send_mail(
        key="letter:1",
        template="accounts/account",
        to=user.email,
        context={"letter": {"subject": user.name, "text": "", "why": ""}},
        user=user,
    )
    assert mail.subject == "Eve Bcc: all@example.org"


@pytest.mark.parametrize("template", ["accounts/export-ready", "accounts/erasure-asked"])
def test_every_mail_of_this_room_renders_for_somebody_without_an_account(db: None, template: str) -> None:
    when = timezone.now()
    context = {"export": {"expires_at": when}, "request": {"due_at": when}, "link": "https://ready.example/"}
    mail = send_mail(key=template, template=template, to="new@example.org", context=context)
    assert mail.subject
    assert mail.body_text
    assert mail.body_html
