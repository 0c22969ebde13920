"""The trust curve as data: for each settlement the least trust that reaches it, for each trust the best settlement."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from detente.analysis.frontier import Frontier, Point
from detente.model.case import Case, Indices, Outcome
from detente.model.number import shown


@dataclass(frozen=True, repr=False)
class CurvePoint:
    """A point of the frontier, acceptable to all, and the trust that it takes to get there.

    Attributes:
        case: the case.
        point: the point of the frontier.
        target: value indices of the outcome that the plan leads to; it has the utilities of the point, and is the
            point's own outcome unless another one asks for less trust.
        trust: what the best plan found asks; None where there is no plan, or none is known.
        bound: no plan asks less than this.
        reachable: whether a plan leads there; None where that is not known.
        optimal: the trust is proven least; or, without any, it is proven that no plan leads there (or none that asks
            as little as was allowed, where only such plans were looked for).
        tried: number of outcomes with these utilities for which a plan was looked for.
        settlements: solution concepts that choose this point from the whole frontier.
    """

    case: Case = field(compare=False)
    point: Point
    target: Indices
    trust: Fraction | None
    bound: Fraction
    reachable: bool | None
    optimal: bool
    tried: int = 1
    settlements: tuple[str, ...] = ()

    def __repr__(self) -> str:
        asks = "no plan known" if self.trust is None else f"trust {shown(self.trust, 3)}"
        worth = ", ".join(f"{party} {shown(u)}" for party, u in self.utilities.items())
        return f"CurvePoint({worth}: {'no plan' if self.reachable is False else asks})"

    @property
    def utilities(self) -> dict[str, Fraction]:
        """What it is worth to each party, on the party's own scale."""
        known = self.case.utilities
        return {name: known.value(p, self.point.units[p]) for p, name in enumerate(known.parties)}

    @property
    def outcome(self) -> Outcome:
        """The outcome that the plan leads to, as people write it."""
        return self.case.outcome(self.target)


@dataclass(frozen=True)
class Threshold:
    """From this much trust on, up to the next threshold, a concept chooses this point.

    Attributes:
        trust: the trust from which on it can be reached.
        point: what the concept chooses among all that can be reached within this trust.
    """

    trust: Fraction
    point: CurvePoint


@dataclass(frozen=True, repr=False)
class TrustCurve:
    """How much trust the settlements of a case ask for.

    Attributes:
        case: the case.
        frontier: the frontier that they lie on; None where it was too large to be listed, and only the settlements
            of the solution concepts were looked at.
        points: the acceptable points looked at, in the frontier's order: best for the case's first party first.
        best: by concept its thresholds, the least trust first; empty where nothing can be reached.
        scale: what exposure and temptation are measured against, by party.
        left_out: number of acceptable points for which no plan was looked for; they may ask for less or for more.
        most: points that ask more trust than this were not told apart; None: all were.
        notes: what else the reader must know.
    """

    case: Case
    frontier: Frontier | None
    points: tuple[CurvePoint, ...]
    best: dict[str, tuple[Threshold, ...]]
    scale: dict[str, Fraction]
    left_out: int = 0
    most: Fraction | None = None
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        reached = sum(point.trust is not None for point in self.points)
        return f"TrustCurve({self.case.name!r}, {reached} of {len(self.points)} points reached)"

    def __str__(self) -> str:
        lines = [repr(self)[len("TrustCurve(") : -1]]
        for concept, thresholds in self.best.items():
            for threshold in thresholds:
                worth = ", ".join(f"{p} {shown(u)}" for p, u in threshold.point.utilities.items())
                lines.append(f"  from trust {shown(threshold.trust, 3)}: {concept} {worth}")
        return "\n".join(lines)

    @property
    def optimal(self) -> bool:
        """Whether every figure is proven, and no acceptable point was left out."""
        return not self.left_out and all(point.optimal for point in self.points)

    @property
    def least(self) -> CurvePoint | None:
        """The point that asks the least trust; the first of equals; None where none is reached."""
        reached = [point for point in self.points if point.trust is not None]
        return min(reached, key=lambda point: point.trust or Fraction(0), default=None)

    def within(self, trust: Fraction, concept: str) -> CurvePoint | None:
        """What a concept chooses among the points that this much trust reaches; None if it reaches none."""
        found = None
        for threshold in self.best.get(concept, ()):
            if threshold.trust <= trust:
                found = threshold.point
        return found


@dataclass(frozen=True)
class Within:
    """The best settlement within a given trust.

    Attributes:
        trust: what a plan may ask at most.
        concept: the solution concept that chooses.
        point: what it chooses among all that can be reached; None where nothing can be.
        nearest: where nothing can be reached, the settlement that asks the least trust; None if there is none, or
            none was found.
        optimal: it is proven that no settlement which the concept ranks higher can be reached, or, where there is no
            `point`, that none at all can be.
    """

    trust: Fraction
    concept: str
    point: CurvePoint | None
    nearest: CurvePoint | None
    optimal: bool
