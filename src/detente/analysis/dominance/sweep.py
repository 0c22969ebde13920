"""Compiled sweeps for two and three parties (Kung, Luccio and Preparata 1975, J. ACM 22(4), 469-476)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled

Column = NDArray[Any]
Places = NDArray[np.int64]

_SMALL = 24
"""Spans up to this size are sorted by insertion."""

_DEEP = 8
"""After so many rounds of buckets a span is merge sorted."""

_BUCKETS = 1024
"""Few enough that what is being written to stays in the processor's cache."""


@compiled
def _insert(x: Column, y: Column, at: Places, start: int, stop: int) -> None:
    """Sort a span by x descending, then y descending, then place."""
    for i in range(start + 1, stop):
        a, b, c = x[i], y[i], at[i]
        j = i
        while j > start and (
            x[j - 1] < a or (x[j - 1] == a and (y[j - 1] < b or (y[j - 1] == b and at[j - 1] > c)))
        ):
            x[j], y[j], at[j] = x[j - 1], y[j - 1], at[j - 1]
            j -= 1
        x[j], y[j], at[j] = a, b, c


@compiled
def _merge(x: Column, y: Column, at: Places, start: int, stop: int) -> None:
    """The same for a long span."""
    size = stop - start
    u, v, w = np.empty(size, x.dtype), np.empty(size, y.dtype), np.empty(size, at.dtype)
    for low in range(start, stop, 16):
        _insert(x, y, at, low, min(low + 16, stop))
    width = 16
    while width < size:
        for low in range(start, stop, 2 * width):
            middle, high = min(low + width, stop), min(low + 2 * width, stop)
            left = max(0, middle - low)
            for i in range(left):
                u[i], v[i], w[i] = x[low + i], y[low + i], at[low + i]
            i, j, k = 0, middle, low
            while i < left:
                if j < high and (
                    x[j] > u[i]
                    or (x[j] == u[i] and (y[j] > v[i] or (y[j] == v[i] and at[j] < w[i])))
                ):
                    x[k], y[k], at[k] = x[j], y[j], at[j]
                    j += 1
                else:
                    x[k], y[k], at[k] = u[i], v[i], w[i]
                    i += 1
                k += 1
        width *= 2


@compiled
def two(x: Column, y: Column, at: Places) -> Places:
    """Which of the points (x, y) no other dominates; of equal points the one with the least `at`.

    Points are thrown into buckets by x. What lies, in a lower bucket, not above the best y of the
    higher ones is dominated and never sorted; the rest of a bucket is thrown into buckets again,
    or sorted where it is small. All three columns are overwritten.

    Args:
        x: the first coordinates, int64 or float64.
        y: the second.
        at: the numbers of the points, ascending.

    Returns:
        Of the undominated points their `at`, in descending order of x.
    """
    count = len(x)
    found = np.empty(count, np.int64)
    if count == 0:
        return found
    u, v, w = np.empty_like(x), np.empty_like(y), np.empty_like(at)
    tops = np.empty(_BUCKETS, y.dtype)
    ends = np.empty(_BUCKETS + 1, np.int64)
    size, best = 0, y[0]
    # Spans still to be taken, the greatest x last; of depth -1 those that are nearly sorted.
    waiting = [(0, count, 0)]
    while len(waiting) > 0:
        start, stop, depth = waiting.pop()
        if depth >= 0 and stop - start > _SMALL:
            least, most, lowest = x[start], x[start], y[start]
            for i in range(start + 1, stop):
                least = min(least, x[i])
                most = max(most, x[i])
                lowest = min(lowest, y[i])
            high = np.float64(most)
            width = high - np.float64(least)
            buckets = min((stop - start) // 2, _BUCKETS)
            scale = (buckets - 1) / width if width > 0.0 else np.inf
            # Infinities, differences that a double cannot tell, and what buckets keep failing to part:
            if depth >= _DEEP or not (width < 1e300 and scale < 1e300):
                _merge(x, y, at, start, stop)
            else:
                # Bucket 0 has the greatest x. tops[b] becomes the greatest y of all before b.
                for b in range(buckets):
                    tops[b] = lowest
                for i in range(start, stop):
                    b = int((high - np.float64(x[i])) * scale)
                    tops[b] = max(tops[b], y[i])
                top = tops[0]
                if size > 0:
                    top = max(top, best)
                for b in range(1, buckets):
                    top, tops[b] = max(top, tops[b]), top
                for b in range(buckets + 1):
                    ends[b] = 0
                for i in range(start, stop):
                    b = int((high - np.float64(x[i])) * scale)
                    ends[b + 1] += y[i] > tops[b] or b == 0
                for b in range(buckets):
                    ends[b + 1] += ends[b]
                total = ends[buckets]
                for i in range(start, stop):
                    b = int((high - np.float64(x[i])) * scale)
                    if y[i] > tops[b] or b == 0:
                        k = start + ends[b]
                        u[k], v[k], w[k] = x[i], y[i], at[i]
                        ends[b] += 1
                for i in range(start, start + total):
                    x[i], y[i], at[i] = u[i], v[i], w[i]
                # Large buckets wait one by one, small neighbours together.
                last = total
                run = total
                for b in range(buckets - 1, -1, -1):
                    first = ends[b - 1] if b > 0 else 0
                    if last - first > _SMALL:
                        if run > last:
                            waiting.append((start + last, start + run, -1))
                        waiting.append((start + first, start + last, depth + 1))
                        run = first
                    last = first
                if run > 0:
                    waiting.append((start, start + run, -1))
                continue
        else:
            _insert(x, y, at, start, stop)
        for i in range(start, stop):
            if size == 0 or y[i] > best:
                best = y[i]
                found[size] = at[i]
                size += 1
    return found[:size]


@compiled
def three(order: NDArray[np.int32], y: NDArray[np.int32], z: Column, distinct: int) -> Places:
    """Of the points, in descending lexicographic order, those that no earlier one is nowhere less than.

    A binary indexed tree over y holds the greatest z so far of all points with at least that y
    (Fenwick 1994, Software: Practice and Experience 24(3), 327-336).

    Args:
        order: the numbers of the points in that order.
        y: the ranks of the second coordinates, 0 to `distinct` - 1.
        z: the third coordinates.
        distinct: how many distinct second coordinates there are.

    Returns:
        The numbers of the undominated points, of equal ones the first.
    """
    found = np.empty(len(order), np.int64)
    if len(order) == 0:
        return found
    lowest = z[0]
    for i in range(1, len(z)):
        lowest = min(lowest, z[i])
    tree = np.empty(distinct + 1, z.dtype)
    for k in range(distinct + 1):
        tree[k] = lowest
    size, nearest = 0, distinct + 1
    for i in order:
        height, k = z[i], distinct - y[i]
        free = True
        if height == lowest:  # the tree cannot tell such points from none at all
            free = k < nearest
        else:
            j = k
            while j > 0:
                if tree[j] >= height:
                    free = False
                    break
                j &= j - 1
        if free:
            found[size] = i
            size += 1
            nearest = min(nearest, k)
            j = k
            while j <= distinct and tree[j] < height:
                tree[j] = height
                j += j & -j
    return found[:size]
