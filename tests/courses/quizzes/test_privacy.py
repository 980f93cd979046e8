from __future__ import annotations

import json

from django.core.serializers.json import DjangoJSONEncoder

from courses.models import Accommodation, Answer, Attempt
from courses.quizzes.privacy import erase, export
from tests.factories.quizzes import make_quiz, play


def test_lena_takes_all_her_answers_with_her_and_none_of_omars(cast):
    activity = make_quiz()
    play(cast.lena, activity, right=4)
    play(cast.omar, activity, right=9)
    Accommodation.objects.create(learner=cast.lena, extra_percent=25)
    data = json.loads(json.dumps(export(cast.lena), cls=DjangoJSONEncoder))
    assert [len(attempt["answers"]) for attempt in data["attempts"]] == [10]
    assert data["attempts"][0]["points"] == "4.000"
    assert data["extra_time"]["extra_percent"] == 25


def test_erasing_takes_lenas_words_and_leaves_points_and_omar(cast):
    activity = make_quiz()
    play(cast.lena, activity, right=4)
    play(cast.omar, activity, right=9)
    Accommodation.objects.create(learner=cast.lena, extra_percent=25)
    assert erase(cast.lena) == {"answers": 10, "extra_time": 1, "appeals": 0}
    assert set(Answer.objects.filter(attempt__learner=cast.lena).values_list("value", "history")) == {
        ("null", "")
    }
    assert Attempt.objects.get(learner=cast.lena).points == 4
    assert Answer.objects.filter(attempt__learner=cast.omar).exclude(value="null").count() == 10
