"""A question of a version or a draft to be answered by its author: the points it earns and why. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from courses.content.engine.pictures import without_pictures
from courses.quizzes.engine.grade import ItemResult, grade_form
from courses.quizzes.engine.types import face, table
from courses.quizzes.engine.values import State, TableRow
from courses.quizzes.forms import AnswerForm
from courses.quizzes.selectors.pages import Question
from courses.quizzes.selectors.results import plain
from courses.quizzes.wording import hint_text, why_text

if TYPE_CHECKING:
    from courses.authoring.preview import Part, Source
    from courses.quizzes.engine.types.registry import Item

KINDS = ("quiz", "exam")
T = TypeVar("T")


@dataclass(frozen=True)
class MarkingPage:
    """One question of one bank; once an answer was tried: its `result`, and the `notice` that a learner would read."""

    title: str
    number: str
    banks: Sequence[tuple[str, str]]
    bank: str = ""
    questions: Sequence[tuple[str, str]] = ()
    key: str = ""
    question: Question | None = None
    table: Sequence[TableRow] = ()
    notice: str = ""
    result: ItemResult | None = None
    media: str = ""

    @property
    def earned(self) -> str:
        return plain(round(float(self.result.earned), 3)) if self.result else ""

    @property
    def possible(self) -> str:
        return plain(round(float(self.result.possible), 3)) if self.result else ""

    @property
    def line(self) -> TableRow | None:
        """The line of the marking table that this answer falls under; an open answer falls under none."""
        if self.result is None or self.result.grade.state is State.BLANK:
            return None
        grade = self.result.grade
        return TableRow(grade.right, grade.wrong, grade.share)

    @property
    def why(self) -> str:
        if self.result is None:
            return ""
        if self.result.grade.state is State.REVIEW:
            return _("No rule recognises this answer. It earns nothing until a person has looked at it.")
        if self.result.grade.state is State.BLANK:
            return _("This is what an empty answer earns.")
        return why_text(self.result)


def marking_page(source: Source, data: QueryDict) -> MarkingPage:
    """`data`: `quiz` and `question` name what is shown, the question's own controls are `q1`, `q1-1`, …, `try` marks it.

    Without names the first question of the first bank is shown; 404 for a name that is not there.
    """
    parts = [part for shelf in source.shelves for part in shelf.parts if part.kind in KINDS]
    banks = [(part.key, part.title) for part in parts]
    if not parts:
        return MarkingPage(source.title, source.number, banks)
    part = _named(parts, data.get("quiz", ""), [part.key for part in parts])
    items = _items(part)
    item = _named(items, data.get("question", ""), [item.id for item in items])
    form = AnswerForm(data, item=item, number=1)
    is_tried = "try" in data and form.is_valid()
    shown = face(item, form.value, seed=0, shuffle=False)
    return MarkingPage(
        title=source.title,
        number=source.number,
        banks=banks,
        bank=part.key,
        questions=[(one.id, f"{one.id} · {one.type} · {without_pictures(one.stem)[:60]}") for one in items],
        key=item.id,
        question=Question(1, "q1", shown, form.given, hint_text(item.type, shown.count), "", form.error),
        table=table(item),
        notice=form.notice if is_tried and form.value is not None else "",
        result=grade_form([item], {item.id: form.value}).items[0] if is_tried else None,
        media=part.media,
    )


def _items(part: Part) -> Sequence[Item]:
    from courses.quizzes.engine.specs import parsed

    return parsed(dict(part.spec())).items


def _named(found: Sequence[T], name: str, names: Sequence[str]) -> T:
    if name and name not in names:
        raise Http404(_("There is no such question here."))
    return found[names.index(name)] if name else found[0]
