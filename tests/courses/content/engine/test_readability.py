from courses.content.engine.readability import LIX_LIMIT, reading_level

PLAIN = "She opened the box. It was cold. The fish lay on ice. " * 8
HARD = "Organisational interdependencies notwithstanding, comprehensive documentation requirements " * 12


def test_short_sentences_of_short_words_are_plain_and_long_ones_are_not():
    assert reading_level(PLAIN) < 25 < LIX_LIMIT < reading_level(HARD)


def test_too_little_text_says_nothing():
    assert reading_level("Extraordinarily complicated.") == 0.0
