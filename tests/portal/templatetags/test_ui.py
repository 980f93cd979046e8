from datetime import timedelta

from django.utils.translation import override

from portal.templatetags import ui


def test_a_time_limit_is_read_in_whole_minutes():
    spans = [timedelta(minutes=1), timedelta(minutes=25), timedelta(hours=1, minutes=40, seconds=30)]
    assert [ui.in_minutes(span) for span in spans] == ["1 minute", "25 minutes", "100 minutes"]


def test_a_person_is_shown_by_the_first_and_last_initial():
    assert [ui.initials(name) for name in ("Dalia Mensah", "Ana María de la Cruz", "ilse", "", "(x) Bo")] == [
        "DM",
        "AC",
        "I",
        "",
        "B",
    ]


def test_a_ring_has_as_many_petals_as_lessons_and_never_more_done_than_there_are():
    drawn = ui.petals(10, 12)
    assert (drawn.count("<ellipse"), drawn.count('<g class="todo"></g>')) == (10, 1)


def test_an_unknown_persona_gets_the_faceless_glyph():
    assert [ui.avatar_key(key) for key in ("ilse-l", "hanneke-l", "scout", "somebody")] == [
        "ilse",
        "hanneke",
        "scout",
        "scout",
    ]


def test_a_portrait_takes_only_known_states_and_escapes_its_label():
    drawn = ui.portrait("ilse-l", 'x" onload="', 'A "label" <b>')
    assert drawn.startswith('<div class="portrait" data-state="idle">')
    assert "&quot;label&quot; &lt;b&gt;" in drawn


def test_a_module_beyond_the_eighth_takes_the_rosettes_round_again():
    assert ui.rosette(9) == ui.rosette(1)


def test_a_sparkline_says_its_first_and_last_value_in_words():
    assert 'aria-label="Progress by week: 0 to 80 percent"' in ui.spark([-5, 40, 80])
    assert ui.spark([]) == ""


def test_what_is_the_same_for_all_is_drawn_once_for_each_language():
    ui._drawn.cache_clear()
    with override("en"):
        first = ui.same_for_all("components/footer.html")
        assert ui.same_for_all("components/footer.html") is first
    with override("de"):
        assert ui.same_for_all("components/footer.html") is not first
    assert 'href="/verify/"' in first
