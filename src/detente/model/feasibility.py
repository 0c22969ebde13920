"""Feasibility: whether any outcome obeys the rules, and which of them leave none."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.model.rule import Condition

MOST_OUTCOMES = 1_000_000
"""Outcomes of the issues that some rules share, up to which the answer is exact."""


def contradictions(
    conditions: Sequence[Condition], sizes: Sequence[int], most: int = MOST_OUTCOMES
) -> tuple[tuple[int, ...], ...]:
    """Sets of conditions that no outcome meets, each minimal: without any one of them there is an outcome.

    Exact for conditions whose variables (with those of the conditions that share them) have at most `most` outcomes
    together. Beyond that only conditions are found that are impossible at first sight; nothing possible is ever named.

    Args:
        conditions: what every outcome must meet.
        sizes: number of values of each variable.
        most: largest number of outcomes to look at.

    Returns:
        Indices into `conditions`, ascending.
    """
    full = [frozenset(range(size)) for size in sizes]
    found: list[tuple[int, ...]] = []
    rest: list[int] = []
    for index, condition in enumerate(conditions):
        small = prod(sizes[v] for v in condition.scope) <= most
        if not condition.possible(full) or (small and not _mask(condition, sizes).any()):
            found.append((index,))
        else:
            rest.append(index)
    for group in _connected(rest, conditions):
        variables = sorted(frozenset().union(*(conditions[index].scope for index in group)))
        if len(group) > 1 and prod(sizes[v] for v in variables) <= most:
            core = _core(group, conditions, sizes, variables)
            if core:
                found.append(core)
    return tuple(found)


def _connected(indices: Sequence[int], conditions: Sequence[Condition]) -> list[list[int]]:
    """The conditions in groups that share no variable with each other."""
    groups: list[tuple[set[int], list[int]]] = []
    for index in indices:
        scope = set(conditions[index].scope)
        members = [index]
        apart = []
        for variables, others in groups:
            if variables & scope:
                scope |= variables
                members = others + members
            else:
                apart.append((variables, others))
        groups = [*apart, (scope, sorted(members))]
    return [members for _, members in groups]


def _core(
    group: Sequence[int],
    conditions: Sequence[Condition],
    sizes: Sequence[int],
    variables: Sequence[int],
) -> tuple[int, ...]:
    """The conditions of a group that no outcome meets together; empty if one meets them all.

    Conditions are added until nothing is left; the one that did it belongs to the core, and the rest is tried again
    behind it, until the core alone leaves nothing.
    """
    masks = {index: _mask(conditions[index], sizes, variables) for index in group}
    core: list[int] = []
    left: NDArray[np.bool_] = np.array(True)
    waiting = list(group)
    while left.any():
        tried = left
        for place, index in enumerate(waiting):
            tried = tried & masks[index]
            if not tried.any():
                core.append(index)
                left = left & masks[index]
                waiting = waiting[:place]
                break
        else:
            return ()
    return tuple(sorted(core))


def _mask(
    condition: Condition, sizes: Sequence[int], variables: Sequence[int] | None = None
) -> NDArray[np.bool_]:
    """Where a condition holds, with one axis for each of the variables (those it looks at, if none are given)."""
    axes = sorted(condition.scope) if variables is None else list(variables)
    grid = {
        variable: np.arange(sizes[variable]).reshape(
            [-1 if axis == place else 1 for axis in range(len(axes))]
        )
        for place, variable in enumerate(axes)
    }
    return condition.mask(grid)
