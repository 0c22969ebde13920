"""Two parts of an outcome put together, keeping the undominated sums of their utilities.

Utilities add up over parts that nothing ties, so what is dominated within a part is dominated in
the whole, and the undominated sums of undominated vectors are all there is (Nemhauser and Ullmann
1969, Discrete Dynamic Programming and Capital Allocation, Management Science 15(9), 494-505).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.analysis.pareto import Collector
from detente.analysis.scan import Part

_CHUNK = 1 << 18
"""Pairs added up together, so that memory stays flat."""


def merge(first: Part, second: Part, progress: Callable[[int, int], None]) -> Part:
    """The undominated sums of one point of each part.

    The id of a sum is (number of the first's point) x (points of the second) + (number of the
    second's point). Of equal sums the one that changes the fewest variables is kept, then the first.

    Args:
        first: one part.
        second: the other.
        progress: told now and then how much is done, and of how much.

    Raises:
        TooLarge: too many sums are undominated.
    """
    parties = first.points.shape[1]
    least = tuple(a + b for a, b in zip(first.least, second.least, strict=True))
    most = tuple(a + b for a, b in zip(first.most, second.most, strict=True))
    kept = Collector(parties)
    trivial = len(first.points) == 1 or len(second.points) == 1
    step = max(1, _CHUNK // len(second.points))
    for start in range(0, len(first.points), len(first.points) if trivial else step):
        rows = slice(start, None if trivial else start + step)
        points = (first.points[rows, None, :] + second.points[None, :, :]).reshape(-1, parties)
        ways = (first.ways[rows, None] * second.ways[None, :]).reshape(-1)
        changes = (first.changes[rows, None] + second.changes[None, :]).reshape(-1)
        ids = start * len(second.points) + np.arange(len(ways))
        if trivial:  # adding one vector to all of them leaves them undominated, and distinct
            return Part(points, ids, changes, ways, least, most)
        kept.show(points, ids, ways, changes)
        progress(start, len(first.points))
    return Part(kept.points, kept.ids, kept.costs, kept.ways, least, most)
