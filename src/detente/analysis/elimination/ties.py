"""From the undominated labels back to outcomes: how many there are behind each, and which to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from detente.analysis.elimination.layers import Layers
from detente.analysis.pareto import Numbers

Short = NDArray[np.int32]


@dataclass(frozen=True)
class Arcs:
    """How the labels kept after one layer come from those kept before it.

    Attributes:
        parent: for each arc the label before.
        choice: the layer's choice.
        label: the label after.
    """

    parent: Short
    choice: Short
    label: Short


class Ties:
    """All ways to the labels kept at the end, each way an outcome of the group."""

    def __init__(self, laid: Layers, arcs: Sequence[Arcs], labels: int) -> None:
        """Keeps only the arcs that lead to one of the labels at the end."""
        self._laid = laid
        self._sizes = [1, *(int(one.label.max(initial=-1)) + 1 for one in arcs)]
        self._sizes[-1] = labels
        live = np.ones(labels, dtype=bool)
        kept: list[Arcs] = []
        for k in range(len(arcs) - 1, -1, -1):
            one = arcs[k]
            used = np.flatnonzero(live[one.label])
            kept.append(Arcs(one.parent[used], one.choice[used], one.label[used]))
            live = np.zeros(self._sizes[k], dtype=bool)
            live[kept[-1].parent] = True
        self._arcs = kept[::-1]

    def counted(self) -> tuple[list[int], Numbers, Numbers]:
        """What is behind each label at the end.

        Returns:
            (the number of outcomes; for the one to keep, which changes the fewest variables, how
            many it changes, and the position of the value of every variable of the group). Of
            several that change as few, it is always the same one whatever the order of the case.
        """
        ways = [1]
        changes = np.zeros(1, dtype=np.int64)
        back: list[Numbers] = []
        for k, one in enumerate(self._arcs):
            options = self._laid.choices[k]
            many = [len(option.positions) for option in options]
            after = [0] * self._sizes[k + 1]
            arcs = zip(one.parent.tolist(), one.choice.tolist(), one.label.tolist(), strict=True)
            for parent, choice, label in arcs:
                after[label] += ways[parent] * many[choice]
            ways = after
            change = np.array([option.change for option in options], dtype=np.int64)
            cost = changes[one.parent] + change[one.choice]
            order = np.lexsort((np.arange(len(cost)), cost, one.label))
            first = np.ones(len(order), dtype=bool)
            first[1:] = one.label[order][1:] != one.label[order][:-1]
            best = np.full(self._sizes[k + 1], -1, dtype=np.int64)
            best[one.label[order][first]] = order[first]
            changes = np.where(best >= 0, cost[best], 0)
            back.append(best)
        at: Numbers = np.arange(self._sizes[-1])
        values = np.zeros((len(at), len(self._arcs)), dtype=np.int64)
        for k in range(len(self._arcs) - 1, -1, -1):
            arc = back[k][at]
            first_of = np.array([option.positions[0] for option in self._laid.choices[k]])
            values[:, self._laid.order[k]] = first_of[self._arcs[k].choice[arc]]
            at = self._arcs[k].parent[arc].astype(np.int64)
        return ways, changes, values

    def behind(self, label: int) -> Iterator[tuple[int, ...]]:
        """Every outcome behind a label at the end: the position of the value of each variable."""
        into: list[dict[int, list[tuple[int, int]]]] = []
        for one in self._arcs:
            of: dict[int, list[tuple[int, int]]] = {}
            arcs = zip(one.parent.tolist(), one.choice.tolist(), one.label.tolist(), strict=True)
            for parent, choice, after in arcs:
                of.setdefault(after, []).append((parent, choice))
            into.append(of)

        def ways(k: int, at: int) -> Iterator[tuple[int, ...]]:
            """The choices of the layers before k that lead to a label."""
            if k == 0:
                yield ()
                return
            for parent, choice in into[k - 1][at]:
                for before in ways(k - 1, parent):
                    yield (*before, choice)

        for choices in ways(len(self._arcs), label):
            options = [self._laid.choices[k][c].positions for k, c in enumerate(choices)]
            for positions in product(*options):
                found = [0] * len(positions)
                for k, position in zip(self._laid.order, positions, strict=True):
                    found[k] = position
                yield tuple(found)
