"""A compiled first pass over very many rows: a few strong rows rule out most of the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled

Rows = NDArray[Any]
"""Shape (n, p), int64 or float64, C-contiguous."""

Places = NDArray[np.int64]

_CANDIDATES = 64
"""Rows of a sample among which the strong ones are sought."""

_BLOCK = 256
"""Rows looked at together."""


@compiled
def _below(columns: Rows, i: int, below: NDArray[np.uint8]) -> None:
    """Mark the rows that row i is nowhere less than."""
    for j in range(len(below)):
        below[j] = 1
    for p in range(len(columns)):
        column, level = columns[p], columns[p, i]
        for j in range(len(column)):
            below[j] &= column[j] <= level


@compiled
def strong(sample: Rows, most: int, worth: float) -> tuple[Places, float]:
    """Rows of a sample, chosen one by one, that each rule out the most of what is still left.

    Args:
        sample: some rows.
        most: no more than so many are chosen.
        worth: a row must rule out at least this share of what is left.

    Returns:
        (the rows chosen, the share of the sample that they leave over).
    """
    count, parties = sample.shape
    tally = np.zeros(count, np.int64)
    columns = np.empty((parties, count), sample.dtype)
    for i in range(count):
        for p in range(parties):
            columns[p, i] = sample[i, p]
    below = np.empty(count, np.uint8)
    for i in range(count):
        _below(columns, i, below)
        for j in range(count):
            tally[i] += below[j]
    # The candidates: of those that are above the most, as many as are wanted.
    order = np.empty(min(_CANDIDATES, count), np.int64)
    for k in range(len(order)):
        best = 0
        for i in range(count):
            if tally[i] > tally[best]:
                best = i
        order[k] = best
        tally[best] = -1
    ruled = np.empty((len(order), count), np.uint8)
    for k in range(len(order)):
        _below(columns, order[k], ruled[k])
    chosen = np.empty(most, np.int64)
    size, rest = 0, count
    while size < most and rest > 0:
        best, gain = -1, 0
        for k in range(len(order)):
            found, row = 0, ruled[k]
            for j in range(count):
                found += row[j]
            if found > gain:
                best, gain = k, found
        if best < 0 or gain < worth * rest:
            break
        chosen[size] = order[best]
        size += 1
        rest -= gain
        gone = ruled[best]
        for j in range(count):
            below[j] = gone[j]
        for k in range(len(order)):
            row = ruled[k]
            for j in range(count):
                row[j] &= below[j] ^ 1
    return chosen[:size], rest / max(count, 1)


@cache
def sieve(parties: int) -> Callable[[Rows, Rows, Places, Places, bool, int, int], int]:
    """The pass itself, made for rows of one width so that the inner loops are unrolled.

    The loop made takes (rows, strong, places, found, keep, start, stop): the rows; the strong ones;
    in which row each of them stands; where the numbers of the rows left go, with room for one more than are looked at;
    whether rows equal to a strong one are kept wherever they stand, or only up to it; and the span
    of rows looked at. It returns how many are left.
    """

    @compiled
    def passing(
        rows: Rows, strong: Rows, places: Places, found: Places, keep: bool, start: int, stop: int
    ) -> int:
        size = 0
        strong, places = strong.copy(), places.copy()
        most = -np.inf  # the greatest sum of a strong row
        for s in range(len(strong)):
            total = 0.0
            for p in range(parties):
                total += np.float64(strong[s, p])
            most = max(most, total)
        columns = np.empty((parties, _BLOCK), rows.dtype)
        free, over = np.zeros(_BLOCK, np.uint8), np.empty(_BLOCK, np.uint8)
        eight = free.view(np.uint64)
        for block in range(start, stop, _BLOCK):
            width = min(_BLOCK, stop - block)
            for p in range(parties):
                column = columns[p]
                for j in range(width):
                    column[j] = rows[block + j, p]
            # All rows at once: a strong one rules out what it is above in the first column too.
            for j in range(_BLOCK):
                free[j] = j < width
            for s in range(len(strong)):
                column, level = columns[0], strong[s, 0]
                for j in range(_BLOCK):
                    over[j] = not column[j] < level
                for p in range(1, parties):
                    column, level = columns[p], strong[s, p]
                    for j in range(_BLOCK):
                        over[j] |= not column[j] <= level
                for j in range(_BLOCK):
                    free[j] &= over[j]
            # Those equal to it in the first column one by one.
            for k in range(len(eight)):
                if eight[k] == 0:
                    continue
                for j in range(8 * k, 8 * k + 8):
                    if free[j] == 0:
                        continue
                    i = block + j
                    alive = True
                    for s in range(len(strong)):
                        if rows[i, 0] == strong[s, 0]:
                            above, same = True, True
                            for p in range(1, parties):
                                above &= rows[i, p] <= strong[s, p]
                                same &= rows[i, p] == strong[s, p]
                            if above and (not same or (not keep and i > places[s])):
                                alive = False
                                break
                    found[size] = i
                    size += alive
                    total = 0.0
                    for p in range(parties):
                        total += np.float64(rows[i, p])
                    if total > most:
                        # Stronger than all: it takes the place of those that it dominates.
                        most, fewer, taken = total, 0, False
                        for s in range(len(strong)):
                            above = True
                            for p in range(parties):
                                above &= rows[i, p] >= strong[s, p]
                            if above and taken:
                                continue
                            taken |= above
                            places[fewer] = i if above else places[s]
                            for p in range(parties):
                                strong[fewer, p] = rows[i, p] if above else strong[s, p]
                            fewer += 1
                        strong = strong[:fewer]
        return size

    return passing


@cache
def sieve_again(parties: int) -> Callable[[Rows, Rows, Places, Places, bool, int], int]:
    """The same pass over the rows that `found[:size]` names, which are replaced by those left."""

    @compiled
    def passing(
        rows: Rows, strong: Rows, places: Places, found: Places, keep: bool, size: int
    ) -> int:
        left = 0
        for k in range(size):
            i = found[k]
            alive = True
            for s in range(len(strong)):
                above = True
                for p in range(parties):
                    above &= rows[i, p] <= strong[s, p]
                if above:
                    same = True
                    for p in range(parties):
                        same &= rows[i, p] == strong[s, p]
                    if not same or (not keep and i > places[s]):
                        alive = False
                        break
            found[left] = i
            left += alive
        return left

    return passing
