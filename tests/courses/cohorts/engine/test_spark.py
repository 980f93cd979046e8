from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.cohorts.engine.spark import DAYS, HEIGHT, WIDTH, spark_points

TODAY = date(2027, 3, 1)


def test_the_line_rises_on_the_days_on_which_steps_were_met_and_ends_where_the_learner_stands():
    steps = {TODAY - timedelta(days=1): 2, TODAY - timedelta(days=27): 1}
    points = spark_points(steps, today=TODAY, done=4, required=8).split()
    heights = [float(point.split(",")[1]) for point in points]
    assert (len(points), points[0].split(",")[0], points[-1].split(",")[0]) == (DAYS, "0.0", "84.0")
    assert heights[0] == heights[25] == 16.0  # two of eight from the first day of the window on
    assert heights[26] == heights[27] == 11.0  # four of eight since yesterday


def test_a_course_without_required_steps_has_no_line():
    assert spark_points({}, today=TODAY, done=0, required=0) == ""


@given(
    st.dictionaries(st.integers(0, 60).map(lambda back: TODAY - timedelta(days=back)), st.integers(0, 9)),
    st.integers(0, 60),
    st.integers(1, 60),
)
def test_the_line_stays_in_its_box_and_never_falls(steps, done, required):
    points = [
        point.split(",") for point in spark_points(steps, today=TODAY, done=done, required=required).split()
    ]
    heights = [float(y) for _x, y in points]
    assert all(0 <= float(x) <= WIDTH for x, _y in points)
    assert all(0 <= y <= HEIGHT for y in heights)
    assert heights == sorted(heights, reverse=True)
