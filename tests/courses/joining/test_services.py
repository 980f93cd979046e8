from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import OutgoingMail
from courses.cohorts.selectors import seats_taken
from courses.cohorts.services import close_cohort, enrol_in_cohort
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
from courses.models import Cohort, Enrolment, JoinLink, JoinRequest
from tests.cast import make_cast
from tests.factories.accounts import UserFactory
from tests.factories.courses import entitle, make_cohort, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(cast):
    made = make_cohort(cast.north, instructors=[cast.ines], seats=2)
    entitle(cast.north, made.version, cast.ines)
    return made


def waiting(cohort) -> list[str]:
    return list(
        JoinRequest.objects.filter(cohort=cohort, state="waiting").values_list("user__name", flat=True)
    )


def test_a_code_opens_the_door_until_it_is_renewed(cast, cohort):
    code = renew_code(cohort=cohort, actor=cast.ines).code
    assert join(code=f" {code[:5].lower()}-{code[5:]} ", user=cast.lena).cohort == cohort
    assert join(code=code, user=cast.lena) == Enrolment.objects.get()  # once more changes nothing
    renew_code(cohort=cohort, actor=cast.ines)
    for bad in (code, "", "\x00", "A" * 400):
        with pytest.raises(ValidationError):
            join(code=bad, user=cast.omar)


def test_a_withdrawn_link_is_dead_and_its_rules_wait_for_a_new_code(cast, cohort):
    code = set_link(cohort=cohort, domains=["example.org"], actor=cast.ines).code
    withdraw_link(cohort=cohort, actor=cast.ines)
    with pytest.raises(ValidationError, match="No open cohort"):
        join(code=code, user=cast.lena)
    assert renew_code(cohort=cohort, actor=cast.ines).domains == ["example.org"]


def test_nobody_joins_a_closed_cohort(cast, cohort):
    make_link(cohort)
    close_cohort(cohort=cohort, actor=cast.paula)
    with pytest.raises(ValidationError, match="takes nobody in"):
        join(code="ABCDEFGHJK", user=cast.lena)


def test_only_verified_addresses_of_the_domain_count(cast, cohort):
    make_link(cohort, domains=["north.example"])
    EmailAddress.objects.create(user=cast.lena, email="lena@north.example", verified=False)
    with pytest.raises(ValidationError, match=r"north\.example"):
        join(code="ABCDEFGHJK", user=cast.lena)
    EmailAddress.objects.filter(email="lena@north.example").update(verified=True)
    assert join(code="ABCDEFGHJK", user=cast.lena).source == "code"


def test_the_links_own_limit_counts_only_those_who_came_by_it(cast, cohort):
    make_link(cohort, seats=1, keeps_list=False)
    enrol_in_cohort(cohort=cohort, user=cast.omar, source=Source.STAFF, actor=cast.paula)
    join(code="ABCDEFGHJK", user=cast.lena)
    Cohort.objects.filter(pk=cohort.pk).update(seats=9)
    with pytest.raises(ValidationError, match="All seats are taken"):
        join(code="ABCDEFGHJK", user=cast.rui)


def test_who_waits_gets_the_next_seat_in_order_and_nobody_overtakes(cast, cohort):
    make_link(cohort)
    first, _second = (UserFactory(name=name) for name in ("In one", "In two"))
    for user in (first, _second, *(UserFactory(name=f"Waits {n}") for n in (1, 2))):
        join(code="ABCDEFGHJK", user=user)
    assert (waiting(cohort), fill_free_seats()) == (["Waits 1", "Waits 2"], 0)
    end_enrolment(enrolment=Enrolment.objects.get(user=first), reason="withdrawn", actor=cast.ines)
    assert isinstance(join(code="ABCDEFGHJK", user=cast.lena), JoinRequest)  # a seat is free, but two wait
    assert fill_free_seats() == 1
    assert (waiting(cohort), seats_taken(cohort)) == (["Waits 2", "Lena Brandt"], 2)
    assert OutgoingMail.objects.get(template="courses/joined").subject.startswith("You have a seat")


