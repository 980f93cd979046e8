from courses.diagnostics.engine.radar import plot, radar
from courses.diagnostics.engine.scoring import Band, level_marks


def bands(low=40.0, high=60.0, count=8):
    return [Band(f"C{n}", (low + high) / 2, low, high, 10, 3) for n in range(1, count + 1)]


def test_a_band_is_drawn_between_its_ends_on_every_axis():
    made = radar(bands(), {"C1": "Understand"}, level_marks())
    assert made is not None
    assert made.band.startswith("M0.0 -52.8L37.3 -37.3")
    assert "M0.0 -35.2L" in made.band
    assert (len(made.spokes), len(made.rings), made.before) == (8, 3, "")
    assert [text.text for text in made.labels][:2] == ["Understand", "C2"]


def test_the_first_sitting_is_a_line_beneath():
    made = radar(bands(), {}, level_marks(), bands(0, 100))
    assert made is not None
    assert made.before.startswith("M0.0 -44.0L")


def test_fewer_than_three_axes_make_no_drawing():
    assert radar(bands(count=2), {}, level_marks()) is None


def test_labels_stand_outside_and_are_anchored_away_from_the_middle():
    made = radar(bands(), {}, {})
    assert made is not None
    assert [text.anchor for text in made.labels] == [
        "middle", "start", "start", "start", "middle", "end", "end", "end",
    ]  # fmt: skip


def test_the_confidence_plot_has_a_dot_for_each_step_that_was_used():
    made = plot([(50, 4, 2), (100, 10, 9)])
    assert [(dot.x, dot.best, dot.count) for dot in made.dots] == [("20.0", 50, 4), ("280.0", 90, 10)]
    assert made.line == "M20.0 100.0L280.0 36.0"
    assert plot([(80, 1, 1)]).line == ""
