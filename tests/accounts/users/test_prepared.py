from __future__ import annotations

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError

from accounts.api import Prepared
from courses.enrolments.locks import lock_enrolment
from courses.models import Enrolment, Standing
from tests.factories.courses import enrol_directly, make_version

pytestmark = pytest.mark.django_db
_enrolments = Prepared(
    lambda user: Enrolment.objects.filter(user=user).select_related("standing", "version").order_by("pk"),
    -(2**40) - 1,
)


def test_models_come_with_what_they_are_related_to_in_one_query(cast, django_assert_num_queries):
    first = enrol_directly(cast.lena)
    second = enrol_directly(cast.lena, track="managers")
    enrol_directly(cast.omar)
    Standing.objects.create(enrolment=second, states={"a": {"s": "done"}}, score=70)
    for _ in range(2):
        with django_assert_num_queries(1):
            one, two = _enrolments.objects(cast.lena.pk)
            assert (one, two) == (first, second)
            assert (one.public_id, two.track, two.version.title) == (
                first.public_id,
                "managers",
                second.version.title,
            )
            assert (two.standing.states, two.standing.score, two.standing.enrolment) == (
                {"a": {"s": "done"}},
                70,
                two,
            )
            assert not hasattr(one, "standing")
    assert two.get_deferred_fields() == set()
    assert _enrolments.objects(cast.rui.pk) == []


def test_the_lock_gives_the_enrolment_as_it_is_now(cast):
    held = enrol_directly(cast.lena, make_version())
    Enrolment.objects.filter(pk=held.pk).update(track="clinicians")
    assert lock_enrolment(held.pk).track == "clinicians"
    with pytest.raises(Enrolment.DoesNotExist):
        lock_enrolment(held.pk + 1000)


@pytest.mark.django_db(transaction=True)
def test_there_is_no_lock_outside_a_transaction(cast):
    held = enrol_directly(cast.lena)
    assert not connection.in_atomic_block
    with pytest.raises(TransactionManagementError):
        lock_enrolment(held.pk)
