"""The arithmetic of dominance: which of many points does no other beat for everyone.

A point is a row of whole numbers, one for each party, more is better. One row dominates another if
it is nowhere less and somewhere more. All comparisons are exact: rows are int64 where the numbers
fit and Python's unbounded integers (numpy's `object`) where they do not; the latter are replaced
by their ranks, column by column, before rows are compared.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import TooLarge

Matrix = NDArray[Any]
"""Whole numbers of dtype int64 or object."""

Numbers = NDArray[np.int64]

FITS = 2**62
"""Numbers, and sums of them, below this are kept as int64; it leaves one bit to spare."""

LARGEST = 5_000_000
"""Undominated rows that are kept where the caller names no other number."""

MANY = 20_000
"""From so many rows of three columns or more on compiled loops are quicker; of two, once numba is imported."""

_WAIT = 1 << 18
"""Rows at least that a collector lets wait."""

_CELLS = 1 << 18
"""Pairs of points compared at once: such an array of bytes stays in the processor's cache."""


def whole(rows: Sequence[Sequence[int]]) -> Matrix:
    """Rows of whole numbers as a matrix, int64 where every number fits.

    >>> whole([[1, 2], [3, 10**30]]).dtype
    dtype('O')
    """
    fits = all(-FITS < number < FITS for row in rows for number in row)
    found = np.array(rows, dtype=np.int64 if fits else object)
    return found.reshape(len(rows), -1) if len(rows) else found.reshape(0, 0)


def ranks(points: Matrix) -> Numbers:
    """Each number replaced by its place among the distinct numbers of its column, 0 the least.

    >>> ranks(np.array([[10**30, 5], [7, 5], [10**30, 2]], dtype=object))
    array([[1, 1],
           [0, 1],
           [1, 0]])
    """
    found = np.empty(points.shape, dtype=np.int64)
    for p in range(points.shape[1]):
        found[:, p] = np.unique(points[:, p], return_inverse=True)[1].reshape(-1)
    return found


def distinct(points: Matrix) -> tuple[Numbers, Numbers]:
    """The distinct rows, and which of them each row is.

    Returns:
        (first, member): `first[k]` is the first row equal to the k-th distinct one, these in
        descending lexicographic order; `member[i]` is the k of row i.
    """
    if points.dtype == object:
        points = ranks(points)
    order = np.lexsort(points.T[::-1])  # stable, so that the first of equal rows comes first
    ordered = points[order]
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    first = order[starts][::-1]
    member = np.empty(len(order), dtype=np.int64)
    member[order] = len(first) - np.cumsum(starts)
    return first.astype(np.int64), member


def undominated(points: Any, *, keep_duplicates: bool = False) -> Numbers:
    """Indices of the rows that no row dominates: the Pareto front of points of which more is better.

    One row dominates another if it is nowhere less and somewhere more. Comparisons are exact, for whole
    numbers of any size too; the answer is the same however many rows there are. From some thousand
    rows on compiled loops do the work, which are made once and kept (the first call takes some
    seconds more). For two and three columns and n rows the time grows as n log n, for more as that
    of divide and conquer (Kung, Luccio and Preparata 1975).

    Args:
        points: shape (n, p), p at least 1: whole numbers, doubles (infinities are numbers too), or
            Python's unbounded whole numbers (dtype object).
        keep_duplicates: whether all of equal rows are given, or only the first.

    Returns:
        The indices, ascending.

    Raises:
        ValueError: not a table of numbers, or a number is NaN.

    >>> undominated([[0, 9], [5, 6], [0, 9], [4, 6], [9, 1]])
    array([0, 1, 4])
    >>> undominated([[0.5, 1.0], [0.5, 1.0], [0.25, 1.0]], keep_duplicates=True)
    array([0, 1])
    """
    rows = _table(points)
    if len(rows) == 0:
        return np.empty(0, dtype=np.int64)
    enough = MANY if rows.shape[1] > 2 or "numba" in sys.modules else 20 * MANY
    compiled = len(rows) >= enough and rows.shape[1] > 1
    if not compiled:  # the loops look for NaN themselves, among the rows that they don't rule out
        _refuse_nan(rows)
    if rows.shape[1] == 1:
        equal: Numbers = np.flatnonzero(rows[:, 0] == rows[:, 0].max())
        return equal if keep_duplicates else equal[:1]
    if compiled:
        # Imported here, since numba takes longer to import than small tables take altogether.
        from detente.analysis.dominance import filtering

        return filtering.undominated(rows, keep_duplicates)
    placed = ranks(rows) if rows.dtype == np.float64 else rows
    first, member = distinct(placed)
    best = maximal(placed[first])
    found: Numbers = np.flatnonzero(best[member]) if keep_duplicates else np.sort(first[best])
    return found


