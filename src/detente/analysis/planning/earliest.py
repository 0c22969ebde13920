"""What cannot be done in time, however it is done: the first day on which each value can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.analysis.planning.axis import Axis
from detente.analysis.planning.calendar import Calendar
from detente.model.move import Move
from detente.model.rule import All, Any_, Condition, In
from detente.model.standing import Standing

NEVER = 2**40


@dataclass(frozen=True)
class TooLate:
    """A variable that cannot be where the target has it in time.

    Attributes:
        variable: its index.
        day: the first day on which a move that it needs could be complete.
        latest: the last day that would do.
        term: the term that the move needs, if that is why.
    """

    variable: int
    day: int
    latest: int
    term: str | None


def _complete(calendar: Calendar, move: Move, since: int) -> int | TooLate:
    """The first day on which a move can be complete that does not begin before a day."""
    missed: TooLate | None = None
    # once a term has lapsed, a move to what holds from then on is possible again
    for day in (since, *(on for on, _ in calendar.coming if on > since)):
        begins = calendar.begins(day, [move])
        ends = calendar.ends(begins, [move])
        bound = calendar.latest(move, begins)
        if bound is None or ends <= bound[0]:
            return ends
        missed = missed or TooLate(move.variable, ends, *bound)
    assert missed is not None
    return missed


def too_late(calendar: Calendar, standing: Standing, axes: Sequence[Axis]) -> TooLate | None:
    """The first variable whose target no plan reaches in time; None if each alone might be.

    A move is complete no sooner than its days after its first date and after what it needs is there; everything else
    (the other moves of its issue in one step, trust, rules) is left aside. So what is named here truly cannot be done.
    """
    days = [[0 if node == 0 else NEVER for node in range(len(axis.values))] for axis in axes]
    of = {axis.variable: k for k, axis in enumerate(axes)}

    def ready(condition: Condition | None) -> int:
        """No sooner than this does a condition hold."""
        if isinstance(condition, In):
            k = of.get(condition.variable)
            if k is None:
                return 0 if standing.state[condition.variable] in condition.values else NEVER
            return min(
                (
                    day
                    for value, day in zip(axes[k].values, days[k], strict=True)
                    if value in condition.values
                ),
                default=NEVER,
            )
        if isinstance(condition, All):
            return max((ready(part) for part in condition.parts), default=0)
        if isinstance(condition, Any_):
            return min((ready(part) for part in condition.parts), default=NEVER)
        return 0

    missed: dict[int, TooLate] = {}
    changed = True
    while changed:
        changed = False
        for k, axis in enumerate(axes):
            for edge in axis.edges:
                here = days[k][edge.start]
                since = ready(edge.move.needs)
                if max(here, since) >= NEVER:
                    continue
                ends = _complete(calendar, edge.move, since)
                if isinstance(ends, TooLate):
                    missed[axis.variable] = ends
                    continue
                ends = max(ends, here)
                if ends < days[k][edge.end]:
                    days[k][edge.end] = ends
                    changed = True
    for k, axis in enumerate(axes):
        if min(days[k][axis.first_final :]) >= NEVER:
            if axis.variable in missed:
                return missed[axis.variable]
            # it waits for another that comes too late
            return next(iter(missed.values()), None)
    return None
