"""The lines of a credential's `requires`, as authors write them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from courses.content.engine.spec_types import Id, Key, Share, Strict


class LessonsRead(Strict):
    lessons_read: Annotated[list[Id], Field(min_length=1)]


class QuizPassed(Strict):
    quiz: Key
    at_least: Share = 0.70


class LabResult(Strict):
    lab: Id
    mode: Literal["assessed", "guided"] = "assessed"
    result: Literal["pass", "done"] = "pass"


class ActivityMet(Strict):
    activity: Key


class ExamPassed(Strict):
    exam: Key


class WorkSamplePassed(Strict):
    worksample: Key


class LabsPassed(Strict):
    """So many of these labs, passed in assessed mode."""

    labs: Annotated[list[Id], Field(min_length=2, max_length=12)]
    at_least: Annotated[int, Field(ge=1, le=12)] = 1


class RedLines(Strict):
    """No red line waits for a person."""

    red_lines: Literal["reviewed"]


class Hours(Strict):
    """Steps done, added up by the minutes that the course gives for them."""

    hours: Annotated[float, Field(gt=0, le=500)]


Requires = (
    LessonsRead
    | QuizPassed
    | ExamPassed
    | WorkSamplePassed
    | LabResult
    | LabsPassed
    | RedLines
    | Hours
    | ActivityMet
)
