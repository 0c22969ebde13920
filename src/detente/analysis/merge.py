"""Two parts of an outcome put together, keeping the undominated sums of their utilities.

Utilities add up over parts that nothing ties, so what is dominated within a part is dominated in
the whole, and the undominated sums of undominated vectors are all there is (Nemhauser and Ullmann
1969, Discrete Dynamic Programming and Capital Allocation, Management Science 15(9), 494-505).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.analysis.scan import Part
from detente.analysis.summing import Vectors, add


def merge(first: Part, second: Part, progress: Callable[[float], None], most: int) -> Part:
    """The undominated sums of one point of each part.

    The id of a sum is (number of the first's point) x (points of the second) + (number of the
    second's point). Of equal sums the one that changes the fewest variables is kept, then the first.

    Args:
        first: one part.
        second: the other.
        progress: told now and then what share is done.
        most: points that may be kept.

    Raises:
        TooLarge: too many sums are undominated.
    """
    if len(first.points) == 1 or len(second.points) == 1:
        # Adding one vector to all of them leaves them undominated, and distinct.
        points = (first.points[:, None, :] + second.points[None, :, :]).reshape(
            -1, first.points.shape[1]
        )
        changes = (first.changes[:, None] + second.changes[None, :]).reshape(-1)
        ways = (first.ways[:, None] * second.ways[None, :]).reshape(-1)
        return Part(points, np.arange(len(points)), changes, ways)
    summed, ids = add(
        Vectors(first.points, first.changes, first.ways),
        Vectors(second.points, second.changes, second.ways),
        most,
        progress,
    )
    return Part(summed.points, ids, summed.costs, summed.ways)
