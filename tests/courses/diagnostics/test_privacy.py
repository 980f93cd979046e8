from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from courses.diagnostics.engine.scoring import Given
from courses.diagnostics.models import DiagnosticAnswer, DiagnosticSitting, KeptCheck
from courses.diagnostics.privacy import erase, export
from courses.diagnostics.services import keep_short_check
from tests.factories.diagnostics import check_of, make_check, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(cast):
    version = make_check()
    sit(check_of(cast.lena, version))
    sit(check_of(cast.omar, version))
    form = version.activities.get(key="diagnostic-a")
    keep_short_check(learner=cast.lena, activity=form, answers={"da.01": Given(2, 90)})


def test_lena_takes_every_answer_with_her_and_none_of_omars(cast, taken):
    data = json.loads(json.dumps(export(cast.lena), cls=DjangoJSONEncoder))
    assert [len(sitting["answers"]) for sitting in data["sittings"]] == [24]
    assert data["short_check"]["answers"] == {"da.01": [2, 90]}


def test_erasing_leaves_nothing_of_lena_and_all_of_omar(cast, taken):
    assert erase(cast.lena) == {"answers": 24, "short_check": 1}
    assert set(DiagnosticSitting.objects.values_list("learner", flat=True)) == {cast.omar.pk}
    assert (DiagnosticAnswer.objects.count(), KeptCheck.objects.count()) == (24, 0)
