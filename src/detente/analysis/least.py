"""The least trust that reaches an outcome, for questions that ask it of many outcomes or cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from detente.analysis.planning import Bound, least_trust
from detente.errors import TooLarge
from detente.model.case import Case, Indices
from detente.model.limits import Limits
from detente.model.standing import Standing


def least(
    case: Case,
    target: Indices,
    scale: Sequence[int],
    *,
    standing: Standing | None = None,
    limits: Limits | None = None,
    most: Fraction | None = None,
    stop: Callable[[], bool] | None = None,
) -> Bound:
    """What is known of the least trust that reaches an outcome; no error where that cannot be told.

    Args:
        case: the case; it needs a status quo for every issue.
        target: value indices of the outcome.
        scale: for each party what its exposure and temptation are measured against, in its units.
        standing: where things stand; the status quo by default.
        limits: what else is asked of the plan.
        most: plans that ask more than this are of no interest.
        stop: true when what is known so far is wanted.
    """
    try:
        return least_trust(
            case,
            target,
            scale=tuple(scale),
            standing=standing,
            limits=limits,
            most=most,
            stop=stop,
        )
    except TooLarge:
        return Bound(None, Fraction(0), False)
