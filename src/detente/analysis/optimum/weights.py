"""Weightings of the parties under which little more than what is wanted can be had.

Whatever a weighting, no sum has more than the sum of each part's most (Lagrangian relaxation:
Geoffrion 1974, Lagrangean Relaxation for Integer Programming, Mathematical Programming Study 2,
82-114). Which weighting tells most is found by steps in the logarithms of the weights (mirror
descent: Beck and Teboulle 2003, Operations Research Letters 31(3), 167-175). Any weighting gives a
valid bound, so that nothing hangs on how near the best one they come.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from detente.analysis.optimum.sums import Doubles, Sums

ROUNDS = 150
_FACTORS = 0.3, 0.7, 1.4, 3.0


def level(sums: Sums, base: Doubles, way: Doubles) -> tuple[Doubles, float]:
    """The weighting that bounds best how large a multiple of `way` may be had on top of `base`.

    Args:
        sums: the parts.
        base: scaled; minus infinity in columns that don't matter.
        way: scaled, 0 or more, somewhere more.

    Returns:
        (the weighting, what it proves).
    """
    used = np.isfinite(base)
    low = np.where(used, base, 0.0)

    def bound(weights: Doubles) -> tuple[float, Doubles]:
        value, reached = sums.most(weights)
        along = float(weights @ way)
        most = (value - float(weights @ low)) / along
        return most, weights * (reached - low - most * way) / along

    start = np.where(way > 0, 1 / np.where(way > 0, way, 1.0), 1e-2)
    return _least(bound, np.where(used, start / start.sum(), 0.0))


def product(sums: Sums, base: Doubles, able: Doubles) -> Doubles:
    """The weighting that bounds best how large the product of gains over `base` may be.

    Under a weighting the product is largest where the weighted gains are equal; the logarithm of that
    is the bound.
    """
    used = np.isfinite(base)
    low = np.where(used, base, 0.0)
    many = able.sum()

    def bound(weights: Doubles) -> tuple[float, Doubles]:
        value, reached = sums.most(weights)
        whole = max(value - float(weights @ low), 1e-300)
        steps = many * weights * (reached - low) / whole - able
        return float(many * np.log(whole) - np.log(weights[able > 0]).sum()), steps

    start = np.where(able > 0, 1.0, np.where(used, 1e-2, 0.0))
    return _least(bound, start / start.sum())[0]


def _least(
    bound: Callable[[Doubles], tuple[float, Doubles]], weights: Doubles
) -> tuple[Doubles, float]:
    """The weighting with about the least bound; `bound` also says how it grows with each logarithm."""
    best, least = weights, np.inf
    for step in range(ROUNDS):
        value, slope = bound(weights)
        if value < least:
            best, least = weights, value
        size = float(np.abs(slope).max())
        if size < 1e-12:
            break
        weights = weights * np.exp(-slope / size * 1.5 / (step + 2) ** 0.75)
        weights = weights / weights.sum()
    return best, least


def around(weights: Doubles, used: NDArray[np.bool_]) -> Doubles:
    """A weighting and some near it, and each used column by itself; a row each, adding up to 1."""
    rows = [weights]
    for p in np.flatnonzero(used):
        alone = np.zeros(len(weights))
        alone[p] = 1.0
        rows.append(alone)
        for factor in _FACTORS:
            other = weights.copy()
            other[p] *= factor
            if other.sum() > 0:
                rows.append(other / other.sum())
    return np.array(rows)
