"""Before a message is sent it is looked at for what its writer may not have meant to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.guardrails.engine.second_thoughts import kinds_to_think_about

PAPERS = ("Call Tomás on +49 30 1234 5678. IBAN DE89 3704 0044 0532 0130 00.", "mail@orrindale.example")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("My card is 4111 1111 1111 1111.", ("card",)),
        ("Write to anna@home.example", ("mail",)),
        ("The password is hunter22, and pin: 4711", ("password",)),
        ("Kennwort: geheim1", ("password",)),
        ("key sk-abcdefghijkl123456", ("secret",)),
        ("anna@home.example, IBAN GB33BUKB20201555555555", ("mail", "iban")),
        ("I forgot my password.", ()),
        ("Is 93.7 % right? 48,300 orders, 3,043 late.", ()),
        ("4111 1111 1111 1112", ()),  # no card: the check digit is wrong
    ],
)
def test_what_looks_like_somebodys_own_is_named(text: str, kinds: tuple[str, ...]) -> None:
    assert kinds_to_think_about(text, PAPERS) == kinds


@pytest.mark.parametrize(
    "text", ["Is it +49 30 12345678?", "DE89370400440532013000", "I wrote to MAIL@orrindale.example"]
)
def test_a_figure_of_the_labs_own_papers_is_part_of_the_game(text: str) -> None:
    assert kinds_to_think_about(text, PAPERS) == ()


@given(st.text(max_size=300))
def test_whatever_the_papers_hold_is_never_warned_about(text: str) -> None:
    assert set(kinds_to_think_about(text, [text])) <= {"password"}
