from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from courses.models import HandIn, Rating, Work, WorkFile
from courses.schedules.services import set_dates
from courses.worksamples.services.drafts import add_file, begin_work, hand_in, remove_file, save_draft
from tests.factories.courses import enrol_directly
from tests.factories.quizzes import place_of
from tests.factories.works import WORDS, begin, handed_in, make_sample, points, rated, upload


def test_a_draft_is_begun_once_and_kept_as_it_is_written(cast):
    activity = make_sample()
    work = begin(cast.lena, activity)
    assert begin(cast.lena, activity) == work
    assert save_draft(work=work, text="First.", version=1) == "kept"
    assert save_draft(work=work, text="Second.", version=2) == "kept"
    assert save_draft(work=work, text="First.", version=1) == "stale"
    work.refresh_from_db()
    assert work.text == "Second."


def test_a_clock_that_runs_ahead_cannot_lock_out_what_is_written_later(cast):
    work = begin(cast.lena, make_sample())
    save_draft(work=work, text="From the future.", version=2**52)
    later = timezone.now() + timedelta(seconds=1)
    assert save_draft(work=work, text="Now.", version=int(later.timestamp() * 1000), now=later) == "kept"


def test_handing_in_twice_is_handing_in_once(cast):
    activity = make_sample()
    hand = handed_in(cast.lena, activity)
    again = hand_in(work=hand.work, declared=1, actor=cast.lena)
    assert (again, HandIn.objects.count(), Rating.objects.count()) == (hand, 1, 2)


def test_after_handing_in_text_and_files_stay_as_they_are(cast):
    work = begin(cast.lena, make_sample())
    file = add_file(work=work, upload=upload(), actor=cast.lena)
    handed_in(cast.lena, work.activity)
    assert save_draft(work=work, text="Later.", version=2**40) == "closed"
    for deed in (
        lambda: remove_file(file=file, actor=cast.lena),
        lambda: add_file(work=work, upload=upload("b.txt", b"b"), actor=cast.lena),
    ):
        with pytest.raises(ValidationError, match="handed in"):
            deed()


def test_what_is_missing_is_said_all_at_once_and_nothing_is_handed_in(cast):
    work = begin(cast.lena, make_sample(files={"min": 1, "types": ["txt"]}))
    save_draft(work=work, text="Too short.", version=1)
    work.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        hand_in(work=work, declared=0, actor=cast.lena)
    assert refused.value.messages == [
        "Your text has 2 words; at least 20 are needed.",
        "At least 1 file is needed. Add it first.",
        "Tick every sentence that you declare. Without it nobody may read the work.",
    ]
    assert HandIn.objects.count() == 0


def test_after_the_course_closed_nothing_is_handed_in(cast):
    activity = make_sample()
    now = timezone.now()
    enrolment = enrol_directly(cast.lena, activity.version, closes_at=now + timedelta(hours=1))
    work = begin_work(place=place_of(enrolment, activity), actor=cast.lena)
    save_draft(work=work, text=WORDS, version=1)
    work.refresh_from_db()
    with pytest.raises(ValidationError, match="not open"):
        hand_in(work=work, declared=1, actor=cast.lena, now=now + timedelta(hours=2))


def test_late_days_cost_their_share_of_the_points(cast):
    activity = make_sample(late={"per_day": 0.1}, raters=1)
    now = timezone.now()
    work = begin(cast.lena, activity)
    save_draft(work=work, text=WORDS, version=1)
    work.refresh_from_db()
    due = now - timedelta(days=1, hours=1)
    set_dates(
        activity=activity,
        enrolment=work.enrolment,
        opens_at=None,
        due_at=due,
        closes_at=None,
        actor=cast.ines,
    )
    hand = hand_in(work=work, declared=1, actor=cast.lena, now=now)
    done = rated(hand, points())
    assert (done.points, done.passed) == (Decimal("4.800"), True)


def test_a_file_is_kept_once_under_a_name_that_nobody_chose(cast):
    work = begin(cast.lena, make_sample())
    first = add_file(work=work, upload=upload("../../evil.txt"), actor=cast.lena)
    assert add_file(work=work, upload=upload("other name.txt"), actor=cast.lena) == first
    assert (first.name, first.size, "evil" in first.path) == ("evil.txt", 8, False)
    with default_storage.open(first.path) as kept:
        assert kept.read() == b"A plan.\n"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("run.exe", b"MZ", "cannot be added. Allowed are: pdf, txt"),
        ("page.pdf", b"<script>alert(1)</script>", "is not a pdf file inside"),
        ("empty.txt", b"", "is empty"),
        ("large.txt", b"a" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_file_that_is_not_allowed_is_refused_and_leaves_nothing_behind(cast, name, data, words):
    work = begin(cast.lena, make_sample())
    with pytest.raises(ValidationError, match=words):
        add_file(work=work, upload=upload(name, data), actor=cast.lena)
    assert WorkFile.objects.count() == 0


def test_more_files_than_allowed_are_refused(cast):
    work = begin(cast.lena, make_sample())
    for n in (1, 2):
        add_file(work=work, upload=upload(f"{n}.txt", str(n).encode()), actor=cast.lena)
    with pytest.raises(ValidationError, match="2 files are the most"):
        add_file(work=work, upload=upload("3.txt", b"3"), actor=cast.lena)


def test_a_removed_file_is_gone_from_the_store(cast, django_capture_on_commit_callbacks):
    work = begin(cast.lena, make_sample())
    file = add_file(work=work, upload=upload(), actor=cast.lena)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(file=file, actor=cast.lena)
    assert not default_storage.exists(file.path)


def test_a_failed_work_may_be_tried_again_and_a_passed_one_not(cast):
    activity = make_sample(raters=1)
    rated(handed_in(cast.lena, activity), points(0, 0, 0))
    second = begin(cast.lena, activity)
    assert second.number == 2
    rated(handed_in(cast.lena, activity), points())
    with pytest.raises(ValidationError, match="no further try"):
        begin(cast.lena, activity)
    assert Work.objects.count() == 2
