"""A case as a graph model: what each party, and each group that acts together, can make of every state."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.analysis.stability.changes import Change, changes
from detente.analysis.stability.graph import GraphModel
from detente.analysis.stability.movement import MOST_ARCS, Arcs, Cells, Movement, Mover
from detente.analysis.stability.states import States, ranks_of
from detente.errors import TooLarge
from detente.model.case import Case

_ROWS = 2_000_000
"""Moves that are put together at once."""

_MOST_CLASSED = 2000
"""Values of a variable up to which changes that are listed are looked at for whether all can be taken back."""

_MOST_TRIED = 400_000_000
"""Combinations of changes of one mover that are tried."""

Pair = tuple[NDArray[np.int64], NDArray[np.int64]]


def model_of(
    case: Case, states: States, *, one_change: bool = False, groups: bool = True
) -> GraphModel:
    """The graph model of a case.

    A move is what a party may do in one step of a plan: one or several of its own changes at once, each with its
    needs met in the state before; the state after obeys the rules. What several must do together are moves of that
    group. Which changes there are, and which can be taken back: `changes`.

    Args:
        case: the case.
        states: its states.
        one_change: whether a move changes one issue, or item, only.
        groups: whether what all parties can only do together is kept too, which matters for coalitions only.

    Raises:
        TooLarge: a mover has too many moves.
        InputError: a party's preferences are not in the case.
    """
    worth = ranks_of(case, states)
    by_mover: dict[tuple[int, ...], list[Change]] = {}
    for change in changes(case):
        by_mover.setdefault(change.members, []).append(change)
    movers = []
    for members, mine in sorted(by_mover.items()):
        if len(members) == 1 or len(members) < len(case.parties) or groups:
            moves = _moves(case, states, mine, members, one_change)
            if moves.size:
                movers.append(Mover(members, moves))
    return GraphModel(states, tuple(case.parties), worth, tuple(movers))


def _moves(
    case: Case, states: States, mine: list[Change], members: tuple[int, ...], one_change: bool
) -> Movement:
    several = len({change.variable for change in mine}) > 1
    if not (one_change and several):
        cells = _cells(states, mine)
        if cells is not None:
            return cells
    return _arcs(case, states, mine, members, one_change)


def _cells(states: States, mine: list[Change]) -> Cells | None:
    """The moves as cells, where every change can be made from anywhere and taken back; else None."""
    variables = [change.variable for change in mine]
    if len(set(variables)) < len(variables) or any(change.needs is not None for change in mine):
        return None
    codes = states.codes.copy()
    for change in mine:
        position = states.position(change.variable)
        classes = _classes(change, len(position))
        if classes is None:
            return None
        column = states.values[:, change.variable]
        stride = states.strides[change.variable]
        # Each value counts as the first value that occurs of its class: states of a cell get the same code.
        occurs = np.flatnonzero(position >= 0)
        first: dict[int, int] = {}
        for value in occurs.tolist():
            first.setdefault(int(classes[value]), int(position[value]))
        stand_in = np.array([first.get(int(c), 0) for c in classes], dtype=np.int64)
        codes += (stand_in[column] - position[column]) * stride
    return Cells(np.unique(codes, return_inverse=True)[1].reshape(-1).astype(np.int32))


def _classes(change: Change, size: int) -> NDArray[np.int64] | None:
    """For each value its class, if the changes lead from each value of a class to each other; else None."""
    if change.free:
        return np.zeros(size, dtype=np.int64)
    if change.count > _MOST_CLASSED:
        return None
    leads = np.eye(change.count, dtype=bool)
    leads[change.pairs] = True
    if not (leads == leads.T).all():
        return None
    classes = leads.argmax(axis=1)
    same = classes[:, None] == classes[None, :]
    return classes if (same == leads).all() else None


def _arcs(
    case: Case, states: States, mine: list[Change], members: tuple[int, ...], one_change: bool
) -> Arcs:
    """The moves one by one."""
    steps = [_Steps(states, change) for change in mine]
    steps = [step for step in steps if len(step.ends)]
    by_variable: dict[int, list[_Steps]] = {}
    for step in steps:
        by_variable.setdefault(step.variable, []).append(step)
    degrees = [
        sum(step.degrees[states.values[:, v]] for step in same) for v, same in by_variable.items()
    ]
    tried = np.zeros(len(states)) if one_change else np.ones(len(states))
    for degree in degrees:
        tried = tried + degree if one_change else tried * (1.0 + degree)
    if tried.sum() > _MOST_TRIED:
        raise _too_many(case, members, float(tried.sum()), one_change)
    edges = np.flatnonzero(np.diff(np.cumsum(tried) // _ROWS, prepend=0, append=np.inf))
    sources, ends = [], []
    total = start = 0
    for stop in [*(int(edge) for edge in edges if 0 < edge < len(states)), len(states)]:
        if stop <= start:
            continue
        source, end = _made(states, list(by_variable.values()), np.arange(start, stop), one_change)
        start = stop
        total += len(end)
        if total > MOST_ARCS:
            raise _too_many(case, members, float(tried.sum()), one_change)
        sources.append(source)
        ends.append(end)
    return Arcs.of(len(states), np.concatenate(sources), np.concatenate(ends))


class _Steps:
    """Changes of one variable, by the value that they start from."""

    def __init__(self, states: States, change: Change) -> None:
        position = states.position(change.variable)
        size = len(position)
        sources, ends = change.pairs
        inside = (sources < size) & (ends < size)
        sources, ends = sources[inside], ends[inside]
        inside = (position[sources] >= 0) & (position[ends] >= 0)
        sources, ends = sources[inside], ends[inside]
        order = np.argsort(sources, kind="stable")
        self.variable = change.variable
        self.ends = ends[order]
        self.degrees = np.bincount(sources, minlength=size).astype(np.int64)
        self.starts = np.concatenate([[0], np.cumsum(self.degrees)]).astype(np.int64)
        self.codes = position * states.strides[change.variable]
        self.allowed = None if change.needs is None else states.holds(change.needs)

    def made(self, states: States, rows: NDArray[np.int64], codes: NDArray[np.int64]) -> Pair:
        """The rows, each once for every change that can be made from its state, with the code changed."""
        if self.allowed is not None:
            kept = self.allowed[rows]
            rows, codes = rows[kept], codes[kept]
        values = states.values[rows, self.variable]
        degrees = self.degrees[values]
        source = np.repeat(rows, degrees)
        first = np.repeat(self.starts[values] - np.cumsum(degrees) + degrees, degrees)
        ends = self.ends[first + np.arange(len(source))]
        changed = np.repeat(codes - self.codes[values], degrees) + self.codes[ends]
        return source, changed


def _made(
    states: States,
    variables: Sequence[Sequence[_Steps]],
    rows: NDArray[np.int64],
    one_change: bool,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The moves from some states, as pairs of states."""
    first = rows, states.codes[rows]
    found = [] if one_change else [first]
    for steps in variables:
        before = [first] if one_change else found[:]
        found += [step.made(states, *pair) for pair in before for step in steps]
        if not one_change and len(found) > 1:
            joined = [np.concatenate(part) for part in zip(*found, strict=True)]
            found = [(joined[0], joined[1])]
    source = np.concatenate([pair[0] for pair in found]) if found else rows[:0]
    end = states.find(np.concatenate([pair[1] for pair in found]) if found else rows[:0])
    moved = (end >= 0) & (end != source)
    return source[moved].astype(np.int32), end[moved]


def _too_many(case: Case, members: tuple[int, ...], count: float, one_change: bool) -> TooLarge:
    names = list(case.parties)
    who = " and ".join(names[p] for p in members)
    much = f"about 10^{len(str(int(count))) - 1}" if count > 10**12 else f"{int(count):,}"
    together = " together" if len(members) > 1 else ""
    way = (
        ""
        if one_change
        else "; with --one-change a move changes one issue only, which makes them far fewer"
    )
    return TooLarge(
        f"what {who} can do{together} in one move comes to {much} moves, too many to be held{way}"
    )
