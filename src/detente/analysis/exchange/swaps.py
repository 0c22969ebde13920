"""Swaps: an exchange cut into groups that are each handed over at once, and after each of which nobody is worse off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.analysis.exchange.grouped import grouped
from detente.analysis.exchange.pairing import paired
from detente.analysis.exchange.sides import Sides
from detente.model.case import Indices
from detente.model.rule import Condition

_MOST_OPENED = 300
"""States up to which an order of swaps is looked for."""

Group = tuple[int, ...]
"""Variables of items that change hands together."""


_Reached = tuple[Indices, tuple[Group, ...], tuple[Group, ...]]
"""A state, the groups still to come, and those made."""


@dataclass(frozen=True)
class Swaps:
    """An exchange as a sequence of guaranteed swaps.

    Attributes:
        groups: what changes hands in each swap, in order.
        most: items in the largest swap.
        fewest: whether it is proven that no fewer swaps of at most so many items will do.
        smallest: whether it is proven that not every swap can be smaller; not where a size was given.
    """

    groups: tuple[Group, ...]
    most: int
    fewest: bool
    smallest: bool


@dataclass(frozen=True)
class Piece:
    """Items that can only change hands together.

    Attributes:
        variables: theirs.
        gains: what it is worth to each party, in units, if nothing else has changed hands.
    """

    variables: tuple[int, ...]
    gains: tuple[int, ...]


def swaps(sides: Sides, outcome: Indices, at_most: int | None = None) -> Swaps | None:
    """An exchange as few swaps of few items, none of which leaves any party worse off; every state obeys the rules.

    Args:
        sides: who exchanges what.
        outcome: the exchange.
        at_most: how many items a swap may have; as few as possible if None.

    Returns:
        None if no such sequence was found.

    Swaps of two are found by a matching (see `pairing`), which proves that there are none where it finds none. For
    larger ones see `grouped`. Where rules or interactions tie items together, each swap is first taken as if nothing
    else had changed hands, then the order is searched in which all hold; what is tied goes together if there is none.
    """
    moved = tuple(v for v in sides.ends if outcome[v] == sides.ends[v])
    if not moved:
        return Swaps((), 0, True, True)
    apart, together = _apart(sides, moved)
    independent = apart == together
    smallest = at_most is None
    for most in range(1, len(moved) + 1) if at_most is None else [at_most]:
        best: Swaps | None = None
        for pieces in (apart,) if independent else (apart, together):
            found, proven = _partition(pieces, most)
            sure = proven and independent
            ordered = None
            if found is not None:
                groups = [tuple(v for j in group for v in pieces[j].variables) for group in found]
                ordered = _ordered(sides, groups)
            if ordered is not None and (best is None or len(ordered) < len(best.groups)):
                fewest = sure or len(ordered) == -(-len(moved) // most)
                best = Swaps(ordered, max(map(len, ordered)), fewest, smallest)
            elif ordered is None and not sure:
                smallest = False
        if best is not None:
            return best
    return None


def _apart(sides: Sides, moved: tuple[int, ...]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The items in the smallest pieces that can go by themselves, and in pieces that nothing ties together."""
    case = sides.case
    known = case.utilities
    open_ = set(moved)
    values = [
        frozenset([value, sides.ends[v]] if v in open_ else [value])
        for v, value in enumerate(sides.start)
    ]
    rules = [rule.condition for rule in case.rules if _ties(rule.condition, open_, values)]
    terms = [
        condition
        for party in known.interactions
        for condition, _ in party
        if _ties(condition, open_, values)
    ]
    inseparable = _components(moved, _inseparable(sides, rules, values))
    tied = _components(moved, (sorted(one.scope & open_) for one in [*rules, *terms]))

    def pieces(groups: list[Group]) -> tuple[Piece, ...]:
        found = []
        for group in groups:
            after = list(sides.start)
            for v in group:
                after[v] = sides.ends[v]
            gains = (
                known.units(p, after) - known.units(p, sides.start)
                for p in range(len(case.parties))
            )
            found.append(Piece(group, tuple(gains)))
        return tuple(found)

    return pieces(inseparable), pieces(tied)


def _ties(condition: Condition, open_: set[int], values: Sequence[frozenset[int]]) -> bool:
    """Whether a condition makes one of the items that are open matter to another."""
    if len(condition.scope & open_) < 2:
        return False
    return condition.possible(values) and not condition.certain(values)


