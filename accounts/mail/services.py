"""Write a mail, send it, try again, give up."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.jobs.services import enqueue
from accounts.mail.models import MailAttachment, MailState, OutgoingMail

if TYPE_CHECKING:
    from accounts.users.models import User

LEASE = timedelta(minutes=5)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
SUBJECT_LIMIT = 250


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail. `content_type` may have parameters: `text/calendar; method=REQUEST`."""

    name: str
    content_type: str
    content: bytes


def send_mail(
    *,
    key: str,
    template: str,
    to: str,
    context: Mapping[str, object],
    user: User | None = None,
    is_queued: bool = True,
    attachments: Sequence[Attachment] = (),
    unsubscribe_url: str = "",
    not_before: datetime | None = None,
) -> OutgoingMail:
    """Write a mail and queue it. The same `key` again returns the first mail and sends nothing.

    `template` is a folder of `templates/emails/`: `subject.txt`, `body.txt`, `body.html`.
    It is rendered now, in the language and time zone of `user`. One of very many is not queued: the sweeper sends some each minute.
    The sweeper also sends what is held until `not_before`. People who have an account are told by `notify`, which calls this.
    """
    known = OutgoingMail.objects.filter(key=key).first()
    if known is not None:
        return known
    subject, body_text, body_html = _render(template, context, user)
    try:
        with transaction.atomic():
            mail = OutgoingMail.objects.create(
                key=key,
                template=template,
                to=to,
                user=user,
                subject=subject,
                body_text=body_text,
                body_html=body_html,
                unsubscribe_url=unsubscribe_url,
                next_try_at=not_before or timezone.now(),
            )
            MailAttachment.objects.bulk_create(
                MailAttachment(mail=mail, name=one.name, content_type=one.content_type, content=one.content)
                for one in attachments
            )
    except IntegrityError:  # another worker wrote the same occasion at the same moment
        return OutgoingMail.objects.get(key=key)
    if is_queued and not_before is None:
        enqueue("accounts.deliver_mail", mail.pk)
    return mail


def mail_subject(*, template: str, context: Mapping[str, object], user: User | None) -> str:
    """The subject line alone, as `send_mail` would write it."""
    full = _full_context(context, user)
    with _as_read_by(user):
        return _subject(template, full)[:SUBJECT_LIMIT]


def _full_context(context: Mapping[str, object], user: User | None) -> dict[str, object]:
    return {"site_url": settings.SITE_URL, "site_name": settings.SITE_NAME, "recipient": user, **context}


@contextmanager
def _as_read_by(user: User | None) -> Iterator[None]:
    language = user.language if user else translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(user.time_zone if user else "UTC"):
        yield


def _subject(template: str, full: Mapping[str, object]) -> str:
    return " ".join(unescape(render_to_string(f"emails/{template}/subject.txt", full)).split())


def _render(template: str, context: Mapping[str, object], user: User | None) -> tuple[str, str, str]:
    full = _full_context(context, user)
    with _as_read_by(user):
        full["subject"] = subject = _subject(template, full)
        text = unescape(render_to_string(f"emails/{template}/body.txt", full)).strip() + "\n"
        html = render_to_string(f"emails/{template}/body.html", full)
    return subject[:SUBJECT_LIMIT], text, html


def deliver_mail(*, mail_id: int) -> MailState | None:
    """Send one mail that is due; returns its state, or None when somebody else has it or it is done."""
    mail = _claim(mail_id)
    if mail is None:
        return None
    if not settings.EMAIL_HOST and settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        return _mark_sent(mail, forget=False)
    try:
        _hand_over(mail)
    except (smtplib.SMTPException, OSError) as error:
        return _mark_failed(mail, error)
    return _mark_sent(mail, forget=True)


def _claim(mail_id: int) -> OutgoingMail | None:
    """Take the mail for `LEASE`; a worker that dies gives it back by doing nothing."""
    now = timezone.now()
    with transaction.atomic():
        rows = OutgoingMail.objects.due(now).filter(pk=mail_id).select_for_update(skip_locked=_can_skip())
        mail: OutgoingMail | None = rows.first()
        if mail is None:
            return None
        mail.state, mail.attempts, mail.next_try_at = MailState.SENDING, mail.attempts + 1, now + LEASE
        mail.save(update_fields=["state", "attempts", "next_try_at"])
    return mail


def _can_skip() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


def _hand_over(mail: OutgoingMail) -> None:
    # The id is made from the row, so a second delivery after a crash is the same message to a mailbox.
    headers = {"Message-ID": f"<{mail.public_id}@ready-room>", "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe_url:  # RFC 2369 and RFC 8058: one click in the mail program, without a page
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body_text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        connection=get_connection(),
        headers=headers,
    )
    if mail.body_html:
        message.attach_alternative(mail.body_html, "text/html")
    for one in mail.attachments.all():
        message.attach(one.name, bytes(one.content), one.content_type)
    message.send()


def _mark_sent(mail: OutgoingMail, *, forget: bool) -> MailState:
    mail.state, mail.sent_at, mail.last_error = MailState.SENT, timezone.now(), ""
    fields = ["state", "sent_at", "last_error"]
    if forget:  # links that sign a person in are not kept after they are out
        mail.body_text = mail.body_html = mail.unsubscribe_url = ""
        fields += ["body_text", "body_html", "unsubscribe_url"]
        MailAttachment.objects.filter(mail=mail).delete()
    mail.save(update_fields=fields)
    return MailState.SENT


def _mark_failed(mail: OutgoingMail, error: Exception) -> MailState:
    final = _is_final(error) or mail.attempts > len(BACKOFF)
    mail.state = MailState.FAILED if final else MailState.WAITING
    mail.last_error = f"{type(error).__name__}: {error}"[:250]
    if not final:
        mail.next_try_at = timezone.now() + BACKOFF[mail.attempts - 1]
    mail.save(update_fields=["state", "last_error", "next_try_at"])
    return mail.state


def _is_final(error: Exception) -> bool:
    """A 5xx answer about the recipient means never; everything else may be better later."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _answer in error.recipients.values())
    return False


def sweep_mail(*, limit: int = 500) -> int:
    """Queue every mail that is due; finds what a broker lost or a dead worker held."""
    due = OutgoingMail.objects.due(timezone.now()).order_by("next_try_at", "id")
    ids = list(due.values_list("pk", flat=True)[:limit])
    for mail_id in ids:
        enqueue("accounts.deliver_mail", mail_id)
    return len(ids)
