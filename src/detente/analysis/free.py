"""Variables that nothing ties to others: their undominated values, and two parties' sums of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from detente.analysis.grouping import Agenda, Group
from detente.analysis.pareto import Numbers, check_number
from detente.analysis.scan import Part, together

FEW = 64
"""Values of a variable up to which they are compared one by one."""

MANY = 600
"""Values of all variables together from which on it is worth while to load the compiler."""

Row = tuple[int, ...]


def free(group: Group) -> bool:
    """Whether nothing ties the group's only variable to others."""
    return len(group.variables) == 1 and not group.rules and not group.bonuses


def single(ready: Agenda, group: Group) -> Part:
    """The undominated values of a free variable with few values."""
    rows = list(zip(*(adds[0] for adds in group.adds), strict=True))
    alike: dict[Row, list[int]] = {}
    for position, row in enumerate(rows):
        alike.setdefault(row, []).append(position)
    kept = sorted(
        min(positions, key=lambda i: _changes(group, i))  # of equal ones the status quo's
        for positions in map(alike.__getitem__, undominated(alike))
    )
    ids: Numbers = np.array(kept, dtype=np.int64)
    return Part(
        np.array([rows[i] for i in kept], dtype=ready.dtype),
        ids,
        np.array([int(_changes(group, i)) for i in kept], dtype=np.int64),
        np.array([len(alike[rows[i]]) for i in kept], dtype=ready.count_dtype),
        tuple((min(adds[0]), max(adds[0])) for adds in group.adds),
        ids.reshape(-1, 1),
    )


def undominated(rows: Iterable[Row]) -> list[Row]:
    """Of some distinct rows those that no other dominates: in descending order none beats an earlier one."""
    kept: list[Row] = []
    for row in sorted(rows, reverse=True):
        if len(row) == 2:
            beaten = bool(kept) and kept[-1][1] >= row[1]
        else:
            beaten = any(all(a >= b for a, b in zip(one, row, strict=True)) for one in kept)
        if not beaten:
            kept.append(row)
    return kept


def _changes(group: Group, position: int) -> bool:
    return group.today[0] >= 0 and group.values[0][position] != group.today[0]


def chained(ready: Agenda, most: int) -> tuple[Group, Part] | None:
    """All free variables at once, for two parties; None where they are better taken one by one.

    Of outcomes with the same utilities one is kept that changes the fewest variables, and always
    the same.

    Raises:
        TooLarge: too many sums are undominated.
    """
    groups = [group for group in ready.groups if free(group)]
    values = sum(len(group.values[0]) for group in groups)
    if len(ready.parties) != 2 or ready.dtype is object or len(groups) < 2:
        return None
    if values < MANY:  # told by the case alone, since ties are broken otherwise than by merging
        return None
    if any(len(group.values[0]) > FEW for group in groups):
        return None
    from detente.analysis.dominance.chain import chain

    parts = [_front(single(ready, group)) for group in groups]
    starts = np.cumsum([0, *(len(part.points) for part in parts)])
    found, costs, ways, before, choice, begins, fits = chain(
        np.concatenate([part.points for part in parts]),
        starts,
        np.concatenate([part.changes for part in parts]),
        np.concatenate([part.ways for part in parts]).astype(np.int64),
        most,
    )
    check_number(len(found), most)
    if not fits:
        return None
    at: Numbers = np.arange(len(found))
    positions = np.empty((len(found), len(groups)), dtype=np.int64)
    for k in range(len(groups) - 1, -1, -1):
        stage = slice(begins[k], begins[k + 1])
        positions[:, k] = parts[k].ids[choice[stage][at]]
        at = before[stage][at].astype(np.int64)
    whole = Group(
        tuple(group.variables[0] for group in groups),
        tuple(group.values[0] for group in groups),
        tuple(group.today[0] for group in groups),
        (),
        (),
        (),
    )
    part = Part(
        found,
        np.arange(len(found)),
        costs,
        ways.astype(ready.count_dtype),
        together(parts),
        positions,
    )
    return whole, part


def _front(part: Part) -> Part:
    """The part with its points in descending order of the first party's utility."""
    order = np.argsort(-part.points[:, 0])
    return Part(
        part.points[order], part.ids[order], part.changes[order], part.ways[order], part.extent
    )
