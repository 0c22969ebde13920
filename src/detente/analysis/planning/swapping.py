"""Many moves of which no step may leave anyone worse off: gifts that hurt nobody, and swaps of two or three moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from detente.analysis.planning.axis import Axis
from detente.analysis.planning.plan import halfway, make
from detente.analysis.planning.quest import Bundle, Quest
from detente.model.move import Move

MOST = 3
"""A swap is of so many moves at most, unless it is of all that are left."""

Units = tuple[int, ...]


def swapped(
    quest: Quest, ways: Sequence[Axis], stop: Callable[[], bool]
) -> tuple[Bundle, ...] | None:
    """Steps of the fewest moves, each of which leaves nobody worse off; None where this runs into a dead end.

    At every state the step that asks least is made, of the fewest moves that such a step can have; where none of a few
    moves can be made, or it is time to stop, all that is left is one step, and with it as many of the steps before as
    must be for nobody to be worse off.
    """
    case, utilities = quest.case, quest.case.utilities
    parties = range(len(case.parties))
    done = [0] * len(ways)
    state, stays = list(quest.standing.state), list(quest.standing.stays)
    found: list[Bundle] = []
    before: list[tuple[Units, Units]] = []  # the states in which the steps were made

    def worth(outcome: Sequence[int]) -> Units:
        return tuple(utilities.units(p, outcome) for p in parties)

    def asked(moves: Sequence[Move], atomic: bool) -> Fraction | None:
        """What a step asks; None where it cannot be made."""
        if any(move.needs is not None and not move.needs.holds(state) for move in moves):
            return None
        after, left = list(state), list(stays)
        make(tuple(moves), after, left, {party for move in moves for party in move.by})
        if not case.valid(after):
            return None
        if any(then < now for then, now in zip(worth(after), worth(state), strict=True)):
            return None
        visited = [] if tuple(after) == quest.target else [left]
        if not atomic:
            for acted in halfway(move.by for move in moves):
                partial, kept = list(state), list(stays)
                make(tuple(moves), partial, kept, acted)
                visited.append(kept)
        most = Fraction(0)
        for kept in visited:
            amounts = quest.breakdown.amounts(kept, quest.calendar.gone)
            if any(amounts[p][0] > bound for p, bound in quest.borne.items()):
                return None
            for p, pair in enumerate(amounts):
                most = max(most, max(pair) / quest.scale[p])
        return most

    while tuple(state) != quest.target:
        best: tuple[Fraction, int, Bundle, tuple[int, ...]] | None = None
        ready = [k for k, axis in enumerate(ways) if done[k] < len(axis.moves)]
        for size in () if stop() else range(1, MOST + 1):
            for number, chosen in enumerate(_some(ready, size)):
                moves = tuple(ways[k].moves[done[k]] for k in chosen)
                atomic = size > 1 and _guaranteed(moves)
                cost = asked(moves, atomic)
                if cost is not None and (best is None or (cost, number) < best[:2]):
                    best = (cost, number, (moves, atomic), chosen)
            if best is not None:
                break
        if best is None:
            rest = tuple(move for k in ready for move in ways[k].moves[done[k] :])
            while asked(rest, _guaranteed(rest)) is None:
                if not found:
                    return None
                state[:], stays[:] = before.pop()
                rest = (*found.pop()[0], *rest)
            found.append((rest, _guaranteed(rest)))
            return tuple(found)
        _, _, bundle, chosen = best
        before.append((tuple(state), tuple(stays)))
        found.append(bundle)
        make(bundle[0], state, stays, {party for move in bundle[0] for party in move.by})
        for k in chosen:
            done[k] += 1
    return tuple(found)


def _some(ready: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    """Sets of so many axes; no more than a few thousand of them."""
    for number, chosen in enumerate(combinations(ready, size)):
        if number >= 4_000:
            return
        yield chosen


def _guaranteed(moves: Sequence[Move]) -> bool:
    """Whether one guarantor stands for all of some moves of several sets of performers."""
    named = {move.guarantor for move in moves}
    return len(named) == 1 and None not in named and len({move.by for move in moves}) > 1
