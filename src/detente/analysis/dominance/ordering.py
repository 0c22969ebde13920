"""Compiled sorting of long columns, in time that hardly grows faster than their length.

Numbers are thrown into as many buckets as there are numbers, evenly spaced between the least and
the greatest, and each bucket in turn the same way; only small buckets, and those that the spacing
keeps failing to part, are sorted by comparison. (Dobosiewicz 1978, Sorting by Distributive
Partitioning, Information Processing Letters 7(1), 1-6.) Everything is stable and exact: the spacing
is reckoned in doubles, which keeps order, and never decides between two numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled

Column = NDArray[Any]
"""Numbers of dtype int64 or float64, no NaN; or ranks and numbers of rows, int32."""

_SMALL = 24
"""Buckets up to this size are sorted by insertion."""

_DEEP = 8
"""After so many rounds of buckets a span is merge sorted."""


@compiled
def merge_sort(keys: Column, tags: Column, start: int, stop: int) -> None:
    """Sort a span of keys, ascending, and their tags along with them."""
    size = stop - start
    spare_keys = np.empty(size, keys.dtype)
    spare_tags = np.empty(size, tags.dtype)
    for low in range(start, stop, 16):
        high = min(low + 16, stop)
        for i in range(low + 1, high):
            key, tag = keys[i], tags[i]
            j = i
            while j > low and keys[j - 1] > key:
                keys[j], tags[j] = keys[j - 1], tags[j - 1]
                j -= 1
            keys[j], tags[j] = key, tag
    width = 16
    while width < size:
        for low in range(start, stop, 2 * width):
            middle, high = min(low + width, stop), min(low + 2 * width, stop)
            if middle >= high or keys[middle - 1] <= keys[middle]:
                continue
            left = middle - low
            for i in range(left):
                spare_keys[i], spare_tags[i] = keys[low + i], tags[low + i]
            i, j, k = 0, middle, low
            while i < left:
                if j < high and keys[j] < spare_keys[i]:
                    keys[k], tags[k] = keys[j], tags[j]
                    j += 1
                else:
                    keys[k], tags[k] = spare_keys[i], spare_tags[i]
                    i += 1
                k += 1
        width *= 2


@compiled
def sort(keys: Column, tags: Column) -> None:
    """Sort keys, ascending and stable, and their tags along with them, in place.

    Args:
        keys: int64 or float64 without NaN.
        tags: int32 or int64, one for each key.
    """
    count = len(keys)
    spare_keys = np.empty(count, keys.dtype)
    spare_tags = np.empty(count, tags.dtype)
    ends = np.empty(count + 2, np.int64)
    # Spans still to be sorted: each bucket that is not small waits here.
    waiting = [(0, count, 0)]
    while len(waiting) > 0:
        start, stop, depth = waiting.pop()
        size = stop - start
        if size <= _SMALL:
            for i in range(start + 1, stop):
                key, tag = keys[i], tags[i]
                j = i
                while j > start and keys[j - 1] > key:
                    keys[j], tags[j] = keys[j - 1], tags[j - 1]
                    j -= 1
                keys[j], tags[j] = key, tag
            continue
        least, most, ordered = keys[start], keys[start], True
        for i in range(start + 1, stop):
            key = keys[i]
            if key < keys[i - 1]:
                ordered = False
            if key < least:
                least = key
            if key > most:
                most = key
        if ordered:
            continue
        low = np.float64(least)
        width = np.float64(most) - low
        if depth >= _DEEP or not (width > 0.0 and width < 1e300):  # infinities among them
            merge_sort(keys, tags, start, stop)
            continue
        buckets = size
        if width < size:
            buckets = int(width) + 1 if width >= 1.0 and np.float64(int(width)) == width else size
        scale = (buckets - 1) / width
        if not scale < 1e300:
            merge_sort(keys, tags, start, stop)
            continue
        for b in range(buckets + 1):
            ends[b] = 0
        for i in range(start, stop):
            ends[int((np.float64(keys[i]) - low) * scale) + 1] += 1
        for b in range(buckets):
            ends[b + 1] += ends[b]
        for i in range(start, stop):
            key = keys[i]
            b = int((np.float64(key) - low) * scale)
            spare_keys[start + ends[b]], spare_tags[start + ends[b]] = key, tags[i]
            ends[b] += 1
        for i in range(start, stop):
            keys[i], tags[i] = spare_keys[i], spare_tags[i]
        first = 0
        for b in range(buckets):
            last = ends[b]
            if last - first > _SMALL:
                waiting.append((start + first, start + last, depth + 1))
            elif last - first > 1:
                for i in range(start + first + 1, start + last):
                    key, tag = keys[i], tags[i]
                    j = i
                    while j > start + first and keys[j - 1] > key:
                        keys[j], tags[j] = keys[j - 1], tags[j - 1]
                        j -= 1
                    keys[j], tags[j] = key, tag
            first = last


@compiled
def place(keys: Column, tags: Column, ranks: Column) -> int:
    """Write the rank of each tag's key, 0 for the least, equal for equal keys.

    Args:
        keys: ascending.
        tags: the row of each key.
        ranks: written at each tag.

    Returns:
        The number of distinct keys.
    """
    if len(keys) == 0:
        return 0
    rank = 0
    ranks[tags[0]] = 0
    for i in range(1, len(keys)):
        if keys[i] != keys[i - 1]:
            rank += 1
        ranks[tags[i]] = rank
    return rank + 1


@compiled
def descending(ranks: Column, distinct: int, order: Column) -> Column:
    """The order of rows resorted by descending ranks; equal ones stay as they are.

    Args:
        ranks: for each row a number from 0 to `distinct` - 1.
        distinct: how many there are.
        order: rows in the order to start from.
    """
    starts = np.zeros(distinct + 1, np.int64)
    for i in range(len(order)):
        starts[distinct - ranks[order[i]]] += 1
    for k in range(distinct):
        starts[k + 1] += starts[k]
    found = np.empty_like(order)
    for i in range(len(order)):
        row = order[i]
        k = distinct - 1 - ranks[row]
        found[starts[k]] = row
        starts[k] += 1
    return found


@compiled
def settle_ties(rows: Column, order: Column, longest: int) -> bool:
    """Put rows with equal first numbers, of an order by these, in descending lexicographic order.

    Equal rows come in ascending order of their numbers.

    Returns:
        False, with nothing changed, if more than `longest` rows share their first number: then
        another way is quicker.
    """
    count, parties = rows.shape
    run = 1
    for i in range(1, count):
        run = run + 1 if rows[order[i], 0] == rows[order[i - 1], 0] else 1
        if run > longest:
            return False
    start = 0
    for stop in range(1, count + 1):
        if stop < count and rows[order[stop], 0] == rows[order[start], 0]:
            continue
        for i in range(start + 1, stop):
            row = order[i]
            j = i
            while j > start:
                other = order[j - 1]
                before = row < other
                for p in range(1, parties):
                    if rows[row, p] != rows[other, p]:
                        before = rows[row, p] > rows[other, p]
                        break
                if not before:
                    break
                order[j] = other
                j -= 1
            order[j] = row
        start = stop
    return True


@compiled
def heads(rows: Column, order: Column) -> Column:
    """Of an order in which equal rows are beside each other, the first of each."""
    found = np.empty_like(order)
    size = 0
    for i in order:
        fresh = size == 0
        if not fresh:
            last = found[size - 1]
            for p in range(rows.shape[1]):
                if rows[i, p] != rows[last, p]:
                    fresh = True
                    break
        if fresh:
            found[size] = i
            size += 1
    return found[:size]


@compiled
def arrange(ranks: Column, order: Column) -> Column:
    """The distinct rows in the order given, as ranks without the first column.

    Args:
        ranks: a row for each column of the points.
        order: the points, equal ones beside each other; those equal to the one before are dropped
            from it and come last.

    Returns:
        A row for each distinct point, in order.
    """
    parties = len(ranks)
    found = np.empty((len(order), parties - 1), np.int32)
    size = 0
    for i in range(len(order)):
        row = order[i]
        fresh = size == 0
        if not fresh:
            last = order[size - 1]
            for p in range(parties):
                if ranks[p, row] != ranks[p, last]:
                    fresh = True
                    break
        if fresh:
            for p in range(1, parties):
                found[size, p - 1] = ranks[p, row]
            order[size] = row
            size += 1
    return found[:size]
