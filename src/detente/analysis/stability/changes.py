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

_MOST_PAIRS = 4_000_000
"""Pairs of values of one variable that are looked at one by one."""


@dataclass(frozen=True, eq=False)
class Change:
    """Changes of one variable that the same parties make under the same conditions.

    Attributes:
        variable: index of the variable.
        members: indices of the parties that make them, all together.
        needs: what must hold in the state before.
        sources: value indices changed from; None means from every value to every other.
        ends: value indices changed to, for each of `sources`.
    """

    variable: int
    members: tuple[int, ...]
    needs: Condition | None
    sources: NDArray[np.int64] | None
    ends: NDArray[np.int64] | None

    def pairs(self, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The changes one by one, given how many values the variable has."""
        if self.sources is not None and self.ends is not None:
            return self.sources, self.ends
        return _every_pair(size)

    @cached_property
    def matrix_size(self) -> int:
        """One more than the largest value that is named."""
        if self.sources is None or self.ends is None or not len(self.sources):
            return 0
        return int(max(self.sources.max(), self.ends.max())) + 1


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
        yield Change(variable, members, needs, sources, ends)


def _uniform(case: Case, variable: int, today: int | None, rule: MoveRule) -> Iterator[Change]:
    """The changes of a variable of which the case says the same for all values."""
    names = list(case.parties)
    by = rule.by or tuple(names)
    members = tuple(at for at, party in enumerate(names) if party in by)
    count = len(case.variables[variable].labels)
    issue = case.issues[case.variables[variable].issue]
    limit = _increment(issue, rule)
    if not members:
        return
    if today is None and limit is None:
        yield Change(variable, members, rule.needs, None, None)
        return
    if len(members) == 1 and rule.revocable and rule.needs is None and limit is None:
        yield Change(variable, members, None, None, None)
        return
    sources, ends = _every_pair(count)
    near = np.abs(ends - sources) <= (count if limit is None else limit)
    if today is None:
        yield Change(variable, members, rule.needs, sources[near], ends[near])
        return
    if isinstance(issue, Range):
        back = np.where(sources > today, ends < sources, (sources < today) & (ends > sources))
    else:
        back = ends == today
    forth = ~back & near
    yield Change(variable, members, rule.needs, sources[forth], ends[forth])
    if rule.revocable:
        for member in members:
            yield Change(variable, (member,), None, sources[back], ends[back])


def _every_pair(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every ordered pair of two different values."""
    if count * count > _MOST_PAIRS * 4:
        raise TooLarge(
            f"an issue of {count:,} values has {count * (count - 1):,} changes, too many to look at; a larger step "
            "makes them fewer"
        )
    here, there = np.divmod(np.arange(count * count, dtype=np.int64), max(count, 1))
    return here[here != there], there[here != there]


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
