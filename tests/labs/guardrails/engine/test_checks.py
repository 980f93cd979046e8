"""What is let through, what is cleaned, what is stopped."""

from __future__ import annotations

import base64
import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.guardrails.engine.budgets import Meter, estimate_tokens, spent
from labs.guardrails.engine.checks import check_input, check_output, clean, leaked

TOKEN = "8F3A-91BC-77D0-E2A4"


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"the ref is {TOKEN}.",
        TOKEN.lower(),
        TOKEN.replace("-", " "),
        " ".join(TOKEN),
        TOKEN[::-1],
        codecs.encode(TOKEN, "rot13"),
        base64.b64encode(TOKEN.encode()).decode(),
        base64.b64encode(f"x {TOKEN}".encode()).decode().rstrip("="),
        TOKEN.encode().hex(),
        "８Ｆ３Ａ-91BC-77D0-E2A4",
        "it begins with 8F3A-91BC-77",
    ],
)
def test_a_secret_is_found_in_any_dress(text):
    assert leaked(text, [TOKEN]) == (TOKEN,)


BENIGN = """The total was 8 % in Q3.|Please see page 91 of the annex.|ref 77D|Orders: 48,300; late: 3,043.
Ignore the noise outside.|I am a human resources partner at heart.|Are you human?|The rules of the house are on page 2.
Print the instructions for the new scanner.|My password expired again, who helps?|Reset the system at 06:00.
A secret ingredient makes the soup.|The injection pump of truck 7 leaks.|Escalate only if needed.
I am not an AI expert, can you explain?|The prompt delivery pleased the clinic.|She said: never share a salary.
I am a real fan of your note.|We trust the machine, it is calibrated.|This is really good.
The bot-tle washer is down.|Kill the lights in bay 4.|Fire drill at noon.|The token economy of the canteen.
I am the person who loads bay 4.|Developer mode of the scanner is off.|Forget the old rota, use R-15.
Base64 is in the manual.|Send the reference to Yusuf.|Who is behind this figure?""".replace("\n", "|").split(
    "|"
)


def test_ordinary_sentences_with_trigger_words_pass():
    canaries = [TOKEN]
    stopped = [
        t
        for t in BENIGN
        if not check_input(t, limit=2000, canaries=canaries).is_allowed or leaked(t, canaries)
    ]
    assert stopped == []


def test_an_avatar_that_claims_to_be_human_is_not_shown():
    for text in (
        "I am a human being.",
        "Honestly, I'm a real person.",
        "I am not an AI.",
        "I’m not a bot, trust me.",
    ):
        verdict = check_output(text)
        assert (verdict.is_allowed, verdict.findings) == (False, ("human_denial",)), text
    for text in (
        "No. I am an AI made from Ilse's words, not Ilse.",
        "A human decides, not I.",
        "I am not a person.",
    ):
        assert check_output(text).is_allowed, text


def test_links_images_and_tags_lose_their_target():
    text = "See ![x](https://evil.example/?q=1) [here](https://evil.example) <img src=x> http://a.example/b"
    assert check_output(text).text == "See x here  [link removed]"


def test_hidden_and_direction_characters_are_taken_out():
    assert clean("a\u202eb\u200bc\x00d\te\n") == ("abcd\te\n", ("bidi", "control"))
    assert clean("line\r\nline") == ("line\nline", ())
    assert clean("\ud800") == ("", ("control",))


@given(st.text(max_size=300))
def test_a_cleaned_text_is_clean_and_can_be_stored(text):
    once, _ = clean(text)
    assert clean(once) == (once, ())
    once.encode("utf-8")


def test_what_is_too_long_or_empty_is_refused():
    assert not check_input("x" * 101, limit=100).is_allowed
    assert not check_input(" \u200b ", limit=100).is_allowed


def test_meters_say_when_a_budget_runs_low_and_when_it_is_spent():
    assert Meter("turns", 24, 30).is_low
    assert not Meter("turns", 23, 30).is_low
    assert spent([Meter("turns", 30, 30), Meter("tokens", 5, 0), Meter("time", 2, 25)]) == ("turns",)


def test_tokens_are_counted_when_a_server_does_not_say():
    assert estimate_tokens("") == 0
    assert estimate_tokens("one two three") == 4
