"""Which of it is fair, and in what sense: the bargaining solutions of a case."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from detente.analysis.adjusted_winner import Phases, adjusted_winner
from detente.analysis.adjusted_winner import Split as Split
from detente.analysis.frontier import Frontier, Point
from detente.analysis.frontier import frontier as frontier_of
from detente.analysis.solution import (
    Choice,
    egalitarian,
    equal_loss,
    kalai_smorodinsky,
    nash,
    utilitarian,
)
from detente.errors import NoAgreement
from detente.model.case import Case, Outcome
from detente.model.number import shown

CONCEPTS: dict[str, str] = {
    "nash": "the largest product of gains over no deal",
    "kalai_smorodinsky": "the largest smallest share of what each could gain at most",
    "egalitarian": "the largest smallest gain over no deal",
    "utilitarian": "the largest sum of utilities",
    "equal_loss": "the smallest largest loss against what each could have at most",
    "adjusted_winner": "each good to whom it is worth more, then one shared so that both have equal points",
}
"""What each concept looks for, in a line."""


@dataclass(frozen=True, repr=False)
class Settlement:
    """An outcome chosen by a solution concept.

    Attributes:
        concept: a key of `CONCEPTS`.
        utilities: by party, on its own scale.
        outcome: as people write it; for Adjusted Winner a shared issue or item has, in place of its
            value, `{"share": {party: number}, "between": {party: its favourite value}}` and, where
            both score a range linearly, `"value": number`.
        point: the point of the frontier; None for Adjusted Winner, which may share an issue.
        ties: number of other acceptable points that the concept's own criterion ranks equal.
        score: the criterion's value (product of gains, smallest share, smallest gain, sum, largest
            loss, points out of 100); None where it is not defined.
        split: what Adjusted Winner shares, if anything.
        acceptable: whether every party has at least its reservation value.
        phases: how Adjusted Winner came to it; None for the other concepts.
    """

    concept: str
    utilities: dict[str, Fraction]
    outcome: Outcome
    point: Point | None
    ties: int
    score: Fraction | None
    split: Split | None
    acceptable: bool
    phases: Phases | None = None

    def __repr__(self) -> str:
        worth = ", ".join(f"{party} {shown(u)}" for party, u in self.utilities.items())
        return f"Settlement({self.concept!r}, {worth})"


@dataclass(frozen=True, repr=False)
class Settlements:
    """The settlements of a case.

    Attributes:
        by_concept: in the order of `CONCEPTS`; a concept that does not apply is absent.
        ideal: by party, the most it can have where every party has at least its reservation value.
        reservation: by party, what no deal is worth.
    """

    case: Case
    frontier: Frontier
    by_concept: dict[str, Settlement]
    ideal: dict[str, Fraction]
    reservation: dict[str, Fraction]

    def __repr__(self) -> str:
        return f"Settlements({self.case.name!r}, {', '.join(self.by_concept)})"

    def __str__(self) -> str:
        width = max(map(len, self.by_concept))
        return "\n".join(
            f"{concept:{width}}  " + ", ".join(f"{p} {shown(u)}" for p, u in s.utilities.items())
            for concept, s in self.by_concept.items()
        )


def settle(case: Case, frontier: Frontier | None = None) -> Settlements:
    """The settlements of a case: what each solution concept picks from the acceptable frontier.

    Criteria that add or compare utilities of different parties (egalitarian, utilitarian, equal
    loss, and the breaking of ties) take every party's scale as it is written; Nash and
    Kalai-Smorodinsky do not depend on it.

    Args:
        case: the case.
        frontier: its frontier, if it has been computed already.

    Raises:
        NoAgreement: no valid outcome gives every party at least its reservation value;
            `explain_no_agreement` says why.
        InputError: a party has no reservation value, or its preferences are not in the case.
        TooLarge: as `detente.frontier`.
    """
    disagreement = case.reservations
    known = frontier if frontier is not None else frontier_of(case)
    points = known.acceptable
    ideal = known.ideal
    if ideal is None:
        raise NoAgreement(
            f"{case.name}: no valid outcome gives every party at least its reservation value"
        )
    utilities = case.utilities
    # All parties on one scale, in order of name, so that whole numbers do and no answer hangs on
    # the order in which the case lists the parties.
    unit = lcm(*utilities.denominators)
    names = sorted(range(len(utilities.parties)), key=utilities.parties.__getitem__)

    def scaled(units: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(units[p] * (unit // utilities.denominators[p]) for p in names)

    rows = [scaled(point.units) for point in points]
    base, top = scaled(disagreement), scaled(ideal)
    gainers = sum(high > low for high, low in zip(top, base, strict=True))
    choices: dict[str, tuple[Choice, int]] = {  # with the power of the unit in the score
        "nash": (nash(rows, base), gainers),
        "kalai_smorodinsky": (kalai_smorodinsky(rows, base, top), 0),
        "egalitarian": (egalitarian(rows, base), 1),
        "utilitarian": (utilitarian(rows, base), 1),
        "equal_loss": (equal_loss(rows, base, top), 1),
    }
    found = {
        concept: Settlement(
            concept,
            known.utilities(points[choice.index]),
            known.outcome(points[choice.index]),
            points[choice.index],
            choice.ties,
            None if choice.score is None else Fraction(choice.score) / unit**power,
            None,
            True,
        )
        for concept, (choice, power) in choices.items()
    }
    reservation = _by_party(case, disagreement)
    division = adjusted_winner(case)
    if division is not None:
        found["adjusted_winner"] = Settlement(
            "adjusted_winner",
            division.utilities,
            division.outcome,
            None,
            0,
            min(division.phases.totals.values()) if division.phases.goods else None,
            division.split,
            all(division.utilities[party] >= least for party, least in reservation.items()),
            division.phases,
        )
    return Settlements(
        case,
        known,
        found,
        _by_party(case, ideal),
        reservation,
    )


def _by_party(case: Case, units: tuple[int, ...]) -> dict[str, Fraction]:
    """Units as utilities on each party's own scale."""
    known = case.utilities
    return {name: known.value(p, units[p]) for p, name in enumerate(known.parties)}
