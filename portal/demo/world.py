"""Who lives in the demo world and what each one does, as plain data. All people and firms are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

PASSWORD = "ready-room-demo"  # noqa: S105 - printed by the demo command; the world is not real
MAIL = "demo.example"


class Conduct(StrEnum):
    """How a learner behaves in a lab: the golden action files of the scenario."""

    EXCELLENT = "excellent"
    ADEQUATE = "adequate"
    POOR = "poor"
    CRITICAL = "critical"


@dataclass(frozen=True)
class PersonPlan:
    """Somebody who signs in. `email` is the part before the @."""

    name: str
    email: str
    time_zone: str = "Europe/Berlin"

    @property
    def address(self) -> str:
        return f"{self.email}@{MAIL}"


@dataclass(frozen=True)
class LearnerPlan:
    """What one learner does, in days after the cohort opened (or after enrolling).

    `steps` is how many required activities get done, `pace_days` the days between study sessions, `right` the share of
    quiz items answered correctly, `labs` the conduct of each assessed run in turn, `revoke` a reason code, `checks` the
    share of best acts in each form of the readiness check, `work` how far the work sample of the Professional track is:
    `draft`, `waiting`, `half` (one of two rated), `differ` (a third person rates), `returned`, `rated` or `appeal`;
    `review` whether a person's word on the first lab run is `waiting` or `given`.
    """

    person: PersonPlan
    client: str = ""
    starts_after: int = 0
    steps: int = 99
    pace_days: float = 1.0
    right: float = 0.9
    labs: tuple[Conduct, ...] = (Conduct.EXCELLENT,)
    is_guided_first: bool = True
    quiz_attempts: int = 1
    revoke: str = ""
    is_suspended: bool = False
    is_respelled: bool = False
    has_hours: bool = False
    checks: tuple[float, ...] = ()
    work: str = ""
    asks_oddly: bool = False
    tries_again: bool = False
    review: str = ""


@dataclass(frozen=True)
class CohortPlan:
    """A partner's group. Days are counted from today; a negative one is past."""

    key: str
    name: str
    opens_in: int
    closes_in: int
    seats: int
    time_zone: str
    instructors: tuple[str, ...]
    learners: tuple[LearnerPlan, ...] = ()
    invited: tuple[PersonPlan, ...] = ()
    waiting: tuple[PersonPlan, ...] = ()  # came by the join link when every seat was taken
    nudged: tuple[tuple[str, int], ...] = ()  # who got a nudge, and how many days ago
    is_asked_for: bool = False
    is_shared: bool = False  # its plan is kept as a template, and a join link is out
    was_paused: bool = False


@dataclass(frozen=True)
class PartnerPlan:
    slug: str
    name: str
    country: str
    time_zone: str
    owner: PersonPlan
    instructors: tuple[PersonPlan, ...]
    clients: tuple[str, ...]
    cohorts: tuple[CohortPlan, ...]
    reviewers: tuple[PersonPlan, ...] = field(default_factory=tuple)
    candidates: tuple[PersonPlan, ...] = ()
    has_design: bool = False
    has_model: bool = False


@dataclass(frozen=True)
class ApplicantPlan:
    """An organisation that asks to become a partner: so many lines have a document, so many are checked."""

    slug: str
    name: str
    country: str
    time_zone: str
    owner: PersonPlan
    documents: int
    passed: int
    refused_because: str = ""


def _people(names: str, zone: str = "Europe/Berlin") -> list[PersonPlan]:
    """One person a line: `First Last`, with an address made of the ASCII letters of the name."""
    plain = str.maketrans("áàâäãåçéèêëíìîïñóòôöõøúùûüýłşğığžšćčń", "aaaaaaceeeeiiiinoooooouuuuylsgigzsccn")
    made = []
    for name in (line.strip() for line in names.strip().splitlines()):
        local = ".".join(
            "".join(c for c in part if c.isascii() and c.isalpha())
            for part in name.lower().translate(plain).split()
        )
        made.append(PersonPlan(name, local, zone))
    return made


ADMIN = PersonPlan("Marit Halvorsen", "marit.halvorsen", "Europe/Oslo")
SECOND_ADMIN = PersonPlan("Tendai Moyo", "tendai.moyo", "Africa/Harare")

