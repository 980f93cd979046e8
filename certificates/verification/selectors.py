"""What the public page says about one credential: the verdict first, then every printed fact."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from certificates.credentials.models import Credential, NameShown, ShareLink, State
from certificates.credentials.printing import mode_label
from certificates.signing.engine.numbers import PUBLIC_ID, read_serial
from certificates.verification.engine.names import initials_of, is_same_name
from certificates.verification.engine.report import Report


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    is_number: bool = False


@dataclass(frozen=True)
class PublicPage:
    """Everything the template shows. `kind`: valid, expired, suspended, revoked, superseded, or unknown."""

    kind: str
    tone: str
    icon: str
    heading: str
    sentence: str
    serial: str = ""
    public_id: str = ""
    holder: str = ""
    names_holder: bool = False
    facts: tuple[Fact, ...] = ()
    criteria: str = ""
    attests: tuple[str, ...] = ()
    does_not_attest: tuple[str, ...] = ()
    successor: str = ""
    has_badge: bool = False
    asks_name: bool = False
    name_matches: bool | None = None
    key_warning: str = ""
    technical: tuple[Fact, ...] = ()
    checked_at: dt.datetime = field(default_factory=timezone.now)

    @property
    def status_code(self) -> int:
        return 404 if self.kind == "unknown" else 200

    @property
    def etag(self) -> str:
        """Changes with whatever the page says, but not with the clock."""
        told = {**self.__dict__, "checked_at": None}
        return '"' + hashlib.sha256(repr(sorted(told.items(), key=str)).encode()).hexdigest()[:32] + '"'


def unknown_page() -> PublicPage:
    """The same answer for every number that we did not issue."""
    return PublicPage(
        kind="unknown",
        tone="bad",
        icon="wrong",
        heading=_("There is no such certificate"),
        sentence=_(
            "No certificate was issued under this number. Check it for slips, or ask for the file and check that."
        ),
    )


def find_credential(public_id: str) -> Credential | None:
    """An issued credential by its public id, in one query; None for everything else."""
    wanted = public_id.upper()
    if not PUBLIC_ID.fullmatch(wanted):
        return None
    return _row(Q(public_id=wanted))


def find_by_serial(text: str) -> Credential | None:
    """An issued credential by the number a person typed, with slips forgiven that cannot mislead."""
    serial = read_serial(text[:60])
    return _row(Q(serial=serial)) if serial else None


def find_by_digest(digest: str) -> Credential | None:
    """An issued credential by the SHA-256 of its PDF, badge or token."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        return None
    return _row(
        Q(pdf_digest=digest) | Q(stamped_digest=digest) | Q(json_digest=digest) | Q(token_digest=digest)
    )


def find_share(token: str, now: dt.datetime) -> ShareLink | None:
    """A share link that its holder has not taken back."""
    if len(token) > 32 or not token.replace("-", "").replace("_", "").isalnum() or not token.isascii():
        return None
    open_links = ShareLink.objects.filter(token=token, withdrawn_at=None)
    found: ShareLink | None = open_links.filter(Q(expires_at=None) | Q(expires_at__gt=now)).first()
    return found


def _row(condition: Q) -> Credential | None:
    found: Credential | None = (
        Credential.objects.published()
        .filter(condition)
        .select_related("partner", "superseded_by", "pdf_key", "badge_key")
        .first()
    )
    return found


def day(moment: dt.datetime | str | None) -> str:
    """`14 March 2026`, in UTC: a date on a certificate is the same for everybody."""
    if moment is None:
        return ""
    value = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return formats.date_format(value.astimezone(dt.UTC), "j F Y")


