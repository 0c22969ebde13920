"""Why a state is stable for a party, or is not: what it could do, and what the others could answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analysis.stability.concepts import CONCEPTS
from detente.analysis.stability.graph import GraphModel
from detente.analysis.stability.movement import Mover
from detente.analysis.stability.reach import Turns
from detente.analysis.stability.result import Stability

_MOST_NODES = 200_000
"""States looked at for the shortest answer."""


@dataclass(frozen=True)
class Turn:
    """One move of an answer.

    Attributes:
        members: indices of the parties that make it.
        start: number of the state moved from.
        end: number of the state moved to.
    """

    members: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Reason:
    """Why a state is stable for a party, or is not.

    Attributes:
        kind: `none` (it has no improvement), `gladly` (the others gain by answering: SEQ), `held` (they can answer so
            that nothing it does then helps: SMR), `threat` (they can answer, perhaps to their own cost: GMR), `free`
            (no answer takes its gain away).
        improvement: number of the state that the party would move to; None if there is none.
        answer: the others' moves, first to last; the shortest that does it. Empty for `none` and `free`.
    """

    kind: str
    improvement: int | None = None
    answer: tuple[Turn, ...] = ()


def reason(found: Stability, place: int, party: int) -> Reason:
    """Why a state is stable for a party in the senses that it is, or why it is not.

    The improvement told is the best one that no answer takes away; if there is none, the best of all.

    Args:
        found: the answer of `stability`.
        place: number of the state.
        party: index of the party.
    """
    model = found.model
    worth = model.worth[:, party]
    after = np.unique(model.moves_of(party).after(place))
    after = after[worth[after] > worth[place]]
    if not len(after):
        return Reason("none")
    stable = {c: bool(found.flags[at, party, place]) for at, c in enumerate(CONCEPTS)}
    others = [mover for mover in model.movers if party not in mover.members]
    goal = worth <= worth[place]
    if not stable["gmr"]:
        answered = Turns.of(model.count, others).least(worth)[after] <= worth[place]
        after = after[~answered]
        return Reason("free", _best(worth, after))
    there = _best(worth, after)
    if stable["seq"]:
        return Reason("gladly", there, _answer(model, others, there, goal, worth, gladly=True))
    if stable["smr"]:
        goal = goal & (model.moves_of(party).most(worth) <= worth[place])
        return Reason("held", there, _answer(model, others, there, goal, worth))
    return Reason("threat", there, _answer(model, others, there, goal, worth))


def _best(worth: NDArray[np.int64], places: NDArray[np.int32]) -> int:
    return int(places[np.argmax(worth[places])])


def _answer(
    model: GraphModel,
    others: Sequence[Mover],
    start: int,
    goal: NDArray[np.bool_],
    worth: NDArray[np.int64],
    *,
    gladly: bool = False,
) -> tuple[Turn, ...]:
    """The shortest moves in turn that lead to a goal; of equally short ones one that is worst for the party."""
    edge: list[tuple[int, int]] = [(-1, start)]
    came: dict[tuple[int, int], tuple[int, int]] = {}
    while edge and len(came) < _MOST_NODES:
        reached: list[tuple[int, int]] = []
        for last, here in edge:
            for k, mover in enumerate(others):
                if k == last and len(mover.members) == 1:
                    continue
                ends = mover.moves.after(here)
                if gladly:
                    of = model.worth[:, list(mover.members)]
                    ends = ends[(of[ends] > of[here]).all(axis=1)]
                for end in ends.tolist():
                    if (k, end) not in came:
                        came[k, end] = (last, here)
                        reached.append((k, end))
        goals = [node for node in reached if goal[node[1]]]
        if goals:
            node = min(goals, key=lambda node: (worth[node[1]], node[1]))
            path: list[Turn] = []
            while node[0] >= 0:
                before = came[node]
                path.append(Turn(others[node[0]].members, before[1], node[1]))
                node = before
            return tuple(reversed(path))
        edge = reached
    return ()