_RUNNING = _people(
    """
    Dalia Mensah
    Emre Yildiz
    Noor Haddad
    Luis Carrasco
    Ingrid Foss
    Priyanka Rao
    Tomasz Zieliński
    Hana Kobayashi
    Oluwaseun Adeyemi
    Chiara Bellini
    Marek Novotný
    Fatou Diallo
    Jonas Lindqvist
    Leila Farahani
    Andrei Popescu
    Sofia Papadaki
    Ravi Subramaniam
    Anneke de Vries
    Mateo Herrera
    Yuki Tanabe
    Amara Okafor
    Pavel Horák
    Selin Aksoy
    Birgit Sommer
    Kwame Boateng
    Inês Carvalho
    """
)
_FINISHED = _people(
    """
    Grace Njoroge
    Henrik Dahl
    Mina Sedghi
    Paulo Teixeira
    Zofia Kamińska
    Arjun Mehta
    Clara Weiss
    Diego Fuentes
    Elif Kaya
    Femi Balogun
    Gudrun Jónsdóttir
    Hiro Nakagawa
    Isabel Quintana
    Jakub Svoboda
    Katya Morozova
    Lars Mikkelsen
    Maya Thapa
    Nils Brandt
    """
)
_INVITED = _people(
    """
    Oona Virtanen
    Peter Kowalczyk
    Rosa Delgado
    Samir Nasser
    Tuva Nilsen
    Umar Siddiqui
    Vera Lukić
    Wanjiru Kamau
    Xenia Doukas
    Yannick Leclerc
    """
)
_WAITING = _people(
    """
    Zuzana Marková
    Bram Willems
    """
)
_OPEN = _people(
    """
    Alma Bergström
    Bashir Rahimi
    Carmen Ibáñez
    Daniel Osei
    Eszter Varga
    Florian Maes
    """
)

_WORKS = {0: "waiting", 2: "half", 5: "differ", 6: "returned", 8: "rated", 11: "appeal", 13: "draft"}

_E, _A, _P, _C = Conduct.EXCELLENT, Conduct.ADEQUATE, Conduct.POOR, Conduct.CRITICAL


def _running() -> tuple[LearnerPlan, ...]:
    """Twenty-six learners in the middle of the course: some done, most on track, a few who need somebody."""
    plans = [
        LearnerPlan(_RUNNING[0], "Harbour Health", steps=8, pace_days=7.0, checks=(0.5,)),
        LearnerPlan(_RUNNING[1], "Harbour Health", steps=3, pace_days=5.0, checks=(0.35,)),
        LearnerPlan(_RUNNING[2], "Lindqvist Foods", right=0.45, quiz_attempts=2, pace_days=3.2),
        LearnerPlan(_RUNNING[3], "Lindqvist Foods", steps=5, pace_days=9.0),
        LearnerPlan(_RUNNING[4], "Harbour Health", steps=0),
        LearnerPlan(_RUNNING[5], "Harbour Health", labs=(_C,), pace_days=3.4, review="waiting"),
        LearnerPlan(
            _RUNNING[6], "Lindqvist Foods", labs=(_P, _E), pace_days=3.0, tries_again=True, review="given"
        ),
    ]
    for index, person in enumerate(_RUNNING[7:]):
        plans.append(
            LearnerPlan(
                person,
                ("Harbour Health", "Lindqvist Foods")[index % 2],
                starts_after=index % 3,
                steps=(99, 11, 12, 13, 9, 10)[index % 6],
                pace_days=(3.0, 3.4, 3.8)[index % 3],
                right=(0.95, 0.85, 0.8)[index % 3],
                labs=(_E,) if index % 4 else (_A,),
                is_guided_first=index % 5 != 0,
                work=_WORKS.get(index, ""),
                asks_oddly=index < 8,
            )
        )
    return tuple(plans)


def _finished() -> tuple[LearnerPlan, ...]:
    """Eighteen learners whose cohort has ended: most hold the credential, one lost it, two did not finish."""
    plans = [
        LearnerPlan(_FINISHED[0], "Municipality of Elm", revoke="identity"),
        LearnerPlan(_FINISHED[1], "Municipality of Elm", steps=6),
        LearnerPlan(_FINISHED[2], "Municipality of Elm", labs=(_P, _P), right=0.8),
        LearnerPlan(_FINISHED[3], "Municipality of Elm", right=0.5, quiz_attempts=2, checks=(0.5, 0.55)),
    ]
    plans += [
        LearnerPlan(
            person,
            "Municipality of Elm",
            pace_days=1.0 + index % 3 / 2,
            labs=(_E,) if index % 3 else (_P, _A),
            is_suspended=index == 0,
            is_respelled=index == 1,
        )
        for index, person in enumerate(_FINISHED[4:])
    ]
    return tuple(plans)


