"""Days: when steps can be made, what has lapsed by then, and what is too late."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from detente.model.case import Case
from detente.model.day import days_after
from detente.model.lapse import Lapse, lapses
from detente.model.move import Move
from detente.model.standing import Standing


@dataclass(frozen=True)
class Late:
    """A move that comes too late: after its own latest day, or after a term that it needs."""

    move: Move
    latest: int
    term: str | None


@dataclass(frozen=True)
class Calendar:
    """The days of a plan, counted from the day on which it begins.

    Attributes:
        case: the case.
        standing: where the plan begins, and when.
    """

    case: Case
    standing: Standing

    @cached_property
    def start(self) -> datetime.date | None:
        """The first day; None where neither the case nor the standing has a date."""
        return self.standing.day or self.case.as_of

    @cached_property
    def gone(self) -> tuple[Lapse, ...]:
        """Terms that have lapsed when the plan begins, though not when the case was written."""
        since, now = self.case.as_of, self.start
        return tuple(
            lapse
            for lapse in lapses(self.case)
            if lapse.term in self.standing.lapsed
            or (now is not None and (since is None or since < lapse.day) and lapse.day <= now)
        )

    @cached_property
    def coming(self) -> tuple[tuple[int, Lapse], ...]:
        """Terms that lapse later, each with the day on which it does."""
        if self.start is None:
            return ()
        return tuple(
            ((lapse.day - self.start).days, lapse)
            for lapse in lapses(self.case)
            if lapse.day > self.start and lapse not in self.gone
        )

    def date(self, day: int) -> datetime.date | None:
        """A day of the plan by the calendar; None where there is no date to count from."""
        return None if self.start is None else days_after(self.start, day)

    def lapsed(self, day: int) -> tuple[Lapse, ...]:
        """The terms no longer in force on a day."""
        return (*self.gone, *(lapse for on, lapse in self.coming if on <= day))

    def between(self, begins: int, ends: int) -> list[int]:
        """The days of lapses strictly between two days."""
        return sorted({on for on, _ in self.coming if begins < on < ends})

    def begins(self, ended: int, moves: Iterable[Move]) -> int:
        """The first day on which a step can begin when the one before has ended."""
        return max([ended, *(self._day(move.earliest) for move in moves if move.earliest)])

    def ends(self, begins: int, moves: Iterable[Move]) -> int:
        """The day on which a step that begins on a day ends; no day is later than the calendar's last."""
        ends = begins + max(move.duration for move in moves)
        return ends if self.start is None else min(ends, (datetime.date.max - self.start).days)

    def _day(self, day: datetime.date) -> int:
        return 0 if self.start is None else (day - self.start).days

    def latest(self, move: Move, begins: int = 0) -> tuple[int, str | None] | None:
        """The last day on which a move can be complete, and the term that it needs, if that is why; None: any.

        Once a term has lapsed, its issues can still be moved to the values that hold from then on.
        """
        if self.start is None:
            lost = [lapse.term for lapse in self.gone if _needed(lapse, move, gone=True)]
            return (-1, lost[0]) if lost else None
        bounds: list[tuple[int, str | None]] = []
        if move.latest is not None:
            bounds.append((self._day(move.latest), None))
        for lapse in self.gone:
            if _needed(lapse, move, gone=True):
                bounds.append((-1, lapse.term))
        for on, lapse in self.coming:
            if _needed(lapse, move, gone=on <= begins):
                bounds.append((on - 1, lapse.term))
        return min(bounds, key=lambda bound: bound[0]) if bounds else None

    def late(self, moves: Sequence[Move], begins: int, ends: int) -> Late | None:
        """The first of a step's moves for which its last day is too late."""
        for move in moves:
            bound = self.latest(move, begins)
            if bound is not None and ends > bound[0]:
                return Late(move, *bound)
        return None

    def untimed(self, moves: Iterable[Move], longest: int, discounted: bool) -> bool:
        """Whether days make no difference to any plan of these moves.

        Args:
            moves: all that may be made.
            longest: no plan of them takes more days, waiting aside.
            discounted: whether it matters how many days are left.
        """
        made = list(moves)
        if discounted and any(move.duration or move.earliest for move in made):
            return False
        waits = max([0, *(self._day(move.earliest) for move in made if move.earliest)])
        last = waits + longest
        bounds = [bound[0] for move in made if (bound := self.latest(move)) is not None]
        return all(last < on for on, _ in self.coming) and all(last <= bound for bound in bounds)


def _needed(lapse: Lapse, move: Move, *, gone: bool) -> bool:
    """Whether a move is impossible once a term has lapsed: it changes one of its issues, or needs one."""
    if move.needs is not None and not lapse.variables.isdisjoint(move.needs.scope):
        return True
    return move.variable in lapse.variables and not (
        gone and (move.variable, move.end) in lapse.after
    )
