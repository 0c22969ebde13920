"""The undominated sums of two sets of vectors, with where each comes from and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from detente.analysis import pareto
from detente.analysis.pareto import Collector, Matrix, Numbers, check_number

_CHUNK = 1 << 18
"""Pairs added up together, so that memory stays flat."""


class Vectors(NamedTuple):
    """Distinct, mutually undominated vectors.

    Attributes:
        points: a row each.
        costs: small numbers of 0 or more, by which one of equal sums is chosen.
        ways: what each counts for.
    """

    points: Matrix
    costs: Numbers
    ways: Matrix


def add(
    first: Vectors, second: Vectors, most: int, progress: Callable[[float], None]
) -> tuple[Vectors, Numbers]:
    """The undominated among the sums of one of each, equal sums once, costs added and ways multiplied.

    Args:
        first: n vectors.
        second: m vectors.
        most: sums that may be kept.
        progress: told now and then what share is done.

    Returns:
        (the sums, their ids), by ascending ids: the id of the sum of the i-th and the j-th is i m + j,
        and of equal sums the cheapest, then the first is named. Their ways are added.

    Raises:
        TooLarge: more than `most` sums are undominated.
    """
    size, parties = len(first.points) * len(second.points), first.points.shape[1]
    whole = first.points.dtype == second.points.dtype == np.int64
    if parties == 2 and whole and size >= pareto.MANY:
        return _two(first, second, most)
    if parties == 2 and 0 < size <= _CHUNK:
        found = _few(first, second)
        if found is not None:
            check_number(len(found[1]), most)
            return found
    kept = Collector(parties, most)
    step = max(1, _CHUNK // len(second.points))
    for start in range(0, len(first.points), step):
        rows = slice(start, start + step)
        points = (first.points[rows, None, :] + second.points[None, :, :]).reshape(-1, parties)
        ways = (first.ways[rows, None] * second.ways[None, :]).reshape(-1)
        costs = (first.costs[rows, None] + second.costs[None, :]).reshape(-1)
        kept.show(points, start * len(second.points) + np.arange(len(ways)), ways, costs)
        progress(start / len(first.points))
    return Vectors(kept.points, kept.costs, kept.ways), kept.ids


def _two(first: Vectors, second: Vectors, most: int) -> tuple[Vectors, Numbers]:
    """The same for two columns, without sorting the sums."""
    # Imported here, since numba takes longer to import than small sets take altogether.
    from detente.analysis.dominance.sums import along, sums

    many = len(second.points)
    if len(first.points) < many:  # the shorter shifts the longer
        long, short = second, first
    else:
        long, short = first, second
    order = along(long.points)
    front = np.ascontiguousarray(long.points[order])
    shifts = np.ascontiguousarray(short.points)
    points, at, shift, member = sums(front, shifts, most)
    check_number(len(points), most)
    at = order[at]
    ids = at * many + shift if long is first else shift * many + at
    # Among the sources of a sum the cheapest comes first, then the one with the least id.
    costs = long.costs[at] + short.costs[shift]
    ranked = np.lexsort((ids, costs, member))
    heads = ranked[np.flatnonzero(np.diff(member[ranked], prepend=-1))]
    totals = np.zeros(len(points), dtype=np.result_type(first.ways, second.ways))
    np.add.at(totals, member, long.ways[at] * short.ways[shift])
    by_id = np.argsort(ids[heads])
    heads = heads[by_id]
    return Vectors(points[by_id], costs[heads], totals[by_id]), ids[heads]


def _few(first: Vectors, second: Vectors) -> tuple[Vectors, Numbers] | None:
    """The same for two columns and few sums, by sorting them; None where a sort key would not fit.

    Sums are put in one descending order, by the first column, then the second, then the cheapest;
    those whose second column is the greatest so far are kept.
    """
    u, v = ((first.points[:, p, None] + second.points[None, :, p]).reshape(-1) for p in (0, 1))
    costs = (first.costs[:, None] + second.costs[None, :]).reshape(-1)
    order = _falling(u, v, costs)
    if order is None:
        return None
    below = v[order]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (below[1:] > np.maximum.accumulate(below)[:-1]).astype(bool)
    ids = order[fresh]
    place = np.cumsum(fresh) - 1  # for each sum, in order, which was kept last
    like = ids[place]
    tied = ((u[order] == u[like]) & (below == v[like])).astype(bool)
    sources = order[tied]
    ways = np.zeros(len(ids), dtype=np.result_type(first.ways, second.ways))
    more = first.ways[sources // len(second.ways)] * second.ways[sources % len(second.ways)]
    np.add.at(ways, place[tied], more)
    by_id = np.argsort(ids)
    ids = ids[by_id]
    return Vectors(np.stack([u[ids], v[ids]], axis=1), costs[ids], ways[by_id]), ids


def _falling(u: Matrix, v: Matrix, costs: Numbers) -> Numbers | None:
    """The order of the pairs: u descending, then v descending, then costs, then as they stand.

    None where the numbers are too large for any way to sort them that is quick.
    """
    most_u, most_v, most_cost = u.max(), v.max(), int(costs.max()) + 1
    width = int(most_v) - int(v.min()) + 1
    if (int(most_u) - int(u.min()) + 1) * width * most_cost < pareto.FITS:
        keys = ((most_u - u) * width + most_v - v) * most_cost + costs
        return np.argsort(keys.astype(np.int64), kind="stable")
    try:
        near = (most_u - u).astype(np.float64)
    except OverflowError:
        return None
    order = np.argsort(near, kind="stable")
    # Rounding keeps the order, but may make equal what is not; such stretches are sorted exactly.
    alike = np.flatnonzero(near[order][1:] == near[order][:-1])
    for run in np.split(alike, np.flatnonzero(np.diff(alike) > 1) + 1) if len(alike) else ():
        some = order[run[0] : run[-1] + 2].tolist()
        some.sort(key=lambda i: (-int(u[i]), -int(v[i]), int(costs[i]), i))
        order[run[0] : run[-1] + 2] = some
    return order
