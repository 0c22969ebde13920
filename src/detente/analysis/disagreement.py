"""Why there is no deal: what together rules one out, and the outcome that comes nearest."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from detente.analysis.frontier import Frontier, Point
from detente.model.case import Case, Outcome


@dataclass(frozen=True)
class Nearest:
    """The valid outcome that comes nearest to an agreement.

    Attributes:
        point: the point of the frontier.
        outcome: as people write it.
        utilities: by party, on its own scale.
        short: by party, what it lacks of its reservation value there, on its own scale.
        share: the largest shortfall as a share of the party's range over valid outcomes; the least
            that can be reached.
    """

    point: Point
    outcome: Outcome
    utilities: dict[str, Fraction]
    short: dict[str, Fraction]
    share: Fraction


@dataclass(frozen=True)
class Disagreement:
    """Why the zone of possible agreement is empty.

    Attributes:
        parties: parties whose reservation values belong to the conflict.
        rules: names of the rules that belong to it.
        minimal: whether it is proven that all of them are needed: among just these, dropping any
            single one leaves room for agreement.
        nearest: the outcome that asks the least of the parties; None if the rules leave no outcome.
    """

    case: Case
    parties: tuple[str, ...]
    rules: tuple[str, ...]
    minimal: bool
    nearest: Nearest | None


def explain_no_agreement(case: Case, frontier: Frontier | None = None) -> Disagreement:
    """Why there is no deal (being written)."""
    raise NotImplementedError
