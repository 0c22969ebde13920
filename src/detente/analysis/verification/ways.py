"""The moves of a case that one line of a plan stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from detente.analysis.verification.proposal import ProposedMove
from detente.model.case import Case
from detente.model.issue import Range
from detente.model.move import Move
from detente.model.standing import Standing


def meant(
    case: Case, line: ProposedMove, start: int, before: Sequence[int], standing: Standing | None
) -> tuple[tuple[Move, ...], bool]:
    """The moves that a line stands for, and whether the case has them.

    The fewest that can be made where the step begins, by whom the line says; if there are none such, the fewest that
    the case has; and if it has none, the change as one move that it does not have.

    Args:
        case: the case.
        line: the line.
        start: where it starts, a value index.
        before: the state in which its step begins.
        standing: what is refused, if anything.
    """
    variable, end = line.variable, line.end
    if start == end:
        return (), True

    def possible(here: int, there: int) -> bool:
        move = case.changes.move(variable, here, there)
        return (
            (move.needs is None or move.needs.holds(before))
            and (line.by is None or set(line.by) == set(move.by))
            and not (standing is not None and standing.refuses(variable, there))
        )

    if isinstance(case.issues[case.variables[variable].issue], Range):
        return (case.changes.move(variable, start, end),), True
    way = _shortest(case, variable, start, end, possible) or _shortest(case, variable, start, end)
    if way is not None:
        return tuple(
            case.changes.move(variable, here, there) for here, there in pairwise(way)
        ), True
    leap = replace(case.changes.move(variable, start, end), needs=None)
    return (leap if line.by is None else replace(leap, by=line.by),), False


def _shortest(
    case: Case,
    variable: int,
    start: int,
    end: int,
    possible: Callable[[int, int], bool] | None = None,
) -> list[int] | None:
    """The values on the way of fewest moves; the first of equals in the order of the values."""
    came = {start: start}
    edge = [start]
    while edge and end not in came:
        reached = []
        for here in edge:
            for there in case.changes.next_values(variable, here):
                if there not in came and (possible is None or possible(here, there)):
                    came[there] = here
                    reached.append(there)
        edge = reached
    if end not in came:
        return None
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]
