"""Needs: which values the moves of a case can ever reach, and the moves that can never be made.

Rules on outcomes are left aside, and a condition counts as met as soon as its parts can be met one by one; so a
move that is named here can truly never be made, while one that is not named may still turn out to be out of reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.model.issue import Options
from detente.model.move import Moves
from detente.model.rule import Condition

Reach = tuple[frozenset[int], ...]
"""For each variable the values that it can come to have."""


@dataclass(frozen=True)
class Stuck:
    """Moves that can never be made, for one and the same reason.

    Attributes:
        rules: indices into `Moves.rules`. Several, or one that waits for itself: each needs the next one first, and the
            last needs the first. Otherwise the one move whose needs nothing can meet.
        circle: whether the moves wait for one another.
        lacking: indices of the variables whose needed values cannot be reached, for the first of the moves.
    """

    rules: tuple[int, ...]
    circle: bool
    lacking: tuple[int, ...]


def reachable(changes: Moves, start: Sequence[int]) -> Reach:
    """The values that moves can bring about from `start` (a value index per variable), needs considered.

    The least fixed point: a value is added when a move leads to it whose needs can be met by values already there.
    """
    edges = [
        edge
        for variable in range(len(changes.variables))
        for edge in _edges(changes, variable, start)
    ]
    reach = [frozenset([value]) for value in start]
    grown = True
    while grown:
        grown = False
        for variable, here, there, needs in edges:
            known = reach[variable]
            if here in known and not there <= known and (needs is None or needs.possible(reach)):
                reach[variable] = known | there
                grown = True
    return tuple(reach)


def _edges(
    changes: Moves, variable: int, start: Sequence[int]
) -> Iterator[tuple[int, int, frozenset[int], Condition | None]]:
    """Changes of one variable as (variable, from, to any of, needs).

    Values that no rule names all behave alike, so that one of them stands for all (a range may have 100,000).
    """
    this = changes.variables[variable]
    issue = changes.issues[this.issue]
    count = len(this.labels)
    if isinstance(issue, Options) and issue.ladder:
        for here in range(count):
            for there in changes.next_values(variable, here):
                rule = changes.rule(variable, here, there)
                yield variable, here, frozenset([there]), rule.needs if rule else None
        return
    rules = [rule for rule in changes.rules if rule.issue == this.issue]
    named = {
        this.position[label]
        for rule in rules
        for label in (rule.start, rule.end)
        if label in this.position
    }
    named.add(start[variable])
    rest = frozenset(range(count)) - named
    places = [(value, frozenset([value])) for value in sorted(named)]
    if rest:
        places.append((min(rest), rest))
    listed = bool(rules) and all(rule.start is not None and rule.end is not None for rule in rules)
    for here, _ in places:
        for there, alike in places:
            if here == there:
                continue
            rule = changes.rule(variable, here, there)
            if rule is None and listed and isinstance(issue, Options):
                continue
            yield variable, here, alike, rule.needs if rule else None


def stuck(changes: Moves, start: Sequence[int]) -> tuple[Stuck, ...]:
    """The moves whose needs can never be met from `start`, by cause.

    A move that only waits for one of those named is not named itself: once they are mended, it is.
    """
    reach = reachable(changes, start)
    full: Reach = tuple(frozenset(range(len(variable.labels))) for variable in changes.variables)
    waits = {
        index: _lacking(rule.needs, reach, full)
        for index, rule in enumerate(changes.rules)
        if rule.needs is not None and not rule.needs.possible(reach)
    }
    after = {
        index: [
            other
            for other in waits
            if any(changes.variables[v].issue == changes.rules[other].issue for v in lacking)
        ]
        for index, lacking in waits.items()
    }
    found: list[Stuck] = []
    seen: set[frozenset[int]] = set()
    for index, lacking in waits.items():
        circle = _circle(after, index)
        if circle is not None:
            if frozenset(circle) not in seen:
                seen.add(frozenset(circle))
                found.append(Stuck(circle, True, lacking))
        elif not after[index]:
            found.append(Stuck((index,), False, lacking))
    return tuple(found)


def _lacking(needs: Condition, reach: Reach, full: Reach) -> tuple[int, ...]:
    """The variables that keep a condition from ever being met; empty if it contradicts itself."""
    if not needs.possible(full):
        return ()
    alone = [
        variable
        for variable in sorted(needs.scope)
        if not needs.possible([reach[v] if v == variable else full[v] for v in range(len(full))])
    ]
    return tuple(alone or (v for v in sorted(needs.scope) if reach[v] != full[v]))


def _circle(after: dict[int, list[int]], start: int) -> tuple[int, ...] | None:
    """The shortest way from a node back to itself, without its end; None if there is none."""
    came: dict[int, int] = {}
    edge = [start]
    while edge:
        further = []
        for node in edge:
            for following in after[node]:
                if following == start:
                    way = [node]
                    while way[-1] != start:
                        way.append(came[way[-1]])
                    return tuple(reversed(way))
                if following not in came:
                    came[following] = node
                    further.append(following)
        edge = further
    return None
