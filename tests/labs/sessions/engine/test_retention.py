from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from labs.sessions.engine.retention import is_over, kept_until

ENDED = datetime(2027, 3, 1, 9, tzinfo=UTC)


@given(st.integers(0, 2000), st.integers(0, 2000), st.booleans())
def test_words_go_when_their_time_is_over_and_nobody_looks_at_them(days, passed, disputed):
    now = ENDED + timedelta(days=passed)
    gone = is_over(ENDED, days=days, now=now, is_disputed=disputed)
    assert gone == (days > 0 and passed >= days and not disputed)
    assert (kept_until(ENDED, days=days) is None) == (days == 0)
