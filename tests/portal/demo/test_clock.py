from datetime import UTC, datetime, timedelta

from django.utils import timezone

from portal.demo.clock import Diary

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_deeds_are_done_in_the_order_of_time_and_each_sees_its_own_time():
    diary, seen = Diary(), []
    for days in (3, 1, 2):
        diary.plan(START + timedelta(days=days), str(days), lambda: seen.append(timezone.now()))
    labels = [deed.label for deed in diary.live(until=START + timedelta(days=2))]
    assert labels == ["1", "2"]
    assert [moment.date() for moment in seen] == [(START + timedelta(days=days)).date() for days in (1, 2)]


def test_a_deed_may_plan_the_next_one():
    diary, done = Diary(), []

    def first() -> None:
        diary.plan(START + timedelta(days=2), "second", lambda: done.append("second"))

    diary.plan(START + timedelta(days=1), "first", first)
    assert [deed.label for deed in diary.live(until=START + timedelta(days=9))] == ["first", "second"]
    assert done == ["second"]


def test_the_clock_is_right_again_afterwards():
    diary = Diary()
    diary.plan(START, "past", lambda: None)
    list(diary.live(until=START))
    assert timezone.now() > START + timedelta(days=30)
