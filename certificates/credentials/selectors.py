"""Reads for the holder's page, the programme's list and one credential's page."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import User
from certificates.credentials.engine.eligibility import Eligibility
from certificates.credentials.engine.facts import Line
from certificates.credentials.engine.linkedin import linkedin_url
from certificates.credentials.evidence import eligibility_of, spec_for
from certificates.credentials.models import Credential, NameRequest, ShareLink, State
from certificates.credentials.printing import mode_label, verify_url
from certificates.signing.engine.numbers import read_serial
from courses.api import Enrolment, local

RENEWAL_OPENS = dt.timedelta(days=90)
PER_PAGE = 25
SORTS = {
    "newest": ("-issued_at", "-pk"),
    "oldest": ("issued_at", "pk"),
    "name": ("name_on_it", "pk"),
    "number": ("serial",),
    "until": ("valid_until", "pk"),
}


@dataclass(frozen=True)
class CredentialCard:
    """One credential as its holder sees it."""

    public_id: str
    serial: str
    name: str
    kind: str  # preparing, failed, valid, soon, expired, suspended, revoked, superseded
    label: str
    tone: str
    icon: str
    issued_at: dt.datetime
    valid_until: dt.datetime | None
    renews_from: dt.datetime | None
    partner: str
    shows: str
    confirmed: str
    holder: str
    name_shown: str
    public_url: str
    linkedin: str
    successor: str
    reason: str
    has_files: bool


@dataclass(frozen=True)
class Outlook:
    """A credential within reach, with each line and whether it is met."""

    slug: str
    name: str
    course: str
    eligibility: Eligibility
    enrolment_public_id: str

    @property
    def total(self) -> int:
        return len(self.eligibility.lines)

    @property
    def next_line(self) -> Line | None:
        """The first line that is not met."""
        return next((line for line in self.eligibility.lines if not line.is_met), None)


_TAGS = {
    "preparing": ("pine", "clock"),
    "failed": ("bad", "flag"),
    "valid": ("ok", "check"),
    "soon": ("warn", "clock"),
    "expired": ("warn", "clock"),
    "suspended": ("warn", "pause"),
    "revoked": ("bad", "wrong"),
    "superseded": ("", "right"),
}


def kind_of(row: Credential, now: dt.datetime) -> str:
    """The state as people speak of it: an issued one may be valid, soon to end, or expired."""
    if row.state != State.ISSUED:
        return str(row.state)
    if row.has_expired(now):
        return "expired"
    return "soon" if row.valid_until and row.valid_until - now <= RENEWAL_OPENS else "valid"


def label_of(kind: str) -> str:
    return {
        "preparing": _("Being made"),
        "failed": _("Set aside"),
        "valid": _("Valid"),
        "soon": _("Ends soon"),
        "expired": _("Expired"),
        "suspended": _("Suspended"),
        "revoked": _("Revoked"),
        "superseded": _("Replaced"),
    }[kind]


def card_of(row: Credential, now: dt.datetime) -> CredentialCard:
    """Needs `achievement`, `partner` and `superseded_by` joined."""
    facts = json.loads(row.facts)
    kind = kind_of(row, now)
    successor = getattr(row, "superseded_by", None)
    people = ", ".join(facts["confirmed_by"])
    return CredentialCard(
        public_id=row.public_id,
        serial=row.serial,
        name=row.achievement.name,
        kind=kind,
        label=label_of(kind),
        tone=_TAGS[kind][0],
        icon=_TAGS[kind][1],
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        renews_from=row.valid_until - RENEWAL_OPENS if row.valid_until else None,
        partner=row.partner.name if row.partner else "",
        shows=facts["summary"].replace(facts["mode"], mode_label(facts["mode"]).lower()),
        confirmed=_("Rules, and %(people)s") % {"people": people}
        if people
        else _("Rules over the activity log"),
        holder=row.name_on_it,
        name_shown=row.name_shown,
        public_url=verify_url(settings.SITE_URL, row.public_id),
        linkedin=linkedin_url(
            name=row.achievement.name,
            organisation=settings.SITE_NAME,
            issued_at=row.issued_at,
            valid_until=row.valid_until,
            url=verify_url(settings.SITE_URL, row.public_id),
            serial=row.serial,
        ),
        successor=successor.public_id if successor else "",
        reason=str(row.get_reason_display()) if row.reason else "",
        has_files=bool(row.pdf_digest) and row.withdrawn_by_holder_at is None,
    )


def cards_of(rows: Iterable[Credential], now: dt.datetime | None = None) -> tuple[CredentialCard, ...]:
    moment = now or timezone.now()
    return tuple(card_of(row, moment) for row in rows)


def held_by(user: User) -> tuple[CredentialCard, ...]:
    """Everything this person holds or held, newest first, in one query."""
    rows = Credential.objects.held_by(user.pk).select_related("achievement", "partner", "superseded_by")
    return cards_of(rows)


def outlook_of(enrolment: Enrolment) -> tuple[Outlook, ...]:
    """What this enrolment may still earn, line by line."""
    held = set(enrolment.credentials.values_list("achievement_slug", flat=True))
    found = []
    for slug in enrolment.version.credentials:
        spec = spec_for(enrolment, slug)
        if spec is None or slug in held:
            continue
        name = local(spec.get("name")) or slug
        found.append(
            Outlook(
                slug, name, enrolment.version.title, eligibility_of(enrolment, spec), str(enrolment.public_id)
            )
        )
    return tuple(found)


def outlooks_of(user: User) -> tuple[Outlook, ...]:
    """What is within reach of a person, over all enrolments that are not ended."""
    rows = Enrolment.objects.filter(user=user, ended_at=None).select_related(
        "version", "user", "cohort__partner"
    )
    return tuple(one for enrolment in rows for one in outlook_of(enrolment))


def share_links_of(user: User) -> list[ShareLink]:
    """Links that can still be opened or taken back."""
    rows = ShareLink.objects.filter(credential__holder=user, withdrawn_at=None)
    return list(rows.select_related("credential__achievement"))


def open_name_requests_of(user: User) -> list[NameRequest]:
    return list(NameRequest.objects.filter(credential__holder=user, state=NameRequest.State.OPEN))


# The programme's list ----------------------------------------------------------------------------------------------


def filtered(
    rows: QuerySet[Credential], *, search: str, state: str, sort: str, now: dt.datetime
) -> QuerySet[Credential]:
    """Search by name, address or number; filter by the state as people speak of it."""
    if search:
        serial = read_serial(search) or search
        rows = rows.filter(
            Q(name_on_it__icontains=search)
            | Q(serial__icontains=serial)
            | Q(public_id=search.upper())
            | Q(holder__email__iexact=search)
        )
    conditions = {
        "valid": Q(state=State.ISSUED) & (Q(valid_until=None) | Q(valid_until__gte=now)),
        "soon": Q(state=State.ISSUED, valid_until__range=(now, now + RENEWAL_OPENS)),
        "expired": Q(state=State.ISSUED, valid_until__lt=now),
        "waiting": Q(state=State.PREPARING),
        "failed": Q(state=State.FAILED),
        "suspended": Q(state=State.SUSPENDED),
        "revoked": Q(state=State.REVOKED),
        "superseded": Q(state=State.SUPERSEDED),
    }
    if state in conditions:
        rows = rows.filter(conditions[state])
    return rows.order_by(*SORTS.get(sort, SORTS["newest"]))


def credential_page(
    rows: QuerySet[Credential], *, search: str, state: str, sort: str, page: int
) -> Page[CredentialCard]:
    """One page of the list: a count and a read, however many rows there are."""
    now = timezone.now()
    found = filtered(rows, search=search, state=state, sort=sort, now=now)
    joined = found.select_related("achievement", "partner", "superseded_by")
    shown = Paginator(joined, PER_PAGE).get_page(page)
    shown.object_list = cards_of(shown.object_list, now)  # type: ignore[assignment]  # rows become cards
    return shown  # type: ignore[return-value]  # rows became cards


def tally(rows: QuerySet[Credential], now: dt.datetime | None = None) -> dict[str, int]:
    """Counts for the head of the list, in one query."""
    moment = now or timezone.now()
    issued = Q(state=State.ISSUED)
    ended = issued & Q(valid_until__lt=moment)
    return rows.aggregate(
        all=Count("pk"),
        valid=Count("pk", filter=issued) - Count("pk", filter=ended),
        soon=Count("pk", filter=issued & Q(valid_until__range=(moment, moment + RENEWAL_OPENS))),
        expired=Count("pk", filter=ended),
        revoked=Count("pk", filter=Q(state=State.REVOKED)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
        waiting=Count("pk", filter=Q(state=State.PREPARING)),
    )


def _safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def csv_lines(rows: QuerySet[Credential], *, search: str, state: str, sort: str) -> Iterator[str]:
    """The filtered list as CSV, row by row."""
    now = timezone.now()
    head = ["number", "state", "certificate", "name", "partner", "issued", "valid until", "reason", "page"]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    found = filtered(rows, search=search, state=state, sort=sort, now=now)
    for row in found.select_related("achievement", "partner").iterator(chunk_size=500):
        writer.writerow(
            _safe(cell)
            for cell in (
                row.serial,
                kind_of(row, now),
                row.achievement.name,
                row.name_on_it,
                row.partner.name if row.partner else "",
                f"{row.issued_at:%Y-%m-%d}",
                f"{row.valid_until:%Y-%m-%d}" if row.valid_until else "",
                row.reason,
                verify_url(settings.SITE_URL, row.public_id),
            )
        )
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def open_name_requests(limit: int = 20) -> list[NameRequest]:
    """Wishes that wait for an answer, oldest first."""
    rows = NameRequest.objects.filter(state=NameRequest.State.OPEN)
    return list(rows.select_related("credential__achievement").order_by("asked_at")[:limit])


@dataclass(frozen=True)
class CredentialDetail:
    """Everything staff need to decide about one credential."""

    card: CredentialCard
    facts: dict[str, Any]
    events: tuple[Any, ...]
    holder_email: str
    failure: str
    state: str
    pdf_digest: str
    leaf: str
    design: str
    keys: tuple[str, ...]
    can_revoke: bool
    can_suspend: bool
    can_lift: bool
    can_reissue: bool
    can_retry: bool


def detail_of(row: Credential) -> CredentialDetail:
    keys = (row.pdf_key, row.badge_key, row.token_key)
    reissued = getattr(row, "superseded_by", None) is not None
    return CredentialDetail(
        card=card_of(row, timezone.now()),
        facts=json.loads(row.facts),
        events=tuple(row.events.select_related("actor")),
        holder_email=row.holder.email if row.holder else "",
        failure=row.failure,
        state=row.state,
        pdf_digest=row.pdf_digest,
        leaf=row.leaf,
        design=str(row.design),
        keys=tuple(key.kid for key in keys if key),
        can_revoke=row.state in (State.ISSUED, State.SUSPENDED),
        can_suspend=row.state == State.ISSUED,
        can_lift=row.state == State.SUSPENDED,
        can_reissue=row.state in (State.ISSUED, State.SUSPENDED, State.REVOKED) and not reissued,
        can_retry=row.state == State.FAILED,
    )


def enrolments_of(email: str) -> list[tuple[Enrolment, tuple[Outlook, ...]]]:
    """A person's enrolments with what each may earn, for issuing by hand."""
    rows = Enrolment.objects.filter(user__email__iexact=email).select_related(
        "user", "version", "cohort__partner"
    )
    return [(enrolment, outlook_of(enrolment)) for enrolment in rows]


def enrolment_by(public_id: UUID) -> Enrolment | None:
    return (
        Enrolment.objects.filter(public_id=public_id)
        .select_related("user", "version", "cohort__partner")
        .first()
    )


def expiring(days: int = 90, limit: int = 50) -> tuple[CredentialCard, ...]:
    """Valid credentials that end within `days`, first to end first."""
    now = timezone.now()
    rows = Credential.objects.filter(
        state=State.ISSUED, valid_until__range=(now, now + dt.timedelta(days=days))
    ).select_related("achievement", "partner", "superseded_by")
    return cards_of(rows.order_by("valid_until")[:limit], now)
