import pytest
import yaml
from django.conf import settings

from courses.quizzes.engine.solve import right_answer
from courses.quizzes.engine.types import grade
from courses.quizzes.engine.types.registry import ITEM
from tests.courses.quizzes.bank import KINDS, item

BANKS = sorted((settings.CONTENT_DIR / "courses").glob("*/modules/*/quiz.yaml"))


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_who_knows_it_all_earns_all_points_of_every_type(kind):
    spec = ITEM.validate_python(item(kind))
    assert grade(spec, right_answer(spec)).share == 1


@pytest.mark.parametrize("bank", BANKS, ids=lambda path: path.parent.name)
def test_every_question_of_the_shipped_banks_can_be_answered_rightly(bank):
    held = yaml.safe_load(bank.read_text(encoding="utf-8"))["items"]
    specs = [ITEM.validate_python(one) for one in held]
    assert [spec.id for spec in specs if grade(spec, right_answer(spec)).share != 1] == []
