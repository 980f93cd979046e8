"""Whatever partners, staff and learners do, in any order: seats are never overbooked, states follow the drawings, nobody is
taken in by a partner that may not, and what is refused leaves no trace."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.agreements.engine import lifecycle
from accounts.agreements.models import CheckCode
from accounts.agreements.services import hand_in as hand_in_evidence
from accounts.agreements.services import move_partner, record_check, sign_agreement
from accounts.audit.services import verify_audit
from accounts.invitations.services import accept_invitation
from accounts.models import AuditEntry, Invitation, Membership, OutgoingMail, Partner, User
from accounts.partners.engine.capabilities import Role
from accounts.partners.services import add_member, change_role, remove_member
from certificates.credentials.services import issue_if_eligible
from certificates.models import Credential
from courses.cohorts.entitlement import issuing_blocks, opening_blocks
from courses.cohorts.selectors import open_invitations, seats_taken
from courses.cohorts.services import (
    assign_instructor,
    change_cohort,
    close_cohort,
    create_cohort,
    enrol_in_cohort,
    invite_learner,
    remove_instructor,
    withdraw_invitation,
)
from courses.enrolments.models import Source
from courses.enrolments.services import end_enrolment
from courses.joining.services import (
    fill_free_seats,
    join,
    leave,
    let_in,
    refuse,
    renew_code,
    set_link,
    withdraw_link,
)
from courses.models import (
    Accreditation,
    Authorisation,
    Cohort,
    CourseVersion,
    Enrolment,
    JoinLink,
    JoinRequest,
)
from courses.programme.engine import accreditation
from courses.programme.models import EvidenceCode
from courses.programme.services import (
    authorise,
    hand_in,
    move_accreditation,
    propose,
    withdraw_authorisation,
)
from courses.readiness.services import open_when_ready, reopen
from tests.cast import Cast, make_cast
from tests.factories.accounts import UserFactory
from tests.factories.certificates import STEPS, stand_keys, version_with_credential
from tests.factories.courses import entitle, give_mark, make_cohort

LEARNERS = 5


class World:
    """One partner, one version, two cohorts of few seats, five learners. `n` picks among what there is."""

    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        stand_keys()
        self.version: CourseVersion = version_with_credential(issue="request")
        self.learners: list[User] = [UserFactory() for _number in range(LEARNERS)]
        entitle(self.cast.north, self.version, self.cast.ines)
        self.north = self.cast.north
        for name in ("One", "Two"):
            cohort = self.cohort(name)
            assign_instructor(cohort=cohort, user=self.cast.ines, actor=self.cast.paula)

    def cohort(self, name: str) -> Cohort:
        now = timezone.now()
        return create_cohort(
            partner=self.north,
            version=self.version,
            name=name,
            time_zone="UTC",
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=40),
            seats=3,
            actor=self.cast.paula,
        )

    def do(self, act: str, n: int) -> None:
        getattr(self, f"do_{act}")(n)

    # -- the partner ------------------------------------------------------------------------------------------------
    def do_move(self, n: int) -> None:
        actions = [action for action in lifecycle.Action if action is not lifecycle.Action.SIGN]
        move_partner(partner=self.north, action=actions[n % len(actions)], reason="So.", actor=self.cast.sam)

    def do_review(self, n: int) -> None:
        outcome = list(lifecycle.Outcome)[n % 4]
        for code in CheckCode:
            record_check(partner=self.north, code=code, outcome=outcome, note="So.", actor=self.cast.sam)

    def do_evidence(self, n: int) -> None:
        code = list(CheckCode)[n % 5]
        file = ContentFile(b"%PDF- " + str(n % 3).encode(), name="a.pdf")
        hand_in_evidence(partner=self.north, code=code, title="x", file=file, actor=self.cast.paula)

    def do_sign(self, _n: int) -> None:
        sign_agreement(partner=self.north, signatory_name="P", signatory_title="D", actor=self.cast.paula)

    def do_member(self, n: int) -> None:
        member = Membership.objects.filter(partner=self.north).order_by("pk")[
            n % self.north.memberships.count()
        ]
        role = list(Role)[n % 4]
        if n % 3 == 0:
            add_member(partner=self.north, user=self.learners[n % LEARNERS], role=role, actor=self.cast.paula)
        elif n % 3 == 1:
            change_role(membership=member, role=role, actor=self.cast.paula)
        else:
            remove_member(membership=member, actor=self.cast.paula)

    # -- courses and instructors ------------------------------------------------------------------------------------
    def do_authorise(self, n: int) -> None:
        first = timezone.now().date() + timedelta(days=n * 37 % 400 - 200)
        authorise(
            partner=self.north,
            version=self.version,
            starts_on=first,
            ends_on=first + timedelta(days=n * 13 % 90),
            reason="So.",
            actor=self.cast.sam,
        )

    def do_unauthorise(self, n: int) -> None:
        rows = list(Authorisation.objects.order_by("pk"))
        withdraw_authorisation(authorisation=rows[n % len(rows)], reason="So.", actor=self.cast.sam)

    def do_propose(self, n: int) -> None:
        user = (self.cast.ines, self.cast.paula, self.cast.rui)[n % 3]
        propose(partner=self.north, user=user, version=self.version, actor=self.cast.paula)

    def do_case(self, n: int) -> None:
        rows = list(Accreditation.objects.order_by("pk"))
        row = rows[n % len(rows)]
        if n % 4 == 0:
            for code in EvidenceCode:
                file = ContentFile(b"%PDF- x", name="a.pdf")
                hand_in(accreditation=row, code=code, title="x", file=file, actor=self.cast.paula)
            return
        action = list(accreditation.Action)[n % 8]
        move_accreditation(accreditation=row, action=action, reason="So.", actor=self.cast.sam)

    # -- cohorts and seats ------------------------------------------------------------------------------------------
    def pick(self, n: int) -> Cohort:
        return Cohort.objects.order_by("pk")[n % 2]

    def do_open(self, n: int) -> None:
        open_when_ready(cohort=self.pick(n), actor=self.cast.paula)

    def do_reopen(self, n: int) -> None:
        reopen(cohort=self.pick(n), reason="So.", actor=self.cast.sam)

    def do_close(self, n: int) -> None:
        close_cohort(cohort=self.pick(n), actor=self.cast.paula)

    def do_seats(self, n: int) -> None:
        cohort = self.pick(n)
        change_cohort(
            cohort=cohort,
            name=cohort.name,
            time_zone="UTC",
            opens_at=cohort.opens_at,
            closes_at=cohort.closes_at,
            seats=1 + n % 4,
            actor=self.cast.paula,
        )

    def do_post(self, n: int) -> None:
        user = (self.cast.ines, self.cast.paula)[n % 2]
        put = remove_instructor if n % 3 == 0 else assign_instructor
        put(cohort=self.pick(n), user=user, actor=self.cast.paula)

    def do_invite(self, n: int) -> None:
        invite_learner(cohort=self.pick(n), email=self.learners[n % LEARNERS].email, actor=self.cast.ines)

    def do_answer(self, n: int) -> None:
        rows = list(open_invitations(self.pick(n)))
        if not rows:
            raise ValidationError("nobody is asked")
        row = rows[n % len(rows)]
        if n % 3 == 0:
            withdraw_invitation(cohort=self.pick(n), invitation=row, actor=self.cast.ines)
        else:
            accept_invitation(invitation=row, user=User.objects.get(email=row.email))

    def do_enrol(self, n: int) -> None:
        enrol_in_cohort(
            cohort=self.pick(n), user=self.learners[n % LEARNERS], source=Source.STAFF, actor=self.cast.ines
        )

    def do_link(self, n: int) -> None:
        cohort = self.pick(n)
        if n % 5 == 0:
            withdraw_link(cohort=cohort, actor=self.cast.ines)
            return
        set_link(
            cohort=cohort,
            seats=(None, 1, 2)[n % 3],
            domains=("example.org",) if n % 7 else ("elsewhere.example",),
            needs_approval=n % 4 == 0,
            keeps_list=n % 3 != 0,
            actor=self.cast.ines,
        )

    def do_join(self, n: int) -> None:
        cohort = self.pick(n)
        link = JoinLink.objects.filter(cohort=cohort).exclude(code=None).first()
        join(
            code=(link or renew_code(cohort=cohort, actor=self.cast.ines)).code,
            user=self.learners[n % LEARNERS],
        )

    def do_decide(self, n: int) -> None:
        rows = list(JoinRequest.objects.order_by("pk"))
        if not rows:
            raise ValidationError("nobody waits")
        row = rows[n % len(rows)]
        if n % 3 == 0:
            refuse(request=row, answer="So.", actor=self.cast.ines)
        elif n % 3 == 1:
            leave(request=row, user=row.user)
        else:
            let_in(request=row, actor=self.cast.ines)

    def do_fill(self, _n: int) -> None:
        fill_free_seats()

    def do_leave(self, n: int) -> None:
        rows = list(Enrolment.objects.filter(ended_at=None).order_by("pk"))
        if not rows:
            raise ValidationError("nobody is here")
        end_enrolment(enrolment=rows[n % len(rows)], reason="withdrawn", actor=self.cast.ines)

    # -- certificates -----------------------------------------------------------------------------------------------
    def do_learn(self, n: int) -> None:
        """Somebody who has a seat does everything that the credential asks for."""
        rows = list(Enrolment.objects.filter(ended_at=None).order_by("pk"))
        if not rows:
            raise ValidationError("nobody is here")
        for kind, key, _module, _more in STEPS:
            points = {"points": 1, "possible": 1, "passed": None} if kind == "lesson" else {}
            give_mark(rows[n % len(rows)], key, **points)

    def do_issue(self, n: int) -> None:
        rows = list(Enrolment.objects.order_by("pk"))
        if not rows:
            raise ValidationError("nobody is here")
        row = rows[n % len(rows)]
        issue_if_eligible(enrolment_id=row.pk, slug="foundations", actor=self.cast.sam)


ACTS = sorted(name.removeprefix("do_") for name in vars(World) if name.startswith("do_"))
COUNTED = (AuditEntry, OutgoingMail, Invitation, Membership, Enrolment, Accreditation, Authorisation, Cohort)


def counts() -> list[int]:
    return [model.objects.count() for model in COUNTED]


def check(world: World, before: dict[str, object], *, refused: bool) -> None:
    partner = Partner.objects.get(pk=world.north.pk)
    cohorts = list(Cohort.objects.select_related("partner").order_by("pk"))
    for cohort in cohorts:
        assert seats_taken(cohort) <= cohort.seats
    if refused:
        assert counts() == before["counts"]
    if partner.state != before["partner"]:
        arrows = {
            (source.value, rule.target.value) for rule in lifecycle.RULES.values() for source in rule.sources
        }
        assert (before["partner"], partner.state) in arrows
    assert Membership.objects.filter(partner=partner, role=Role.OWNER).exists()
    running = list(Enrolment.objects.filter(ended_at=None).values_list("user", "version"))
    assert len(running) == len(set(running))
    taken = sum(seats_taken(cohort) for cohort in cohorts)
    if before["partner"] != "active":
        assert taken <= before["taken"]
    for cohort, state, blocks in zip(cohorts, before["states"], before["blocks"], strict=True):
        if state != "open" and cohort.state == "open":
            assert blocks == ()
    for enrolment in Enrolment.objects.filter(pk__in=set(holders()) - before["holders"]):
        assert before["issuing"][enrolment.cohort_id] == ()
    terms = sorted(
        (row.starts_on, row.until) for row in Authorisation.objects.all() if row.until >= row.starts_on
    )
    assert all(first[1] < second[0] for first, second in itertools.pairwise(terms))
    cases = list(Accreditation.objects.values_list("user", "state", "starts_on", "ends_on"))
    for user in {case[0] for case in cases}:
        assert sum(case[0] == user and case[1] in {"asked", "in-review"} for case in cases) <= 1
    assert all(case[2] and case[3] for case in cases if case[1] in {"granted", "suspended"})


def holders() -> list[int]:
    return list(Credential.objects.values_list("enrolment", flat=True))


def photograph(world: World) -> dict[str, object]:
    cohorts = list(Cohort.objects.select_related("partner").order_by("pk"))
    return {
        "counts": counts(),
        "partner": Partner.objects.get(pk=world.north.pk).state,
        "taken": sum(seats_taken(cohort) for cohort in cohorts),
        "states": [cohort.state for cohort in cohorts],
        "blocks": [opening_blocks(cohort) for cohort in cohorts],
        "issuing": {cohort.pk: issuing_blocks(cohort) for cohort in cohorts},
        "holders": set(holders()),
    }


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), min_size=10, max_size=40))
def test_no_order_of_acts_breaks_a_promise(acts: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        world = World()
        begin = [("open", 0), ("open", 1), ("enrol", 0), ("learn", 0)]
        for act, n in [*begin, *acts]:
            before, refused = photograph(world), False
            try:
                with transaction.atomic():
                    world.do(act, n)
            except ValidationError:
                refused = True
            check(world, before, refused=refused)
        assert verify_audit().is_whole
        transaction.set_rollback(True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_instructors_at_the_same_moment_never_overbook() -> None:
    """Eight hands reach for three seats at once, by invitation, by code and by hand; five are told that all are taken."""
    cast = make_cast()
    cohort = make_cohort(cast.north, instructors=[cast.ines], seats=3)
    code = set_link(cohort=cohort, keeps_list=False, actor=cast.ines).code
    people = [UserFactory() for _number in range(8)]
    start = Barrier(len(people))

    def reach(number: int) -> str:
        user, own = people[number], Cohort.objects.get(pk=cohort.pk)
        actor = (cast.ines, cast.paula)[number % 2]
        start.wait(timeout=20)
        try:
            if number % 3 == 0:
                invite_learner(cohort=own, email=f"new-{number}@example.org", actor=actor)
            elif number % 3 == 1:
                enrol_in_cohort(cohort=own, user=user, source=Source.STAFF, actor=actor)
            else:
                join(code=code, user=user)
        except ValidationError as error:
            return error.messages[0]
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(reach, range(len(people))))
    assert [answer for answer in answers if answer == "in"] == ["in"] * 3
    assert seats_taken(cohort) == 3
