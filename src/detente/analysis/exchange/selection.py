"""What could be exchanged: settlements of the items alone, all for all, so many for so many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from detente.analysis.exchange.matching import most_pairs
from detente.analysis.exchange.sides import Sides
from detente.analysis.frontier import MEMORY, frontier
from detente.analysis.settlement import CONCEPTS, Settlements, settle
from detente.errors import NoAgreement
from detente.model.case import Case, Indices
from detente.model.rule import Rule

CHOOSING = tuple(concept for concept in CONCEPTS if concept != "adjusted_winner")
"""The concepts by which an exchange can be chosen: those that divide no item."""


@dataclass(frozen=True)
class Selection:
    """One exchange that could be made.

    Attributes:
        kind: `settlement`, `all`, `equal` (so many for so many), `ratio`, or `pairs` (one for one at every step).
        name: the concept of a settlement; how many for how many of an equal exchange; else the kind.
        outcome: value index of each variable once it is made.
        valid: whether it obeys the rules of the case.
        ties: number of other acceptable points that the concept ranks equal.
    """

    kind: str
    name: str
    outcome: Indices
    valid: bool = True
    ties: int = 0


def settlements(sides: Sides, memory: int = MEMORY) -> Settlements | None:
    """The settlements of the items alone; None if nothing is acceptable to all.

    Raises:
        TooLarge: rules or interactions tie too many of the items together.
    """
    try:
        return settle(sides.alone, memory=memory)
    except NoAgreement:
        return None


def by_concept(found: Settlements | None) -> Iterator[Selection]:
    """The settlements of the items alone, without those that divide an item."""
    for concept, one in (found.by_concept if found else {}).items():
        if one.point is not None:
            yield Selection("settlement", concept, one.point.indices, True, one.ties)


def all_for_all(sides: Sides) -> Selection:
    """Everything that either side could hand over to the other."""
    outcome = tuple(sides.ends.get(v, value) for v, value in enumerate(sides.start))
    return Selection("all", "all", outcome, sides.case.valid(outcome))


def so_many_for_so_many(sides: Sides, concept: str, memory: int = MEMORY) -> Iterator[Selection]:
    """For every number k the best exchange of k for k, by a concept.

    Where none is acceptable to all, the one whose worst off party falls least short, as a share of what it could gain
    or lose at most; a number for which the rules leave none is left out.

    The best of each number is found exactly: the case with the numbers as rules is one that the frontier's search
    eliminates item by item, keeping for each number handed over so far what is undominated (Nemhauser and Ullmann 1969;
    Dechter 1999).

    Args:
        sides: who exchanges what.
        concept: one of `CHOOSING`.
        memory: bytes that a search may take.

    Raises:
        TooLarge: rules or interactions tie too many of the items together.
    """
    for number in range(1, min(map(len, sides.gives)) + 1):
        rules = [sides.count(side, number, number) for side in (0, 1)]
        found = _best(sides, rules, concept, memory)
        if found is not None:
            yield Selection("equal", f"{number} for {number}", *found)


def within_ratio(
    sides: Sides, ratio: Fraction, concept: str, memory: int = MEMORY
) -> Selection | None:
    """The best exchange in which neither side hands over more than `ratio` for each of the other's.

    Raises:
        TooLarge: rules or interactions tie too many of the items together.
    """
    found = _best(sides, [sides.at_most(side, ratio) for side in (0, 1)], concept, memory)
    return None if found is None else Selection("ratio", "ratio", *found)


def _best(
    sides: Sides, rules: list[Rule], concept: str, memory: int
) -> tuple[Indices, bool, int] | None:
    """The best outcome under further rules, whether it is valid, and how many are as good."""
    case = sides.only(*rules)
    try:
        one = settle(case, memory=memory).by_concept[concept]
        assert one.point is not None
        return one.point.indices, True, one.ties
    except NoAgreement:
        pass
    try:
        points = frontier(case, memory=memory).points
    except NoAgreement:
        return None
    spans = _spans(case)
    best = max(
        points,
        key=lambda point: (
            sorted(
                Fraction(units - least, span)
                for units, least, span in zip(point.units, case.reservations, spans, strict=True)
            ),
            point.units,
        ),
    )
    return best.indices, True, 0


def _spans(case: Case) -> list[int]:
    """For each party the distance between its worst and its best, interactions apart."""
    known = case.utilities
    return [max(1, sum(max(row) - min(row) for row in table)) for table in known.tables]


def one_for_one(sides: Sides) -> Selection | None:
    """The most items that can change hands one for one, nobody being worse off after any swap.

    Of those the one whose gains add up to most. Items that a rule or an interaction ties to others stay where they are:
    what a swap of one of them is worth, or whether it may be, depends on the others. None if no swap is possible.
    """
    case = sides.case
    known = case.utilities
    left_out = tied(sides)
    mine, theirs = ([v for v in gives if v not in left_out] for gives in sides.gives)
    gains = {
        v: [table[v][sides.ends[v]] - table[v][sides.start[v]] for table in known.tables]
        for v in sides.ends
    }
    unit = lcm(*known.denominators)
    worth: list[list[int | None]] = []
    for a in mine:
        row: list[int | None] = []
        for b in theirs:
            both = [x + y for x, y in zip(gains[a], gains[b], strict=True)]
            total = sum(
                one * (unit // rate) for one, rate in zip(both, known.denominators, strict=True)
            )
            row.append(total if min(both) >= 0 else None)
        worth.append(row)
    pairs = most_pairs(worth) if theirs else ()
    if not pairs:
        return None
    moved = {mine[a] for a, _ in pairs} | {theirs[b] for _, b in pairs}
    outcome = tuple(sides.ends[v] if v in moved else value for v, value in enumerate(sides.start))
    return Selection("pairs", "one for one", outcome, case.valid(outcome))


def tied(sides: Sides) -> frozenset[int]:
    """The items that a rule or an interaction makes matter to others of them."""
    known = sides.case.utilities
    conditions = [rule.condition for rule in sides.case.rules]
    conditions += [condition for terms in known.interactions for condition, _ in terms]
    open_ = frozenset(sides.ends)
    values = [
        frozenset([value, sides.ends[v]] if v in open_ else [value])
        for v, value in enumerate(sides.start)
    ]
    found: frozenset[int] = frozenset()
    for condition in conditions:
        among = condition.scope & open_
        if len(among) > 1 and condition.possible(values) and not condition.certain(values):
            found |= among
    return found
