"""Compiled sums of two fronts for two parties: shifted copies of one, merged without sorting."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled
from detente.analysis.dominance.ordering import sort

Places = NDArray[np.int64]
Front = NDArray[np.int64]
"""Shape (n, 2), mutually undominated, the first column descending, the second ascending."""


def along(points: NDArray[Any]) -> Places:
    """The order of undominated points of two columns in which they make a `Front`."""
    keys, order = points[:, 0].copy(), np.arange(len(points))
    sort(keys, order)
    return order[::-1].copy()


@compiled
def _wider(column: Places) -> Places:
    """The column with room for twice as many."""
    found = np.empty(2 * len(column), np.int64)
    for i in range(len(column)):
        found[i] = column[i]
    return found


@compiled
def sums(
    first: Front, second: NDArray[np.int64], most: int
) -> tuple[Front, Places, Places, Places]:
    """The undominated sums of a row of each, and all pairs of rows that give them.

    Each row of the second shifts the first, which leaves it a front; these fronts are merged from
    the greatest first coordinate down, the next point of each waiting in a heap, and a point is
    kept if its second coordinate is the greatest so far (Nemhauser and Ullmann 1969). The time
    grows as n m log m, the memory only as the answer.

    Args:
        first: a front of n points.
        second: m points.
        most: the answer stops short when it has more points than this.

    Returns:
        (the sums as a front; then for each pair its row of the first, its row of the second and the
        number of the sum that it gives, this ascending).
    """
    count, shifts = len(first), len(second)
    room = count + 64
    xs, ys = np.empty(room, np.int64), np.empty(room, np.int64)
    rows, others, members = (
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
    )
    size, pairs = 0, 0
    # The heap: for each shift the next point, the one to come first at the root.
    x, y = first[0, 0] + second[:, 0], first[0, 1] + second[:, 1]
    at = np.zeros(shifts, np.int64)
    heap = np.arange(shifts)
    held = shifts
    start = held // 2 - 1
    while held > 0:
        # Let what stands at `start` sink to its place: first all of the lower half, then the root.
        k = max(start, 0)
        here = heap[k]
        while 2 * k + 1 < held:
            child = 2 * k + 1
            if child + 1 < held:
                one, two = heap[child], heap[child + 1]
                if x[two] > x[one] or (x[two] == x[one] and y[two] > y[one]):
                    child += 1
            below = heap[child]
            if not (x[below] > x[here] or (x[below] == x[here] and y[below] > y[here])):
                break
            heap[k] = below
            k = child
        heap[k] = here
        if start > 0:
            start -= 1
            continue
        start = 0
        j = heap[0]
        fresh = size == 0 or y[j] > ys[size - 1]
        if fresh:
            if size == len(xs):
                xs, ys = _wider(xs), _wider(ys)
            xs[size], ys[size] = x[j], y[j]
            size += 1
            if size > most:
                break
        if fresh or (x[j] == xs[size - 1] and y[j] == ys[size - 1]):
            if pairs == len(rows):
                rows, others, members = _wider(rows), _wider(others), _wider(members)
            rows[pairs], others[pairs], members[pairs] = at[j], j, size - 1
            pairs += 1
        # The next point of this shift that is not below what is kept.
        i = at[j] + 1
        while i < count and first[i, 1] + second[j, 1] <= ys[size - 1]:
            i += 1
        if i < count:
            at[j] = i
            x[j], y[j] = first[i, 0] + second[j, 0], first[i, 1] + second[j, 1]
        else:
            held -= 1
            heap[0] = heap[held]
    points = np.empty((size, 2), np.int64)
    for k in range(size):
        points[k, 0], points[k, 1] = xs[k], ys[k]
    return points, rows[:pairs], others[:pairs], members[:pairs]