def page_of(
    credential: Credential | None,
    *,
    now: dt.datetime,
    typed: str | None = None,
    name_shown: str | None = None,
) -> PublicPage:
    """The page of one credential as it stands now; `typed` is a name to be compared, `name_shown` a share link's choice."""
    if credential is None:
        return unknown_page()
    facts = json.loads(credential.facts)
    kind = _kind(credential, now)
    shown = name_shown or credential.name_shown
    holder = _holder(credential, kind, shown)
    tone, icon, heading = {
        "valid": ("ok", "done", _("This certificate is valid")),
        "expired": ("warn", "clock", _("This certificate has expired")),
        "suspended": ("warn", "pause", _("This certificate is suspended")),
        "revoked": ("bad", "wrong", _("This certificate was revoked")),
        "superseded": ("warn", "info", _("This certificate was replaced")),
    }[kind]
    asks = shown == NameShown.CONFIRM and kind != "revoked" and bool(credential.name_on_it)
    successor = getattr(credential, "superseded_by", None)
    return PublicPage(
        kind=kind,
        tone=tone,
        icon=icon,
        heading=heading,
        sentence=_sentence(credential, kind, holder),
        serial=credential.serial,
        public_id=credential.public_id,
        holder=holder,
        names_holder=kind != "revoked" and bool(credential.name_on_it) and shown != NameShown.CONFIRM,
        facts=_facts(credential, facts, kind, holder),
        criteria=facts["achievement"]["criteria"],
        attests=tuple(facts["attests"]),
        does_not_attest=tuple(facts["does_not_attest"]),
        successor=successor.public_id if successor and successor.state == State.ISSUED else "",
        has_badge=kind in ("valid", "expired") and shown == NameShown.FULL and bool(credential.name_on_it),
        asks_name=asks,
        name_matches=is_same_name(typed, credential.name_on_it) if asks and typed else None,
        key_warning=_key_warning(credential),
        technical=_technical(credential),
        checked_at=now,
    )


def _kind(credential: Credential, now: dt.datetime) -> str:
    if credential.state == State.ISSUED:
        return "expired" if credential.has_expired(now) else "valid"
    return str(credential.state)


def _holder(credential: Credential, kind: str, shown: str) -> str:
    name = credential.name_on_it
    if kind == "revoked":
        return _("Not shown for revoked certificates")
    if not name:
        return _("Taken out at the holder’s request. Check the file to see whose it is.")
    if shown == NameShown.INITIALS:
        return initials_of(name)
    return _("Not shown: the holder asks you to type the name") if shown == NameShown.CONFIRM else name


def _sentence(credential: Credential, kind: str, holder: str) -> str:
    words = {"holder": holder, "until": day(credential.valid_until), "since": day(credential.state_since)}
    if kind == "valid":
        if credential.valid_until:
            return _("It is in force until %(until)s.") % words
        return _("It is in force and has no end date.")
    return {
        "expired": _("It was valid until %(until)s. It was not revoked."),
        "suspended": _(
            "Do not rely on it for now. It was suspended on %(since)s while something is looked into."
        ),
        "revoked": _("Do not rely on it. It was withdrawn on %(since)s."),
        "superseded": _("A new certificate took its place on %(since)s."),
    }[kind] % words


def _facts(credential: Credential, facts: dict[str, Any], kind: str, holder: str) -> tuple[Fact, ...]:
    lines = [
        Fact(_("Number"), credential.serial, is_number=True),
        Fact(
            _("Certificate"),
            _("%(name)s, edition %(edition)s")
            % {"name": facts["achievement"]["name"], "edition": facts["achievement"]["version"]},
        ),
        Fact(_("Holder"), holder),
        Fact(_("Awarded by"), facts["issuer"]["name"]),
        Fact(_("Issued"), day(credential.issued_at)),
    ]
    if facts.get("first_issued_at"):
        lines.append(Fact(_("First issued"), day(facts["first_issued_at"])))
    if kind == "revoked":
        return (
            *lines,
            Fact(_("Revoked"), day(credential.state_since)),
            Fact(_("Reason"), str(credential.get_reason_display())),
        )
    if credential.valid_until:
        lines.append(Fact(_("Valid until"), day(credential.valid_until)))
    if facts["partner"]:
        lines.append(Fact(_("Trained by"), _partner_words(credential, facts["partner"])))
    lines += [
        Fact(_("Course"), _("%(title)s, version %(number)s") % facts["course"]),
        Fact(_("Shown"), facts["summary"]),
        Fact(_("Mode"), mode_label(facts["mode"])),
        Fact(_("Confirmed by"), _confirmed(facts)),
    ]
    if credential.law_sheet:
        lines.append(Fact(_("Law"), _("Current to law sheet %(sheet)s") % {"sheet": credential.law_sheet}))
    if facts.get("renewal"):
        lines.append(Fact(_("Renewed on"), _("%(hours)s hours of continuing development") % facts["renewal"]))
    if facts["competencies"]:
        levels = {"F": _("foundation"), "P": _("practitioner"), "S": _("specialist")}
        told = [f"{code} {levels.get(level, level)}" for code, level in facts["competencies"].items()]
        lines.append(Fact(_("Competencies"), ", ".join(told)))
    return tuple(lines)


