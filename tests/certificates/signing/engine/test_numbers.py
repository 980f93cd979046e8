"""Numbers that people read aloud, type, and get wrong."""

from hypothesis import assume, given
from hypothesis import strategies as st

from certificates.signing.engine.numbers import ALPHABET, PUBLIC_ID, public_id, read_serial, serial_number

randomness = st.binary(min_size=6, max_size=6)


def serial(data: bytes) -> str:
    return serial_number(organisation="RR", year=2026, randomness=data)


@given(randomness)
def test_a_number_reads_back_however_it_is_typed(data):
    number = serial(data)
    assert read_serial(number) == number
    assert read_serial(f"  {number.lower().replace('-', ' ')}\n") == number
    assert read_serial(number.replace("0", "o").replace("1", "l")) == number


@given(randomness, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_noticed(data, place, sign):
    number = serial(data)
    at = [8, 9, 10, 11, 12, 14, 15, 16, 17, 18][place]
    assume(number[at] != sign)
    assert read_serial(number[:at] + sign + number[at + 1 :]) is None


@given(randomness, st.sampled_from([8, 9, 10, 11, 14, 15, 16, 17]))
def test_two_swapped_neighbours_are_always_noticed(data, at):
    number = serial(data)
    assume(number[at] != number[at + 1])
    assert read_serial(number[:at] + number[at + 1] + number[at] + number[at + 2 :]) is None


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none_and_never_an_error(text):
    found = read_serial(text)
    assert found is None or read_serial(found) == found


@given(st.binary(min_size=16, max_size=16))
def test_a_public_id_fits_the_small_mode_of_a_qr_code(data):
    assert PUBLIC_ID.fullmatch(public_id(data))
