"""What the checker found: violations, visited moments, and what the plan asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from detente.model.case import Indices
from detente.model.number import shown

RULES = (
    "from",
    "moves",
    "performers",
    "refused",
    "needs",
    "rules",
    "guarantor",
    "dates",
    "terms",
    "worse",
    "tolerance",
    "target",
    "figures",
)
"""What can be violated; the reference on commands says what each means."""


@dataclass(frozen=True)
class Violation:
    """One way in which a plan does not hold.

    Attributes:
        step: number of the step, from 1; 0 means the plan as a whole, or the time before its first step.
        rule: what is violated, one of `RULES`.
        message: what is wrong, in words, with the amount where there is one.
        party: whom it is about, if one party.
        issue: the name of the issue that it is about, `issue.item` for an item, if one.
        day: the day on which it happens, if it is a matter of days.
        amount: by how much, on the party's scale (`tolerance`, `worse`, `figures`) or in days (`dates`, `terms`).
    """

    step: int
    rule: str
    message: str
    party: str | None = None
    issue: str | None = None
    day: date | None = None
    amount: Fraction | None = None

    def __str__(self) -> str:
        where = f"step {self.step}" if self.step else "the plan"
        return f"{where}: {self.message}"


@dataclass(frozen=True)
class Moment:
    """A moment at which somebody may walk away, and what that means for each party.

    Attributes:
        step: how many steps are done; while `acted` is not empty, the number of the step that is under way.
        acted: those who have acted in that step, where others have not; empty between two steps.
        state: value index of each variable.
        stays: value index of each variable that stays if everything breaks off there; terms that have lapsed aside.
        day: the day; None where the case has no dates.
        lapsed: the terms that are no longer in force.
        walk_away: `v_p`, what each party is left with, on its own scale.
        exposure: by how much that is less than no deal is worth then, 0 if it is not.
        temptation: by how much it is more than going on, penalty considered, 0 if it is not.
    """

    step: int
    acted: tuple[str, ...]
    state: Indices
    stays: Indices
    day: date | None
    lapsed: tuple[str, ...]
    walk_away: dict[str, Fraction]
    exposure: dict[str, Fraction]
    temptation: dict[str, Fraction]


@dataclass(frozen=True, repr=False)
class Verification:
    """What the checker found.

    Attributes:
        holds: no violation.
        violations: in order of steps.
        exposure: for each party the most it can lose if the others stop halfway, on its own scale.
        temptation: for each party the most it can gain by stopping, on its own scale.
        trust: the largest of both over all parties, each as a share of the party's scale.
        scale: what the two are measured against, on each party's own scale.
        moments: every visited moment, in order.
        end: value index of each variable where the plan ends.
        days: for each step the days on which it begins and ends; empty where the case has no dates.
        notes: what was not looked at, and what is not exact.
    """

    holds: bool
    violations: tuple[Violation, ...]
    exposure: dict[str, Fraction]
    temptation: dict[str, Fraction]
    trust: Fraction
    scale: dict[str, Fraction] = field(default_factory=dict)
    moments: tuple[Moment, ...] = ()
    end: Indices = ()
    days: tuple[tuple[date, date], ...] = ()
    notes: tuple[str, ...] = ()

    def most_exposed(self, party: str) -> Moment | None:
        """The first moment at which a party stands furthest below no deal; None if it never does."""
        most = self.exposure[party]
        return next((m for m in self.moments if most and m.exposure[party] == most), None)

    def most_tempted(self, party: str) -> Moment | None:
        """The first moment at which a party would gain most by walking away; None if it never would."""
        most = self.temptation[party]
        return next((m for m in self.moments if most and m.temptation[party] == most), None)

    def __repr__(self) -> str:
        wrong = f"{len(self.violations)} violations, " if self.violations else ""
        return f"Verification(holds={self.holds}, {wrong}trust {shown(self.trust, 3)})"

    def __str__(self) -> str:
        lines = ["holds" if self.holds else "does not hold", *(f"  {v}" for v in self.violations)]
        lines += [
            f"  {party}: can lose {shown(self.exposure[party])}, can gain by stopping "
            f"{shown(self.temptation[party])}"
            for party in self.exposure
        ]
        lines += [f"  {note}" for note in self.notes]
        return "\n".join([*lines, f"trust {shown(self.trust, 3)}"])
