import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from courses.lessons.access import get_lesson_for
from courses.lessons.services import add_note, predict, reflect
from courses.models import Enrolment, LessonWork, Mark, ModuleWork
from courses.privacy import erase, export
from tests.factories.courses import enrol_directly, give_mark, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(cast):
    """Lena wrote a note, a guess and a reflection, and has a mark with a reason."""
    enrolment = enrol_directly(cast.lena, make_version())
    lesson = get_lesson_for(cast.lena, enrolment.version.activities.get(key="m1.l1").public_id)
    add_note(lesson=lesson, text="my secret note", anchor="")
    predict(lesson=lesson, module=lesson.module, value="7")
    reflect(lesson=lesson, module=lesson.module, text="my secret thought")
    first = give_mark(enrolment, "m1.quiz")
    give_mark(enrolment, "m1.quiz", replaces=first, reason="Lena was ill", actor=cast.ines)
    return enrolment


def test_a_person_gets_every_word_and_mark(cast, written):
    text = json.dumps(export(cast.lena), cls=DjangoJSONEncoder)
    assert all(
        word in text
        for word in ("my secret note", "my secret thought", "Lena was ill", str(written.public_id))
    )


def test_erasing_takes_the_words_and_leaves_the_marks(cast, written):
    erase(cast.lena)
    assert (LessonWork.objects.count(), ModuleWork.objects.count()) == (0, 0)
    assert [(mark.points, mark.reason) for mark in Mark.objects.order_by("pk")] == [(8, ""), (8, "—")]
    text = json.dumps(export(cast.lena), cls=DjangoJSONEncoder)
    assert not any(word in text for word in ("secret", "was ill"))
    assert Enrolment.objects.count() == 1


def test_erasing_one_person_leaves_the_others(cast, written):
    erase(cast.omar)
    assert LessonWork.objects.count() == 1
