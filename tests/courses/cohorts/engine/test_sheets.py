from hypothesis import given
from hypothesis import strategies as st

from courses.cohorts.engine.sheets import file_name, safe_cell


@given(st.text(max_size=30))
def test_no_text_begins_a_formula(text):
    made = safe_cell(text)
    assert made.lstrip(" \t\r\n\u00a0\ufeff")[:1] not in ("=", "+", "-", "@")


def test_a_file_has_a_plain_name_whatever_the_cohort_is_called():
    assert file_name("roster", "Müller / Q2; spring", "csv") == "roster-m-ller---q2--spring.csv"
    assert file_name("roster", "春", "xlsx") == "roster-cohort.xlsx"
