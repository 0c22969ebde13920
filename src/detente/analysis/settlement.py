"""Which of it is fair, and in what sense: the bargaining solutions on the frontier."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from detente.analysis.adjusted_winner import Phases
from detente.analysis.adjusted_winner import Split as Split
from detente.analysis.frontier import Frontier, Point
from detente.model.case import Case, Outcome

CONCEPTS: dict[str, str] = {
    "nash": "the largest product of gains over no deal",
    "kalai_smorodinsky": "the largest smallest share of what each could gain at most",
    "egalitarian": "the largest smallest gain over no deal",
    "utilitarian": "the largest sum of utilities",
    "equal_loss": "the smallest largest loss against what each could have at most",
    "adjusted_winner": "each good to whom it is worth more, then one shared so that both have equal points",
}
"""What each concept looks for, in a line."""


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


def settle(case: Case, frontier: Frontier | None = None) -> Settlements:
    """The settlements of a case (being written)."""
    raise NotImplementedError