def _table(points: Any) -> NDArray[Any]:
    """The points as rows of int64 or float64, the order of each column as it was."""
    rows = np.asarray(points)
    if rows.size == 0 and rows.ndim < 2:
        rows = rows.reshape(0, 1)
    if rows.ndim != 2 or rows.shape[1] == 0 or rows.dtype.kind not in "biufO":
        raise ValueError("points must be rows of numbers, all of the same length of 1 or more")
    if rows.dtype.kind == "f" and rows.dtype.itemsize <= 8:
        rows = np.ascontiguousarray(rows, dtype=np.float64)
    elif rows.dtype.kind in "bi" or (rows.dtype.kind == "u" and rows.dtype.itemsize < 8):
        return np.ascontiguousarray(rows, dtype=np.int64)
    if rows.dtype == np.float64:
        return rows
    _refuse_nan(rows)
    return ranks(rows)


def _refuse_nan(rows: NDArray[Any]) -> None:
    """Refuse what is not equal to itself.

    Raises:
        ValueError: there is a NaN.
    """
    if rows.dtype != np.int64 and bool((rows != rows).any()):
        raise ValueError("NaN among the points; a number that is not one cannot be compared")


def maximal(rows: Numbers) -> NDArray[np.bool_]:
    """Which of the rows, distinct and in descending lexicographic order, no other dominates.

    With two parties a running maximum decides (Kung, Luccio and Preparata 1975, On Finding the
    Maxima of a Set of Vectors, J. ACM 22(4), 469-476). With more, rows are taken in descending
    order of the sum of their ranks, in which no row dominates an earlier one and what dominates
    most comes first, and are compared in blocks with what is kept so far (Chomicki, Godfrey, Gryz
    and Liang 2003, Skyline with Presorting, ICDE, 717-719).
    """
    count, parties = rows.shape
    if parties == 1:
        found: NDArray[np.bool_] = np.arange(count) == 0
        return found
    if parties == 2:
        best = np.maximum.accumulate(rows[:, 1])
        return np.concatenate([np.ones(min(count, 1), dtype=bool), rows[1:, 1] > best[:-1]])
    columns = _small(rows)
    order = np.argsort(-columns.sum(axis=0, dtype=np.int64), kind="stable")
    columns = np.take(columns, order, axis=1)
    kept = np.empty_like(columns)
    size = 0
    found = np.zeros(count, dtype=bool)
    for start, stop in _blocks(count):
        rows_left = start + _uncovered(columns[:, start:stop], kept[:, :size])
        rows_left = rows_left[_first_come(np.take(columns, rows_left, axis=1))]
        found[order[rows_left]] = True
        kept[:, size : size + len(rows_left)] = columns[:, rows_left]
        size += len(rows_left)
    return found


def _blocks(count: int) -> Iterator[tuple[int, int]]:
    """Spans of rows: small at first, while little is kept to compare them with."""
    start, width = 0, 64
    while start < count:
        yield start, min(start + width, count)
        start += width
        width = min(2 * width, 4096)


def _small(rows: Numbers) -> Matrix:
    """Columns of ranks as contiguous arrays of the smallest type, which numpy compares fastest."""
    placed = ranks(rows)
    most = int(placed.max(initial=0))
    kind = np.uint8 if most < 2**8 else np.uint16 if most < 2**16 else np.uint32
    return np.ascontiguousarray(placed.T.astype(kind))


