"""Will it hold: which states of a graph model, or of a case, are stable for whom and in which sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.stability.casegraph import model_of
from detente.analysis.stability.concepts import CONCEPTS, stable_for
from detente.analysis.stability.graph import GraphModel, State
from detente.analysis.stability.states import States, states_of
from detente.model.case import Case, Outcome


@dataclass(frozen=True, eq=False, repr=False)
class Stability:
    """Which states are stable.

    Attributes:
        model: the graph model.
        flags: shape (4, parties, n): whether a state is stable for a party, in the order of `CONCEPTS`.
        case: the case that the model was made of; None if it was given as a graph model.
        partial: whether the model has only some states of the case, those on a plan's way and between.
    """

    model: GraphModel
    flags: NDArray[np.bool_]
    case: Case | None = None
    partial: bool = False

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {len(found)}" for name, found in self._places.items())
        return f"Stability({self.model.count} states; equilibria: {counts})"

    def __str__(self) -> str:
        lines = [f"{self.model.count} states"]
        for concept, found in self._places.items():
            shown = ", ".join(str(self.model.states[at]) for at in found[:3])
            more = f" and {len(found) - 3} more" if len(found) > 3 else ""
            lines.append(f"{CONCEPTS[concept]}: {len(found)} equilibria  {shown}{more}")
        return "\n".join(lines)

    @cached_property
    def _places(self) -> dict[str, NDArray[np.int64]]:
        return {
            concept: np.flatnonzero(self.flags[at].all(axis=0))
            for at, concept in enumerate(CONCEPTS)
        }

    def places(self, concept: str) -> NDArray[np.int64]:
        """The numbers of the states that are stable for every party in the sense of a concept."""
        return self._places[concept]

    @cached_property
    def equilibria(self) -> dict[str, tuple[State, ...]]:
        """By concept the states that are stable for every party: the equilibria."""
        return {
            concept: tuple(self.model.states[at] for at in found.tolist())
            for concept, found in self._places.items()
        }

    def outcomes(self, concept: str) -> list[Outcome]:
        """The equilibria in the sense of a concept as people write outcomes; only of a case."""
        assert self.case is not None
        return [self.case.outcome(state) for state in self.equilibria[concept]]  # type: ignore[arg-type]

    def place(self, state: Any) -> int:
        """The number of a state: as the model calls it, or an outcome of the case as people write it.

        Raises:
            ValueError: there is no such state.
        """
        states = self.model.states
        if self.case is not None and isinstance(state, Mapping):
            state = self.case.indices(state)
        if isinstance(states, States):
            at = states.place(state)
            if at is None:
                raise ValueError("this outcome is no state of the model: it breaks a rule")
            return at
        if state not in states:
            raise ValueError(f"there is no state {state!r}")
        return states.index(state)

    def of(self, state: Any) -> dict[str, tuple[str, ...]]:
        """For each party the concepts in whose sense a state is stable for it.

        Raises:
            ValueError: there is no such state.
        """
        return self.at(self.place(state))

    def at(self, place: int) -> dict[str, tuple[str, ...]]:
        """As `of`, of the state with a number."""
        return {
            party: tuple(concept for c, concept in enumerate(CONCEPTS) if self.flags[c, p, place])
            for p, party in enumerate(self.model.parties)
        }

    def senses(self, place: int) -> tuple[str, ...]:
        """The concepts in whose sense the state with a number is an equilibrium."""
        return tuple(concept for c, concept in enumerate(CONCEPTS) if self.flags[c, :, place].all())


def stability(
    subject: Case | GraphModel,
    *,
    one_change: bool = False,
    groups: bool = False,
    among: Sequence[Sequence[int]] | None = None,
) -> Stability:
    """Which states of a case, or of a graph model, are stable for whom: Nash, GMR, SMR and SEQ.

    Every outcome of a case that obeys its rules is a state. What the concepts mean: `stable_for`; what a move is:
    `model_of`; what can be taken back: `changes`.

    Args:
        subject: a case in which every party's preferences are known, or a graph model.
        one_change: whether a move changes one issue, or item, only; else a party makes as many of its own changes
            at once as it likes, as in a step of a plan.
        groups: whether to keep also what all parties can only do together, for `coalitions`; no answer of
            this function hangs on it.
        among: for each variable of the case the values to keep to; all if not given.

    Raises:
        TooLarge: there are too many states, or moves.
        NoAgreement: the rules of the case leave no outcome.
        InputError: a party's preferences are not in the case.
    """
    case = None
    model = subject
    if isinstance(subject, Case):
        case = subject
        states = states_of(case, among)
        model = model_of(
            case, states, one_change=one_change, groups=groups or len(case.parties) > 2
        )
    assert isinstance(model, GraphModel)
    flags = np.stack([stable_for(model, p) for p in range(len(model.parties))], axis=1)
    return Stability(model, flags, case, among is not None)
