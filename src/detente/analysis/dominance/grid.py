"""A compiled second pass: cells of a grid rule out the points of the cells that lie below them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled

Rows = NDArray[Any]
Flags = NDArray[np.bool_]

_CELLS = 1 << 18
"""About so many cells: what is known of them stays in the processor's cache."""


@compiled
def grid(rows: Rows) -> Flags:
    """Which rows remain after those that some row of a cell above dominates; never a kept row too few.

    All columns but the last make the grid, evenly spaced between the least and the greatest. Of
    each cell the greatest last number is known, and by running maxima that of all cells beyond it
    in every column: a row whose last number is not above that is dominated, as all those rows
    are greater in the other columns.

    Args:
        rows: at least 3 columns, int64 or float64.
    """
    count, parties = rows.shape
    axes = parties - 1
    side = max(2, int(_CELLS ** (1.0 / axes)))
    low, scale = np.empty(axes), np.zeros(axes)
    free = np.ones(count, np.bool_)
    for p in range(axes):
        least, most = rows[0, p], rows[0, p]
        for i in range(1, count):
            least = min(least, rows[i, p])
            most = max(most, rows[i, p])
        low[p] = np.float64(least)
        width = np.float64(most) - low[p]
        if not width < 1e300:  # infinities
            return free
        if width > 0.0 and (side - 1) / width < 1e300:
            scale[p] = (side - 1) / width
    cells = side**axes
    lowest = rows[0, axes]
    for i in range(1, count):
        lowest = min(lowest, rows[i, axes])
    tops = np.empty(cells, rows.dtype)
    for cell in range(cells):
        tops[cell] = lowest
    filled = np.zeros(cells, np.bool_)
    at = np.empty(count, np.int32)
    for i in range(count):
        cell = 0
        for p in range(axes):
            cell = cell * side + int((np.float64(rows[i, p]) - low[p]) * scale[p])
        at[i] = cell
        tops[cell] = max(tops[cell], rows[i, axes])
        filled[cell] = True
    step, beyond = 1, 0
    for _ in range(axes):
        for cell in range(cells - 1 - step, -1, -1):
            if (cell // step) % side < side - 1 and filled[cell + step]:
                tops[cell] = max(tops[cell], tops[cell + step])
                filled[cell] = True
        beyond += step
        step *= side
    for i in range(count):
        cell = at[i]
        inside, step = True, 1
        for _ in range(axes):
            inside &= (cell // step) % side < side - 1
            step *= side
        if inside and filled[cell + beyond] and rows[i, axes] <= tops[cell + beyond]:
            free[i] = False
    return free
