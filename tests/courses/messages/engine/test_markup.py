"""The words of an announcement without its markup, for the tray, the digest and text mails."""

from __future__ import annotations

from courses.messages.engine.markup import draw, plain


def test_emphasis_leaves_no_gap_before_a_full_stop() -> None:
    assert plain(draw("Each lesson takes **twenty minutes**. Bring *one*, please.")) == (
        "Each lesson takes twenty minutes. Bring one, please."
    )


def test_paragraphs_lists_and_line_breaks_do_not_run_into_each_other() -> None:
    assert plain(draw("# Today\nRead.\n\n- one\n- two\n\nThen\nwrite & rest.")) == (
        "Today Read. one two Then write & rest."
    )
