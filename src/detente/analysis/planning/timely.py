"""Plans that keep their dates: for each state the first day on which it can be reached, a step at a time.

As long as nothing lapses on the way and nobody discounts, what a state asks does not hang on the day, and who comes to
it earlier can do all that who comes later can. So one day a state will do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning.calendar import Calendar
from detente.analysis.planning.lattice import Lattice
from detente.analysis.planning.quest import Bundle
from detente.analysis.planning.search import Stopped
from detente.analysis.planning.transitions import Fan, Numbers, Transitions

NEVER = 2**40
"""A day that does not come."""


@dataclass(frozen=True)
class Timely:
    """The search along straight axes.

    Attributes:
        lattice: the states.
        calendar: the days.
        stop: true when it is time to stop.
    """

    lattice: Lattice
    calendar: Calendar
    stop: Callable[[], bool]

    @cached_property
    def last(self) -> int:
        """The last day on which a plan may end: nothing may lapse on the way."""
        return min((on for on, _ in self.calendar.coming), default=NEVER)

    @cached_property
    def _tables(self) -> list[tuple[Numbers, Numbers, Numbers]]:
        """For each axis, from node to node: the days that the moves take, the first they can begin, the last to end."""
        found = []
        for axis in self.lattice.axes:
            count = len(axis.values)
            lasts, first, latest = (np.zeros((count, count), dtype=np.int64) for _ in range(3))
            latest[:] = NEVER
            for here in range(count):
                for there in range(here + 1, count):
                    move = axis.moves[there - 1]
                    bound = self.calendar.latest(move)
                    lasts[here, there] = max(lasts[here, there - 1], move.duration)
                    first[here, there] = max(
                        first[here, there - 1], self.calendar.begins(0, [move])
                    )
                    latest[here, there] = min(
                        latest[here, there - 1], NEVER if bound is None else bound[0]
                    )
            found.append((lasts, first, latest))
        return found

    def least(self, low: int) -> int | None:
        """The least rank, `low` or more, at which a plan keeps its dates; None if at none.

        Raises:
            Stopped: `stop` became true.
        """
        high = len(self.lattice.levels)
        if self.bundles(low) is not None:
            return low
        found: int | None = None
        low += 1
        while low < high:
            middle = (low + high) // 2 if found is not None else high - 1
            if self.bundles(middle) is None:
                if found is None:
                    return None
                low = middle + 1
            else:
                found = high = middle
        return found

    def bundles(self, most: int, *, soonest: bool = False) -> tuple[Bundle, ...] | None:
        """The steps of a plan that visits no rank above `most`; None if none keeps its dates.

        The fewest steps, or, with `soonest`, those that end first and of these the fewest.

        Raises:
            Stopped: `stop` became true.
        """
        lattice, steps = self.lattice, Transitions(self.lattice)
        allowed = lattice.valid & (lattice.rank <= most)
        if lattice.rank[0] > most:
            return None
        day = np.full(lattice.size, NEVER, dtype=np.int64)
        day[0] = 0
        came: list[dict[int, tuple[int, str | None]]] = [{}]
        layer = np.zeros(1, dtype=np.int64)
        best: int | None = None
        end = lattice.size - 1
        while layer.size:
            before = day[layer].copy()
            came.append({})
            for state, today in zip(layer.tolist(), before.tolist(), strict=True):
                for fan in (*steps.single(state), *steps.several(state, most)):
                    self._reach(state, today, fan, most, allowed, day, came[-1])
            if self.stop():
                raise Stopped
            layer = np.array(sorted(came[-1]), dtype=np.int64)
            if end in came[-1]:
                best = len(came) - 1
                if not soonest:
                    break
        if best is None:
            return None
        return self._told(steps, came, best, end, most)

    def _reach(
        self,
        state: int,
        today: int,
        fan: Fan,
        most: int,
        allowed: NDArray[np.bool_],
        day: Numbers,
        came: dict[int, tuple[int, str | None]],
    ) -> None:
        """Note the ends of a fan that are reached sooner than before."""
        ends = fan.ends[(fan.ranks <= most) & allowed[fan.ends]]
        if not ends.size:
            return
        lattice = self.lattice
        lasts, first, latest = (np.zeros(len(ends), dtype=np.int64) for _ in range(3))
        # on the day of a lapse only the target may be reached: it is not visited
        latest[:] = np.where(lattice.done[ends], self.last, self.last - 1)
        for k, here in enumerate(lattice.nodes(state)):
            there = ends // lattice.strides[k] % lattice.shape[k]
            table = self._tables[k]
            np.maximum(lasts, table[0][here, there], out=lasts)
            np.maximum(first, table[1][here, there], out=first)
            np.minimum(latest, table[2][here, there], out=latest)
        done = np.maximum(first, today) + lasts
        good = (done <= latest) & (done < day[ends])
        for end, when in zip(ends[good].tolist(), done[good].tolist(), strict=True):
            if when < day[end]:
                day[end] = when
                came[end] = (state, fan.guarantor)

    def _told(
        self,
        steps: Transitions,
        came: list[dict[int, tuple[int, str | None]]],
        depth: int,
        end: int,
        most: int,
    ) -> tuple[Bundle, ...]:
        """The steps to the target, from the notes of each layer."""
        found: list[Bundle] = []
        while depth:
            if end not in came[depth]:  # it was reached as soon by fewer steps
                depth -= 1
                continue
            state, guarantor = came[depth][end]
            found.append((steps.moves(state, end, guarantor, most), guarantor is not None))
            end, depth = state, depth - 1
        return tuple(reversed(found))
