"""Everything that a credential states, as one frozen value: from it the PDF, the badge and every page are drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certificates.credentials.engine.alignment import own_alignment

FORMAT = "readyroom.facts/1"
SUPERVISED, UNSUPERVISED = "supervised", "unsupervised"
SITTING = {"ticketed": SUPERVISED, "open": UNSUPERVISED, "assessed": UNSUPERVISED}


@dataclass(frozen=True)
class Line:
    """One requirement as the ledger of marks decided it, in words that can be printed."""

    code: str
    label: str
    is_met: bool
    detail: Mapping[str, Any]

    @property
    def problem(self) -> str:
        """What to say when it is not met: what is asked for, and why it is missing where that is known."""
        why = self.detail.get("why")
        return f"{self.label}: {why}" if why else self.label


@dataclass(frozen=True)
class Subject:
    """Whom and what it is about, and when."""

    public_id: str
    serial: str
    holder: str
    holder_lang: str
    partner: Mapping[str, str] | None
    course: Mapping[str, str]
    started_at: str
    ended_at: str
    issued_at: str
    valid_until: str | None
    confirmed_by: Sequence[str]
    language: str = "en"
    mode: str = UNSUPERVISED
    supersedes: str | None = None
    first_issued_at: str | None = None


def plain_number(text: object) -> str:
    """`8.000` → `8`, `83.50` → `83.5`; empty for nothing."""
    found = str(text) if text is not None else ""
    return re.sub(r"\.?0+$", "", found) if "." in found else found


def _printed(line: Line) -> dict[str, Any]:
    detail = line.detail
    kind = line.code.split(":")[0]
    told: dict[str, Any] = {"code": line.code, "label": line.label, "name": line.label}
    if kind == "quiz":
        told |= {
            "name": f"Quiz {str(detail.get('module', '')).lstrip('m')}".strip(),
            "value": plain_number(detail.get("best")),
            "of": "100",
            "needed": plain_number(detail.get("at_least")),
            "unit": "percent",
            "activity": str(detail.get("activity", "")),
        }
    elif kind == "lab":
        told |= {
            "name": f"Lab {line.code.split(':')[-1].upper()}",
            "title": str(detail.get("lab", "")),
            "value": plain_number(detail.get("points")),
            "of": plain_number(detail.get("possible")),
            "mode": str(detail.get("mode", "")),
            "activity": str(detail.get("activity", "")),
        }
    elif kind in {"exam", "worksample"}:
        told |= {
            "name": "Examination" if kind == "exam" else "Work sample",
            "title": str(detail.get("title", "")),
            "value": plain_number(detail.get("points")),
            "of": plain_number(detail.get("possible")),
            "mode": SITTING.get(str(detail.get("mode")), "") if kind == "exam" else "rated by people",
            "activity": str(detail.get("activity", "")),
        }
    elif kind == "labs":
        told |= {
            "name": "Further labs",
            "title": str(detail.get("labs", "")),
            "done": str(detail.get("passed", "")),
        }
    elif kind == "lessons":
        told |= {
            "name": f"Module {str(detail.get('module', '')).lstrip('m')}",
            "done": str(detail.get("done", "")),
            "count": str(detail.get("of", "")),
        }
    return told


def mode_of(spec: Mapping[str, Any], lines: Sequence[Line]) -> str:
    """`supervised` where an examination counts that was sat with an admitted ticket; else what it truly was."""
    told = str((spec.get("print") or {}).get("supervised", "only_if_ticketed"))
    exams = [str(line.detail.get("mode")) for line in lines if line.code.startswith("exam:")]
    is_supervised = bool(exams) and all(mode == "ticketed" for mode in exams)
    return SUPERVISED if is_supervised and told == "only_if_ticketed" else UNSUPERVISED


def summary_of(lines: Sequence[Mapping[str, Any]], mode: str) -> str:
    """`10 lessons, quiz 3 at 83, lab S1 at 8 of 10, unsupervised`."""
    lessons = sum(int(line.get("done") or 0) for line in lines if line["code"].startswith("lessons"))
    parts = [f"{lessons} lessons"] if lessons else []
    for line in lines:
        if line["code"].startswith("quiz") and line.get("value"):
            parts.append(f"{line['name'].lower()} at {line['value']}")
        elif line["code"].startswith(("exam", "worksample")) and line.get("value"):
            parts.append(f"{line['name'].lower()} at {line['value']} of {line['of']}")
        elif line["code"].startswith("lab:"):
            score = f" at {line['value']} of {line['of']}" if line.get("value") else " done"
            parts.append(f"lab {line['name'].split(' ')[-1]}{score}")
    return ", ".join([*parts, mode])


def _text(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("en") or next(iter(value.values()), ""))
    return str(value or "")


def first_sentence(text: str) -> str:
    """What the certificate prints: the first sentence of the criteria."""
    found = re.match(r"\s*(.+?[.!?])(?=\s|$)", " ".join(text.split()))
    return found[1] if found else " ".join(text.split())


def build_facts(
    spec: Mapping[str, Any],
    lines: Sequence[Line],
    subject: Subject,
    *,
    digest: str,
    site: str,
    issuer: str,
    did: str,
) -> dict[str, Any]:
    """Text, whole numbers, lists and nothing else, so that it has one canonical spelling."""
    printed = [_printed(line) for line in lines]
    criteria = " ".join(_text(spec.get("criteria_narrative"), subject.language).split())
    name = _text(spec.get("name"), subject.language) or str(spec["id"])
    return {
        "format": FORMAT,
        "public_id": subject.public_id,
        "serial": subject.serial,
        "achievement": {
            "slug": str(spec["id"]),
            "version": str(spec.get("version", "1.0.0")),
            "digest": digest,
            "name": name,
            "type": str(spec.get("type", "Certificate")),
            "description": first_sentence(criteria) or name,
            "criteria": criteria or name,
            "language": subject.language,
            "alignment": [
                *(
                    {str(key): str(value) for key, value in line.items()}
                    for line in spec.get("alignment") or []
                ),
                *own_alignment(
                    spec.get("competency_texts") or [],
                    address=f"{site}/achievements/{spec['id']}/{spec.get('version', '1.0.0')}",
                ),
            ],
        },
        "holder": {"name": subject.holder, "language": subject.holder_lang},
        "issuer": {"name": issuer, "site": site, "did": did},
        "partner": dict(subject.partner) if subject.partner else None,
        "course": dict(subject.course),
        "issued_at": subject.issued_at,
        "first_issued_at": subject.first_issued_at,
        "valid_until": subject.valid_until,
        "started_at": subject.started_at,
        "ended_at": subject.ended_at,
        "requirements": printed,
        "summary": summary_of(printed, subject.mode),
        "narrative": f"{criteria} Mode of sitting: {subject.mode}." if criteria else subject.mode,
        "mode": subject.mode,
        "confirm": str(spec.get("confirm", "sampled")),
        "confirmed_by": list(subject.confirmed_by),
        "attests": [str(item) for item in spec.get("attests") or []],
        "does_not_attest": [str(item) for item in spec.get("does_not_attest") or []],
        "competencies": {str(key): str(value) for key, value in (spec.get("competencies") or {}).items()},
        "supersedes": subject.supersedes,
    }


def anonymous(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts about nobody."""
    return {**facts, "holder": {"name": "", "language": ""}, "confirmed_by": []}
