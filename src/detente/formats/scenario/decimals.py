"""Fractions as decimals: exactly where they end, else rounded, with the difference told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from detente.formats.detente.emit import Number
from detente.model.number import written

PLACES = 20
"""Decimal places of a figure that does not end; a double has 16 significant ones."""


def ends(number: Fraction) -> bool:
    """Whether a number can be written as a decimal.

    >>> ends(Fraction(1, 8)), ends(Fraction(1, 3))
    (True, False)
    """
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def rounded(number: Fraction) -> Fraction:
    """The number itself where it ends, else the nearest decimal of 20 places."""
    return number if ends(number) else round(number, PLACES)


def decimal(number: Fraction) -> Number:
    """A number that ends, digit by digit and without an exponent, which YAML 1.1 and JSON read alike.

    >>> decimal(Fraction(1, 8)), decimal(Fraction(3))
    ('0.125', '3')
    """
    form = written(number)
    assert not isinstance(form, str), "only what ends can be written as a decimal"
    return Number(format(form, "f") if isinstance(form, Decimal) else form)
