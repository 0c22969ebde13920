"""Graph models: states, who can move from which to which, and what each party prefers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.stability.movement import Arcs, Movement, Mover

State = Hashable
"""How a state is called: a number, a text, a tuple."""


@dataclass(frozen=True, eq=False, repr=False)
class GraphModel:
    """A graph model for conflict resolution.

    Attributes:
        states: what the states are called.
        parties: names of the parties (the decision makers).
        worth: shape (n, parties), the rank of each state for each party: 0 for the worst, equal where it is
            indifferent.
        movers: who can move, and where to; a party that cannot move alone is absent.

    Source: Fang, Hipel and Kilgour (1993), Interactive Decision Making: The Graph Model for Conflict Resolution.
    """

    states: Sequence[State]
    parties: tuple[str, ...]
    worth: NDArray[np.int64]
    movers: tuple[Mover, ...]

    def __repr__(self) -> str:
        return f"GraphModel({len(self.states)} states, {len(self.parties)} parties)"

    @property
    def count(self) -> int:
        """Number of states."""
        return len(self.states)

    def moves_of(self, party: int) -> Movement:
        """What a party can do alone."""
        for mover in self.movers:
            if mover.members == (party,):
                return mover.moves
        return Arcs(np.zeros(self.count + 1, np.int64), np.empty(0, np.int32))


def graph_model(
    moves: Mapping[str | tuple[str, ...], Iterable[tuple[State, State]]],
    prefers: Mapping[str, Sequence[Any]],
    states: Iterable[State] | None = None,
) -> GraphModel:
    """A graph model from lists.

    Args:
        moves: for each party its moves, as (from, to). Under a tuple of parties stand moves that they can only make
            together. A move that cannot be taken back is one that is listed in one direction only; a move that
            several can make by themselves is listed with each.
        prefers: for each party all states, best first; a list or a set in it holds states that it likes equally.
        states: all states in order; those of the first ranking, sorted where they can be, if not given.

    Raises:
        ValueError: a state, or a party, that is not known; a state that a party ranks twice or not at all.

    >>> dilemma = graph_model(
    ...     {"a": [(1, 2), (2, 1), (3, 4), (4, 3)], "b": [(1, 3), (3, 1), (2, 4), (4, 2)]},
    ...     {"a": [2, 1, 4, 3], "b": [3, 1, 4, 2]},
    ... )
    >>> from detente.analysis.stability import stability
    >>> stability(dilemma).equilibria["seq"]
    (1, 4)
    """
    parties = tuple(prefers)
    if len(parties) < 2:
        raise ValueError("a graph model needs two parties or more, each with its preferences")
    if states is None:
        first = [state for _, state in _ranks(parties[0], prefers[parties[0]])]
        try:
            states = sorted(first)  # type: ignore[type-var]
        except TypeError:
            states = first
    names = tuple(states)
    place = {state: at for at, state in enumerate(names)}
    if len(place) < len(names):
        raise ValueError("a state is listed twice")
    worth = np.full((len(names), len(parties)), -1, dtype=np.int64)
    for p, party in enumerate(parties):
        for rank, state in _ranks(party, prefers[party]):
            if state not in place:
                raise ValueError(f"{party} ranks {state!r}, which is no state")
            if worth[place[state], p] >= 0:
                raise ValueError(f"{party} ranks {state!r} twice")
            worth[place[state], p] = rank
        missing = [names[at] for at in np.flatnonzero(worth[:, p] < 0)]
        if missing:
            raise ValueError(f"{party} does not rank {missing[0]!r}")
    movers: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for who, listed in moves.items():
        members = (who,) if isinstance(who, str) else tuple(who)
        for member in members:
            if member not in parties:
                raise ValueError(f"moves of {member!r}, whose preferences are not given")
        key = tuple(sorted({parties.index(member) for member in members}))
        if not key:
            raise ValueError("moves that nobody makes")
        for start, end in listed:
            if start not in place or end not in place:
                raise ValueError(f"a move from {start!r} to {end!r}, of which one is no state")
            if start != end:
                movers.setdefault(key, []).append((place[start], place[end]))
    return GraphModel(
        names,
        parties,
        worth,
        tuple(
            Mover(key, Arcs.of(len(names), *np.array(sorted(set(pairs)), dtype=np.int32).T))
            for key, pairs in sorted(movers.items())
        ),
    )


def option_form(
    options: Mapping[str, Sequence[str]],
    prefers: Mapping[str, Sequence[Any]],
    exclude: Iterable[Mapping[str, bool]] = (),
    one_way: Mapping[str, bool] | None = None,
) -> GraphModel:
    """A graph model in option form: each party takes or leaves its options.

    A state is the tuple of the options that are taken, in the order given. In one move a party sets all of its own
    options as it likes.

    Args:
        options: for each party its options; no two have the same name.
        prefers: for each party all states, best first, each as a tuple of the options taken: `("strike",)`, `()`;
            lists and sets of states hold what it likes equally. Or the numbers of the states as option forms have them:
            1 for the first option, 2 for the second, 4 for the third and so on, added up.
        exclude: what cannot be: `{"withdraw": True, "escalate": True}` leaves out all states in which both are taken.
        one_way: options that can only be taken (True), or only be given up (False).

    Raises:
        ValueError: an option or a state that is not known, or a state that is not ranked.

    >>> crisis = option_form(
    ...     {"syria": ["release", "escalate"], "iraq": ["attack"]},
    ...     {"syria": [0, 2, 6, 1, 4, 5], "iraq": [1, 4, 6, 0, 5, 2]},
    ...     exclude=[{"release": True, "escalate": True}],
    ... )
    >>> from detente.analysis.stability import stability
    >>> stability(crisis).equilibria["nash"]
    (('escalate', 'attack'),)
    """
    every = [option for listed in options.values() for option in listed]
    if len(set(every)) < len(every):
        raise ValueError("two options have the same name")
    one_way = one_way or {}
    excluded = [dict(rule) for rule in exclude]
    for option in (*one_way, *(name for rule in excluded for name in rule)):
        if option not in every:
            raise ValueError(f"no option is called {option!r}; there are {', '.join(every)}")
    taken = [
        tuple(
            option for option, flag in zip(every, reversed(flags), strict=True) if flag
        )  # the first option counts 1
        for flags in product((False, True), repeat=len(every))
    ]

    def allowed(state: tuple[str, ...]) -> bool:
        return not any(
            all((option in state) == flag for option, flag in rule.items()) for rule in excluded
        )

    states = [state for state in taken if allowed(state)]

    def named(state: Any) -> tuple[str, ...]:
        if isinstance(state, int):
            if not 0 <= state < len(taken):
                raise ValueError(f"there is no state {state}")
            return taken[state]
        given = {state} if isinstance(state, str) else set(state)
        if not given <= set(every):
            raise ValueError(f"{state!r} is no state: it has to name options")
        return tuple(option for option in every if option in given)

    def possible(start: tuple[str, ...], end: tuple[str, ...]) -> bool:
        changed = set(start) ^ set(end)
        return all(one_way.get(option, option in end) == (option in end) for option in changed)

    moves: dict[str | tuple[str, ...], list[tuple[State, State]]] = {}
    for party, mine in options.items():
        by_rest: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for state in states:
            by_rest.setdefault(tuple(o for o in state if o not in mine), []).append(state)
        moves[party] = [
            (start, end)
            for group in by_rest.values()
            for start in group
            for end in group
            if start != end and possible(start, end)
        ]
    ranked = {
        party: [
            [named(state) for state in group] if _several(group) else named(group)
            for group in ranking
        ]
        for party, ranking in prefers.items()
    }
    return graph_model(moves, ranked, states)


def _several(group: object) -> bool:
    return isinstance(group, list | set | frozenset)


def _ranks(party: str, ranking: Sequence[Any]) -> list[tuple[int, State]]:
    """Pairs of a rank (0 is worst) and a state."""
    if isinstance(ranking, str):
        raise ValueError(f"{party}: a list of states, best first, is needed")
    last = len(ranking) - 1
    return [
        (last - at, state)
        for at, group in enumerate(ranking)
        for state in (group if _several(group) else [group])
    ]
