import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.engine.documents import Document, parse_front_matter, parse_yaml
from courses.content.engine.errors import ContentError


def rule_and_line(text):
    found = parse_yaml("x.yaml", text)
    assert isinstance(found, ContentError)
    return found.rule, found.line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", ("duplicate-key", 2)),
        ("a: &x [1]\nb: *x\n", ("yaml-alias", 1)),
        ("a: !!python/object:os.system x\n", ("yaml-tag", 1)),
        ("a: yes\n", ("yaml-bare", 1)),
        ("a: 12:30\n", ("yaml-bare", 1)),
        ("a: 1\ntrue: 2\n", ("yaml-key", 2)),
        ("a: 2026-02-30\n", ("yaml-date", 1)),
        ("a: [1\nb: 2\n", ("yaml", 2)),
        ("- 1\n", ("yaml", 1)),
        ("", ("yaml", 1)),
        ("a: 1\n---\nb: 2\n", ("yaml", 2)),
        ("a: " + "[" * 5000, ("yaml-depth", 1)),
        ("? [a]\n: 1\n", ("yaml-key", 1)),
        ("a:\n" + "".join(f"  - {n}\n" for n in range(70_000)), ("yaml-size", 59_999)),
    ],
)
def test_what_is_doubtful_in_yaml_is_refused_with_its_line(text, expected):
    assert rule_and_line(text) == expected


def test_an_author_finds_each_key_by_its_line():
    found = parse_yaml("x.yaml", "a: 1\nitems:\n  - {id: q1}\n  - id: q2\n    stem: Why\n")
    assert isinstance(found, Document)
    assert [
        found.line("items", 1, "stem"),
        found.line("items", 1, "single", "stem"),
        found.line("items", 9),
    ] == [
        5,
        5,
        2,
    ]


def test_plain_values_keep_their_kind():
    found = parse_yaml("x.yaml", 'a: 0.70\nb: 007\nc: "no"\nd: no-one\ne: -3\nf: {no: "x"}\n')
    assert isinstance(found, Document)
    assert dict(found.data) == {"a": 0.7, "b": "007", "c": "no", "d": "no-one", "e": -3, "f": {"no": "x"}}


@given(st.text(max_size=400))
def test_no_text_makes_the_reader_fall(text):
    for found in (
        parse_yaml("x.yaml", text),
        parse_front_matter("x.md", text),
        parse_front_matter("x.md", f"---\n{text}\n---\n"),
    ):
        assert isinstance(found, Document | ContentError)
