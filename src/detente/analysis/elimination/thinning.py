"""Points that others nearly reach, left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.analysis.elimination.labels import undominated
from detente.analysis.pareto import FITS, Matrix, Numbers, ranks


def coarse(points: Matrix, slack: Sequence[int]) -> tuple[Numbers, Numbers]:
    """Utilities rounded down to small parts of the slack, and the slack that this leaves.

    A point whose rounded utilities are no more than the slack that is left above another's has none
    that is more than the whole slack above it.
    """
    keys = np.empty(points.shape, dtype=np.int64)
    allowed = np.zeros(points.shape[1], dtype=np.int64)
    for p, much in enumerate(slack):
        unit = max(1, much // 1024)
        column = points[:, p] // unit
        if int(abs(column).max(initial=0)) >= FITS:
            keys[:, p] = ranks(points[:, p : p + 1])[:, 0]  # in the same order, and no slack
            continue
        keys[:, p] = column
        # Rounding down loses less than a unit, so one unit of the slack is set aside for it.
        allowed[p] = much // unit - (1 if unit > 1 else 0)
    return keys, allowed


def thin(points: Matrix, slack: Sequence[int]) -> Numbers:
    """Indices of points such that each that is left out is near one that is not.

    Args:
        points: undominated and distinct.
        slack: for each party what a point left out may have more than one that is kept.
    """
    keys, allowed = coarse(points, slack)
    if points.shape[1] == 2:
        target = undominated(np.zeros(len(points), dtype=np.int64), 1, keys, allowed)
        return np.flatnonzero(target == np.arange(len(points)))
    # With more parties one point is kept in each cell as wide as the slack, the first.
    cells = keys // (allowed + 1)
    return np.sort(np.unique(cells, axis=0, return_index=True)[1])
