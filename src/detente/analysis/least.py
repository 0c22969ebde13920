"""The least trust that reaches an outcome, for questions that ask it of many outcomes or cases."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from detente.errors import NoPlan, TooLarge
from detente.model.case import Case, Indices
from detente.model.limits import Limits
from detente.model.standing import Standing

if TYPE_CHECKING:
    from detente.analysis.planning import Bound


def least(
    case: Case,
    target: Indices,
    scale: Sequence[int],
    *,
    standing: Standing | None = None,
    limits: Limits | None = None,
    most: Fraction | None = None,
) -> Bound:
    """What is known of the least trust that reaches an outcome; no error where no plan does, or none can be told.

    Args:
        case: the case.
        target: value indices of the outcome.
        scale: for each party what its exposure and temptation are measured against, in its units.
        standing: where things stand; the status quo by default.
        limits: what else is asked of the plan.
        most: plans that ask more than this are of no interest.
    """
    from detente.analysis.planning import Bound, least_trust

    try:
        return least_trust(
            case,
            target,
            scale=tuple(scale),
            standing=standing,
            limits=limits or Limits(),
            most=most,
        )
    except NoPlan:
        return Bound(None, Fraction(0), True)
    except TooLarge:
        return Bound(None, Fraction(0), False)
