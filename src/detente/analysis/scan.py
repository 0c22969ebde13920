"""All combinations of a group of variables looked through, keeping the undominated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.grouping import Agenda, Group
from detente.analysis.pareto import Collector, Matrix, Numbers, distinct

MOST = 1 << 22
"""Combinations of one group that are looked through; above it they are eliminated variable by variable."""

_CHUNK = 1 << 18
"""Combinations looked at together, so that memory stays flat."""


@dataclass(frozen=True)
class Part:
    """The undominated combinations of some variables.

    Attributes:
        points: utilities, a row for each distinct vector, a column for each party of the agenda.
        ids: number of the combination kept for each, ascending (in a group the last variable counts
            fastest): of those with these utilities the one that changes least, then the first.
        changes: number of variables in which that combination differs from the status quo.
        ways: number of combinations with these utilities.
        extent: for each party the least and the greatest utility over all valid combinations; None
            where that was not looked at.
        values: for each point and each variable the position of its value; None where parts have
            been put together.
    """

    points: Matrix
    ids: Numbers
    changes: Numbers
    ways: Matrix
    extent: tuple[tuple[int, int], ...] | None = None
    values: Numbers | None = None


def together(parts: Iterable[Part]) -> tuple[tuple[int, int], ...] | None:
    """The least and the greatest of some parts together; None where one of them was not looked at."""
    known = [part.extent for part in parts]
    if not known or None in known:
        return None
    return tuple(
        (sum(low for low, _ in each), sum(high for _, high in each))
        for each in zip(*(extent for extent in known if extent is not None), strict=True)
    )


def chunks(shape: tuple[int, ...]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """All combinations in order, cut into boxes of at most `_CHUNK`.

    Yields:
        (number of the first combination, the span of value positions of each variable). The
        combinations of a box are consecutive.
    """
    axis = len(shape) - 1
    while axis > 0 and prod(shape[axis:]) <= _CHUNK:
        axis -= 1
    inner = prod(shape[axis + 1 :])
    width = max(1, _CHUNK // inner)
    first = 0
    for outer in product(*map(range, shape[:axis])):
        for start in range(0, shape[axis], width):
            stop = min(start + width, shape[axis])
            yield (
                first,
                [
                    *((i, i + 1) for i in outer),
                    (start, stop),
                    *((0, size) for size in shape[axis + 1 :]),
                ],
            )
            first += (stop - start) * inner


def scan(agenda: Agenda, group: Group, progress: Callable[[float], None], most: int) -> Part | None:
    """The undominated combinations of a group; None if the rules leave none.

    Args:
        agenda: the case made ready.
        group: one of its groups.
        progress: told now and then what share of the combinations has been looked at.
        most: points that may be kept.

    Raises:
        TooLarge: too many are undominated.
    """
    parties = range(len(agenda.parties))
    adds: list[list[NDArray[Any]]] = [
        [np.array(row, dtype=agenda.dtype) for row in group.adds[p]] for p in parties
    ]
    lows: list[list[int]] = []
    highs: list[list[int]] = []
    kept = Collector(len(parties), most)
    for first, spans in chunks(group.shape):
        sets = _sets(agenda, group, spans)
        if all(rule.possible(sets) for _, rule in group.rules):
            valid, totals, changes = _look(agenda, group, spans, adds)
            at = np.flatnonzero(valid)
            if len(at):
                rows = np.stack([total.reshape(-1)[at] for total in totals], axis=1)
                lows.append(rows.min(axis=0).tolist())
                highs.append(rows.max(axis=0).tolist())
                ways: Matrix = np.ones(len(at), dtype=agenda.count_dtype)
                kept.show(rows, at + first, ways, changes.reshape(-1)[at])
        progress(first / group.combinations)
    if len(kept.points) == 0:
        return None
    values = np.stack(np.unravel_index(kept.ids, group.shape), axis=1)
    low = map(min, zip(*lows, strict=True))
    extent = tuple(zip(low, map(max, zip(*highs, strict=True)), strict=True))
    return Part(kept.points, kept.ids, kept.costs, kept.ways, extent, values)


def equal_to(agenda: Agenda, group: Group, points: Matrix) -> list[Numbers]:
    """For each of some distinct points the numbers of all valid combinations with these utilities."""
    adds: list[list[NDArray[Any]]] = [
        [np.array(row, dtype=agenda.dtype) for row in of_party] for of_party in group.adds
    ]
    found: list[list[Numbers]] = [[] for _ in points]
    for first, spans in chunks(group.shape):
        valid, totals, _ = _look(agenda, group, spans, adds)
        at = np.flatnonzero(valid)
        rows = np.stack([total.reshape(-1)[at] for total in totals], axis=1)
        firsts, member = distinct(np.concatenate([points, rows]))
        place = np.full(len(firsts), -1, dtype=np.int64)
        place[member[: len(points)]] = np.arange(len(points))
        of = place[member[len(points) :]]
        known = np.flatnonzero(of >= 0)
        order = known[np.argsort(of[known], kind="stable")]
        for ids in np.split(order, np.flatnonzero(np.diff(of[order])) + 1):
            if len(ids):
                found[of[ids[0]]].append(at[ids] + first)
    return [np.concatenate([np.empty(0, dtype=np.int64), *ids]) for ids in found]


def _sets(agenda: Agenda, group: Group, spans: list[tuple[int, int]]) -> list[frozenset[int]]:
    """The value indices that each variable of the case can have inside a box."""
    found = [frozenset[int]()] * len(agenda.case.variables)
    for v, value in agenda.fixed.items():
        found[v] = frozenset([value])
    for v, values, (start, stop) in zip(group.variables, group.values, spans, strict=True):
        found[v] = frozenset(values[start:stop])
    return found


def _look(
    agenda: Agenda,
    group: Group,
    spans: list[tuple[int, int]],
    adds: list[list[NDArray[Any]]],
) -> tuple[NDArray[np.bool_], list[NDArray[Any]], Numbers]:
    """Which combinations of a box are valid, their worth to each party, how much they change."""
    size = tuple(stop - start for start, stop in spans)
    grid: dict[int, NDArray[Any]] = {v: np.array([value]) for v, value in agenda.fixed.items()}
    for axis, (v, values, (start, stop)) in enumerate(
        zip(group.variables, group.values, spans, strict=True)
    ):
        grid[v] = _along(np.array(values[start:stop]), axis, len(size))
    valid = np.ones(size, dtype=bool)
    for _, rule in group.rules:
        valid &= rule.mask(grid)
    totals = []
    for rows in adds:
        total: NDArray[Any] = np.zeros((1,) * len(size), dtype=agenda.dtype)
        for axis, (row, (start, stop)) in enumerate(zip(rows, spans, strict=True)):
            total = total + _along(row[start:stop], axis, len(size))
        totals.append(total)
    for bonus in group.bonuses:
        held = np.broadcast_to(bonus.condition.mask(grid), size)
        for p, worth in enumerate(bonus.worth):
            if worth:
                totals[p] = totals[p] + held.astype(agenda.dtype) * worth
    changes: Numbers = np.zeros((1,) * len(size), dtype=np.int64)
    for v, today in zip(group.variables, group.today, strict=True):
        if today >= 0:
            changes = changes + (grid[v] != today)
    return valid, totals, np.broadcast_to(changes, size)


def _along(row: NDArray[Any], axis: int, axes: int) -> NDArray[Any]:
    """A row laid along one of several axes."""
    shape = [1] * axes
    shape[axis] = -1
    return row.reshape(shape)
