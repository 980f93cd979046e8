"""The doors to quizzes and attempts: a learner's own, and nobody else's."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.api import Prepared
from courses.catalogue.models import Activity
from courses.catalogue.selectors import package_files
from courses.content.engine.pictures import FOLDER, picture_type
from courses.progress.access import LearnerActivity, get_activity_for
from courses.quizzes.compiled import OpenForm, placed, quiz_of
from courses.quizzes.models import Attempt

if TYPE_CHECKING:
    from accounts.api import User

KEPT = 5_000
KINDS = ("quiz", "exam")


_kept: OrderedDict[UUID, OpenForm] = OrderedDict()
_lock = Lock()


def get_quiz_for(user: User, public_id: UUID, *, must_be_open: bool = False) -> LearnerActivity:
    """The quiz through the learner's enrolment; a stranger gets 404."""
    return get_activity_for(user, public_id, KINDS, must_be_open=must_be_open)


def get_picture_for(user: User, public_id: UUID, name: str) -> tuple[bytes, str]:
    """A picture of a quiz's questions and its media type: for its learners, and for programme staff."""
    activity: Activity | None
    if user.is_staff:
        rows = Activity.objects.filter(public_id=public_id, kind__in=KINDS).select_related("version")
        activity = rows.first()
    else:
        activity = get_quiz_for(user, public_id).activity
    if activity is not None and "/" in activity.file and "\x00" not in name:
        path = f"{activity.file.rsplit('/', 1)[0]}/{FOLDER}{name}"
        data = package_files(activity.version, under=path).get(path, b"")
        kind = picture_type(data)
        if kind:
            return data, kind
    raise Http404(_("There is no such picture."))


def get_attempt_for(user: User, public_id: UUID) -> Attempt:
    """The learner's own attempt, open or not, with its activity and enrolment. One query."""
    found = _own.objects(user.pk, public_id)
    if not found:
        raise Http404(_("There is no such attempt of yours."))
    return placed(found[0])


_own = Prepared(
    lambda learner, public_id: (
        Attempt.objects.filter(learner=learner, public_id=public_id).select_related("enrolment").order_by()
    ),
    -(2**40) - 1,
    UUID(int=2**127 - 1),
)


def get_form_for(user: User, public_id: UUID) -> OpenForm:
    """The questions of the learner's own attempt: no query when this process has met it before."""
    found = _kept.get(public_id)
    if found is None:
        attempt = get_attempt_for(user, public_id)
        found = OpenForm(attempt.pk, attempt.learner_id, tuple(attempt.items), quiz_of(attempt.activity))
        with _lock:
            _kept[public_id] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    if found.learner_id != user.pk:
        raise Http404(_("There is no such attempt of yours."))
    return found


def forget_forms() -> None:
    """Empty the store; for tests, where a rolled back id may come again."""
    with _lock:
        _kept.clear()
