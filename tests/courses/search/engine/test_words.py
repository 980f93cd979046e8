import html
import re

from hypothesis import given
from hypothesis import strategies as st

from courses.search.engine.words import MOST_WORDS, excerpt, holds, words_of

TEXT = "Late orders are counted, not guessed. A mandate says who may decide about orders."


def test_what_is_typed_becomes_folded_words_each_once():
    assert words_of('  "Größe" ORDERS orders* -AND (x) ') == (
        "große".replace("ß", "ss"),
        "orders",
        "and",
        "x",
    )
    assert len(words_of(" ".join(f"w{n}" for n in range(40)))) <= MOST_WORDS


def test_an_excerpt_marks_every_hit_also_with_another_ending():
    assert excerpt(TEXT, ("order",)) == TEXT.replace("orders", "<mark>orders</mark>")
    assert "<mark>verify</mark>" in excerpt("You verify it.", ("verifying",))


def test_an_excerpt_is_cut_at_words_around_the_first_hit():
    shown = excerpt("one two three " * 30 + "mandate card " + "four five six " * 30, ("mandate",))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "<mark>mandate</mark>" in shown
    assert len(shown) < 320


def test_a_note_is_found_by_the_beginnings_of_its_words():
    assert holds("Ask for the Größe of the gap", words_of("grosse ga"))
    assert not holds("Ask for the gap", words_of("gap mandate"))
    assert not holds("anything", ())


@given(st.text(max_size=400), st.text(max_size=60))
def test_nothing_in_an_excerpt_is_markup_but_the_marks(text, typed):
    shown = excerpt(text, words_of(typed))
    bare = re.sub(r"</?mark>", "", shown)
    assert "<" not in bare
    assert html.unescape(bare).strip("… ") in text
