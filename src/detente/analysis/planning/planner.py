"""The plan that asks the least trust: the target, the search, and what is proven of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from detente.analysis.frontier import Frontier
from detente.analysis.planning.account import told
from detente.analysis.planning.engine import answer
from detente.analysis.planning.notes import notes
from detente.analysis.planning.plan import Plan
from detente.analysis.planning.quest import Quest
from detente.analysis.scale import measured, scales
from detente.analysis.settlement import CONCEPTS, Ideals, settle, settled
from detente.errors import InputError, NoPlan
from detente.model.case import Case, Indices
from detente.model.limits import Limits
from detente.model.standing import Standing

NO_LIMITS = Limits()


def plan(
    case: Case,
    to: str | Mapping[str, Any] | Sequence[int] = "nash",
    *,
    standing: Standing | None = None,
    limits: Limits = NO_LIMITS,
    found: Frontier | Ideals | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The plan that asks the least trust on the way from the status quo to a target; among those, the fewest steps.

    The search is exhaustive, and the plan proven, up to some two million states between the two (20 moves that can be
    made in any order; more where moves come in ladders), or a quarter of a million where needs, rules or joint moves
    tie the moves together. Beyond that the plan is a greedy one, and its certificate says how far from the floor it is.

    Args:
        case: the case; it needs a status quo for every issue.
        to: a solution concept (`nash`, `kalai_smorodinsky`, ...), an outcome by issue, or value indices.
        standing: where things stand, some steps done already; the status quo if not given.
        limits: what is asked of the plan besides.
        found: the case's frontier or its settlements, if they are known already.
        progress: called with (states opened, states in all) now and then.
        stop: true when the best plan so far is wanted, with its bound.

    Raises:
        InputError: no status quo, or the target is not an outcome of the case.
        NoAgreement: a concept was named and no outcome is acceptable to all.
        NoPlan: the moves, their needs and the rules do not lead there.

    Source: zero trust is a safe exchange in the sense of Sandholm and Lesser (1995), Equilibrium analysis of
    the possibilities of unenforced exchange in multiagent systems, IJCAI-95, 694-703.
    """
    start = case.status_quo
    if start is None:
        raise InputError.at(
            case.name, "a plan starts from today: give every issue its 'status_quo' in the case"
        )
    if found is None:
        found = settle(case) if isinstance(to, str) else measured(case)
    concept = to if isinstance(to, str) else None
    target = _target(case, to, found)
    quest = Quest(case, standing or Standing(start, start), target, scales(found), limits)
    got = answer(quest, progress, stop or _never)
    assert got is not None
    got = replace(got, fewest=got.fewest or len(got.bundles) < 2)
    return told(quest, concept, got, notes(quest, got))


@dataclass(frozen=True)
class Bound:
    """The least trust of any plan to a target.

    Attributes:
        trust: what the best plan found asks; None if there is none (that asks as little as was wanted).
        bound: no plan asks less.
        optimal: whether `trust` is proven least, or, without a plan, that there is none.
    """

    trust: Fraction | None
    bound: Fraction
    optimal: bool


def least_trust(
    case: Case,
    target: Sequence[int],
    *,
    scale: Sequence[int],
    standing: Standing | None = None,
    limits: Limits | None = None,
    most: Fraction | None = None,
    stop: Callable[[], bool] | None = None,
) -> Bound:
    """The trust of the best plan to an outcome, without the plan.

    Args:
        case: the case; it needs a status quo for every issue.
        target: value index of each variable.
        scale: what exposure and temptation are measured against, for each party, in its units (`scales`).
        standing: where things stand; the status quo if not given.
        limits: what is asked of the plan besides.
        most: plans that ask more are of no interest: `trust` is None where there are only those.
        stop: true when the best so far is wanted.

    Raises:
        TooLarge: no plan was found, and whether there is one is not known.
    """
    start = case.status_quo
    assert start is not None
    quest = Quest(
        case, standing or Standing(start, start), tuple(target), tuple(scale), limits or Limits()
    )
    try:
        got = answer(quest, None, stop or _never, trust_only=True, most=most)
    except NoPlan:
        return Bound(None, Fraction(0), True)
    if got is None:
        return Bound(None, most or Fraction(0), True)
    if most is not None and got.trust > most:
        return Bound(None, got.bound, got.bound > most)
    return Bound(got.trust, got.bound, got.bound == got.trust)


def _never() -> bool:
    return False


def _target(
    case: Case, to: str | Mapping[str, Any] | Sequence[int], found: Frontier | Ideals
) -> Indices:
    """The outcome to plan for, as value indices."""
    if isinstance(to, str):
        settlements = settled(case, found).by_concept
        if to in CONCEPTS and to not in settlements:
            raise InputError.at(
                case.name,
                f"{to} does not apply to this case; there are {', '.join(settlements)}",
            )
        if to not in settlements:
            raise InputError.at(
                case.name, f"no settlement is called {to!r}; there are {', '.join(settlements)}"
            )
        chosen = settlements[to]
        if chosen.split is not None:
            raise InputError.at(
                case.name,
                f"{to} shares an issue between the sides, which is no outcome that moves can lead to; "
                "choose another settlement, or give the outcome itself",
            )
        return case.indices(chosen.outcome) if chosen.point is None else chosen.point.indices
    if isinstance(to, Mapping):
        try:
            target = case.indices(to)
        except ValueError as error:
            raise InputError.at(case.name, f"the target: {error}") from None
    else:
        target = tuple(to)
    broken = [rule.name for rule in case.rules if not rule.condition.holds(target)]
    if broken:
        raise InputError.at(case.name, f"the target breaks the rule {', '.join(map(repr, broken))}")
    return target
