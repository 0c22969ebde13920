"""The undominated of very many rows: what is cheap to rule out first, then the exact method for the width."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.dominance.division import divide
from detente.analysis.dominance.equal import equal
from detente.analysis.dominance.grid import grid
from detente.analysis.dominance.ordering import arrange, descending, heads, place, settle_ties, sort
from detente.analysis.dominance.sieve import sieve, sieve_again, strong
from detente.analysis.dominance.sweep import three, two

Rows = NDArray[Any]
"""Shape (n, p), int64 or float64, C-contiguous, p at least 2."""

Places = NDArray[np.int64]

_SAMPLE = 4096
"""Rows by which is told what strong rows would leave over."""

_SOME = 192
"""Rows among which the next strong ones are chosen."""

_STRONG = 16
"""Strong rows chosen among them at most, and four times as many altogether."""

_WORTH = {2: 0.006, 3: 0.006, 4: 0.003}
"""Share of all rows that a strong one must rule out: about what holding it against all costs of all that follows."""

_USE = 0.85
"""A pass must leave over less than this share of the rows."""

_APART = 1 << 20
"""So many numbers are worth a thread of their own."""

_LITTLE = 4096
"""So few rows are not sieved."""


def undominated(rows: Rows, keep: bool) -> Places:
    """Indices, ascending, of the rows that no row dominates.

    Args:
        rows: the points.
        keep: whether all of equal rows are kept, or only the first.

    Raises:
        ValueError: a NaN; no row with one is ruled out before this is noticed.
    """
    left: Places | None = None
    few = rows
    while len(few) > _LITTLE:
        some = _sieved(few, keep)
        if some is None:
            break
        before, few = len(few), few[some]
        left = some if left is None else left[some]
        if rows.shape[1] == 2 or len(few) > 0.7 * before:
            break
    if few.dtype == np.float64 and np.isnan(few).any():
        raise ValueError("NaN among the points; a number that is not one cannot be compared")
    if 3 <= rows.shape[1] <= 4 and len(few) > _LITTLE:
        free = grid(few)
        if not free.all():
            left = np.flatnonzero(free) if left is None else left[free]
            few = few[free]
    kept = exact(few)
    if keep:
        bits = few + 0.0 if few.dtype == np.float64 else few  # -0.0 has bits of its own
        chosen = equal(bits.view(np.int64), kept)
    else:
        chosen = np.zeros(len(few), dtype=bool)
        chosen[kept] = True
    found: Places = np.flatnonzero(chosen) if left is None else left[chosen]
    return found


def _strong(rows: Rows) -> Places | None:
    """The numbers of rows that together dominate many others, the strongest first; None if there are none."""
    parties = rows.shape[1]
    worth = _WORTH.get(parties, 0.003)
    places = np.arange(0, len(rows), max(1, len(rows) // _SAMPLE))
    sample = rows[places]
    left, found = np.arange(len(sample)), np.empty(0, dtype=np.int64)
    while len(left) > _STRONG and len(found) < 4 * _STRONG:
        some = left[:: max(1, len(left) // _SOME)]
        chosen, rest = strong(sample[some], _STRONG, worth * len(sample) / len(left))
        chosen = some[chosen]
        found = np.concatenate([found, chosen])
        if rest > _USE or len(chosen) == 0:
            break
        size = sieve_again(parties)(sample, sample[chosen], chosen, left, False, len(left))
        left = left[:size]
    return places[found] if len(left) < _USE * len(sample) else None


def _sieved(rows: Rows, keep: bool) -> Places | None:
    """Rows that are left when some strong ones have been held against all; None if that is of no use."""
    places = _strong(rows)
    return None if places is None else passed(rows, rows[places], places, keep)


def passed(rows: Rows, best: Rows, places: Places, keep: bool) -> Places:
    """The numbers, ascending, of the rows that none of the best dominates.

    Args:
        rows: the points.
        best: a few of them, or of others.
        places: in which rows they stand, if they do.
        keep: whether rows equal to one of the best are all kept, or only those up to its place.
    """
    passing, count = sieve(rows.shape[1]), len(rows)
    threads = min(os.cpu_count() or 1, 4, rows.size // _APART + 1)
    spans = [(count * k // threads, count * (k + 1) // threads) for k in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        parts = [np.empty(stop - start + 1, dtype=np.int64) for start, stop in spans]
        sizes = pool.map(
            lambda part, span: passing(rows, best, places, part, keep, *span), parts, spans
        )
        return np.concatenate([part[:size] for part, size in zip(parts, sizes, strict=True)])


def exact(rows: Rows) -> Places:
    """Indices, in no order, of the rows that no row dominates; of equal rows the first.

    Args:
        rows: as above, without NaN.
    """
    count, parties = rows.shape
    if parties == 2:
        x, y = np.ascontiguousarray(rows[:, 0]), np.ascontiguousarray(rows[:, 1])
        if x.base is not None or len(x) == 0:  # never write into what was given
            x, y = x.copy(), y.copy()
        return two(x, y, np.arange(count))
    keys = rows[:, 0].copy()
    order: Any = np.arange(count, dtype=np.int32)
    sort(keys, order)
    tied = not settle_ties(rows, order_down := order[::-1].copy(), 64)
    if not tied and np.count_nonzero(keys[1:] == keys[:-1]) > count // 4:
        few = np.sort(heads(rows, order_down))
        if len(few) < 0.9 * count:  # the ties are equal rows
            return few[exact(rows[few])]
    if parties == 3 and not tied:
        ranks = np.empty(count, dtype=np.int32)
        return three(order_down, ranks, rows[:, 2].copy(), _rank(rows[:, 1].copy(), ranks)[0])
    ranks = np.empty((parties, count), dtype=np.int32)
    sizes = [place(keys, order, ranks[0])]
    sizes += [_rank(rows[:, p].copy(), ranks[p])[0] for p in range(1, parties)]
    if tied:
        order_down = np.arange(count, dtype=np.int32)
        for p in reversed(range(parties)):
            order_down = descending(ranks[p], sizes[p], order_down)
    if parties == 3:
        return three(order_down, ranks[1], rows[:, 2].copy(), sizes[1])
    placed = arrange(ranks, order_down)
    start = np.arange(len(placed), dtype=np.int32)
    free = divide(placed, descending(placed[:, 0].copy(), sizes[1], start))
    found: Places = order_down[: len(placed)][free].astype(np.int64)
    return found


def _rank(keys: Rows, ranks: NDArray[np.int32]) -> tuple[int, NDArray[np.int32]]:
    """Write the rank of each key; returns how many are distinct, and the ascending order."""
    order = np.arange(len(keys), dtype=np.int32)
    sort(keys, order)
    return place(keys, order, ranks), order
