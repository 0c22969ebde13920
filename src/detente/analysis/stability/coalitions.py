"""Coalitions: which states a group of parties could leave together so that all of it gain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.analysis.stability.concepts import CONCEPTS, stable_for
from detente.analysis.stability.graph import GraphModel
from detente.analysis.stability.reach import Turns
from detente.errors import TooLarge

MOST_WORK = 3_000_000_000
"""Moves looked at, over all coalitions and states, up to which all states are asked about."""


@dataclass(frozen=True, eq=False, repr=False)
class Coalitions:
    """How stable some states are for every coalition, those of one party included.

    Attributes:
        model: the graph model.
        places: numbers of the states.
        members: the coalitions, by the parties' indices, the smallest first.
        flags: shape (4, coalitions, places), in the order of `CONCEPTS`.
    """

    model: GraphModel
    places: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    flags: NDArray[np.bool_]

    def __repr__(self) -> str:
        return f"Coalitions({len(self.members)} coalitions, {len(self.places)} states)"

    def at(self, place: int) -> dict[tuple[str, ...], tuple[str, ...]]:
        """For each coalition the concepts in whose sense a state is stable for it."""
        at = self.places.index(place)
        return {
            tuple(self.model.parties[p] for p in members): tuple(
                concept for c, concept in enumerate(CONCEPTS) if self.flags[c, h, at]
            )
            for h, members in enumerate(self.members)
        }

    def equilibria(self, concept: str) -> tuple[int, ...]:
        """Numbers of the states that are stable for every coalition, in the sense of a concept."""
        every = self.flags[list(CONCEPTS).index(concept)].all(axis=0)
        return tuple(place for place, stable in zip(self.places, every, strict=True) if stable)


def coalitions(
    model: GraphModel, places: Iterable[int] | None = None, most_work: int = MOST_WORK
) -> Coalitions:
    """How stable states are for every coalition.

    The moves of a coalition H are the states that its members reach by moves in turn, their joint moves included,
    nobody twice in a row (joint moves may follow on each other). An *improvement* of H from s is such a state that
    every member prefers to s. The others' answers are as for a single party (`stable_for`). Then s is, for H,

    - Nash stable: if H has no improvement;
    - GMR: if every improvement has an answer that some member of H does not prefer to s;
    - SMR: ... from which, moreover, H has no way on to a state that every member prefers to s;
    - SEQ: if every improvement has an answer that some member of H does not prefer to s and in which every move is
      better for its own mover, or movers, than where they stood.

    For a coalition of one that is what the concepts say of the party itself. Inohara and Hipel let the answers of
    SEQ also be moves that gain only for a coalition of the others as a whole; here, as with Kilgour and others, each
    move of an answer must be worth making by itself.

    Args:
        model: the graph model.
        places: numbers of the states to ask about; all if not given.
        most_work: moves looked at, at most, roughly.

    Raises:
        TooLarge: that is not enough for so many states.

    Sources: Kilgour, Hipel, Fang and Peng (2001), Coalition Analysis in Group Decision Support; Inohara and
    Hipel (2008), Coalition Analysis in the Graph Model for Conflict Resolution.
    """
    asked = tuple(range(model.count)) if places is None else tuple(places)
    parties = range(len(model.parties))
    groups = [group for size in range(1, len(parties) + 1) for group in combinations(parties, size)]
    arcs = sum(min(mover.moves.size, 3 * model.count) for mover in model.movers)
    several = [group for group in groups if len(group) > 1]
    work = (arcs + model.count) * len(several) * len(asked) * 4
    if work > most_work:
        raise TooLarge(
            f"{len(groups)} coalitions and {len(asked):,} states are too many to be looked at one by one; ask about "
            "fewer states"
        )
    alone = [stable_for(model, group[0])[:, list(asked)] for group in groups if len(group) == 1]
    flags = np.stack([*alone, *(_of(model, group, asked) for group in several)], axis=1)
    return Coalitions(model, asked, tuple(groups), flags)


def improvement(model: GraphModel, group: Sequence[int], place: int) -> int | None:
    """A state that a coalition can bring about and that all its members prefer to a state; None if there is none.

    Of several the one in which the member whose rank rises least has it rise most, then the first.

    Args:
        model: the graph model.
        group: indices of the members.
        place: number of the state.
    """
    own = [mover for mover in model.movers if set(mover.members) <= set(group)]
    rise = (model.worth[:, list(group)] - model.worth[place, list(group)]).min(axis=1)
    ways = Turns.of(model.count, own, forward=True)
    rise[~ways.reached(np.array([place]))] = 0
    best = int(rise.argmax())
    return best if rise[best] > 0 else None


def _of(model: GraphModel, group: tuple[int, ...], places: Sequence[int]) -> NDArray[np.bool_]:
    """Shape (4, places): in which senses the states are stable for a coalition."""
    own = [mover for mover in model.movers if set(mover.members) <= set(group)]
    others = [mover for mover in model.movers if set(mover.members).isdisjoint(group)]
    count, searches = model.count, len(places)
    ways = Turns.of(count, own, forward=True, searches=searches)
    back = Turns.of(count, own, searches=searches)
    answers = Turns.of(count, others, searches=searches)
    gladly = Turns.of(count, others, model.worth, searches=searches)
    worth = model.worth[:, list(group)]
    found = np.ones((4, len(places)), dtype=bool)
    for at, place in enumerate(places):
        gain = (worth > worth[place]).all(axis=1)
        better = ways.reached(np.array([place])) & gain
        if not better.any():
            continue
        found[0, at] = False
        no_gain = np.flatnonzero(~gain)
        escape = back.reached(np.flatnonzero(gain))
        found[1, at] = answers.reached(no_gain)[better].all()
        found[2, at] = answers.reached(np.flatnonzero(~gain & ~escape))[better].all()
        found[3, at] = gladly.reached(no_gain)[better].all()
    return found
