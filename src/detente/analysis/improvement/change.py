"""One thing that could be different, and the trust that the same agreement would then ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import overload

from detente.model.case import Case, Indices
from detente.model.limits import Limits
from detente.model.move import Move, MoveRule
from detente.model.number import shown
from detente.model.standing import Standing

KINDS: dict[str, str] = {
    "step": "a finer grid of a range, for smaller moves along it",
    "halves": "a move made in two halves",
    "revocable": "a move that can be taken back",
    "guarantor": "a guarantor for some moves",
    "deposit": "a deposit that a party loses by stopping",
    "tolerance": "a party that bears a larger exposure",
    "worse": "a step may leave somebody worse off than the step before",
    "earliest": "a move that may begin sooner",
    "latest": "a move that may be complete later",
    "term": "a term that ends later",
    "needs": "a move that does not need what the case says it needs",
    "move": "a move that the case does not allow",
    "rule": "a rule that need not hold",
}
"""Every kind of change, in the order in which changes of equal effect are listed: what asks least of anybody first."""


@dataclass(frozen=True, repr=False)
class Change:
    """A single change, and what it does.

    Attributes:
        kind: a key of `KINDS`.
        case: the case with the change made.
        target: the same agreement, as value indices of the changed case.
        standing: where things stand, in the changed case; None for its status quo.
        limits: what else is asked of the plan.
        trust: what the plan asks after the change; the scale is that of the case as it was.
        bound: no plan asks less after the change.
        optimal: `trust` is proven least.
        before: what the plan asks without it; None if there was no plan.
        moves: the moves that it bears on, as the unchanged case has them.
        party: the party that it bears on.
        name: of the guarantor, the term or the rule.
        rule: what the case says of the moves that it bears on, where that is what is changed.
        amount: how much: a deposit or a tolerance on the party's scale, the step of a range, days.
    """

    kind: str
    case: Case = field(compare=False)
    target: Indices
    standing: Standing | None
    limits: Limits = field(compare=False)
    trust: Fraction
    bound: Fraction
    optimal: bool
    before: Fraction | None
    moves: tuple[Move, ...] = ()
    party: str | None = None
    name: str | None = None
    rule: MoveRule | None = None
    amount: Fraction | None = None

    def __repr__(self) -> str:
        was = "no plan" if self.before is None else f"trust {shown(self.before, 3)}"
        return f"Change({self.kind!r}: {was} -> trust {shown(self.trust, 3)})"


@dataclass(frozen=True, repr=False)
class Changes(Sequence[Change]):
    """Changes that help, the one after which the least trust is asked first.

    Attributes:
        case: the case as it is.
        target: the agreement.
        before: the trust that it asks as things are; None if no plan leads there, or none is known.
        ranked: the changes.
        tried: number of changes tried.
        left_out: number of changes thought of but not tried, since the search was stopped or they were too many.
    """

    case: Case
    target: Indices
    before: Fraction | None
    ranked: tuple[Change, ...]
    tried: int
    left_out: int = 0

    @overload
    def __getitem__(self, index: int) -> Change: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Change, ...]: ...

    def __getitem__(self, index: int | slice) -> Change | tuple[Change, ...]:
        """One of them, or some, in their order."""
        return self.ranked[index]

    def __len__(self) -> int:
        """How many help."""
        return len(self.ranked)

    def __iter__(self) -> Iterator[Change]:
        """All of them, in their order."""
        return iter(self.ranked)

    def __repr__(self) -> str:
        return f"Changes({len(self.ranked)} of {self.tried} tried help)"

    def __str__(self) -> str:
        return "\n".join([repr(self)[len("Changes(") : -1], *(f"  {c!r}" for c in self.ranked)])