def test_an_instructor_decides_where_the_link_says_so(cast, cohort):
    make_link(cohort, needs_approval=True)
    asked = join(code="ABCDEFGHJK", user=cast.lena)
    assert join(code="ABCDEFGHJK", user=cast.lena) == asked
    assert fill_free_seats() == 0
    assert let_in(request=asked, actor=cast.ines).user == cast.lena
    with pytest.raises(ValidationError, match="answered already"):
        let_in(request=asked, actor=cast.ines)
    other = join(code="ABCDEFGHJK", user=cast.omar)
    with pytest.raises(ValidationError, match="Say why"):
        refuse(request=other, answer="  ", actor=cast.ines)
    refuse(request=other, answer="This group is for ward B.", actor=cast.ines)
    assert "ward B" in OutgoingMail.objects.get(user=cast.omar).body_text


def test_who_waits_may_leave_and_come_back(cast, cohort):
    make_link(cohort, needs_approval=True)
    asked = join(code="ABCDEFGHJK", user=cast.lena)
    for _time in range(2):
        leave(request=asked, user=cast.lena)
    assert join(code="ABCDEFGHJK", user=cast.lena) != asked


def test_somebody_who_learns_elsewhere_by_now_does_not_hold_up_the_list(cast, cohort):
    make_link(cohort)
    people = [UserFactory(name=f"P{n}") for n in range(4)]
    for user in people:
        join(code="ABCDEFGHJK", user=user)
    elsewhere = make_cohort(cast.north, cohort.version)
    enrol_in_cohort(cohort=elsewhere, user=people[2], source=Source.STAFF, actor=cast.paula)
    end_enrolment(enrolment=Enrolment.objects.get(user=people[0]), reason="x", actor=cast.ines)
    assert (fill_free_seats(), waiting(cohort)) == (1, ["P2"])


def test_before_its_day_and_after_it_the_link_says_when(cast, cohort):
    now = timezone.now()
    link = make_link(cohort, opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=2))
    with pytest.raises(ValidationError, match=r"works from .* \(Europe/Amsterdam\)"):
        join(code=link.code, user=cast.lena)
    JoinLink.objects.update(opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1))
    with pytest.raises(ValidationError, match="is over"):
        join(code=link.code, user=cast.lena)


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_the_same_moment_get_three_seats_and_five_places_on_the_list():
    cast = make_cast()
    cohort = make_cohort(cast.north, instructors=[cast.ines], seats=3)
    make_link(cohort)
    people = [UserFactory() for _number in range(8)]
    start = Barrier(len(people))

    def come(user) -> str:
        start.wait(timeout=20)
        try:
            return type(join(code="ABCDEFGHJK", user=user)).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        got = sorted(pool.map(come, people))
    assert got == ["Enrolment"] * 3 + ["JoinRequest"] * 5
    assert (seats_taken(cohort), len(waiting(cohort))) == (3, 5)


@pytest.mark.django_db(transaction=True)
def test_two_instructors_who_let_people_in_at_the_same_moment_never_overbook():
    cast = make_cast()
    cohort = make_cohort(cast.north, instructors=[cast.ines], seats=3)
    make_link(cohort, needs_approval=True)
    first, *asked = [join(code="ABCDEFGHJK", user=UserFactory()) for _number in range(7)]
    let_in(request=first, actor=cast.ines)  # the first task of a process loads the tasks
    start = Barrier(len(asked))

    def decide(number: int) -> str:
        request = JoinRequest.objects.get(pk=asked[number].pk)
        start.wait(timeout=20)
        try:
            let_in(request=request, actor=(cast.ines, cast.paula)[number % 2])
        except ValidationError as error:
            return error.messages[0]
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(len(asked)) as pool:
        got = sorted(pool.map(decide, range(len(asked))))
    assert got == ["All 3 seats are taken."] * 4 + ["in"] * 2
    assert (seats_taken(cohort), len(waiting(cohort))) == (3, 4)
