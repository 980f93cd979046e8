"""When somebody may write, what an announcement is, and what its words become."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.messages.engine.markup import TAGS, draw, plain
from courses.messages.engine.rules import (
    BURST,
    BURST_SPAN,
    DAILY,
    DAY,
    AnnouncementState,
    Closed,
    free_again_at,
    state_of,
    why_closed,
)

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
AGO = st.lists(st.timedeltas(timedelta(0), timedelta(days=2)), max_size=80)


def test_six_messages_in_ten_minutes_are_enough() -> None:
    written = [NOW - timedelta(minutes=minute) for minute in range(BURST)]
    assert free_again_at(written[:-1], NOW) is None
    assert free_again_at(written, NOW) == NOW - timedelta(minutes=BURST - 1) + BURST_SPAN


@given(ago=AGO)
def test_a_wait_ends_in_the_future_and_then_one_may_write(ago: list[timedelta]) -> None:
    written = [NOW - gone for gone in ago]
    free = free_again_at(written, NOW)
    in_a_day = sum(at > NOW - DAY for at in written)
    in_ten_minutes = sum(at > NOW - BURST_SPAN for at in written)
    assert (free is None) == (in_a_day < DAILY and in_ten_minutes < BURST)
    if free is not None:
        assert NOW < free <= NOW + DAY
        assert free_again_at(written, free) is None


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_a_thread_is_open_only_when_nothing_stands_against_it(
    ended: bool, over: bool, paused: bool, taught: bool
) -> None:
    found = why_closed(is_ended=ended, is_over=over, is_paused=paused, has_instructors=taught)
    assert (found is None) == (not ended and not over and not paused and taught)
    assert not ended or found is Closed.ENDED


def test_what_was_taken_back_never_comes_out() -> None:
    later = NOW + timedelta(hours=1)
    assert [
        state_of(publish_at=later, withdrawn_at=None, now=NOW),
        state_of(publish_at=NOW, withdrawn_at=None, now=NOW),
        state_of(publish_at=NOW, withdrawn_at=NOW, now=later),
    ] == [AnnouncementState.PLANNED, AnnouncementState.OUT, AnnouncementState.WITHDRAWN]


def test_an_announcement_has_emphasis_lists_links_and_small_headings() -> None:
    html = draw("# Week 3\n\n**Bring** one\n\n- a\n\n[site](https://example.org)")
    assert html == (
        "<h3>Week 3</h3>\n<p><strong>Bring</strong> one</p>\n<ul>\n<li>a</li>\n</ul>\n"
        '<p><a href="https://example.org" rel="nofollow noopener">site</a></p>\n'
    )


def test_a_line_of_the_tray_shows_the_words_without_their_signs() -> None:
    assert plain(draw("**Bring** one:\n\n- a & b\n- 1 < 2")) == "Bring one: a & b 1 < 2"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/pixel.png)",
        '<a href="#" onclick="x()">x</a>',
        "[x](data:text/html,hi)",
    ],
)
def test_no_markup_of_ones_own_and_no_picture_comes_through(hostile: str) -> None:
    html = draw(hostile).lower()
    assert not any(
        bad in html for bad in ("<script", 'href="javascript', "<img", '<a href="#"', 'href="data')
    )


@given(st.text(max_size=300))
def test_any_text_becomes_known_tags_alone(text: str) -> None:
    import re

    assert set(re.findall(r"<([a-z0-9]+)", draw(text))) <= TAGS
