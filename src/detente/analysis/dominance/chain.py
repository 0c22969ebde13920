"""Compiled: the undominated sums of many fronts for two parties, one from each, in one go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled
from detente.analysis.dominance.sums import Front, Places, sums

_MUCH = 2**62


@compiled
def chain(
    points: Front, starts: Places, costs: Places, ways: Places, most: int
) -> tuple[Front, Places, Places, NDArray[np.int32], NDArray[np.int32], Places, bool]:
    """The undominated sums of one row of each of several fronts.

    Args:
        points: the fronts, one below the other.
        starts: where each begins, and where the last ends.
        costs: of each row; of equal sums the cheapest is kept, then the first found.
        ways: what each row counts for.
        most: the answer stops short when a front has more points than this.

    Returns:
        (the sums as a front; for each its cost; what it counts for; for every stage and each of its
        sums the sum of the stage before; the row of the stage's front; where each stage begins in
        these two; whether the counts fit into 64 bits, without which they mean nothing).
    """
    fronts = len(starts) - 1
    whole = np.zeros((1, 2), np.int64)
    cost = np.zeros(1, np.int64)
    count = np.ones(1, np.int64)
    fits = True
    room = 1024
    before = np.empty(room, np.int32)
    choice = np.empty(room, np.int32)
    begins = np.zeros(fronts + 1, np.int64)
    for k in range(fronts):
        first, stop = starts[k], starts[k + 1]
        # The longer is shifted by the shorter, which keeps the heap small.
        mine = points[first:stop]
        if len(whole) >= len(mine):
            total, rows, others, members = sums(whole, mine, most)
        else:
            total, others, rows, members = sums(mine, whole, most)
        size = len(total)
        new_cost = np.full(size, _MUCH, np.int64)
        new_count = np.zeros(size, np.int64)
        while begins[k] + size > len(before):
            wider = np.empty(2 * len(before), np.int32)
            wider[: len(before)] = before
            before = wider
            wider = np.empty(2 * len(choice), np.int32)
            wider[: len(choice)] = choice
            choice = wider
        base = begins[k]
        for pair in range(len(members)):
            s, i, j = members[pair], rows[pair], others[pair]
            own = cost[i] + costs[first + j]
            if own < new_cost[s]:
                new_cost[s] = own
                before[base + s] = i
                choice[base + s] = j
            much = float(count[i]) * float(ways[first + j]) + float(new_count[s])
            if much >= _MUCH:
                fits = False
            else:
                new_count[s] += count[i] * ways[first + j]
        begins[k + 1] = base + size
        whole, cost, count = total, new_cost, new_count
        if size > most:
            break
    return whole, cost, count, before[: begins[k + 1]], choice[: begins[k + 1]], begins, fits
