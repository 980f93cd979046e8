from __future__ import annotations

from courses.analytics.engine.charts import scatter
from courses.analytics.engine.items import ItemFigures


def figures(key, p, r, flags=()):
    return ItemFigures(key, 120, p, r, (), None, None, flags)


def test_each_question_with_both_figures_is_a_dot_and_a_flagged_one_is_marked():
    made = scatter([figures("a", 0.5, 0.3), figures("b", 1.0, -0.9, ("stop",)), figures("c", None, None)])
    assert made is not None
    assert [(dot.key, dot.x, dot.y, dot.is_flagged) for dot in made.dots] == [
        ("a", "190.0", "95.0", False),
        ("b", "350.0", "175.0", True),
    ]
    assert len(made.limits) == 3


def test_without_figures_there_is_no_drawing():
    assert scatter([figures("c", 0.5, None)]) is None
