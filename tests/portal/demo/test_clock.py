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


def test_deeds_done_before_are_passed_over_and_the_rest_is_done():
    diary, done = Diary(), []
    for hour in range(3):
        diary.plan(START + timedelta(hours=hour), str(hour), lambda hour=hour: done.append(hour))
    assert len(list(diary.live(until=START + timedelta(days=1), skip=2))) == 3
    assert done == [2]


def test_the_clock_is_right_again_afterwards():
    diary = Diary()
    diary.plan(START, "past", lambda: None)
    list(diary.live(until=START))
    assert timezone.now() > START + timedelta(days=30)
