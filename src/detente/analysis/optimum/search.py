"""The search for the best sums: passages over the parts, the most promising labels first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from detente.analysis.optimum.sums import Doubles, Sums
from detente.analysis.pareto import Matrix, Numbers, undominated
from detente.errors import TooLarge

WIDTHS = (
    60,
    500,
    4_000,
    4_000,
    24_000,
    24_000,
    100_000,
    100_000,
    400_000,
    400_000,
    1_000_000,
    1_000_000,
)
"""Labels kept after a part at most, in one passage after the other."""

_WORTH, _IDLE = 0.9, 3
"""Where more than this share of the labels is undominated, the next so many parts are not asked."""

_SAMPLE = 2_000
"""Labels of which it is told whether it is worth while to ask which are dominated."""

_MANY = 30_000
"""Labels from which on many have to be dominated for that to be asked."""

_FAR = 8
"""Of more than so many times the width, the least promising labels are left out without comparing them."""

_CELLS = 1 << 21
"""Numbers worked on at once, so that memory stays flat."""


class Region(NamedTuple):
    """Where the sums that are looked for lie: all those with at least `least[w]` by each weighting w.

    Attributes:
        weights: a row each, over scaled sums.
        least: for each weighting, less a margin for rounding.
    """

    weights: Doubles
    least: Doubles


class Aim(Protocol):
    """In what sense sums are best."""

    what: str

    def better(self, one: Sequence[int] | None, rows: Matrix) -> Sequence[int] | None:
        """The best of a known sum and some others that are acceptable."""

    def regions(self, best: Sequence[int] | None, round_: int) -> list[Region]:
        """Regions that together hold all acceptable sums at least as good; finer ones round by round."""


def search(sums: Sums, aim: Aim, least: Sequence[int], known: list[Matrix]) -> Matrix:
    """The undominated acceptable sums at least as good as any, and perhaps some that are less good.

    Args:
        sums: the parts.
        aim: in what sense.
        least: what each column must come to for a sum to be acceptable.
        known: acceptable sums known so far; those found on the way are added.

    Raises:
        TooLarge: too many labels would have to be kept.
    """
    best: Sequence[int] | None = None
    for rows in known:
        best = aim.better(best, rows)
    floor = np.array(least, dtype=object)
    for round_, width in enumerate(WIDTHS):
        cut = False
        found = [np.zeros((0, sums.columns), dtype=sums.points[0].dtype)]
        for region in aim.regions(best, round_):
            rows, more = passage(sums, region, width)
            rows = rows[(rows >= floor).all(axis=1)] if len(rows) else rows
            cut = cut or more
            if len(rows):
                found.append(rows)
                best = aim.better(best, rows)
        if best is not None:
            known.append(np.array([best], dtype=found[0].dtype))
            found.append(known[-1])
        if not cut:
            rows = np.concatenate(found)
            return rows[undominated(rows)] if len(rows) else rows
    raise TooLarge(
        f"finding {aim.what} would take telling more than {WIDTHS[-1]:,} ways to settle some of the "
        "issues apart"
    )


def passage(
    sums: Sums,
    region: Region,
    width: int,
) -> tuple[Matrix, bool]:
    """The undominated sums in a region, or some of them.

    Args:
        sums: the parts.
        region: a region.
        width: labels to keep after a part.

    Returns:
        (the sums, whether labels were left out by choice, so that there may be others).
    """
    values, best = tables(sums, region.weights)
    # The parts that tell most come first.
    order = sorted(range(len(values)), key=lambda k: -float(np.ptp(values[k][:, 0])))
    labels = np.zeros((1, sums.columns), dtype=sums.points[0].dtype)
    bounds = best.sum(axis=0)[None, :]
    cut = False
    idle = 0
    for k in order:
        change = values[k] - best[k]
        alive = np.flatnonzero((bounds.max(axis=0) + change >= region.least).all(axis=1))
        parent, choice, bounds = grown(bounds, change[alive], region.least)
        labels = labels[parent] + sums.points[k][alive[choice]]
        if len(labels) == 0:
            return labels, cut
        if idle > 0 and len(labels) <= width:
            idle -= 1  # where few were dominated, few are
            continue
        if len(labels) > _FAR * width:
            cut = True
            kept = _promising(bounds, region.least, _FAR * width)
            labels, bounds = labels[kept], bounds[kept]
        kept = _undominated(labels)
        idle = 0 if len(kept) < _WORTH * len(labels) else _IDLE
        if len(kept) > width:
            cut = True
            kept = kept[_promising(bounds[kept], region.least, width)]
        labels, bounds = labels[kept], bounds[kept]
    return labels[undominated(np.ascontiguousarray(labels[:, :-1]))], cut


def tables(sums: Sums, weights: Doubles) -> tuple[list[Doubles], Doubles]:
    """What each point of each part has by each weighting; the most of each part."""
    values = sums.scaled @ weights.T
    return np.split(values, sums.starts[1:]), np.maximum.reduceat(values, sums.starts, axis=0)


def grown(bounds: Doubles, change: Doubles, least: Doubles) -> tuple[Numbers, Numbers, Doubles]:
    """Every choice for every label, but for those that can no longer come to `least`.

    Returns:
        (label, choice, bounds) of each.
    """
    parents, choices, found = [], [], []
    step = max(1, _CELLS // max(1, len(change)))
    for start in range(0, len(bounds), step):
        some = bounds[start : start + step]
        # The first weighting tells most, and is asked first.
        parent, choice = np.nonzero(some[:, None, 0] + change[None, :, 0] >= least[0])
        wide = max(1, _CELLS // bounds.shape[1])
        for at in range(0, len(parent), wide):
            mine, its = parent[at : at + wide], choice[at : at + wide]
            values = some[mine] + change[its]
            able = (values >= least).all(axis=1)
            parents.append(mine[able] + start)
            choices.append(its[able])
            found.append(values[able])
    if not parents:
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros((0, bounds.shape[1]))
    return np.concatenate(parents), np.concatenate(choices), np.concatenate(found)


def _undominated(labels: Matrix) -> Numbers:
    """Indices of the undominated labels, or of all where a sample says that few are dominated."""
    own = np.ascontiguousarray(labels[:, :-1])  # the last column is a sum of the others
    step = len(own) // _SAMPLE
    if step > 1:
        some = own[::step]
        if len(undominated(some)) > (_WORTH if len(own) <= _MANY else _WORTH / 2) * len(some):
            return np.arange(len(own))
    return undominated(own)


def _promising(bounds: Doubles, least: Doubles, width: int) -> Numbers:
    """Indices of `width` labels: those that may still come to most, and those with most to spare."""
    spare = (bounds - least).min(axis=1)
    half = width // 2
    chosen = np.zeros(len(bounds), dtype=bool)
    chosen[np.argpartition(-bounds[:, 0], half)[:half]] = True
    rest = np.flatnonzero(~chosen)
    chosen[rest[np.argpartition(-spare[rest], width - half - 1)[: width - half]]] = True
    return np.flatnonzero(chosen)
