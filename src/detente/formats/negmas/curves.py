"""The functions of a number that NegMAS knows (`negmas.preferences.value_fun`), each with its figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from detente.model.number import exact

_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Curve:
    """A function of a number.

    Attributes:
        at: its value, of the number and the figures.
        parameters: names of the figures, in order, each with its default; None where it must be given.
        rounded: whether its values are those of doubles, having no exact ones.
    """

    at: Callable[..., Fraction]
    parameters: Mapping[str, Fraction | None]
    rounded: bool = False


def _doubles(function: Callable[..., float]) -> Callable[..., Fraction]:
    """A function of doubles whose value is taken as its shortest decimal."""

    def at(x: Fraction, *figures: Any) -> Fraction:
        return exact(function(float(x), *(float(figure) for figure in figures)))

    return at


def _trapezoid(
    x: Fraction,
    start: Fraction,
    rise_end: Fraction,
    fall_start: Fraction,
    end: Fraction,
    bias: Fraction,
    scale: Fraction,
) -> Fraction:
    """Flat, rising, flat on top, falling, flat."""
    if not start <= rise_end <= fall_start <= end:
        raise ValueError("the corners are not in order")
    if x < start or x > end:
        return bias
    if x <= rise_end:
        return bias + scale * ((x - start) / (rise_end - start) if rise_end > start else 1)
    if x <= fall_start:
        return bias + scale
    return bias + scale * (end - x) / (end - fall_start)


def _triangle(
    x: Fraction, start: Fraction, middle: Fraction, end: Fraction, bias: Fraction, scale: Fraction
) -> Fraction:
    """Rising from the first foot to the top, falling to the second."""
    if x <= start or x >= end:
        return bias
    if x <= middle:
        return bias + scale * ((x - start) / (middle - start) if middle > start else 1)
    return bias + scale * ((end - x) / (end - middle) if end > middle else 1)


def _polynomial(x: Fraction, coefficients: list[Fraction], bias: Fraction) -> Fraction:
    """The coefficients are those of the powers 1, 2, ..."""
    return bias + sum((c * x ** (k + 1) for k, c in enumerate(coefficients)), _ZERO)


_E = exact(math.e)
_WAVE = {"multiplier": _ONE, "bias": _ZERO, "phase": _ZERO, "amplitude": _ONE}

CURVES: dict[str, Curve] = {
    "IdentityFun": Curve(lambda x: x, {}),
    "LinearFun": Curve(lambda x, slope: slope * x, {"slope": None}),
    "AffineFun": Curve(lambda x, slope, bias: slope * x + bias, {"slope": None, "bias": _ZERO}),
    "QuadraticFun": Curve(
        lambda x, a2, a1, bias: a2 * x * x + a1 * x + bias, {"a2": None, "a1": None, "bias": _ZERO}
    ),
    "PolynomialFun": Curve(_polynomial, {"coefficients": None, "bias": _ZERO}),
    "TriangularFun": Curve(
        _triangle, {"start": None, "middle": None, "end": None, "bias": _ZERO, "scale": _ONE}
    ),
    "TrapezoidalFun": Curve(
        _trapezoid,
        {
            "start": None, "rise_end": None, "fall_start": None, "end": None,
            "bias": _ZERO, "scale": _ONE,
        },
    ),
    "ExponentialFun": Curve(
        _doubles(lambda x, tau, bias, base: base ** (tau * x) + bias),
        {"tau": None, "bias": _ZERO, "base": _E},
        rounded=True,
    ),
    "LogFun": Curve(
        _doubles(lambda x, tau, bias, base, scale: scale * math.log(tau * x, base) + bias),
        {"tau": None, "bias": _ZERO, "base": _E, "scale": _ONE},
        rounded=True,
    ),
    "SinFun": Curve(_doubles(lambda x, m, b, p, a: a * math.sin(m * x + p) + b), _WAVE, True),
    "CosFun": Curve(_doubles(lambda x, m, b, p, a: a * math.cos(m * x + p) + b), _WAVE, True),
    "GaussianFun": Curve(
        _doubles(
            lambda x, center, sigma, bias, scale: bias
            + scale * math.exp(-((x - center) ** 2) / (2 * sigma * sigma))
        ),
        {"center": None, "sigma": None, "bias": _ZERO, "scale": _ONE},
        rounded=True,
    ),
}  # fmt: skip
"""By name of the class."""
