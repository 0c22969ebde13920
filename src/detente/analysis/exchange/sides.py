"""The two sides of an exchange, and what each of them could hand over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from detente.analysis.restriction import restricted
from detente.errors import InputError
from detente.model.case import Case, Indices
from detente.model.issue import Items
from detente.model.rule import Rule, Sum


@dataclass(frozen=True)
class Sides:
    """Who exchanges what with whom.

    Attributes:
        case: the case.
        issue: name of the issue of items.
        parties: the two sides.
        gives: for each side the variables of what it holds and could hand to the other, in the case's order.
        ends: by variable the value index that means that the other side holds it.
        start: today's outcome.
    """

    case: Case
    issue: str
    parties: tuple[str, str]
    gives: tuple[tuple[int, ...], tuple[int, ...]]
    ends: dict[int, int]
    start: Indices

    @cached_property
    def alone(self) -> Case:
        """The case in which nothing but these items can change hands."""
        return self.only()

    def only(self, *more: Rule) -> Case:
        """The case in which nothing but these items can change hands, under further rules."""
        allowed = {
            v: frozenset([value, self.ends[v]] if v in self.ends else [value])
            for v, value in enumerate(self.start)
        }
        return restricted(self.case, allowed, "what is not exchanged", *more)

    def count(self, side: int, low: int | None, high: int | None) -> Rule:
        """The rule that a side hands over so many."""
        terms = tuple((v, self._ones(v, Fraction(1))) for v in self.gives[side])
        bounds = (None if bound is None else Fraction(bound) for bound in (low, high))
        return Rule(f"the number that {self.parties[side]} hands over", Sum(terms, *bounds))

    def at_most(self, side: int, ratio: Fraction) -> Rule:
        """The rule that a side hands over at most `ratio` for each that the other does."""
        terms = [(v, self._ones(v, Fraction(1))) for v in self.gives[side]]
        terms += [(v, self._ones(v, -ratio)) for v in self.gives[1 - side]]
        return Rule(f"the ratio of {self.parties[side]}", Sum(tuple(terms), None, Fraction(0)))

    def _ones(self, v: int, amount: Fraction) -> tuple[Fraction, ...]:
        size = self.case.sizes[v]
        return tuple(amount if value == self.ends[v] else Fraction(0) for value in range(size))

    def changed(self, outcome: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """For each side the variables of what it hands over in an outcome."""
        first, second = (
            tuple(v for v in variables if outcome[v] == self.ends[v]) for variables in self.gives
        )
        return first, second


def sides(case: Case, issue: str | None = None, between: Sequence[str] | None = None) -> Sides:
    """The two sides of an exchange.

    Args:
        case: the case; it needs a status quo for every issue.
        issue: the issue of items; the case's only one if None.
        between: the two parties; those who hold the items if None.

    Raises:
        InputError: no such issue; the items are held by more than two parties and nobody says which two are meant; or a
            side has nothing to give.
    """
    start = case.status_quo
    if start is None:
        raise InputError.at(
            case.name,
            "an exchange starts from today: give every issue its 'status_quo' in the case",
        )
    kinds = [name for name, one in case.issues.items() if isinstance(one, Items)]
    if issue is None:
        if len(kinds) != 1:
            wrong = (
                f"the issues {', '.join(kinds)} are all of items; say which one, as in --issue {kinds[0]}"
                if kinds
                else "there is no issue of 'items' in the case, so that there is nothing to exchange"
            )
            raise InputError.at(case.name, wrong)
        (issue,) = kinds
    elif issue not in kinds:
        told = f"there are {', '.join(kinds)}" if kinds else "the case has none"
        raise InputError.at(case.name, f"no issue of items is called {issue!r}; {told}")
    found = case.issues[issue]
    assert isinstance(found, Items)
    parties = _parties(case, found, between)
    gives: tuple[list[int], list[int]] = ([], [])
    ends = {}
    for v, variable in enumerate(case.variables):
        if variable.issue != issue or variable.labels[0] not in parties:
            continue
        side = parties.index(variable.labels[0])
        if parties[1 - side] in variable.position:
            gives[side].append(v)
            ends[v] = variable.position[parties[1 - side]]
    for side in (0, 1):
        if not gives[side]:
            raise InputError.at(
                case.name,
                f"in {issue!r}, {parties[side]} holds nothing that may go to {parties[1 - side]}, so that nothing can "
                "be exchanged; a plan can be made all the same ('detente plan')",
            )
    return Sides(case, issue, parties, (tuple(gives[0]), tuple(gives[1])), ends, start)


def _parties(case: Case, issue: Items, between: Sequence[str] | None) -> tuple[str, str]:
    """The two sides."""
    holders = tuple(
        party for party in case.parties if any(item.holder == party for item in issue.items)
    )
    if between is not None:
        for party in between:
            if party not in case.parties:
                raise InputError.at(
                    case.name, f"no party is called {party!r}; there are {', '.join(case.parties)}"
                )
        if len(set(between)) != 2:
            raise InputError.at(case.name, "an exchange is between two different parties")
        return between[0], between[1]
    if len(holders) > 2:
        raise InputError.at(
            case.name,
            f"an exchange is between two, and what is in {issue.name!r} is held by {', '.join(holders)}; name the two, "
            f"as in --between {holders[0]},{holders[1]}",
        )
    if len(holders) == 2:
        return holders[0], holders[1]
    if len(case.parties) == 2:
        return tuple(case.parties)  # type: ignore[return-value]
    raise InputError.at(
        case.name,
        f"all that is in {issue.name!r} is held by {', '.join(holders) or 'nobody'}, so that nothing can be "
        "exchanged; a plan can be made all the same ('detente plan')",
    )
