"""What is asked of the planner: from where, to where, within what limits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from detente.analysis.planning.breakdown import Breakdown
from detente.analysis.planning.calendar import Calendar
from detente.model.case import Case, Indices
from detente.model.limits import Limits
from detente.model.move import Move
from detente.model.standing import Standing

Bundle = tuple[tuple[Move, ...], bool]
"""The moves of a step, and whether it is atomic."""


@dataclass(frozen=True)
class Quest:
    """One question to the planner.

    Attributes:
        case: the case; it has a status quo.
        standing: where the plan begins.
        target: where it leads.
        scale: what exposure and temptation are measured against, for each party, in its units.
        limits: what is asked besides.
    """

    case: Case
    standing: Standing
    target: Indices
    scale: tuple[int, ...]
    limits: Limits

    @cached_property
    def calendar(self) -> Calendar:
        """The days of the plan."""
        return Calendar(self.case, self.standing)

    @cached_property
    def breakdown(self) -> Breakdown:
        """What breaking off asks."""
        return Breakdown(self.case, self.scale, self.target)

    @cached_property
    def borne(self) -> dict[int, Fraction]:
        """By index of a party the largest exposure that it bears, in its units."""
        parties = tuple(self.case.parties)
        return {
            parties.index(party): most * self.case.utilities.denominators[parties.index(party)]
            for party, most in self.limits.borne(self.case).items()
        }


@dataclass(frozen=True)
class Answer:
    """What the planner found.

    Attributes:
        bundles: the steps; none where only the trust was wanted.
        trust: what they ask.
        bound: no plan asks less trust.
        optimal: whether the trust is proven least.
        fewest: whether no plan of the same trust has fewer steps, proven.
        why: what the proof, or the bound, rests on, in words.
    """

    bundles: tuple[Bundle, ...]
    trust: Fraction
    bound: Fraction
    optimal: bool
    fewest: bool
    why: str
