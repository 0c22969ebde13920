"""Which changes of a case are arcs of its graph model: who can make them, and which can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import TooLarge
from detente.model.case import Case
from detente.model.issue import Items, Options, Range
from detente.model.move import MoveRule
from detente.model.rule import Condition

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]

_MOST_PAIRS = 4_000_000
"""Pairs of values of one variable that are looked at one by one."""


@dataclass(frozen=True, eq=False)
class Change:
    """Changes of one variable that the same parties make under the same conditions.

    Attributes:
        variable: index of the variable.
        members: indices of the parties that make them, all together.
        needs: what must hold in the state before.
        count: how many values the variable has.
        listed: the value indices changed from, and for each the one changed to; None where a `way` says it.
        way: `any` (from every value to every other), `forth` (away from today's value), `back` (towards it).
        today: index of today's value, for `forth` and `back`.
        ordered: whether the values are in order, so that today's value has two sides.
        limit: how many values further a change leads at most.
    """

    variable: int
    members: tuple[int, ...]
    needs: Condition | None
    count: int
    listed: Pairs | None = None
    way: str = "any"
    today: int = 0
    ordered: bool = False
    limit: int | None = None

    @property
    def free(self) -> bool:
        """Whether it leads from every value to every other, whatever else is so."""
        return self.listed is None and self.way == "any" and self.limit is None

    @cached_property
    def pairs(self) -> Pairs:
        """The value indices changed from, and those changed to.

        Raises:
            TooLarge: there are too many.
        """
        if self.listed is not None:
            return self.listed
        if self.count**2 > 4 * _MOST_PAIRS:
            raise TooLarge(
                f"an issue of {self.count:,} values has {self.count * (self.count - 1):,} changes, too many to look "
                "at; a larger step makes them fewer"
            )
        sources, ends = np.divmod(np.arange(self.count**2, dtype=np.int64), max(self.count, 1))
        chosen = sources != ends
        if self.limit is not None:
            chosen &= np.abs(ends - sources) <= self.limit
        if self.way != "any":
            back = ends == self.today
            if self.ordered:
                up, down = sources > self.today, sources < self.today
                back = np.where(up, ends < sources, down & (ends > sources))
            chosen &= back if self.way == "back" else ~back
        return sources[chosen], ends[chosen]

    def leaves(self, value: int) -> bool:
        """Whether some change starts from a value."""
        if self.listed is None and self.way != "any":
            return (self.way == "forth") == (value == self.today)
        return self.listed is None or bool((self.listed[0] == value).any())

    def returns(self, value: int) -> bool:
        """Whether some change ends at a value."""
        if self.listed is None and self.way != "any":
            return (self.way == "back") == (value == self.today)
        return self.listed is None or bool((self.listed[1] == value).any())


def changes(case: Case) -> list[Change]:
    """All changes of one variable that are part of a move in the graph model of a case.

    Where the case says what a variable is today, changes lead away from it: on a ladder or a range away from
    today's value, else to any value but today's. Who makes them, and what they need, is as for plans; the increment of
    a range is kept to. A change back is part of the model if

    - the case lists it: an entry of `moves` names where it starts and where it ends, or that it ends at today's
      value; it is then made by those whom the entry names; or if
    - what it takes back, the change from its end to its start, is revocable: then each of those who make that can
      take it back alone, and at once, since nobody can be kept from no longer doing what is done only as long as
      all go on with it.

    So what cannot be revoked has no way back, unless the case lists one. Where the case leaves today's value open,
    nothing leads back, and all changes that it allows are part of the model. Dates and terms are left aside.

    Raises:
        TooLarge: a variable has too many values for its changes to be told apart.
    """
    found = []
    for variable, today in enumerate(case.today):
        found += list(_changes_of(case, variable, today))
    return found


def _changes_of(case: Case, variable: int, today: int | None) -> Iterator[Change]:
    this = case.variables[variable]
    rules = [rule for rule in case.moves if rule.issue == this.issue]
    if this.item is None and all(rule.start is None and rule.end is None for rule in rules):
        rule = rules[0] if rules else MoveRule(this.issue)
        if not _ladder(case, variable):
            yield from _uniform(case, variable, today, rule)
            return
    count = len(this.labels)
    if count * count > _MOST_PAIRS and not _ladder(case, variable):
        raise TooLarge(
            f"{case.title_of(variable)!r} has {count:,} values, and what the case says of its moves differs from value "
            f"to value; with fewer values (a larger step) their {count * count:,} changes can be told apart"
        )
    gathered: dict[tuple[tuple[int, ...], Condition | None], list[tuple[int, int]]] = {}
    parties = list(case.parties)
    for start in range(count):
        for end in case.changes.next_values(variable, start):
            rule_ = case.changes.rule(variable, start, end)
            move = case.changes.move(variable, start, end)
            members = tuple(parties.index(party) for party in move.by)
            if not members:
                continue
            back = _back(case, variable, today, start, end)
            if _short(case, variable, start, end, rule_) and (
                not back or _listed(case, variable, today, rule_)
            ):
                gathered.setdefault((members, move.needs), []).append((start, end))
            if move.revocable and _back(case, variable, today, end, start):
                listed = start in case.changes.next_values(variable, end) and _listed(
                    case, variable, today, case.changes.rule(variable, end, start)
                )
                for member in () if listed else members:
                    gathered.setdefault(((member,), None), []).append((end, start))
    for (members, needs), pairs in gathered.items():
        sources, ends = np.array(sorted(set(pairs)), dtype=np.int64).T
        yield Change(variable, members, needs, count, (sources, ends))


def _uniform(case: Case, variable: int, today: int | None, rule: MoveRule) -> Iterator[Change]:
    """The changes of a variable of which the case says the same for all values."""
    names = list(case.parties)
    by = rule.by or tuple(names)
    members = tuple(at for at, party in enumerate(names) if party in by)
    count = len(case.variables[variable].labels)
    issue = case.issues[case.variables[variable].issue]
    limit = _increment(issue, rule)
    alone = len(members) == 1 and rule.revocable and rule.needs is None and limit is None
    if not members:
        return
    if today is None or alone:
        yield Change(variable, members, rule.needs, count, limit=limit)
        return
    ordered = isinstance(issue, Range)
    yield Change(variable, members, rule.needs, count, None, "forth", today, ordered, limit)
    for member in members if rule.revocable else ():
        yield Change(variable, (member,), None, count, None, "back", today, ordered)


def _ladder(case: Case, variable: int) -> bool:
    issue = case.issues[case.variables[variable].issue]
    return isinstance(issue, Options) and issue.ladder


def _increment(issue: Any, rule: MoveRule | None) -> int | None:
    if not isinstance(issue, Range) or rule is None or rule.increment is None:
        return None
    return max(1, int(rule.increment // issue.step))


def _short(case: Case, variable: int, start: int, end: int, rule: MoveRule | None) -> bool:
    """Whether a change is no longer than the case lets one move be."""
    limit = _increment(case.issues[case.variables[variable].issue], rule)
    return limit is None or abs(end - start) <= limit


def _back(case: Case, variable: int, today: int | None, start: int, end: int) -> bool:
    """Whether a change leads back towards what is so today."""
    if today is None:
        return False
    issue = case.issues[case.variables[variable].issue]
    if isinstance(issue, Items) or (isinstance(issue, Options) and not issue.ladder):
        return end == today
    return end < start if start > today else end > start if start < today else False


def _listed(case: Case, variable: int, today: int | None, rule: MoveRule | None) -> bool:
    """Whether the case names a change that leads back, by its two ends or by ending as things are today."""
    if rule is None or rule.end is None:
        return False
    labels = case.variables[variable].labels
    return rule.start is not None or (today is not None and rule.end == labels[today])
