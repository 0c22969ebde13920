"""Why there is no deal: what together rules one out, and the outcome that comes nearest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from detente.analysis.assembly import Limits
from detente.analysis.extent import extent as extent_of
from detente.analysis.frontier import MEMORY, Frontier, Point
from detente.analysis.settlement import small_frontier
from detente.errors import NoAgreement, TooLarge
from detente.model.case import Case, Outcome

if TYPE_CHECKING:
    from detente.analysis.optimum.solutions import Optima

_SMALL, _TRIED = 10_000, 400
"""Outcomes up to which the frontier is looked for under other rules, and sets of reasons that are tried."""


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
    """Why there is no deal: a minimal conflict, and the outcome that comes nearest to a deal.

    The conflict is found by a deletion filter: every rule, then every reservation value, in order
    of name, is left out for good if the rest still rules out any agreement. What remains is
    minimal (each element is needed); a smaller conflict takes its place if there is one among the
    few hundred smallest sets of reasons (in a large case: among those under rules already tried).
    If the rules by themselves leave no outcome, no reservation value is blamed.

    The nearest outcome has the smallest largest shortfall `(d_p - u_p) / range_p`, then the
    smallest second largest and so on, then the most for the party whose name comes first. `range_p`
    is the range of the party's utility over the valid outcomes, or 1 where it has none.

    Args:
        case: a case without room for agreement.
        frontier: its frontier, if it has been computed already.

    Raises:
        ValueError: there is room for agreement.
        InputError: a party has no reservation value, or its preferences are not in the case.
        TooLarge: as `detente.frontier`.
    """
    whole = frontier if frontier is not None else _outcomes(case)
    conflict = _Conflict(case, whole)
    everybody, every = tuple(sorted(case.parties)), tuple(range(len(case.rules)))
    if conflict.open(everybody, every):
        raise ValueError(
            f"{case.name}: there is room for agreement, so there is nothing to explain"
        )
    parties = everybody if whole is not None else ()
    rules = tuple(sorted(range(len(case.rules)), key=lambda r: case.rules[r].name))
    minimal = True
    for rule in rules:
        rest = tuple(r for r in rules if r != rule)
        open_ = conflict.open(parties, rest)
        if open_ is None:
            minimal = False
        elif not open_:
            rules = rest
    for party in parties:
        left = tuple(p for p in parties if p != party)
        if not conflict.open(left, rules):
            parties = left
    if whole is not None:
        parties, rules = conflict.smallest(parties, rules)
    nearest = None if whole is None else _nearest(case, whole)
    return Disagreement(case, parties, tuple(case.rules[r].name for r in rules), minimal, nearest)


def _outcomes(case: Case) -> Frontier | Optima | None:
    """The frontier, or what can do without it where it has very many points; None without any outcome.

    Raises:
        TooLarge: a part of the case has too many undominated combinations.
    """
    try:
        found = small_frontier(case)
    except NoAgreement:
        return None
    if found is not None:
        return found
    from detente.analysis.optimum.solutions import Optima

    return Optima(case, Limits.of(MEMORY, Fraction(0)))


class _Conflict:
    """Whether some of the reservation values and some of the rules leave room for agreement."""

    def __init__(self, case: Case, whole: Frontier | Optima | None) -> None:
        self.case = case
        everything = frozenset(range(len(case.rules)))
        # The frontier under some of the rules; None if they leave no outcome.
        self._frontiers: dict[frozenset[int], Frontier | Optima | None] = {everything: whole}

    def open(self, parties: tuple[str, ...], rules: tuple[int, ...]) -> bool | None:
        """Whether an outcome obeys these rules and satisfies these parties; None if too large to tell.

        What satisfies them and is dominated is dominated by what satisfies them too, so it is
        enough to look at the frontier.
        """
        among = frozenset(rules)
        if among not in self._frontiers:
            kept = tuple(rule for r, rule in enumerate(self.case.rules) if r in among)
            try:
                self._frontiers[among] = _outcomes(replace(self.case, rules=kept))
            except TooLarge:
                return None
        found = self._frontiers[among]
        if found is None:
            return False
        if not isinstance(found, Frontier):
            return found.satisfies(
                [p for p, party in enumerate(self.case.parties) if party in parties]
            )
        required = [
            (p, least)
            for p, (party, least) in enumerate(
                zip(self.case.parties, self.case.reservations, strict=True)
            )
            if party in parties
        ]
        return any(all(point.units[p] >= least for p, least in required) for point in found.points)

    def smallest(
        self, parties: tuple[str, ...], rules: tuple[int, ...]
    ) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The smallest conflict, reservation values before rules, then in order of name; else the one given.

        Sets that need a frontier of their own are tried only where the case is small.
        """
        names = tuple(sorted(self.case.parties))
        numbers = tuple(sorted(range(len(self.case.rules)), key=lambda r: self.case.rules[r].name))
        known, large = set(self._frontiers), self.case.outcomes > _SMALL
        tried = 0
        for size in range(1, len(parties) + len(rules)):
            for count in range(size, -1, -1):
                for few_rules in combinations(numbers, size - count):
                    if large and frozenset(few_rules) not in known:
                        continue
                    for few in combinations(names, count):
                        tried += 1
                        if tried > _TRIED:
                            return parties, rules
                        if self.open(few, few_rules) is False:
                            return few, few_rules
        return parties, rules


def _nearest(case: Case, whole: Frontier | Optima) -> Nearest:
    """The point of the frontier with the least shortfalls.

    It is the nearest of all valid outcomes: what dominates an outcome falls no shorter.
    """
    known, reservations = case.utilities, case.reservations
    ends = whole.extent if isinstance(whole, Frontier) else extent_of(case)
    ranges = [
        high - low or denominator
        for (low, high), denominator in zip(ends, known.denominators, strict=True)
    ]
    by_name = sorted(range(len(ranges)), key=known.parties.__getitem__)

    def shares(row: tuple[int, ...]) -> list[Fraction]:
        return [
            Fraction(max(0, least - units), span)
            for units, least, span in zip(row, reservations, ranges, strict=True)
        ]

    def rank(row: tuple[int, ...]) -> tuple[list[Fraction], list[int]]:
        return sorted(shares(row), reverse=True), [-row[p] for p in by_name]

    if isinstance(whole, Frontier):
        best = min(whole.points, key=lambda point: rank(point.units))
    else:
        row = min(whole.nearest(ranges), key=rank)
        indices, ways = whole.outcome(row)
        best = Point(indices, row, ways, False)
    return Nearest(
        best,
        case.outcome(best.indices),
        {name: known.value(p, best.units[p]) for p, name in enumerate(known.parties)},
        {
            party: known.value(p, max(0, reservations[p] - best.units[p]))
            for p, party in enumerate(known.parties)
        },
        max(shares(best.units)),
    )
