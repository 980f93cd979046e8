"""What the tray and the page of choices show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from accounts.notifications.engine.delivery import Channel, channel_for
from accounts.notifications.kinds import (
    DIGEST,
    GROUP_LABELS,
    Group,
    Kind,
    find_kind,
    groups_of,
    notification_kinds,
)
from accounts.notifications.models import Notification, NotificationChoice, NotificationHours

if TYPE_CHECKING:
    from accounts.users.models import User

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class TrayLine:
    row: Notification
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Tray:
    page: Page[Any]
    lines: tuple[TrayLine, ...]
    groups: tuple[tuple[str, str, int], ...]
    """Every heading that this person has something under: its name, its words, how many lines."""
    total: int


def tray(user: User, *, only_unread: bool, group: Group | None, page: int | None) -> Tray:
    """One page of a person's tray, newest first; three queries."""
    counted = Notification.objects.filter(user=user).order_by().values_list("kind").annotate(Count("pk"))
    by_group: dict[Group, int] = {}
    total = 0
    for name, count in counted:
        kind = find_kind(name)
        total += count
        if kind is not None:
            by_group[kind.group] = by_group.get(kind.group, 0) + count
    rows = Notification.objects.filter(user=user)
    if only_unread:
        rows = rows.unread()
    if group is not None:
        rows = rows.filter(kind__in=[kind.name for kind in notification_kinds() if kind.group is group])
    found = Paginator(rows.order_by("-created_at", "-id"), PAGE_SIZE).get_page(page or 1)
    return Tray(
        page=found,
        lines=tuple(_line(row) for row in found),
        groups=tuple((one.value, str(GROUP_LABELS[one]), by_group[one]) for one in Group if one in by_group),
        total=total,
    )


def _line(row: Notification) -> TrayLine:
    kind = find_kind(row.kind)
    return TrayLine(row=row, label=str(kind.label) if kind else "", why=str(kind.why) if kind else "")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose: a channel for each kind, and their hours; `groups` are the headings that concern them."""

    channels: dict[str, Channel]
    hours: NotificationHours
    groups: frozenset[Group]

    @property
    def has_digest(self) -> bool:
        return self.channels[DIGEST.name] is not Channel.TRAY


def choices_of(user: User) -> Choices:
    """Every kind with the channel that it takes to this person; two queries."""
    chosen = {row.kind: Channel(row.channel) for row in NotificationChoice.objects.filter(user=user)}
    return Choices(
        channels={kind.name: _channel(kind, chosen) for kind in notification_kinds()},
        hours=NotificationHours.objects.filter(user=user).first() or NotificationHours(user=user),
        groups=groups_of(has_desk=user.has_desk, is_staff=user.is_staff),
    )


def _channel(kind: Kind, chosen: dict[str, Channel]) -> Channel:
    return channel_for(is_essential=kind.is_essential, default=kind.channel, chosen=chosen.get(kind.name))


def channel_of(user: User, kind: Kind) -> Channel:
    """The channel of one kind; one query."""
    row = NotificationChoice.objects.filter(user=user, kind=kind.name).first()
    return Channel(row.channel) if row else kind.channel
