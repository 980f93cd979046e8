from hypothesis import given
from hypothesis import strategies as st

from courses.content.engine.blocks import Library
from courses.content.engine.markdown import render

LIBRARY = Library(
    facts={
        "E14": {
            "claim": "It failed.",
            "setting": "202 queries",
            "source": "Magesh",
            "mark": "P",
            "figures": {"low": 17, "n": 5172, "share": 28.4},
        }
    },
    glossary={"final": {"term": "Final", "text": "It counts."}},
    recall=frozenset({"r1"}),
)


def html_of(text):
    return "".join(block.get("html", "") for block in render(text, LIBRARY).blocks)


def rules_of(text):
    return [(one.line, one.rule) for one in render(text, LIBRARY).problems]


def test_figures_come_from_the_evidence_with_parted_thousands():
    assert html_of("{{ev:E14.low}} of {{ev:E14.n}}, {{ev:E14.share}} %") == "<p>17 of 5,172, 28.4 %</p>"


def test_a_recall_question_parts_the_text():
    assert render("One\n\n{{recall:r1}}\n\nTwo", LIBRARY).blocks == (
        {"html": "<p>One</p>"},
        {"recall": "r1"},
        {"html": "<p>Two</p>"},
    )


def test_a_term_is_explained_once_in_the_margin():
    assert html_of("The [final](glossary:final) sheet.\n\nA [final](glossary:final).").count("<aside") == 1


def test_a_term_is_told_on_hover_and_focus_without_becoming_text():
    made = render("The [final](glossary:final) sheet, the [final](glossary:final) word.", LIBRARY)
    (block,) = made.blocks
    assert 'href="#term-final" class="term" aria-describedby="tip-final-1"' in block["html"]
    assert block["html"].count('role="tooltip" id="tip-final-1"') == 1
    assert block["html"].count('role="tooltip" id="tip-final-2"') == 1
    text = str(LIBRARY.glossary["final"]["text"])
    assert (made.text.count(text), made.words) == (1, 6)


def test_a_footnote_opens_the_fact_with_setting_and_mark():
    made = html_of("Text.[^E14]\n\n[^E14]: {{ev:E14}}")
    assert '<div class="fnote" id="src-E14">' in made
    assert "<dt>Mark</dt><dd>P, primary source read</dd>" in made


def test_each_loose_end_is_found_with_its_line():
    text = "{{ev:E99.x}}\n\n{{recall:r9}}\n\n[x](glossary:none)\n\n[y](page.html)\n\n# Big\n\n![](a.svg)\n"
    assert rules_of(text) == [
        (1, "reference"),
        (3, "recall"),
        (5, "reference"),
        (7, "link"),
        (9, "heading"),
        (11, "missing-file"),
    ]


def test_markup_of_an_author_stays_text():
    made = html_of("<script>alert(1)</script> <b onclick=x>hi</b> [a](https://e.org){onclick=x}")
    assert "<script" not in made
    assert "<b " not in made


@given(st.text(alphabet=st.sampled_from("<>\"'&:[](){}!#*`|\n\\-^ evrcal14.E_=:/jsx"), max_size=200))
def test_no_text_lets_live_markup_through(text):
    made = html_of(text).lower()
    for sign in ("<script", "<iframe", 'javascript:"', " onerror=", " onclick=", " style="):
        assert f"{sign}" not in made.replace("&lt;", "")