def _partner_words(credential: Credential, told: dict[str, str]) -> str:
    then = (
        _("authorised on the day of issue")
        if told["state"] == "active"
        else _("not active on the day of issue")
    )
    now_state = credential.partner.state if credential.partner else ""
    today = _("authorised today") if now_state == "active" else _("not authorised today")
    return f"{told['name']}: {then}, {today}"


def _confirmed(facts: dict[str, Any]) -> str:
    rule = _("Published rules over the activity log")
    if facts["confirmed_by"]:
        return _("%(rule)s, and %(people)s") % {"rule": rule, "people": ", ".join(facts["confirmed_by"])}
    if facts["confirm"] == "sampled":
        return _("%(rule)s; a person confirms a sample") % {"rule": rule}
    return rule


def _key_warning(credential: Credential) -> str:
    for key in (credential.pdf_key, credential.badge_key):
        if (
            key
            and key.compromised_from
            and credential.sealed_at
            and credential.sealed_at >= key.compromised_from
        ):
            return _(
                "It was signed with a key that was later found to be unsafe, in the time when that mattered. "
                "Our register below is what counts; ask the holder for a newly signed file."
            )
    return ""


def _technical(credential: Credential) -> tuple[Fact, ...]:
    lines = [
        Fact("SHA-256 (PDF)", credential.pdf_digest, is_number=True),
        Fact(_("Log entry"), credential.leaf, is_number=True),
    ]
    if credential.stamped_digest:
        stamped = _("%(digest)s, %(day)s") % {
            "digest": credential.stamped_digest,
            "day": day(credential.stamped_at),
        }
        lines.append(Fact(_("SHA-256 (PDF with a time stamp)"), stamped, is_number=True))
    if credential.pdf_key:
        lines.append(Fact(_("PDF key"), credential.pdf_key.kid, is_number=True))
    if credential.badge_key:
        lines.append(Fact(_("Badge key"), credential.badge_key.kid, is_number=True))
    return tuple(lines)


@dataclass(frozen=True)
class Outcome:
    """What a checked file comes to, in words."""

    tone: str
    icon: str
    heading: str
    sentence: str


def outcome_of(report: Report) -> Outcome:
    """The verdict on a file: genuine and in force, genuine but not in force, changed, or not ours."""
    if report.is_valid:
        return Outcome(
            "ok", "done", _("This file is genuine, and it is in force"), _("Every check below passed.")
        )
    if report.kind == "unknown" or report.passed("format") is False:
        return Outcome(
            "bad",
            "wrong",
            _("This is not a certificate file"),
            _("Choose the PDF, or the badge (JSON or token), as you got it."),
        )
    if report.passed("signature") is False:
        return Outcome(
            "bad",
            "wrong",
            _("Do not rely on this file"),
            _("Its signature does not hold: it was changed, cut, or never signed."),
        )
    if report.passed("signer") is False:
        return Outcome(
            "bad",
            "wrong",
            _("This was not issued here"),
            _("It is signed, but not by a key of ours that may be trusted."),
        )
    if report.passed("status") is False or report.passed("period") is False:
        return Outcome(
            "warn",
            "alert",
            _("The file is genuine, but it is no longer in force"),
            _("We signed it, unchanged. What became of it since stands below."),
        )
    return Outcome("bad", "wrong", _("Do not rely on this file"), _("A check below failed."))


CHECK_LABELS = {
    "format": _lazy("Kind of file"),
    "signature": _lazy("Signature"),
    "timestamp": _lazy("Time stamp"),
    "badge": _lazy("Badge inside"),
    "badge-signature": _lazy("Signature of the badge inside"),
    "signer": _lazy("Signed by"),
    "claims": _lazy("Token and badge agree"),
    "period": _lazy("Time of validity"),
    "status": _lazy("State in our register"),
    "register": _lazy("Bytes in our register"),
}


@dataclass(frozen=True)
class CheckLine:
    label: str
    passed: bool | None
    detail: str


def check_lines(report: Report) -> tuple[CheckLine, ...]:
    """The steps with names that people read."""
    return tuple(CheckLine(str(CHECK_LABELS.get(c.name, c.name)), c.passed, c.detail) for c in report.checks)
