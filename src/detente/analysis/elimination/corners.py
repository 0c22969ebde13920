"""Where a point would have to lie to be new, when some points are known already."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.analysis.elimination.bounds import MARGIN, Tables
from detente.analysis.elimination.network import Doubles
from detente.analysis.pareto import Matrix, Numbers, ranks

POINTS = 256
"""Known points that corners are made of; leaving some out only makes them rule out less."""

CORNERS = 1200
"""Corners at most, which matters with three parties or more."""

NEAR = 3
"""Weightings that are looked at more closely for each corner."""

Row = tuple[int, ...]


def corners(
    points: Matrix, span: Doubles, tables: Tables, slack: Sequence[int] | None = None
) -> tuple[Doubles, Numbers]:
    """What each weighting says of each corner, and which weightings say most of it.

    A point that no known one dominates is at or above one of the corners, or is a known one; the
    known ones are corners too, so that other outcomes with their utilities are found.

    Args:
        points: known points, undominated and distinct, at least one.
        span: what utilities are divided by.
        tables: of the weightings.
        slack: for each party what a point may beat a known one by and still not be new; known
            points are then no corners.

    Returns:
        (`[corner, weighting]`, less a margin for rounding; `[corner, j]`, the weightings nearest).
    """
    some = _spread(points, span)
    if slack is None:
        places = [*_places(some, span), *some]
    else:
        places = _places([tuple(map(sum, zip(row, slack, strict=True))) for row in some], span)
    values = np.array(places, dtype=np.float64).reshape(len(places), -1) @ tables.weights.T - MARGIN
    # A weighting tells much of a corner that lies close to the most it can come to.
    order = np.argsort(tables.root[None, :] - values, axis=1, kind="stable")
    near = order[:, :NEAR].astype(np.int64)
    return np.ascontiguousarray(values), np.ascontiguousarray(near)


def _spread(points: Matrix, span: Doubles) -> list[Row]:
    """At most `POINTS` of the points, evenly from each end of the first party's utilities to the other."""
    rows = sorted(map(tuple, points.tolist()))
    if len(rows) <= POINTS:
        return rows
    at = np.unique(np.linspace(0, len(rows) - 1, POINTS).round().astype(int))
    return [rows[i] for i in at]


def _places(rows: Sequence[Row], span: Doubles) -> list[Row]:
    """The least places at which a point can lie that none of the rows dominates or equals.

    With two parties they are the steps of the staircase. With more, each row takes the place of the
    places below it (Klamroth, Lacour and Vanderpooten 2015, On the Representation of the Search
    Region in Multi-Objective Optimization, European J. Operational Research 245(3), 767-778).
    """
    lowest = tuple(-int(size) - 1 for size in span)
    if len(lowest) == 2:
        steps = [(a + 1, b + 1) for (a, _), (_, b) in pairwise(rows)]
        return [(lowest[0], rows[0][1] + 1), *steps, (rows[-1][0] + 1, lowest[1])]
    found = np.array([lowest], dtype=object)
    for row in rows:
        below = (found <= np.array(row, dtype=object)).all(axis=1)
        if not below.any():
            continue
        raised = []
        for p, number in enumerate(row):
            one = found[below].copy()
            one[:, p] = number + 1
            raised.append(one)
        old = int((~below).sum())
        found = np.concatenate([found[~below], *raised])
        placed = ranks(found)
        fresh = np.sort(np.unique(placed, axis=0, return_index=True)[1])
        placed = placed[fresh]
        covers: NDArray[np.bool_] = np.all(placed[:, None, :] <= placed[None, :, :], axis=2)
        np.fill_diagonal(covers, False)
        covers[:, fresh < old] = False  # what was there before is needed still
        found = found[fresh][~covers.any(axis=0)]
        if len(found) > CORNERS:
            break
    return [tuple(place) for place in found.tolist()]
