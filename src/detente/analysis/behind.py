"""Every outcome behind a point of the frontier, not only the one that is kept for it.

An outcome with undominated utilities has undominated ones in each of its parts, and in each of the
first few parts together: whatever beat them there would beat it. So what is left of a point's
utilities when the last part is taken off is a point of the parts before it, and so on down to the
first; no way is followed in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.analysis.assembly import Limits, eliminated, nothing, part_of
from detente.analysis.grouping import Agenda, Group, agenda
from detente.analysis.merge import merge
from detente.analysis.scan import Part, equal_to
from detente.model.case import Case, Indices

Vector = tuple[int, ...]
Positions = tuple[int, ...]


def outcomes_behind(case: Case, units: Vector, limits: Limits) -> Iterator[Indices]:
    """Every valid outcome with exactly these utilities, each once, in an order that is always the same.

    Args:
        case: the case.
        units: the utilities of a point of its exact frontier, in units.
        limits: as for the frontier.
    """
    ready = agenda(case)
    layers = []
    before = nothing(ready)
    for group in ready.groups:
        part = part_of(ready, group, limits)
        layers.append(_Layer(ready, group, part, before, limits))
        before = merge(before, part, lambda _: None, limits.rows)
    return _ways(layers, len(layers), ready.numbers(units), ready.settled())


def _ways(layers: list[_Layer], k: int, target: Vector, found: list[int]) -> Iterator[Indices]:
    """The outcomes whose first k groups come to the target; the others are as in `found`."""
    if k == 0:
        yield tuple(found)
        return
    layer = layers[k - 1]
    for vector in layer.vectors:
        rest = tuple(a - b for a, b in zip(target, vector, strict=True))
        if rest not in layer.before:
            continue
        for positions in layer.combinations(vector):
            for v, values, i in zip(
                layer.group.variables, layer.group.values, positions, strict=True
            ):
                found[v] = values[i]
            yield from _ways(layers, k - 1, rest, found)


@dataclass(frozen=True)
class _Layer:
    """A group, and the points of all groups before it together."""

    ready: Agenda
    group: Group
    part: Part
    so_far: Part
    limits: Limits

    @cached_property
    def before(self) -> set[Vector]:
        """The points of the groups before."""
        return set(map(tuple, self.so_far.points.tolist()))

    @cached_property
    def vectors(self) -> list[Vector]:
        """The points of the group."""
        return list(map(tuple, self.part.points.tolist()))

    def combinations(self, vector: Vector) -> Iterator[Positions]:
        """The combinations of the group with these utilities."""
        return self._behind(self.vectors.index(vector))

    @cached_property
    def _behind(self) -> Callable[[int], Iterator[Positions]]:
        """The combinations behind each point of the group."""
        if eliminated(self.ready, self.group):
            from detente.analysis.elimination.engine import eliminate

            ties = eliminate(self.ready, self.group, self.limits.rows)
            assert ties is not None
            assert ties.ties is not None
            return ties.ties.behind
        ids = equal_to(self.ready, self.group, self.part.points)

        def behind(point: int) -> Iterator[Positions]:
            for one in ids[point].tolist():
                yield tuple(int(i) for i in np.unravel_index(one, self.group.shape))

        return behind