KESTREL = PartnerPlan(
    slug="kestrel-learning",
    name="Kestrel Learning",
    country="NL",
    time_zone="Europe/Amsterdam",
    owner=PersonPlan("Paula Verhoeven", "paula.verhoeven", "Europe/Amsterdam"),
    instructors=(PersonPlan("Ruben Oyelaran", "ruben.oyelaran", "Europe/Amsterdam"),),
    reviewers=(PersonPlan("Sanne Bakker", "sanne.bakker", "Europe/Amsterdam"),),
    candidates=(PersonPlan("Joost Vermeer", "joost.vermeer", "Europe/Amsterdam"),),
    clients=("Harbour Health", "Lindqvist Foods"),
    has_design=True,
    has_model=True,
    cohorts=(
        CohortPlan(
            "autumn-b",
            "Autumn cohort B",
            -24,
            18,
            28,
            "Europe/Amsterdam",
            ("ruben.oyelaran",),
            _running(),
            nudged=(("ingrid.foss", 9), ("emre.yildiz", 3)),
            is_asked_for=True,
            was_paused=True,
        ),
        CohortPlan(
            "winter-a",
            "Winter cohort A",
            14,
            70,
            10,
            "Europe/Amsterdam",
            ("ruben.oyelaran",),
            invited=tuple(_INVITED),
            waiting=tuple(_WAITING),
            is_shared=True,
        ),
    ),
)
SOUTHBANK = PartnerPlan(
    slug="southbank-skills",
    name="Southbank Skills",
    country="PT",
    time_zone="Europe/Lisbon",
    owner=PersonPlan("Rui Marques", "rui.marques", "Europe/Lisbon"),
    instructors=(PersonPlan("Beatriz Leal", "beatriz.leal", "Europe/Lisbon"),),
    clients=("Municipality of Elm",),
    cohorts=(
        CohortPlan(
            "spring-a", "Spring cohort A", -150, -95, 20, "Europe/Lisbon", ("beatriz.leal",), _finished()
        ),
    ),
)
PARTNERS = (KESTREL, SOUTHBANK)
APPLICANTS = (
    ApplicantPlan(
        slug="tidewater-institute",
        name="Tidewater Institute",
        country="KE",
        time_zone="Africa/Nairobi",
        owner=PersonPlan("Achieng Oduya", "achieng.oduya", "Africa/Nairobi"),
        documents=4,
        passed=2,
    ),
    ApplicantPlan(
        slug="brightside-seminars",
        name="Brightside Seminars",
        country="PL",
        time_zone="Europe/Warsaw",
        owner=PersonPlan("Halina Duda", "halina.duda", "Europe/Warsaw"),
        documents=5,
        passed=4,
        refused_because="The accessibility statement says nothing about the rooms that you rent, and nobody is named for it.",
    ),
)

# Learners on their own: (plan, days before today on which they enrolled). Credentials live for 24 months.
INDEPENDENT: tuple[tuple[LearnerPlan, int], ...] = (
    (LearnerPlan(_OPEN[0]), 770),
    (LearnerPlan(_OPEN[1], labs=(_A,)), 745),
    (LearnerPlan(_OPEN[2], has_hours=True), 715),
    (LearnerPlan(_OPEN[3], labs=(_P, _E)), 712),
    (LearnerPlan(_OPEN[4], pace_days=1.5, checks=(0.4, 0.9)), 60),
    (LearnerPlan(_OPEN[5], steps=4, pace_days=2.0), 9),
)


@dataclass(frozen=True)
class World:
    """Everybody of a demo: partners with their cohorts, and (plan, days since enrolment) of those who learn alone."""

    partners: tuple[PartnerPlan, ...]
    independent: tuple[tuple[LearnerPlan, int], ...] = ()
    applicants: tuple[ApplicantPlan, ...] = ()


WORLD = World(PARTNERS, INDEPENDENT, APPLICANTS)


def learners() -> tuple[PersonPlan, ...]:
    """Everybody who learns or is invited to: sixty people."""
    in_cohorts = [
        plan.person for partner in PARTNERS for cohort in partner.cohorts for plan in cohort.learners
    ]
    invited = [person for partner in PARTNERS for cohort in partner.cohorts for person in cohort.invited]
    return tuple(in_cohorts + invited + [plan.person for plan, _ in INDEPENDENT])
