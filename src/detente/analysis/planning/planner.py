"""The plan that asks the least trust: the target, the search, and what is proven of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from detente.analysis.frontier import Frontier, frontier
from detente.analysis.planning.account import told, trust_of
from detente.analysis.planning.floor import floor
from detente.analysis.planning.greedy import Bundle, greedy
from detente.analysis.planning.lattice import Axis, Lattice, axes
from detente.analysis.planning.notes import notes
from detente.analysis.planning.plan import Certificate, Plan, visits
from detente.analysis.planning.search import fewest_steps, least_trust
from detente.analysis.scale import scales
from detente.analysis.settlement import CONCEPTS, Settlements, settle
from detente.errors import InputError, NoPlan, TooLarge
from detente.model.case import Case, Indices


def plan(
    case: Case,
    to: str | Mapping[str, Any] | Sequence[int] = "nash",
    *,
    found: Frontier | Settlements | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """The plan that asks the least trust on the way from the status quo to a target; among those, the fewest steps.

    The search is exhaustive, and the plan proven, up to some two million states between the two (20 moves that can be
    made in any order; more where moves come in ladders), or a quarter of a million where needs, rules or joint moves
    tie the moves together. Beyond that the plan is a greedy one, and its certificate says how far from the floor it is.

    Args:
        case: the case; it needs a status quo for every issue.
        to: a solution concept (`nash`, `kalai_smorodinsky`, ...), an outcome by issue, or value indices.
        found: the case's frontier or its settlements, if they are known already.
        progress: called with (states opened, states in all) now and then.

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
        found = settle(case) if isinstance(to, str) else frontier(case)
    concept = to if isinstance(to, str) else None
    target = _target(case, to, found)
    scale = scales(found)
    ways = axes(case, start, target)
    bundles, certificate, shortest = _search(case, scale, ways, start, target, progress)
    said = notes(case, scale, ways, target, certificate, shortest)
    return told(case, concept, start, target, scale, ways, bundles, certificate, said)


def _target(
    case: Case, to: str | Mapping[str, Any] | Sequence[int], found: Frontier | Settlements
) -> Indices:
    """The outcome to plan for, as value indices."""
    if isinstance(to, str):
        known = settle(case, found) if isinstance(found, Frontier) else found
        settlements = known.by_concept
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


def _search(
    case: Case,
    scale: tuple[int, ...],
    ways: tuple[Axis, ...],
    start: Indices,
    target: Indices,
    progress: Callable[[int, int], None] | None,
) -> tuple[tuple[Bundle, ...], Certificate, bool]:
    """Steps to the target, what is proven of them, and whether their number is proven least."""
    if not ways:
        return (), Certificate(True, Fraction(0), Fraction(0), "nothing has to change"), True
    try:
        lattice = Lattice(case, start, ways, scale)
    except TooLarge as error:
        bundles = greedy(case, scale, ways, start, target)
        least = floor(case, scale, ways, start, target)
        trust = trust_of(case, scale, target, list(visits(start, list(bundles))))
        why = (
            f"{error}, too many to search them all; the floor is what the first and the last moves ask "
            "whatever the order"
        )
        return bundles, Certificate(trust == least, least, trust - least, why), False
    rank = least_trust(lattice, progress)
    if rank is None:
        raise NoPlan(
            "no order of the moves leads straight from the status quo to the target: what some move needs, or a rule, "
            "stands in the way of every one (ways round by other values are not tried: plan for one of those first)"
        )
    way = fewest_steps(lattice, rank, progress)
    trust = lattice.levels[rank]
    why = (
        f"all {lattice.size:,} states between today and the target were searched, every issue going there by its "
        "fewest moves"
    )
    bundles = tuple(
        _bundle(lattice, here, there, guarantor)
        for here, there, guarantor in zip(way.states, way.states[1:], way.guarantors, strict=False)
    )
    return bundles, Certificate(True, trust, Fraction(0), why), way.fewest


def _bundle(lattice: Lattice, here: int, there: int, guarantor: str | None) -> Bundle:
    """The moves between two states of the lattice."""
    made = zip(lattice.axes, lattice.positions(here), lattice.positions(there), strict=True)
    moves = tuple(move for axis, before, after in made for move in axis.moves[before:after])
    return moves, guarantor is not None
