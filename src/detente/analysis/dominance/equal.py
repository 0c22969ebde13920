"""A compiled search for rows that are equal to one of a set of rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled

Rows = NDArray[Any]


@compiled
def _hash(rows: NDArray[np.int64], i: int) -> np.uint64:
    """A number that equal rows share and others hardly ever."""
    found = np.uint64(0x9E3779B97F4A7C15)
    for p in range(rows.shape[1]):
        found ^= np.uint64(rows[i, p])
        found *= np.uint64(0xBF58476D1CE4E5B9)
        found ^= found >> np.uint64(29)
    return found


@compiled
def equal(rows: NDArray[np.int64], kept: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the rows are equal to one of those that `kept` numbers.

    Args:
        rows: whole numbers, or the bits of doubles, each number in one way only.
        kept: numbers of distinct rows.
    """
    size = 16
    while size < 2 * len(kept):
        size *= 2
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int64)
    for i in kept:
        k = _hash(rows, i) & mask
        while table[k] >= 0:
            k = (k + np.uint64(1)) & mask
        table[k] = i
    found = np.zeros(len(rows), np.bool_)
    for i in range(len(rows)):
        k = _hash(rows, i) & mask
        while table[k] >= 0:
            same = True
            for p in range(rows.shape[1]):
                same &= rows[i, p] == rows[table[k], p]
            if same:
                found[i] = True
                break
            k = (k + np.uint64(1)) & mask
    return found


@compiled
def groups(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """Which distinct row each row is, these numbered as they first appear; and how many there are."""
    count = len(rows)
    size = 16
    while size < 2 * count:
        size *= 2
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int64)
    member = np.empty(count, np.int64)
    number = 0
    for i in range(count):
        k = _hash(rows, i) & mask
        fresh = True
        while table[k] >= 0:
            other, same = table[k], True
            for p in range(rows.shape[1]):
                same &= rows[i, p] == rows[other, p]
            if same:
                member[i] = member[other]
                fresh = False
                break
            k = (k + np.uint64(1)) & mask
        if fresh:
            table[k] = i
            member[i] = number
            number += 1
    return member, number