def _inseparable(
    sides: Sides, rules: Sequence[Condition], values: list[frozenset[int]]
) -> list[tuple[int, int]]:
    """Pairs of items of which the rules never let either go without the other, whatever else goes."""
    follows: dict[int, set[int]] = {}  # by item those that must have gone when it has
    for condition in rules:
        open_ = sorted(v for v in condition.scope if len(values[v]) > 1)
        for goes in open_:
            for stays in open_:
                now = list(values)
                now[goes], now[stays] = (
                    frozenset([sides.ends[goes]]),
                    frozenset([sides.start[stays]]),
                )
                if goes != stays and not condition.possible(now):
                    follows.setdefault(goes, set()).add(stays)
    for through in list(follows):  # what follows from what follows
        for needed in follows.values():
            if through in needed:
                needed |= follows[through]
    return [(v, w) for v in follows for w in follows[v] if v < w and v in follows.get(w, ())]


def _components(moved: Sequence[int], ties: Iterable[Sequence[int]]) -> list[Group]:
    """The items in groups, those that are tied being in the same."""
    group_of = {v: [v] for v in moved}
    for tie in ties:
        for v in tie[1:]:
            one, other = group_of[tie[0]], group_of[v]
            if one is not other:
                one += other
                for w in other:
                    group_of[w] = one
    return sorted({tuple(sorted(group)) for group in group_of.values()})


def _partition(pieces: Sequence[Piece], most: int) -> tuple[list[list[int]] | None, bool]:
    """Groups of pieces (indices), as few as can be found; whether no fewer, or none at all, is proven."""
    sizes = [len(piece.variables) for piece in pieces]
    gains = [piece.gains for piece in pieces]
    if most > 2:
        return grouped(gains, sizes, most)
    needy = [min(gain) < 0 for gain in gains]
    if max(sizes) > most or any(
        size == 2 and need for size, need in zip(sizes, needy, strict=True)
    ):
        return None, True
    fits = [
        [
            k
            for k, other in enumerate(gains)
            if k != j
            and sizes[j] + sizes[k] <= most
            and all(a + b >= 0 for a, b in zip(gain, other, strict=True))
        ]
        for j, gain in enumerate(gains)
    ]
    pairs = paired(fits, needy)
    if pairs is None:
        return None, True
    used = {j for pair in pairs for j in pair}
    return [list(pair) for pair in pairs] + [[j] for j in range(len(gains)) if j not in used], True


def _ordered(sides: Sides, groups: Sequence[Group]) -> tuple[Group, ...] | None:
    """The groups in an order in which no swap leaves anybody worse off and every state obeys the rules.

    The smallest stakes come first as far as that can be: to start small lets the sides learn whom they deal with
    (Watson 1999). None if there is no such order, or none was found within `_MOST_OPENED` states.
    """
    case = sides.case
    known = case.utilities

    def worth(state: Indices) -> tuple[int, ...]:
        return tuple(known.units(p, state) for p in range(len(case.parties)))

    def after(state: Indices, group: Group) -> Indices:
        moved = set(group)
        return tuple(sides.ends[v] if v in moved else value for v, value in enumerate(state))

    start = worth(sides.start)
    spans = [max(1, sum(max(row) - min(row) for row in table)) for table in known.tables]

    def stake(group: Group) -> tuple[float, Group]:
        gains = zip(worth(after(sides.start, group)), start, spans, strict=True)
        return sum(abs(a - b) / span for a, b, span in gains), group

    def further(
        state: Indices, left: tuple[Group, ...], made: tuple[Group, ...]
    ) -> Iterator[_Reached]:
        value = worth(state)
        for place, group in enumerate(left):
            reached = after(state, group)
            better = all(a >= b for a, b in zip(worth(reached), value, strict=True))
            if better and case.valid(reached):
                yield reached, left[:place] + left[place + 1 :], (*made, group)

    waiting = tuple(sorted(groups, key=stake))
    seen = {sides.start}
    stack = [further(sides.start, waiting, ())]
    while stack and len(seen) < _MOST_OPENED:
        state, left, made = next(stack[-1], (sides.start, waiting, ()))
        if not left:
            return made
        if not made:
            stack.pop()
        elif state not in seen:
            seen.add(state)
            stack.append(further(state, left, made))
    return None
