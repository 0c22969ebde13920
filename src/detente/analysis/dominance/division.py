"""Compiled divide and conquer for four parties and more (Kung, Luccio and Preparata 1975, J. ACM 22(4), 469-476).

The rows stand in descending lexicographic order and are distinct, so that a row can be dominated
only by an earlier one, and is if that is nowhere less in the other columns: the first column is
done with. The upper half is solved, what it dominates of the lower half is dropped, the rest of
the lower half is solved. To compare two halves both are parted by the median of a column, which
leaves three comparisons of quarters, the mixed one without that column; with two columns left one
pass in the order of one of them decides, and small comparisons are made pair by pair.

Loops that call themselves crash when numba takes them from its cache, so what is still to be done
waits on stacks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled

Ranks = NDArray[np.int32]
Flags = NDArray[np.bool_]

_FEW = 32
"""So many rows are compared pair by pair."""

_BLOCK = 64
"""So many rows of the upper half are held against one of the lower at once."""

_PAIRS = 4096
"""Two lists are compared pair by pair if they have no more pairs than this times 4 for each column."""

_SOLVE, _CROSS, _MERGE = 0, 1, 2


@compiled
def _pairs(rows: Ranks, upper: Ranks, lower: Ranks, width: int, block: Ranks, dead: Flags) -> None:
    """Mark the lower rows that an upper one is nowhere less than in the first `width` columns."""
    skip = 0
    for start in range(0, len(upper), _BLOCK):
        size = min(_BLOCK, len(upper) - start)
        for j in range(size):
            for p in range(width):
                block[p, j] = rows[upper[start + j], p]
        for j in range(size, _BLOCK):
            block[0, j] = -1
        # Both lists descend in column 0: lower rows above the whole block come first.
        while skip < len(lower) and rows[lower[skip], 0] > block[0, 0]:
            skip += 1
        for i in lower[skip:]:
            if dead[i]:
                continue
            above = 0
            if width == 2:
                a, b = rows[i, 0], rows[i, 1]
                for j in range(_BLOCK):
                    above |= (block[0, j] >= a) & (block[1, j] >= b)
            elif width == 3:
                a, b, c = rows[i, 0], rows[i, 1], rows[i, 2]
                for j in range(_BLOCK):
                    above |= (block[0, j] >= a) & (block[1, j] >= b) & (block[2, j] >= c)
            elif width == 4:
                a, b, c, d = rows[i, 0], rows[i, 1], rows[i, 2], rows[i, 3]
                for j in range(_BLOCK):
                    above |= (
                        (block[0, j] >= a)
                        & (block[1, j] >= b)
                        & (block[2, j] >= c)
                        & (block[3, j] >= d)
                    )
            else:
                a, b, c, d = rows[i, 0], rows[i, 1], rows[i, 2], rows[i, 3]
                e = rows[i, 4]
                if width == 5:
                    for j in range(_BLOCK):
                        above |= (
                            (block[0, j] >= a)
                            & (block[1, j] >= b)
                            & (block[2, j] >= c)
                            & (block[3, j] >= d)
                            & (block[4, j] >= e)
                        )
                else:
                    for j in range(size):
                        free = False
                        for p in range(width):
                            if block[p, j] < rows[i, p]:
                                free = True
                                break
                        if not free:
                            above = 1
                            break
            if above:
                dead[i] = True


@compiled
def _cross(
    rows: Ranks,
    width: int,
    room: Ranks,
    upper_size: int,
    lower_size: int,
    block: Ranks,
    dead: Flags,
) -> Ranks:
    """Mark the lower rows that an upper one is nowhere less than.

    Args:
        rows: the ranks.
        width: how many columns count.
        room: begins with the numbers of the upper rows, then the lower, each in descending order of
            column 0; the rest is for use here.
        upper_size: how many upper rows.
        lower_size: how many lower rows.
        block: room for `_pairs`.
        dead: the marks.

    Returns:
        The room, which may have been replaced by a larger one.
    """
    spare = np.empty(upper_size + lower_size, np.int32)
    waiting = [(0, upper_size, lower_size, width)]
    while len(waiting) > 0:
        base, high, low, count = waiting.pop()
        middle = base + high
        k = middle
        for i in range(middle, middle + low):
            room[k] = room[i]
            k += not dead[room[i]]
        low = k - middle
        if high == 0 or low == 0:
            continue
        if count == 1:
            best = rows[room[base], 0]
            for i in range(middle, middle + low):
                if rows[room[i], 0] <= best:
                    dead[room[i]] = True
            continue
        if count == 2:
            best, j = np.int32(-1), base
            for i in range(middle, middle + low):
                row = room[i]
                level = rows[row, 0]
                while j < middle and rows[room[j], 0] >= level:
                    best = max(best, rows[room[j], 1])
                    j += 1
                if rows[row, 1] <= best:
                    dead[row] = True
            continue
        if high * low <= _PAIRS << (2 * count):
            _pairs(rows, room[base:middle], room[middle : middle + low], count, block, dead)
            continue
        column = count - 1
        top_most = top_least = rows[room[base], column]
        for i in range(base + 1, middle):
            rank = rows[room[i], column]
            top_most = max(top_most, rank)
            top_least = min(top_least, rank)
        low_most = low_least = rows[room[middle], column]
        for i in range(middle + 1, middle + low):
            rank = rows[room[i], column]
            low_most = max(low_most, rank)
            low_least = min(low_least, rank)
        if top_most < low_least:
            continue
        if top_least >= low_most:
            waiting.append((base, high, low, count - 1))
            continue
        # The median of a few rows of the longer list; some row is left on either side.
        start, size = (base, high) if high >= low else (middle, low)
        few = min(size, 31)
        for i in range(few):
            rank = rows[room[start + (i * size) // few], column]
            j = i
            while j > 0 and spare[j - 1] > rank:
                spare[j] = spare[j - 1]
                j -= 1
            spare[j] = rank
        middling = min(max(spare[few // 2], min(top_least, low_least) + 1), max(top_most, low_most))
        for i in range(base, middle + low):
            spare[i - base] = room[i]
        highs = lows = 0
        for i in range(high):
            highs += rows[spare[i], column] >= middling
        for i in range(high, high + low):
            lows += rows[spare[i], column] >= middling
        # In the room: the two lower quarters, the two upper ones, and the mixed pair on top.
        below = base
        above = base + (high - highs) + (low - lows)
        mixed = base + high + low
        needed = mixed + highs + (low - lows)
        if needed > len(room):
            wider = np.empty(2 * needed, np.int32)
            for i in range(base):
                wider[i] = room[i]
            room = wider
        a, b, c = below, above, mixed
        for i in range(high):
            row = spare[i]
            if rows[row, column] >= middling:
                room[b] = row
                room[c] = row
                b += 1
                c += 1
            else:
                room[a] = row
                a += 1
        for i in range(high, high + low):
            row = spare[i]
            if rows[row, column] >= middling:
                room[b] = row
                b += 1
            else:
                room[a] = row
                room[c] = row
                a += 1
                c += 1
        if highs < high and lows < low:
            waiting.append((below, high - highs, low - lows, count))
        if highs > 0 and lows > 0:
            waiting.append((above, highs, lows, count))
        if highs > 0 and lows < low:
            waiting.append((mixed, highs, low - lows, count - 1))
    return room


@compiled
def divide(rows: Ranks, order: Ranks) -> Flags:
    """Which rows no earlier one is nowhere less than.

    Args:
        rows: ranks in the columns after the first, of distinct rows in descending lexicographic
            order; at least two columns.
        order: the numbers of the rows in descending order of their first rank here.
    """
    count, width = rows.shape
    dead = np.zeros(count, np.bool_)
    line = order.copy()
    spare = np.empty(count, np.int32)
    room = np.empty(3 * count + 64, np.int32)
    block = np.empty((max(width, 5), _BLOCK), np.int32)
    waiting = [(_SOLVE, 0, count, 0, count, 0)]
    while len(waiting) > 0:
        what, start, stop, first, last, middle = waiting.pop()
        if what == _SOLVE:
            if stop - start <= _FEW:
                for i in range(start, stop):
                    one = line[i]
                    if dead[one]:
                        continue
                    for j in range(start, stop):
                        other = line[j]
                        if other < one and not dead[other]:
                            above = True
                            for p in range(width):
                                if rows[other, p] < rows[one, p]:
                                    above = False
                                    break
                            if above:
                                dead[one] = True
                                break
                continue
            half = (first + last) // 2
            k, size = start, 0
            for i in range(start, stop):
                row = line[i]
                if row < half:
                    line[k] = row
                    k += 1
                else:
                    spare[size] = row
                    size += 1
            for i in range(size):
                line[k + i] = spare[i]
            waiting.append((_MERGE, start, stop, first, last, k))
            waiting.append((_SOLVE, k, stop, half, last, 0))
            waiting.append((_CROSS, start, stop, first, last, k))
            waiting.append((_SOLVE, start, k, first, half, 0))
        elif what == _CROSS:
            k = 0
            for i in range(start, middle):
                room[k] = line[i]
                k += not dead[line[i]]
            high = k
            for i in range(middle, stop):
                room[k] = line[i]
                k += not dead[line[i]]
            room = _cross(rows, width, room, high, k - high, block, dead)
        else:
            size = middle - start
            for i in range(size):
                spare[i] = line[start + i]
            i, j, k = 0, middle, start
            while i < size:
                if j < stop and rows[line[j], 0] > rows[spare[i], 0]:
                    line[k] = line[j]
                    j += 1
                else:
                    line[k] = spare[i]
                    i += 1
                k += 1
    return ~dead
