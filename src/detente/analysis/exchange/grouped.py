"""Groups of pieces, each worth no less than nothing to anybody: as few as possible of limited size."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

MOST_EXACT = 11
"""Pieces up to which every division into groups is looked at."""

_TRIES = 300
"""Changes after which the search for a division into a number of groups gives up."""

_MORE = 3
"""Groups beyond the least conceivable number that are tried."""

_REST = 5
"""Changes for which a piece that was moved stays where it is."""

Gains = Sequence[tuple[int, ...]]
Doubles = NDArray[np.float64]


def grouped(gains: Gains, sizes: Sequence[int], most: int) -> tuple[list[list[int]] | None, bool]:
    """A division of pieces into as few groups as can be found, each of them worth 0 or more to every party.

    Args:
        gains: what each piece is worth to each party; a group is worth their sum.
        sizes: how much of the limit each piece takes.
        most: the largest size of a group.

    Returns:
        The groups as indices, None if none were found; and whether it is proven that no fewer groups will do, or
        that there are none.

    To find the fewest is strongly NP-hard (3-PARTITION; Garey and Johnson 1979, SP15). Up to `MOST_EXACT` pieces every
    division is looked at, subset by subset; beyond that, evenly mixed groups are mended by exchanging pieces (tabu
    search: Glover 1989, ORSA Journal on Computing 1(3), 190-206). No division has fewer groups than all sizes together
    divided by `most`: where as few are found, that is proven.
    """
    total = [sum(column) for column in zip(*gains, strict=True)]
    if min(total) < 0 or max(sizes) > most or _beyond_help(gains, sizes, most):
        return None, True
    if len(gains) <= MOST_EXACT:
        return _exact(gains, sizes, most), True
    least = -(-sum(sizes) // most)
    for count in range(least, min(least + _MORE, len(gains)) + 1):
        found = _mended(gains, sizes, most, count)
        if found is not None:
            return found, count == least
    return None, False


def _beyond_help(gains: Gains, sizes: Sequence[int], most: int) -> bool:
    """Whether some piece costs a party more than anything that fits into its group can make up for.

    Pieces are counted in part where only a part of them fits, so that it is never said too early.
    """
    for p in range(len(gains[0])):
        best = sorted(
            (
                (Fraction(gain[p], size), size)
                for gain, size in zip(gains, sizes, strict=True)
                if gain[p] > 0
            ),
            reverse=True,
        )
        for gain, size in zip(gains, sizes, strict=True):
            short, room = Fraction(-gain[p]), most - size
            for rate, each in best:
                if short <= 0 or not room:
                    break
                taken = min(each, room)
                short, room = short - rate * taken, room - taken
            if short > 0:
                return True
    return False


def _exact(gains: Gains, sizes: Sequence[int], most: int) -> list[list[int]] | None:
    """The fewest groups, by the fewest for every subset of the pieces."""
    count = len(gains)
    worth = [(0,) * len(gains[0])]
    size = [0]
    for subset in range(1, 1 << count):
        low = (subset & -subset).bit_length() - 1
        rest = subset & (subset - 1)
        worth.append(tuple(a + b for a, b in zip(worth[rest], gains[low], strict=True)))
        size.append(size[rest] + sizes[low])
    good = [s <= most and min(w) >= 0 for s, w in zip(size, worth, strict=True)]
    fewest: list[int | None] = [0]
    chosen = [0]
    for subset in range(1, 1 << count):
        # A group that holds the first piece of the subset, with any of the others.
        first = subset & -subset
        others = subset ^ first
        best: int | None = None
        which = 0
        part = others
        while True:
            group = part | first
            left = fewest[subset ^ group] if good[group] else None
            if left is not None and (best is None or left + 1 < best):
                best, which = left + 1, group
            if not part:
                break
            part = (part - 1) & others
        fewest.append(best)
        chosen.append(which)
    rest = (1 << count) - 1
    if fewest[rest] is None:
        return None
    found = []
    while rest:
        found.append([j for j in range(count) if chosen[rest] >> j & 1])
        rest ^= chosen[rest]
    return found


def _mended(gains: Gains, sizes: Sequence[int], most: int, count: int) -> list[list[int]] | None:
    """A division into so many groups, found by exchanging pieces; None if the search gives up."""
    each: Doubles = np.array(gains, dtype=object).astype(np.float64)
    each = each / np.maximum(np.abs(each).sum(axis=0), 1e-300)  # every party alike, no overflow
    large = np.array(sizes)
    place = _spread(each, large, most, count)
    if place is None:
        return None
    fixed = np.zeros(len(gains), dtype=int)
    parties = each.shape[1]
    for turn in range(1, _TRIES + 1):
        sums = np.zeros((count, parties))
        np.add.at(sums, place, each)
        full = np.bincount(place, weights=large, minlength=count)
        if not (sums < -1e-12).any():
            groups = [np.flatnonzero(place == g).tolist() for g in range(count)]
            groups = [group for group in groups if group]
            if all(
                min(sum(gains[j][p] for j in group) for p in range(parties)) >= 0
                for group in groups
            ):
                return groups
        short = np.maximum(-sums, 0).sum(axis=1)
        mine, free = short[place], fixed < turn
        # Two pieces of different groups change places.
        gone = sums[place] - each
        after = np.maximum(-(gone[:, None, :] + each[None, :, :]), 0).sum(axis=2)
        change = after + after.T - mine[:, None] - mine[None, :]
        room = full[place][:, None] - large[:, None] + large[None, :] <= most
        change[(place[:, None] == place[None, :]) | ~room | ~room.T] = np.inf
        change[~free, :] = np.inf
        change[:, ~free] = np.inf
        # One piece goes to another group.
        left = np.maximum(-gone, 0).sum(axis=1) - mine
        joined = np.maximum(-(sums[None, :, :] + each[:, None, :]), 0).sum(axis=2) - short[None, :]
        move = left[:, None] + joined
        move[full[None, :] + large[:, None] > most] = np.inf
        move[np.arange(len(place)), place] = np.inf
        move[~free, :] = np.inf
        one, two = int(change.argmin()), int(move.argmin())
        swap, single = change.flat[one], move.flat[two]
        if not np.isfinite(min(swap, single)):
            fixed[:] = 0
            continue
        if swap <= single:
            i, j = divmod(one, len(place))
            place[i], place[j] = place[j], place[i]
            fixed[[i, j]] = turn + _REST
        else:
            i, g = divmod(two, count)
            place[i] = g
            fixed[i] = turn + _REST
    return None


def _spread(
    each: Doubles, large: NDArray[np.int64], most: int, count: int
) -> NDArray[np.int64] | None:
    """Pieces dealt out evenly, the weightiest first; None if they do not fit."""
    sums = np.zeros((count, each.shape[1]))
    full = np.zeros(count)
    place = np.zeros(len(each), dtype=np.int64)
    for j in sorted(range(len(each)), key=lambda j: (-large[j], -np.abs(each[j]).sum(), j)):
        after = np.square(sums + each[j]).sum(axis=1) - np.square(sums).sum(axis=1)
        after[full + large[j] > most] = np.inf
        g = int(after.argmin())
        if not np.isfinite(after[g]):
            return None
        place[j] = g
        sums[g] += each[j]
        full[g] += large[j]
    return place
