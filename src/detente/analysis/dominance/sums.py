"""Compiled sums of two fronts for two parties: shifted copies of one, merged two by two."""

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
def _join(one: Front, other: Front, joined: Front) -> int:
    """The undominated of two fronts, equal points once; returns how many are written."""
    i, j, size = 0, 0, 0
    best = np.int64(0)
    while i < len(one) or j < len(other):
        if j == len(other) or (
            i < len(one)
            and (one[i, 0] > other[j, 0] or (one[i, 0] == other[j, 0] and one[i, 1] >= other[j, 1]))
        ):
            x, y = one[i, 0], one[i, 1]
            i += 1
        else:
            x, y = other[j, 0], other[j, 1]
            j += 1
        if size == 0 or y > best:
            best = y
            joined[size, 0], joined[size, 1] = x, y
            size += 1
    return size


@compiled
def sums(first: Front, second: NDArray[np.int64], most: int) -> Front:
    """The undominated sums of a row of each, equal ones once.

    The copies of the first front, shifted by the rows of the second, are merged two by two, in time
    proportional to n m log m and without sorting (Nemhauser and Ullmann 1969).

    Args:
        first: a front of n points.
        second: m points.
        most: with more undominated sums the answer stops short, above that number.
    """
    held = [first[:0]]
    level = [0]
    held.pop()
    level.pop()
    for j in range(len(second)):
        here = np.empty_like(first)
        for i in range(len(first)):
            here[i, 0] = first[i, 0] + second[j, 0]
            here[i, 1] = first[i, 1] + second[j, 1]
        height = 0
        while len(held) > 0 and (level[-1] == height or j == len(second) - 1):
            there = held.pop()
            level.pop()
            joined = np.empty((len(here) + len(there), 2), np.int64)
            size = _join(there, here, joined)
            here = joined[:size].copy()
            height += 1
        if len(here) > 2 * most:
            return here
        held.append(here)
        level.append(height)
    return held[0]


@compiled
def sources(first: Front, second: NDArray[np.int64], sums: Front) -> tuple[Places, Places, Places]:
    """All pairs of rows whose sum is one of the sums.

    Returns:
        (i, j, k): row i of the first and row j of the second give sum k; by j, then i.
    """
    room = len(sums) + 64
    rows, shifts, members = (
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
    )
    size = 0
    for j in range(len(second)):
        k = 0
        for i in range(len(first)):
            x, y = first[i, 0] + second[j, 0], first[i, 1] + second[j, 1]
            while k < len(sums) and sums[k, 0] > x:
                k += 1
            if k < len(sums) and sums[k, 0] == x and sums[k, 1] == y:
                if size == room:
                    room *= 2
                    more = np.empty((3, room), np.int64)
                    more[0, :size], more[1, :size], more[2, :size] = rows, shifts, members
                    rows, shifts, members = more[0], more[1], more[2]
                rows[size], shifts[size], members[size] = i, j, k
                size += 1
    return rows[:size], shifts[:size], members[:size]
