from __future__ import annotations

from typing import Literal

from courses.quizzes.engine.types.single.spec import ChoiceSpec

SURE = ("50", "60", "70", "80", "90", "100")


class ConfidenceSpec(ChoiceSpec):
    type: Literal["confidence"]
