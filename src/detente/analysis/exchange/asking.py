"""What an exchange asks: the trust of a chain of hand-overs that nobody guarantees, and of guaranteed swaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.analysis.exchange.sides import Sides
from detente.analysis.exchange.swaps import Group
from detente.analysis.frontier import Frontier
from detente.analysis.planning import Plan, plan
from detente.analysis.settlement import Ideals
from detente.analysis.verification import Verification, verify
from detente.errors import NoPlan, TooLarge
from detente.model.case import Case, Indices, ThirdParty
from detente.model.move import MoveRule

SOMEBODY = "guarantor"
"""Name of the guarantor of swaps where the case names none."""


@dataclass(frozen=True)
class Guarantee:
    """Who could see to it that a swap happens whole or not at all.

    Attributes:
        case: the case in which that third party guarantees every hand-over of the exchange.
        name: of the third party.
        named: whether the case itself names it for every hand-over.
    """

    case: Case
    name: str
    named: bool


def guarantee(sides: Sides) -> Guarantee:
    """The guarantor of an exchange: the one whom the case names, or somebody."""
    case = sides.case
    named = {case.changes.move(v, sides.start[v], end).guarantor for v, end in sides.ends.items()}
    if len(named) == 1 and None not in named:
        (only,) = named
        return Guarantee(case, str(only), True)
    known = sorted(one for one in named if one is not None)
    name = known[0] if known else SOMEBODY
    while not known and name in {*case.parties, *case.third_parties}:
        name += "_"
    someone = ThirdParty(name, "a guarantor", ("guarantor",))
    moves = tuple(
        replace(rule, guarantor=name) if rule.issue == sides.issue else rule for rule in case.moves
    )
    guarded = replace(
        case,
        third_parties={name: someone} | dict(case.third_parties),
        moves=(*moves, MoveRule(sides.issue, guarantor=name)),
    )
    return Guarantee(guarded, name, False)


def unguarded(sides: Sides) -> Case:
    """The case in which nobody guarantees a hand-over of the exchange."""
    case = sides.case
    moves = tuple(
        replace(rule, guarantor=None) if rule.issue == sides.issue else rule for rule in case.moves
    )
    return replace(case, moves=moves)


@dataclass(frozen=True)
class Missing:
    """That there is no chain of hand-overs.

    Attributes:
        because: why.
        proven: whether it is proven that there is none; else none was found.
    """

    because: str
    proven: bool


def chain(
    case: Case,
    outcome: Indices,
    known: Frontier | Ideals,
    stop: Callable[[], bool] | None = None,
) -> Plan | Missing:
    """The plan of least trust for an exchange, or why there is none.

    Args:
        case: what `unguarded` gave.
        outcome: the exchange.
        known: what the figures are measured against: the frontier or the settlements of the case as it is.
        stop: true once the best so far is to do.
    """
    try:
        return plan(case, outcome, found=known, stop=stop)
    except NoPlan as error:
        return Missing(str(error), proven=True)
    except TooLarge as error:
        return Missing(str(error), proven=False)


def swap_document(
    sides: Sides,
    groups: Sequence[Group],
    outcome: Indices,
    guarded: Guarantee | None = None,
) -> dict[str, Any]:
    """Swaps as a plan that `verify` reads; guaranteed, if it is said by whom."""
    case = guarded.case if guarded else sides.case
    state = list(sides.start)
    steps = []
    for group in groups:
        moves = []
        for v in group:
            variable = case.variables[v]
            move = case.changes.move(v, sides.start[v], sides.ends[v])
            moves.append(
                {
                    "issue": variable.issue,
                    "item": variable.item,
                    "from": variable.labels[sides.start[v]],
                    "to": variable.labels[sides.ends[v]],
                    "by": list(move.by),
                    **({"guarantor": guarded.name} if guarded else {}),
                }
            )
            state[v] = sides.ends[v]
        steps.append(
            {
                "moves": moves,
                "atomic": guarded is not None,
                "utilities": dict(case.utilities.of(state)),
            }
        )
    return {"steps": steps, "target": {"outcome": case.outcome(outcome)}}


def checked(
    sides: Sides,
    groups: Sequence[Group],
    outcome: Indices,
    known: Frontier | Ideals,
    guarded: Guarantee | None = None,
) -> Verification:
    """Swaps, checked rule by rule, with what they ask: guaranteed, if it is said by whom, else by nobody."""
    case = guarded.case if guarded else unguarded(sides)
    return verify(case, swap_document(sides, groups, outcome, guarded), found=known)
