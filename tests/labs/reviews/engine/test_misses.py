"""What a scripted avatar did not understand, counted without anybody being told apart."""

from __future__ import annotations

from labs.reviews.engine.misses import Missed, gather, heard_in


def said(text: str, via: str = "text", intent: str = "unknown"):
    return ("msg.learner", {"via": via, "intent": intent}, text)


ENTERED = ("scene.entered", {"scene": "opening"}, "")
ASKED_BACK = ("msg.avatar", {"id": "unknown"}, "Do you mean …?")


def test_a_sentence_that_was_asked_back_keeps_the_button_pressed_next() -> None:
    run = heard_in([ENTERED, said("who knows"), ASKED_BACK, said("", via="chip", intent="ask_owner")])
    assert run.missed == (Missed("opening", "who knows", "ask_owner"),)
    assert run.typed == {"opening": 1}


def test_what_was_understood_is_no_miss() -> None:
    run = heard_in(
        [ENTERED, said("how was q2"), ("msg.avatar", {"id": "ask_q2"}, "Good."), said("", via="chip")]
    )
    assert (run.missed, run.typed) == ((), {"opening": 1})


def test_words_are_shown_once_enough_people_have_typed() -> None:
    run = heard_in([ENTERED, said("Who knows?"), ASKED_BACK])
    few = gather([(person, run) for person in (1, 2, 3, 4, 4, 4)])
    enough = gather([(person, run) for person in (1, 2, 3, 4, 5)])
    assert [(one.is_shown, one.missed, one.words) for one in few] == [(False, 6, ())]
    assert [(one.words, one.times) for one in enough[0].words] == [("Who knows?", 5)]


def test_erased_words_are_counted_and_not_shown() -> None:
    run = heard_in([ENTERED, said(""), ASKED_BACK])
    scene = gather([(person, run) for person in range(6)])[0]
    assert (scene.missed, scene.words) == (6, ())


def test_the_worst_scene_comes_first() -> None:
    good = heard_in([("scene.entered", {"scene": "a"}, ""), said("x"), ("msg.avatar", {"id": "y"}, "")])
    bad = heard_in([("scene.entered", {"scene": "b"}, ""), said("x"), ASKED_BACK])
    assert [one.scene for one in gather([(1, good), (2, bad)])] == ["b", "a"]
