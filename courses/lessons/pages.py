"""What the lesson page shows, from what the door has loaded: no query here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe

from courses.catalogue.kinds import get_kind
from courses.catalogue.models import Activity
from courses.lessons.access import LearnerLesson
from courses.progress.outline import OutlineModule, outline_of_module, shown_title, states_of_standing
from courses.recall.boxes import RecallBox, box_of
from courses.recall.engine.answers import Feedback
from courses.schedules.selectors import Dates


@dataclass(frozen=True)
class Block:
    html: SafeString | None = None
    recall: RecallBox | None = None


@dataclass(frozen=True)
class Neighbour:
    title: str
    url: str
    minutes: int


@dataclass(frozen=True)
class NoteLine:
    id: str
    text: str
    at: Any
    anchor: str
    section: str
    quote: str


@dataclass(frozen=True)
class Language:
    """A language that the lesson can be read in, by its own name."""

    code: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class PredictionBox:
    question: str
    kind: str
    low: str
    high: str
    options: tuple[str, ...]
    value: str
    after: str
    error: str = ""


@dataclass(frozen=True)
class LessonPage:
    activity: Activity
    title: str
    language: str
    languages: list[Language]
    module_number: int
    outline: OutlineModule
    course_url_id: Any
    blocks: list[Block]
    headings: list[Mapping[str, str]]
    notes: list[NoteLine]
    is_read: bool
    is_open: bool
    dates: Dates
    dates_say: str
    previous: Neighbour | None
    following: Neighbour | None
    prediction: PredictionBox | None
    revealed: PredictionBox | None
    reflection: Mapping[str, Any] | None
    reflection_text: str
    errors: Mapping[str, str] = field(default_factory=dict)


def lesson_page(
    lesson: LearnerLesson,
    *,
    unclear: tuple[str, Feedback] | None = None,
    errors: Mapping[str, str] | None = None,
) -> LessonPage:
    """Everything on the page. `unclear` is a recall answer that could not be read, `errors` of other forms."""
    activity, compiled = lesson.activity, lesson.compiled
    states = states_of_standing(lesson.standing)
    spec = lesson.spec
    siblings = [one for one in lesson.group.activities if one.kind == "lesson"]
    place = compiled.activities.index(activity)
    headings = spec.get("headings", [])
    return LessonPage(
        activity=activity,
        title=str(spec.get("title") or activity.title),
        language=str(spec.get("language", "")),
        languages=[
            Language(code, name_of(code), code == spec.get("language", "en")) for code in lesson.languages
        ],
        module_number=lesson.group.number,
        outline=outline_of_module(compiled, lesson.group, states, activity.key),
        course_url_id=lesson.enrolment.public_id,
        blocks=[_block(one, lesson, unclear) for one in spec.get("blocks", [])],
        headings=headings,
        notes=_notes(lesson, headings),
        is_read=states.get(activity.key) == "done",
        is_open=lesson.is_open,
        dates=lesson.dates,
        dates_say=lesson.dates.code_at(timezone.now()),
        previous=_neighbour(compiled.activities[place - 1] if place else None),
        following=_neighbour(
            compiled.activities[place + 1] if place + 1 < len(compiled.activities) else None
        ),
        prediction=_prediction(lesson, errors) if activity == siblings[0] else None,
        revealed=_prediction(lesson, None) if activity == siblings[-1] and lesson.prediction else None,
        reflection=_module_spec(lesson).get("reflection") if activity == siblings[-1] else None,
        reflection_text=lesson.reflection,
        errors=errors or {},
    )


def name_of(code: str) -> str:
    """What a language is called by those who speak it."""
    known = LANG_INFO.get(code) or LANG_INFO.get(code.split("-")[0]) or {}
    return str(known.get("name_local", code)).capitalize()


def _module_spec(lesson: LearnerLesson) -> Mapping[str, Any]:
    return lesson.module.spec if lesson.module is not None else {}


def _block(block: Mapping[str, str], lesson: LearnerLesson, unclear: tuple[str, Feedback] | None) -> Block:
    if "html" in block:
        html = block["html"].replace("/files/-/", f"/files/{lesson.compiled.version.public_id}/")
        return Block(html=mark_safe(html))  # noqa: S308 - cleaned when the version was published
    return Block(recall=recall_box(lesson, block["recall"], unclear))


def recall_box(
    lesson: LearnerLesson, question_id: str, unclear: tuple[str, Feedback] | None = None
) -> RecallBox:
    """A question with the kept answer, or with the one that could not be read."""
    kept = lesson.answers.get(question_id)
    return box_of(
        lesson.spec["recall"][question_id],
        kept["given"] if kept else None,
        unclear[1] if unclear is not None and unclear[0] == question_id else None,
    )


def _notes(lesson: LearnerLesson, headings: list[Mapping[str, str]]) -> list[NoteLine]:
    names = {heading["id"]: heading["text"] for heading in headings}
    return [
        NoteLine(
            note["id"],
            note["text"],
            parse_datetime(note["at"]),
            note["anchor"],
            names.get(note["anchor"], ""),
            note.get("quote", ""),
        )
        for note in lesson.notes
    ]


def _neighbour(activity: Activity | None) -> Neighbour | None:
    if activity is None:
        return None
    return Neighbour(shown_title(activity), get_kind(activity.kind).open_url(activity), activity.minutes)


def _prediction(lesson: LearnerLesson, errors: Mapping[str, str] | None) -> PredictionBox | None:
    spec = _module_spec(lesson).get("prediction")
    if not spec:
        return None
    return PredictionBox(
        question=str(spec["q"]),
        kind=str(spec.get("kind")),
        low=f"{spec.get('min') or 0:g}",
        high=f"{spec.get('max') or 0:g}",
        options=tuple(spec.get("options") or ()),
        value=lesson.prediction,
        after=str(spec.get("after") or ""),
        error=(errors or {}).get("prediction", ""),
    )
