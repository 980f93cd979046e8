"""Personal data leaves as a mark and comes back, whatever pieces the answer comes in."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.guardrails.engine.redaction import (
    MARK,
    StreamRestorer,
    Vault,
    hide_messages,
    names_pattern,
    restore,
    warnings,
)

PEOPLE = names_pattern(["Lena Brandt", "Lena", "Brandt", "Orrindale (West)", "Li"])


def vault() -> Vault:
    return Vault(PEOPLE)


def test_personal_data_leaves_as_a_mark_and_comes_back() -> None:
    text = "Write to lena.b@firm.example or +44 20 7946 0000, says Lena Brandt. IBAN DE44 5001 0517 5407 3249 31."
    hidden = vault()
    out = hidden.hide(text)
    assert out == "Write to [[mail-1]] or [[phone-1]], says [[name-1]]. IBAN [[iban-1]]."
    assert hidden.restore(out) == text
    assert hidden.found == {"iban": 1, "mail": 1, "name": 1, "phone": 1}


def test_the_same_value_keeps_its_mark_in_the_next_message() -> None:
    hidden = vault()
    assert hidden.hide("a@b.example") == "[[mail-1]]"
    assert hidden.hide("c@d.example and a@b.example") == "[[mail-2]] and [[mail-1]]"


def test_a_mark_that_was_typed_is_told_from_our_own_and_comes_back_as_typed() -> None:
    hidden = vault()
    out = hidden.hide("say [[mail-1]] to a@b.example")
    assert out == "say [[typed-1]] to [[mail-1]]"
    assert hidden.restore(out) == "say [[mail-1]] to a@b.example"
    assert hidden.found == {"mail": 1}


def test_a_name_is_found_in_any_case_and_with_other_spaces_but_not_within_a_word() -> None:
    hidden = vault()
    assert hidden.hide("LENA  brandt, lena's desk; Lenas; Orrindale (West)") == (
        "[[name-1]], [[name-2]]'s desk; Lenas; [[name-3]]"
    )


def test_a_name_of_two_letters_hides_nothing() -> None:
    assert vault().hide("Li likes it") == "Li likes it"


def test_no_mark_is_cut_by_a_later_pattern() -> None:
    hidden = Vault(names_pattern(["mail", "name", "phone"]))
    out = hidden.hide("mail a@b.example about the phone 020 7946 0000")
    assert (out, hidden.restore(out)) == (
        "[[name-1]] [[mail-1]] about the [[name-2]] [[phone-1]]",
        "mail a@b.example about the phone 020 7946 0000",
    )


@pytest.mark.parametrize(
    "text",
    [
        "48,300 orders",
        "2.4 of 3.1",
        "ext 2210",
        "14:05",
        "SAV-22",
        "€86,400",
        "KPI-Q2-final",
        "9,000 of 10,000",
    ],
)
def test_figures_of_the_labs_are_no_personal_data(text: str) -> None:
    assert warnings(text) == ()


def test_a_person_can_be_warned_before_sending() -> None:
    assert warnings("my mail is a@b.example, my key sk-abcdefghijkl1234") == ("mail", "secret")


PIECES = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [
                *(
                    "[",
                    "]",
                    "[[",
                    "]]",
                    "[[mail-1]]",
                    "[[name-1",
                    "-1]]",
                    "[[typed-1]]",
                    "mail",
                    "name",
                    "1",
                    "-",
                ),
                *("lena@b.example", "Lena Brandt", "lena", "+31 20 794 60000", "4111 1111 1111 1111", "\n"),
                *(
                    "DE44500105175407324931",
                    "0f8fad5b-d9cb-469f-a165-70867728950e",
                    "ſk-ABCDEFGHIJKL",
                    "İlena",
                ),
            ]
        ),
    ),
    max_size=8,
)
TEXTS = PIECES.map("".join)


@given(TEXTS)
def test_whatever_is_hidden_comes_back_character_by_character(text: str) -> None:
    hidden = vault()
    out = hidden.hide(text)
    assert hidden.restore(out) == text
    assert set(MARK.findall(out)) <= {
        (mark[2:].rsplit("-", 1)[0], mark[:-2].rsplit("-", 1)[1]) for mark in hidden.mapping
    }


@given(TEXTS, TEXTS)
def test_nothing_personal_is_left_to_be_found(first: str, second: str) -> None:
    hidden = vault()
    sent = [hidden.hide(first), hidden.hide(second)]
    for text in sent:
        again = Vault()
        again.hide(MARK.sub("\n", text))
        assert again.found == {}


@given(TEXTS, st.lists(st.integers(min_value=0, max_value=200), max_size=12))
def test_a_stream_is_restored_however_it_is_cut(text: str, cuts: list[int]) -> None:
    hidden = vault()
    hidden.hide("lena@b.example Lena Brandt +31 20 794 60000 [[mail-1]]")
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    restorer = StreamRestorer(hidden.mapping)
    shown = [restorer.feed(text[a:b]) for a, b in pairwise(places)]
    assert "".join(shown) + restorer.finish() == restore(text, hidden.mapping)


@given(TEXTS)
def test_a_stream_letter_by_letter_is_restored_and_never_waits_for_more_than_one_mark(text: str) -> None:
    mapping = {"[[mail-1]]": "x@y.example"}
    restorer = StreamRestorer(mapping)
    given_so_far = shown = ""
    for letter in text:
        given_so_far += letter
        shown += restorer.feed(letter)
        assert len(given_so_far) - len(restorer._rest) >= len(given_so_far) - 20
    assert shown + restorer.finish() == restore(text, mapping)


def test_arguments_of_a_call_are_restored_within_their_strings_whatever_the_value_holds() -> None:
    hidden = Vault(names_pattern(['Ann "The\\Fox" O’Hara']))
    out = hidden.hide('Ann "The\\Fox" O’Hara')
    arguments = json.dumps({"to": out, "list": [f"dear {out}"], "n": 3})
    assert json.loads(hidden.restore_json(arguments)) == {
        "to": 'Ann "The\\Fox" O’Hara',
        "list": ['dear Ann "The\\Fox" O’Hara'],
        "n": 3,
    }
    assert hidden.restore_json('{"to": "[[name-1]]') == '{"to": "[[name-1]]'


def test_a_chat_is_hidden_in_words_and_in_calls_and_the_authors_prompt_stays() -> None:
    hidden = vault()
    call = {
        "id": "c",
        "type": "function",
        "function": {"name": "look_up", "arguments": '{"query": "Lena Brandt"}'},
    }
    sent = hide_messages(
        [
            {"role": "system", "content": "Call +31 20 794 60000."},
            {"role": "user", "content": "I am Lena Brandt"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": "Lena Brandt: bay 4"},
        ],
        hidden,
    )
    assert [message["content"] for message in sent] == [
        "Call +31 20 794 60000.",
        "I am [[name-1]]",
        None,
        "[[name-1]]: bay 4",
    ]
    assert sent[2]["tool_calls"][0]["function"]["arguments"] == '{"query": "[[name-1]]"}'
    assert call["function"]["arguments"] == '{"query": "Lena Brandt"}'
