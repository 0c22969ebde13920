"""Exact numbers: as written, and written again."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model.number import common_denominator, exact, plain, shown, written


@given(st.fractions(-(10**99), 10**99))
def test_a_number_written_reads_back_as_the_same(number):
    assert exact(str(written(number))) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_decimals_are_taken_digit_by_digit(number):
    assert exact(str(number)) == Fraction(number)


@given(st.floats(-1e99, 1e99))
def test_a_double_is_what_its_shortest_form_says(number):
    assert exact(number) == Fraction(Decimal(repr(number)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one",
        "1/0",
        "nan",
        "inf",
        "1e999999999",
        "1e100",
        "0x10",
        "1,5",
        "--1",
        "9" * 500,
        "1/2/3",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="is not a number"):
        exact(text)


@pytest.mark.parametrize("value", [True, None, [], {}])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(ValueError, match="is not a number"):
        exact(value)


@given(st.lists(st.fractions(max_denominator=50), min_size=1))
def test_the_common_denominator_makes_every_number_whole(numbers):
    unit = common_denominator(numbers)
    assert all((number * unit).denominator == 1 for number in numbers)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("12.5", "12.5"),
        ("-0.004", "−0.004"),
        ("1/3", "0.33"),
        ("1000000", "1000000"),
        ("-7", "−7"),
    ],
)
def test_numbers_for_people_are_short(number, text):
    assert shown(exact(number)) == text


def test_numbers_for_json_are_whole_where_they_are():
    assert plain(Fraction(4, 2)) == 2
    assert isinstance(plain(Fraction(4, 2)), int)
    assert plain(Fraction(1, 2)) == 0.5
