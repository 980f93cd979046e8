"""What people can be told: each app registers its kinds once, in `AppConfig.ready`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.notifications.engine.delivery import Channel

if TYPE_CHECKING:
    from django.utils.functional import Promise

    Text = str | Promise


class Group(StrEnum):
    """Under which heading a kind stands, in this order."""

    ACCOUNT = "account"
    LEARNING = "learning"
    MESSAGES = "messages"
    RESULTS = "results"
    TEACHING = "teaching"
    PARTNER = "partner"
    PROGRAMME = "programme"


GROUP_LABELS: dict[Group, Text] = {
    Group.ACCOUNT: _("Your account"),
    Group.LEARNING: _("Your course"),
    Group.MESSAGES: _("Announcements and messages"),
    Group.RESULTS: _("Results and certificates"),
    Group.TEACHING: _("Teaching"),
    Group.PARTNER: _("Your organisation"),
    Group.PROGRAMME: _("The programme"),
}


def groups_of(*, has_desk: bool, is_staff: bool) -> frozenset[Group]:
    """The headings under which somebody in these roles can be told anything."""
    kept = {Group.ACCOUNT, Group.LEARNING, Group.MESSAGES, Group.RESULTS}
    if has_desk:
        kept |= {Group.TEACHING, Group.PARTNER}
    return frozenset(kept | {Group.PROGRAMME} if is_staff else kept)


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that people can be told.

    `name`: `<app>.<what>`; `label`: for the page of choices; `why`: the sentence that says why it came;
    `template`: its folder of `templates/emails/`; what is essential comes at once and cannot be switched off.
    """

    name: str
    label: Text
    why: Text
    group: Group
    template: str
    is_essential: bool = False
    channel: Channel = Channel.NOW

    @property
    def mail_channel(self) -> Channel:
        """The channel of somebody who wants mails of this kind again."""
        return Channel.NOW if self.channel is Channel.TRAY else self.channel


DIGEST = Kind(
    name="accounts.digest",
    label=_("The daily digest"),
    why=_("You get this mail because you asked for some things once a day."),
    group=Group.ACCOUNT,
    template="accounts/digest",
)

_kinds: dict[str, Kind] = {}


def register_notification_kind(kind: Kind) -> None:
    """Make `kind` known. A name is registered once."""
    if kind.name in _kinds:
        raise ValueError(f"The notification kind {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """The registered kind; an unknown name is a mistake in code."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"No app registered the notification kind {name!r}.") from None


def find_kind(name: str) -> Kind | None:
    """The kind of a stored row or token; None once its app has given it up."""
    return _kinds.get(name)


def notification_kinds() -> tuple[Kind, ...]:
    """All kinds, by group and name."""
    order = list(Group)
    return tuple(sorted(_kinds.values(), key=lambda kind: (order.index(kind.group), kind.name)))
