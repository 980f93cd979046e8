"""The calculator's own reading of sums, run by node where there is one (a browser runs the same file)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs node")

SUMS = {
    "1 + 2 × 3": 7,
    "(1+2)*3": 9,
    "(412 − 58) × 3.1 %": 10.974,
    "26400 * (100 - 95,5) / 100": 1188,
    "-2 - -3": 1,
    "0.1 + 0.2": 0.3,
    "7 ÷ 2": 3.5,
    ".5 x 4": 2,
    "50 % %": 0.005,
    "1'000 + 1": 1001,
}
WRONG = ["", "1 +", "(1", "1)", "2 2", "1 / 0", "alert(1)", "1..2", "a", "9" * 400, "constructor", "1e9"]


def worked_out(sums: list[str]) -> list[float | None]:
    code = (
        f"import {{ calculate }} from {json.dumps((Path(settings.ROOT) / 'static/js/calculator-sum.js').as_uri())};"
        f"const said = {json.dumps(sums)}.map((sum) => {{ try {{ return calculate(sum); }} catch {{ return null; }} }});"
        "console.log(JSON.stringify(said));"
    )
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", code], capture_output=True, text=True, timeout=60, check=True
    )
    found: list[float | None] = json.loads(done.stdout)
    return found


def test_sums_are_worked_out_as_on_paper():
    assert dict(zip(SUMS, worked_out(list(SUMS)), strict=True)) == SUMS


def test_what_is_no_sum_is_refused_and_never_run():
    assert worked_out(WRONG) == [None] * len(WRONG)


def test_timed_work_shows_the_calculator_and_untimed_work_does_not(client, cast):
    from django.urls import reverse

    from tests.factories.quizzes import make_exam, make_quiz, start

    client.force_login(cast.lena)
    pages = [
        client.get(
            reverse("courses:quiz-question", args=[start(cast.lena, one).public_id, 1])
        ).content.decode()
        for one in (make_exam(), make_quiz())
    ]
    assert ["data-calculator" in page for page in pages] == [True, False]
