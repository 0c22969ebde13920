"""Exact numbers: read as they are written, computed as fractions, shown as decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import lcm

_DECIMAL = re.compile(r"[+-]?(\d[\d_]*\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\Z")
_FRACTION = re.compile(r"[+-]?\d{1,200}\s*/\s*\d{1,200}\Z")
_MOST_DIGITS = 400
_LARGEST = (
    10**100
)  # no figure of a negotiation comes near; beyond, doubles overflow when it is shown


def exact(value: object) -> Fraction:
    """The exact value of a number as somebody wrote it.

    Whole numbers and decimals are taken digit by digit (`0.1` is one tenth); text may also be a fraction (`"1/3"`).
    A binary float is taken as its shortest decimal form, which is what a person who typed it meant.

    Raises:
        ValueError: not a finite number, or of an absurd length or size (1e100 and above).

    >>> exact("1/3"), exact("0.1"), exact(0.1), exact(18)
    (Fraction(1, 3), Fraction(1, 10), Fraction(1, 10), Fraction(18, 1))
    """
    if isinstance(value, bool):
        raise ValueError(f"{str(value).lower()} is not a number")
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int | float | Decimal):
        value = str(value)
    if isinstance(value, str):
        text = value.strip()
        units, point, parts = text.partition(".")
        if text.isascii() and (units + parts).isdigit() and len(text) < 60 and (parts or not point):
            return Fraction(
                int(units + parts), 10 ** len(parts)
            )  # what nearly all look like, quickly
        if len(text) <= _MOST_DIGITS and (_DECIMAL.match(text) or _FRACTION.match(text)):
            try:
                number = Fraction(text)
            except ZeroDivisionError:
                number = Fraction(_LARGEST)
            if abs(number) < _LARGEST:
                return number
    raise ValueError(f"{str(value)[:60]!r} is not a number")


def common_denominator(numbers: Iterable[Fraction]) -> int:
    """The least whole number that makes each of `numbers` whole when multiplied by it."""
    return lcm(*(number.denominator for number in numbers))


def in_units(number: Fraction, denominator: int) -> int:
    """How many times `1 / denominator` a number is; it has to be a whole number of times.

    >>> in_units(Fraction(3, 4), 8)
    6
    """
    return number.numerator * (denominator // number.denominator)


def plain(number: Fraction) -> int | float:
    """The number for JSON: whole where it is whole, else the nearest double."""
    return int(number) if number.denominator == 1 else float(number)


def written(number: Fraction) -> int | Decimal | str:
    """The shortest exact form that reads back as the same number: whole, decimal, or `"a/b"`.

    >>> written(Fraction(1, 8)), written(Fraction(1, 3)), written(Fraction(4, 2))
    (Decimal('0.125'), '1/3', 2)
    >>> exact(written(Fraction(1, 2**100))) == Fraction(1, 2**100)
    True
    """
    if number.denominator == 1:
        return int(number)
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
    return Decimal(
        f"{int(number * 10**digits)}E-{digits}"
    )  # from text: arithmetic would round to 28 digits


def shown(number: Fraction, digits: int = 2) -> str:
    """The number for people: at most `digits` decimals, no trailing zeros, a true minus sign.

    >>> shown(Fraction(2, 3)), shown(Fraction(-5)), shown(Fraction(1, 1000))
    ('0.67', '−5', '0.001')
    """
    if number and abs(number) < Fraction(1, 10**digits):
        text = f"{float(number):.1g}"
    else:
        text = f"{float(round(number, digits)):.{digits}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")
