"""Published quizzes, compiled once per process: they never change, so neither does what is kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from courses.catalogue.selectors import compiled_version
from courses.quizzes.engine.draw import PoolItem, forms_remembered, pool_of

if TYPE_CHECKING:
    from courses.catalogue.models import Activity
    from courses.quizzes.engine.specs import ExamSpec, QuizSpec
    from courses.quizzes.engine.types.registry import Item
    from courses.quizzes.models import Attempt

KEPT = 128


@dataclass(frozen=True)
class Quiz:
    """A published quiz: its rules, its questions by key, and the pool that forms are drawn from.

    `remembered` is how many of a learner's earlier forms a draw looks at.
    """

    spec: QuizSpec | ExamSpec
    items: Mapping[str, Item] = field(repr=False)
    pool: tuple[PoolItem, ...] = field(repr=False)
    remembered: int = 0


_kept: OrderedDict[int, Quiz] = OrderedDict()
_lock = Lock()


def quiz_of(activity: Activity) -> Quiz:
    """The quiz of an activity; no work when this process has met it before. Published quizzes never change."""
    found = _kept.get(activity.pk)
    if found is None:
        from courses.quizzes.engine.specs import parsed

        spec = parsed(activity.spec)
        pool = tuple(pool_of(spec.items, spec.blueprint))
        items = {item.id: item for item in spec.items}
        found = Quiz(spec, items, pool, forms_remembered(pool, spec.blueprint))
        with _lock:
            _kept[activity.pk] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def placed(attempt: Attempt) -> Attempt:
    """The attempt with its activity and version from the compiled course: no query for either."""
    compiled = compiled_version(attempt.enrolment.version_id)
    attempt.enrolment.version = compiled.version
    attempt.activity = next(one for one in compiled.activities if one.pk == attempt.activity_id)
    return attempt


def forget_quizzes() -> None:
    """Empty the store; for tests, where a rolled back id may come again."""
    with _lock:
        _kept.clear()


@dataclass(frozen=True, slots=True)
class OpenForm:
    """The part of an attempt that never changes after the start: whose it is, and its questions."""

    attempt_id: int
    learner_id: int
    items: tuple[str, ...]
    quiz: Quiz

    def item(self, number: int) -> Item:
        """The question with this number; 404 beyond the form."""
        if not 1 <= number <= len(self.items):
            raise Http404(_("This quiz has no such question."))
        return self.quiz.items[self.items[number - 1]]

    @property
    def last(self) -> int:
        return len(self.items)

    def next_place(self, public_id: UUID, number: int, go: str) -> tuple[Any, ...]:
        """Where to go from question `number`: as the button said, else on, and after the last one to the finish."""
        if go.isascii() and go.isdigit() and len(go) < 5 and 1 <= int(go) <= self.last:
            return ("courses:quiz-question", public_id, int(go))
        if go == "finish" or number >= self.last:
            return ("courses:quiz-finish", public_id)
        return ("courses:quiz-question", public_id, number + 1)
