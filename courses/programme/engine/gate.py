"""May this partner deliver this version with these people, and stand behind its certificates? Facts at a date in, blocks out.

Every block names what is missing, since when or until when, and who can lift it. No block means yes. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Purpose(StrEnum):
    OPEN = "open"
    ISSUE = "issue"


class Need(StrEnum):
    PARTNER = "partner"
    AUTHORISATION = "authorisation"
    INSTRUCTOR = "instructor"
    ACCREDITATION = "accreditation"


class Gap(StrEnum):
    """Why a right does not hold on the day."""

    NONE = "none"  # never given
    WAITING = "waiting"  # asked for, not decided
    LATER = "later"  # begins after the day
    OVER = "over"  # ended before the day
    HELD = "held"  # suspended now
    NOT_YET = "not-yet"  # the partner has not signed, or is not through its review


class Lifter(StrEnum):
    PROGRAMME = "programme"
    OWNER = "owner"
    COORDINATOR = "coordinator"
    INSTRUCTOR = "instructor"


@dataclass(frozen=True, slots=True)
class Term:
    """A right from a day to a day, both counted; `is_held` while it is suspended."""

    starts_on: date
    until: date
    is_held: bool = False

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.until


@dataclass(frozen=True, slots=True)
class Standing:
    """All terms of one right, and whether a new one is asked for."""

    terms: tuple[Term, ...] = ()
    is_waiting: bool = False

    def gap_on(self, day: date) -> tuple[Gap, date | None] | None:
        """None when the right holds on the day; else why not, with the day that matters."""
        covering = [term for term in self.terms if term.covers(day)]
        if any(not term.is_held for term in covering):
            return None
        if covering:
            return Gap.HELD, None
        if self.is_waiting:
            return Gap.WAITING, None
        later = [term.starts_on for term in self.terms if term.starts_on > day]
        if later:
            return Gap.LATER, min(later)
        over = [term.until for term in self.terms if term.until < day]
        return (Gap.OVER, max(over)) if over else (Gap.NONE, None)


@dataclass(frozen=True, slots=True)
class Instructor:
    """Somebody on the cohort; `is_teaching` when their role in the partner lets them teach."""

    name: str
    standing: Standing
    is_teaching: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """`day` is the first day of teaching. `agreements` are all terms that the partner ever signed."""

    day: date
    partner_state: str
    authorisation: Standing
    instructors: tuple[Instructor, ...] = ()
    agreements: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    need: Need
    gap: Gap
    lifters: tuple[Lifter, ...]
    subject: str = ""
    day: date | None = None


def gate(facts: Facts, purpose: Purpose) -> tuple[Block, ...]:
    """Everything that stands in the way, in the order in which it is best mended."""
    return (
        *_partner(facts, purpose),
        *_authorisation(facts),
        *(_every_instructor(facts) if purpose is Purpose.OPEN else _one_instructor(facts)),
    )


def accreditation_block(name: str, standing: Standing, day: date) -> Block | None:
    """What keeps one person from teaching on that day."""
    gap = standing.gap_on(day)
    return None if gap is None else _block(Need.ACCREDITATION, gap, name)


_PARTNER_LIFTERS: dict[str, tuple[Gap, tuple[Lifter, ...]]] = {
    "applied": (Gap.NOT_YET, (Lifter.OWNER, Lifter.PROGRAMME)),
    "in-review": (Gap.WAITING, (Lifter.PROGRAMME,)),
    "approved": (Gap.NOT_YET, (Lifter.OWNER,)),
    "suspended": (Gap.HELD, (Lifter.PROGRAMME,)),
    "refused": (Gap.NONE, (Lifter.PROGRAMME,)),
    "ended": (Gap.OVER, (Lifter.PROGRAMME,)),
}


def _partner(facts: Facts, purpose: Purpose) -> Iterable[Block]:
    if facts.partner_state == "active":
        return
    # What was taught under an agreement is honoured after its end: the learners did nothing wrong.
    was_covered = any(term.covers(facts.day) for term in facts.agreements)
    if facts.partner_state == "ended" and purpose is Purpose.ISSUE and was_covered:
        return
    gap, lifters = _PARTNER_LIFTERS.get(facts.partner_state, (Gap.NONE, (Lifter.PROGRAMME,)))
    yield Block(Need.PARTNER, gap, lifters)


def _authorisation(facts: Facts) -> Iterable[Block]:
    gap = facts.authorisation.gap_on(facts.day)
    if gap is not None:
        yield Block(Need.AUTHORISATION, gap[0], (Lifter.PROGRAMME,), day=gap[1])


def _every_instructor(facts: Facts) -> Iterable[Block]:
    """Who is to teach must all be accredited, and there must be somebody."""
    teaching = [person for person in facts.instructors if person.is_teaching]
    if not teaching:
        yield Block(Need.INSTRUCTOR, Gap.NONE, (Lifter.OWNER, Lifter.COORDINATOR))
    for person in teaching:
        gap = person.standing.gap_on(facts.day)
        if gap is not None:
            yield _block(Need.ACCREDITATION, gap, person.name)


def _one_instructor(facts: Facts) -> Iterable[Block]:
    """Of those who taught, one accredited person stands behind the certificates."""
    gaps = [(person, person.standing.gap_on(facts.day)) for person in facts.instructors]
    if not gaps:
        yield Block(Need.INSTRUCTOR, Gap.NONE, (Lifter.OWNER, Lifter.COORDINATOR))
    elif all(gap is not None for _person, gap in gaps):
        for person, gap in gaps:
            if gap is not None:
                yield _block(Need.ACCREDITATION, gap, person.name)


def _block(need: Need, gap: tuple[Gap, date | None], name: str) -> Block:
    lifters = {
        Gap.HELD: (Lifter.PROGRAMME,),
        Gap.WAITING: (Lifter.INSTRUCTOR, Lifter.PROGRAMME),
    }.get(gap[0], (Lifter.OWNER, Lifter.COORDINATOR))
    return Block(need, gap[0], lifters, name, gap[1])
