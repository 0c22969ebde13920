"""From the utilities of a best sum back to an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.analysis.optimum.aims import corner
from detente.analysis.optimum.search import grown, tables
from detente.analysis.optimum.sums import Doubles, Sums
from detente.analysis.pareto import Numbers, distinct


@dataclass(frozen=True)
class Kept:
    """What is behind an undominated sum.

    Attributes:
        ways: number of outcomes that come to it.
        choices: for each part the number of its point in the outcome to keep: of those that change
            the fewest variables the first.
    """

    ways: int
    choices: tuple[int, ...]


def behind(sums: Sums, target: Sequence[int], weights: Doubles) -> Kept:
    """The outcomes that come to an undominated sum.

    Args:
        sums: the parts.
        target: an undominated sum.
        weights: weightings by which to tell what cannot come to it; see `weights.around`.
    """
    region = corner(sums, weights, target)
    values, best = tables(sums, weights)
    labels = np.zeros((1, sums.columns), dtype=sums.points[0].dtype)
    bounds = best.sum(axis=0)[None, :]
    ways = np.ones(1, dtype=object)
    changes = np.zeros(1, dtype=np.int64)
    back: list[tuple[Numbers, Numbers]] = []
    for k, part in enumerate(sums.parts):
        parent, choice, bounds = grown(bounds, values[k] - best[k], region.least)
        found = labels[parent] + sums.points[k][choice]
        first, member = distinct(found)
        cost = changes[parent] + part.changes[choice]
        # Of equal sums the one that changes least, then the first; these are numbered as they come.
        order = np.lexsort((np.arange(len(cost)), cost, member))
        heads = np.sort(order[np.flatnonzero(np.diff(member[order], prepend=-1))])
        number = np.empty(len(first), dtype=np.int64)
        number[member[heads]] = np.arange(len(heads))
        many = np.zeros(len(heads), dtype=object)
        np.add.at(many, number[member], ways[parent] * part.ways[choice].astype(object))
        labels, bounds, changes, ways = found[heads], bounds[heads], cost[heads], many
        back.append((parent[heads], choice[heads]))
    at = next(i for i, row in enumerate(labels.tolist()) if tuple(row) == tuple(target))
    chosen = []
    count = int(ways[at])
    for parent, choice in reversed(back):
        chosen.append(int(choice[at]))
        at = int(parent[at])
    return Kept(count, tuple(reversed(chosen)))
