"""What the programme knows of partners and instructors: facts for the gate, its blocks in words, and the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.programme.engine.accreditation import OPEN_STATES, Evidence, Facts, State
from courses.programme.engine.accreditation import Block as CaseBlock
from courses.programme.engine.gate import Block, Gap, Lifter, Need, Standing, Term
from courses.programme.models import Accreditation, AccreditationEvidence, Authorisation

if TYPE_CHECKING:
    from accounts.api import Partner, User

BLOCK_LABELS: dict[CaseBlock, Promise] = {
    CaseBlock.EVIDENCE_MISSING: gettext_lazy(
        "A document is missing. The instructor or the partner hands it in."
    ),
    CaseBlock.OWN_CASE: gettext_lazy("This is your own case. Another member of staff decides it."),
    CaseBlock.TERM_OVER: gettext_lazy("The term is over. The partner proposes a renewal."),
}
HELD_STATES = (State.GRANTED, State.SUSPENDED, State.ENDED)


def today() -> date:
    """The programme counts days in UTC, as its agreements do."""
    return timezone.now().date()


def facts_of(row: Accreditation, actor: User | None = None) -> Facts:
    """What the state machine looks at; one query."""
    codes = AccreditationEvidence.objects.filter(accreditation=row).values_list("code", flat=True)
    return Facts(
        today=today(),
        edition=row.edition,
        handed_in=frozenset(Evidence(code) for code in codes),
        is_own_case=actor is not None and actor.pk == row.user_id,
        ends_on=row.ends_on,
    )


def authorisation_of(partner: Partner, version_id: int) -> Standing:
    """What this partner may deliver of this version; one query."""
    rows = Authorisation.objects.filter(partner=partner, version=version_id)
    return Standing(tuple(Term(row.starts_on, row.until) for row in rows if row.until >= row.starts_on))


def accreditations_of(partner: Partner, version_id: int, user_ids: Iterable[int]) -> dict[int, Standing]:
    """The standing of each of these people for this version at this partner; one query."""
    found = accreditations_at((partner.pk, version_id, pk) for pk in user_ids)
    return {pk: standing for (_partner, _version, pk), standing in found.items()}


def accreditations_at(posts: Iterable[tuple[int, int, int]]) -> dict[tuple[int, int, int], Standing]:
    """The standing at each post, named by partner, version and user; one query for any number."""
    asked = list(posts)
    partners, versions, users = ({post[part] for post in asked} for part in range(3))
    terms: dict[tuple[int, int, int], list[Term]] = defaultdict(list)
    waiting: set[tuple[int, int, int]] = set()
    for row in Accreditation.objects.filter(partner__in=partners, version__in=versions, user__in=users):
        post = (row.partner_id, row.version_id, row.user_id)
        if row.state in OPEN_STATES:
            waiting.add(post)
        elif row.state in HELD_STATES and row.starts_on is not None and row.ends_on is not None:
            terms[post].append(Term(row.starts_on, row.ends_on, row.state == State.SUSPENDED))
    return {post: Standing(tuple(terms[post]), post in waiting) for post in asked}


@dataclass(frozen=True, slots=True)
class GateLine:
    """One block in words: what is missing, why, and who can lift it."""

    code: str
    what: str
    why: str
    who: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why} {self.who}"


_WHAT: dict[Need, Promise] = {
    Need.PARTNER: gettext_lazy("The partner is active"),
    Need.AUTHORISATION: gettext_lazy("The partner may deliver this course version"),
    Need.INSTRUCTOR: gettext_lazy("An instructor is on the cohort"),
    Need.ACCREDITATION: gettext_lazy("%(subject)s is accredited for this course version"),
}
_WHY: dict[tuple[Need, Gap], Promise] = {
    (Need.PARTNER, Gap.NOT_YET): gettext_lazy("The agreement with the programme is not signed yet."),
    (Need.PARTNER, Gap.WAITING): gettext_lazy("The application is in review."),
    (Need.PARTNER, Gap.HELD): gettext_lazy("The partner is suspended."),
    (Need.PARTNER, Gap.NONE): gettext_lazy("The application was refused."),
    (Need.PARTNER, Gap.OVER): gettext_lazy("The agreement with the programme has ended."),
    (Need.AUTHORISATION, Gap.NONE): gettext_lazy("It was never authorised for it."),
    (Need.AUTHORISATION, Gap.LATER): gettext_lazy("The authorisation begins on %(day)s."),
    (Need.AUTHORISATION, Gap.OVER): gettext_lazy("The authorisation ended on %(day)s."),
    (Need.INSTRUCTOR, Gap.NONE): gettext_lazy("Nobody who may teach is assigned."),
    (Need.ACCREDITATION, Gap.NONE): gettext_lazy("Nobody has proposed it yet."),
    (Need.ACCREDITATION, Gap.WAITING): gettext_lazy("The case is not decided yet."),
    (Need.ACCREDITATION, Gap.LATER): gettext_lazy("The accreditation begins on %(day)s."),
    (Need.ACCREDITATION, Gap.OVER): gettext_lazy("The accreditation ended on %(day)s."),
    (Need.ACCREDITATION, Gap.HELD): gettext_lazy("The accreditation is suspended."),
}
_WHO: dict[Lifter, Promise] = {
    Lifter.PROGRAMME: gettext_lazy("programme staff"),
    Lifter.OWNER: gettext_lazy("an owner of the partner"),
    Lifter.COORDINATOR: gettext_lazy("a coordinator of the partner"),
    Lifter.INSTRUCTOR: gettext_lazy("the instructor, with documents"),
}


def in_words(blocks: Iterable[Block]) -> tuple[GateLine, ...]:
    """Blocks of the gate for a page, a mail or an error."""
    return tuple(_line(block) for block in blocks)


def _line(block: Block) -> GateLine:
    facts = {
        "subject": block.subject,
        "day": date_format(block.day, "j F Y") if block.day is not None else "",
    }
    who = _(" or ").join(str(_WHO[lifter]) for lifter in block.lifters)
    return GateLine(
        code=f"{block.need.value}:{block.gap.value}",
        what=str(_WHAT[block.need]) % facts,
        why=str(_WHY[block.need, block.gap]) % facts,
        who=_("Can be lifted by: %(who)s.") % {"who": who},
    )


def last_day_of(partner: Partner, user_id: int, version_id: int) -> date | None:
    """The last day of the newest accreditation that was granted, whatever became of it."""
    rows = Accreditation.objects.filter(partner=partner, user=user_id, version=version_id)
    found: date | None = (
        rows.filter(state__in=[State.GRANTED, State.SUSPENDED])
        .order_by("-ends_on")
        .values_list("ends_on", flat=True)
        .first()
    )
    return found


def ending_soon(day: date, until: date) -> dict[str, int]:
    """How many authorisations and accreditations end between two days: for the programme's first page."""
    return {
        "authorisations": Authorisation.objects.filter(
            withdrawn_on=None, ends_on__range=(day, until)
        ).count(),
        "accreditations": Accreditation.objects.filter(
            Q(state=State.GRANTED) | Q(state=State.SUSPENDED), ends_on__range=(day, until)
        ).count(),
    }
