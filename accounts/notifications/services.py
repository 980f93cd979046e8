"""Tell people, and remember how they want to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.mail.services import Attachment, mail_subject, send_mail
from accounts.notifications.engine.delivery import DIGEST_HOUR, Channel, channel_for, quiet_until
from accounts.notifications.kinds import DIGEST, Kind, find_kind, kind_named
from accounts.notifications.models import Notification, NotificationChoice, NotificationHours
from accounts.notifications.tokens import make_stop_token

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.users.models import User

TEXT_LIMIT = 300


def notify(
    *,
    key: str,
    kind: str,
    user: User,
    context: Mapping[str, object],
    url: str,
    text: str = "",
    template: str = "",
    attachments: Sequence[Attachment] = (),
    is_queued: bool = True,
    to: str = "",
) -> Notification | None:
    """Tell a person once: a line in the tray, and a mail as the kind and their own choice say.

    `key` names the occasion and the person; the same key again returns the first line and tells nothing.
    `kind` is registered by `register_notification_kind`; `url` is the path of the page it is about and becomes `link` in the
    mail; `text` is shown under the title in the tray and the digest; `template` is another mail than the kind's own.
    Attachments go with the mail alone; `to` is another address of the person than the one they have now. Someone who has no account any more is told nothing: None.
    """
    known: Notification | None = Notification.objects.filter(key=key).first()
    if known is not None or not user.is_active:
        return known
    what = kind_named(kind)
    template = template or what.template
    full = {"link": settings.SITE_URL + url, "why": what.why, **context}
    channel = _channel(user, what)
    try:
        with transaction.atomic():
            row: Notification = Notification.objects.create(
                key=key,
                user=user,
                kind=kind,
                title=mail_subject(template=template, context=full, user=user),
                text=_short(text),
                url=url,
                channel=channel,
            )
            get_user_model().objects.filter(pk=user.pk).update(unread=F("unread") + 1)
            if channel is Channel.NOW:
                _mail(what, user, to or user.email, key, template, full, attachments, is_queued)
    except IntegrityError:  # another worker told the same occasion at the same moment
        return Notification.objects.get(key=key)
    return row


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TEXT_LIMIT else line[: TEXT_LIMIT - 1].rstrip() + "…"


def _channel(user: User, kind: Kind) -> Channel:
    if kind.is_essential:
        return Channel.NOW
    rows = NotificationChoice.objects.filter(user=user, kind__in=[kind.name, DIGEST.name])
    chosen = {row.kind: Channel(row.channel) for row in rows}
    return channel_for(
        is_essential=False,
        default=kind.channel,
        chosen=chosen.get(kind.name),
        has_digest=chosen.get(DIGEST.name) is not Channel.TRAY,
    )


def _mail(
    kind: Kind,
    user: User,
    to: str,
    key: str,
    template: str,
    context: dict[str, object],
    attachments: Sequence[Attachment],
    is_queued: bool,
) -> None:
    """The mail of a notification; what is not essential can be stopped from it and waits for the end of quiet hours."""
    stop = "" if kind.is_essential else stop_url(user=user, kind=kind)
    send_mail(
        key=key,
        template=template,
        to=to,
        context={**context, **footer(stop)},
        user=user,
        is_queued=is_queued,
        attachments=attachments,
        unsubscribe_url=stop,
        not_before=None if kind.is_essential else _night_over(user),
    )


def footer(stop: str) -> dict[str, str]:
    """What every mail to a person ends with: where to choose, and where to stop this kind."""
    return {
        "choices_link": settings.SITE_URL + reverse("accounts:notification-choices"),
        "stop_link": stop,
    }


def stop_url(*, user: User, kind: Kind) -> str:
    """The address that ends the mails of one kind for one person."""
    token = make_stop_token(person=user.public_id, kind=kind.name)
    return settings.SITE_URL + reverse("accounts:notification-stop", args=[token])


def zone_of(user: User) -> ZoneInfo:
    """The person's zone, as far as this machine knows it."""
    try:
        return ZoneInfo(user.time_zone)
    except (ValueError, OSError, KeyError):  # what zoneinfo raises for names that it does not know
        return ZoneInfo("UTC")


def _night_over(user: User) -> datetime | None:
    hours = NotificationHours.objects.filter(user=user).first()
    if hours is None:
        return None
    return quiet_until(now=timezone.now(), zone=zone_of(user), start=hours.quiet_from, end=hours.quiet_until)


# Reading --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def mark_read(*, user: User, public_id: UUID | None = None, url: str | None = None) -> int:
    """One line, those about one page, or all of them; returns how many were unread. The count at the bell is counted anew."""
    people = get_user_model().objects
    people.select_for_update().get(pk=user.pk)
    rows = Notification.objects.filter(user=user).unread()
    if public_id is not None:
        rows = rows.filter(public_id=public_id)
    if url is not None:
        rows = rows.filter(url=url)
    marked: int = rows.update(read_at=timezone.now())
    user.unread = Notification.objects.filter(user=user).unread().count()
    people.filter(pk=user.pk).update(unread=user.unread)
    return marked


def note_page_seen(*, user: User, url: str) -> None:
    """Whoever opens the page itself has read what the tray says about it. Without unread lines it costs nothing."""
    if user.unread and Notification.objects.filter(user=user, url=url).unread().exists():
        mark_read(user=user, url=url)


# Choosing -------------------------------------------------------------------------------------------------------------


def choose_channel(*, user: User, kind: Kind, channel: Channel) -> None:
    """From now on this kind reaches this person so. Saying it twice changes nothing."""
    if kind.is_essential:
        raise ValidationError(_("This is part of the service and cannot be switched off."))
    if kind is DIGEST and channel is Channel.DIGEST:
        raise ValidationError(_("The digest is on or off."))
    NotificationChoice.objects.update_or_create(
        user=user, kind=kind.name, defaults={"channel": channel.value}
    )


@transaction.atomic
def save_choices(
    *,
    user: User,
    channels: Mapping[str, Channel],
    digest_hour: int = DIGEST_HOUR,
    quiet_from: int | None = None,
    quiet_until: int | None = None,
) -> None:
    """All choices of the page at once. Sending the same form twice leaves the same rows."""
    get_user_model().objects.select_for_update().get(pk=user.pk)
    for name, channel in channels.items():
        kind = find_kind(name)
        if kind is not None and not kind.is_essential:
            choose_channel(user=user, kind=kind, channel=channel)
    NotificationHours.objects.update_or_create(
        user=user,
        defaults={"digest_hour": digest_hour, "quiet_from": quiet_from, "quiet_until": quiet_until},
    )


# Keeping --------------------------------------------------------------------------------------------------------------

KEPT = timedelta(days=180)


def forget_notifications(*, limit: int = 500) -> int:
    """Drop lines older than `KEPT`, and count anew for the people they belonged to."""
    old = list(
        Notification.objects.filter(created_at__lt=timezone.now() - KEPT)
        .order_by("created_at")
        .values_list("pk", "user_id")[:limit]
    )
    people = get_user_model().objects
    for user_id in sorted({user_id for _pk, user_id in old}):
        with transaction.atomic():
            people.select_for_update().get(pk=user_id)
            Notification.objects.filter(pk__in=[pk for pk, owner in old if owner == user_id]).delete()
            left = Notification.objects.filter(user_id=user_id).unread().count()
            people.filter(pk=user_id).update(unread=left)
    return len(old)