def _at_least(above: Matrix, below: Matrix, room: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """[i, j]: point i of `above` is nowhere less than point j of `below` (both a column per point).

    The answer is written into `room`, so that no memory is asked for in the innermost loop.
    """
    shape = above.shape[1], below.shape[1]
    cells = shape[0] * shape[1]
    found, more = room[0, :cells].reshape(shape), room[1, :cells].reshape(shape)
    np.greater_equal(above[0][:, None], below[0][None, :], out=found)
    for high, low in zip(above[1:], below[1:], strict=True):
        np.greater_equal(high[:, None], low[None, :], out=more)
        np.logical_and(found, more, out=found)
    return found


def _uncovered(points: Matrix, kept: Matrix) -> Numbers:
    """Indices of the points that each kept one is somewhere less than (both a column per point)."""
    room = np.empty((2, max(_CELLS, points.shape[1])), dtype=bool)
    alive = np.arange(points.shape[1])
    start = 0
    while start < kept.shape[1] and len(alive):
        stop = start + max(1, _CELLS // len(alive))
        free = ~_at_least(kept[:, start:stop], points, room).any(axis=0)
        if not free.all():
            alive, points = alive[free], np.compress(free, points, axis=1)
        start = stop
    return alive


def _first_come(points: Matrix) -> NDArray[np.bool_]:
    """Which points no earlier one is nowhere less than (a column per point)."""
    count = points.shape[1]
    room = np.empty((2, max(_CELLS, count)), dtype=bool)
    free = np.ones(count, dtype=bool)
    height = max(1, _CELLS // max(1, count))
    for start in range(0, count, height):
        strip = points[:, start : start + height]
        above = _at_least(strip, points[:, start:], room)
        width = strip.shape[1]
        above[:, :width] &= np.tri(width, width, -1, dtype=bool).T  # a point is not before itself
        free[start:] &= ~above.any(axis=0)
    return free


def _doubles(points: Matrix) -> NDArray[np.float64]:
    """The numbers rounded to doubles, which keeps their order; all 0 if some are too large for that."""
    try:
        return points.astype(np.float64)
    except OverflowError:
        return np.zeros(points.shape)


def check_number(count: int, most: int) -> None:
    """Refuse more undominated rows than may be kept.

    Raises:
        TooLarge: with what can be done.
    """
    if count > most:
        raise TooLarge(
            f"more than {most:,} outcomes with utilities of their own are undominated; "
            "allow a tolerance or more memory, give ranges larger steps, write weights and scores with "
            "fewer digits, or settle some issues beforehand"
        )


class Collector:
    """The undominated among all rows shown so far, chunk after chunk, so that memory stays flat.

    Rows wait until there are about as many as are kept, so that what is kept is not compared anew
    with every chunk.

    Attributes:
        most: undominated rows that may be kept.
    """

    def __init__(self, parties: int, most: int | None = None) -> None:
        self.most = LARGEST if most is None else most
        self._points: Matrix = np.empty((0, parties), dtype=np.int64)
        self._ids: Numbers = np.empty(0, dtype=np.int64)
        self._costs: Numbers = np.empty(0, dtype=np.int64)
        self._ways: Matrix = np.empty(0, dtype=np.int64)
        self._strong: Matrix = self._points
        self._waiting: list[tuple[Matrix, Numbers, Matrix, Numbers]] = []
        self._count = 0

    @property
    def points(self) -> Matrix:
        """The distinct undominated rows."""
        self._take()
        return self._points

    @property
    def ids(self) -> Numbers:
        """For each the id of the row kept of those equal to it: the cheapest, then the first."""
        self._take()
        return self._ids

    @property
    def costs(self) -> Numbers:
        """For each the cost of that row."""
        self._take()
        return self._costs

    @property
    def ways(self) -> Matrix:
        """For each the number of rows that were equal to it, weighted as they were shown."""
        self._take()
        return self._ways

    def show(self, points: Matrix, ids: Numbers, ways: Matrix, costs: Numbers) -> None:
        """Take in more rows.

        Args:
            points: the rows.
            ids: their ids, ascending, and higher than all those shown before.
            ways: how much each row counts.
            costs: small numbers of 0 or more, by which one of equal rows is chosen.

        Raises:
            TooLarge: more than `most` rows are undominated.
        """
        some = self._not_below(points)
        if len(some) < len(points):
            points, ids, ways, costs = points[some], ids[some], ways[some], costs[some]
        if len(points) == 0:
            return
        self._waiting.append((points, ids, ways, costs))
        self._count += len(points)
        if self._count >= max(len(self._points), _WAIT) or len(self._points) == 0:
            self._take()

    def _take(self) -> None:
        """Compare the rows that wait with each other and with those kept."""
        if not self._waiting:
            return
        kept = [] if len(self._points) == 0 else [self._kept()]
        columns = zip(*kept, *self._waiting, strict=True)
        points, ids, ways, costs = (np.concatenate(column) for column in columns)
        self._waiting, self._count = [], 0
        placed = ranks(points) if points.dtype == object else points
        if len(placed) >= MANY:
            from detente.analysis.dominance.equal import groups

            some = undominated(placed, keep_duplicates=True)
            points, ids, ways, costs = points[some], ids[some], ways[some], costs[some]
            member, count = groups(placed[some])
            best = np.ones(count, dtype=bool)
        else:
            first, member = distinct(placed)
            best = maximal(placed[first])
        totals = np.zeros(len(best), dtype=ways.dtype)
        counts = best[member]
        np.add.at(totals, member[counts], ways[counts])
        # Cost and place in one number, so that the least is the first of the cheapest.
        places = np.full(len(best), np.iinfo(np.int64).max)
        np.minimum.at(places, member, costs * len(ids) + np.arange(len(ids)))
        chosen = places[best] % len(ids)
        order = np.argsort(chosen)
        chosen = chosen[order]
        self._points, self._ids, self._costs = points[chosen], ids[chosen], costs[chosen]
        self._ways = totals[best][order]
        self._strong = self._choose()
        check_number(len(self._points), self.most)

    def _kept(self) -> tuple[Matrix, Numbers, Matrix, Numbers]:
        return self._points, self._ids, self._ways, self._costs

    def _choose(self, most: int = 24) -> Matrix:
        """Some kept rows, good for everybody or for somebody, that rule out most of what comes.

        Which rows are chosen only decides how fast the answer is, so doubles will do here.
        """
        count, parties = self._points.shape
        if count <= most:
            return self._points
        scores = _doubles(self._points)
        scores -= scores.min(axis=0)
        scores /= np.maximum(scores.max(axis=0), 1e-300)
        spread = np.modf(np.outer(np.arange(1, most), np.sqrt(np.arange(2, parties + 2))))[0]
        weights = np.vstack([np.ones(parties), spread**2 + 0.02])
        chosen: Matrix = self._points[np.unique((scores @ weights.T).argmax(axis=0))]
        return chosen

    def _not_below(self, points: Matrix) -> Numbers:
        """Numbers of the rows that no strong one dominates (not all dominated rows are found)."""
        strong = self._strong
        if len(points) >= MANY and points.dtype == strong.dtype == np.int64 and len(strong):
            from detente.analysis.dominance.filtering import passed

            return passed(points, strong, np.zeros(len(strong), dtype=np.int64), keep=True)
        dead = np.zeros(len(points), dtype=bool)
        if points.dtype == object:
            # Rounding to a double keeps order, so a strictly smaller double is a strictly smaller
            # number.
            columns, doubles = _doubles(points).T, _doubles(strong)
            for row in doubles:
                dead |= np.logical_and.reduce(
                    [column < number for column, number in zip(columns, row, strict=True)]
                )
            return np.flatnonzero(~dead)
        columns = np.ascontiguousarray(points.T)
        for row in strong:
            nowhere_more = columns[0] <= row[0]
            same = columns[0] == row[0]
            for column, number in zip(columns[1:], row[1:], strict=True):
                nowhere_more &= column <= number
                same &= column == number
            dead |= nowhere_more & ~same
        return np.flatnonzero(~dead)
