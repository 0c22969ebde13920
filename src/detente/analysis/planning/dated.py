"""Plans whose days matter: every step from every state on every day, while there are not too many.

A node is a state together with the day on which it is reached; what a state asks hangs on what has lapsed by then
and, where a party discounts, on how many days are left. Source of the condition on delay: Compte and Jehiel (2004),
Gradualism in Bargaining and Contribution Games, Review of Economic Studies 71(4), 975-1000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from itertools import product

from detente.analysis.planning.axis import Edge
from detente.analysis.planning.breakdown import Breakdown
from detente.analysis.planning.calendar import Calendar
from detente.analysis.planning.lattice import Lattice
from detente.analysis.planning.plan import halfway
from detente.analysis.planning.search import Stopped
from detente.errors import TooLarge
from detente.model.move import Move

MOST_STEPS = 150_000
"""Up to so many steps, over all states and days, are looked at."""

Node = tuple[int, int]
"""A state, and the day on which it is reached."""


@dataclass(frozen=True)
class Option:
    """A step that leads on from a state.

    Attributes:
        end: state reached.
        moves: what is done.
        halfway: states visited while only some have acted.
        guarantor: who makes it atomic, or None.
    """

    end: int
    moves: tuple[Move, ...]
    halfway: tuple[int, ...]
    guarantor: str | None


@dataclass(frozen=True)
class DatedWay:
    """A way from the start to the target, and the trust it asks."""

    trust: Fraction
    options: tuple[Option, ...]


@dataclass
class Dated:
    """The search over states and days.

    Attributes:
        lattice: the states.
        calendar: the days.
        breakdown: what breaking off asks.
        soonest: whether of the plans of least trust the one that ends first is sought, else that of fewest steps.
        progress: called with (steps looked at, steps at most).
        stop: true when it is time to stop.
    """

    lattice: Lattice
    calendar: Calendar
    breakdown: Breakdown
    soonest: bool = False
    progress: Callable[[int, int], None] | None = None
    stop: Callable[[], bool] | None = None
    _options: dict[int, list[Option]] = field(default_factory=dict)
    _costs: dict[tuple[int, int, int], Fraction | None] = field(default_factory=dict)
    _looked: int = 0

    def best(self) -> DatedWay | None:
        """The plan of least trust, then of fewest steps (or the soonest), proven; None if there is none.

        Raises:
            TooLarge: there are more steps than `MOST_STEPS`.
        Stopped: `stop` became true.
        """
        if not self.breakdown.discounted:
            return self._search(None, None)
        best: DatedWay | None = None
        key: tuple[Fraction, int, int] | None = None
        for last in sorted(self._ends()):
            found = self._search(last, None if best is None else best.trust)
            if found is None:
                continue
            steps = len(found.options)
            new = (found.trust, last, steps) if self.soonest else (found.trust, steps, last)
            if key is None or new < key:
                best, key = found, new
        return best

    def _ends(self) -> set[int]:
        """The days on which the target can be reached, whatever it asks."""
        seen: set[Node] = {(0, 0)}
        waiting = [(0, 0)]
        while waiting:
            state, day = waiting.pop()
            for option, (_, ends) in self._onward(state, day):
                node = (option.end, ends)
                if node not in seen:
                    seen.add(node)
                    if not self.lattice.done[option.end]:
                        waiting.append(node)
        return {day for state, day in seen if self.lattice.done[state]}

    def _search(self, last: int | None, most: Fraction | None) -> DatedWay | None:
        """The best plan, of those that end on day `last` if that is given, and that ask `most` at most."""
        trust = self._least(last, most)
        return None if trust is None else self._shortest(trust, last)

    def _least(self, last: int | None, most: Fraction | None) -> Fraction | None:
        first = self._cost(0, 0, last)
        if first is None or (most is not None and first > most):
            return None
        label: dict[Node, Fraction] = {(0, 0): first}
        waiting = [(first, 0, 0)]
        while waiting:
            level, state, day = heappop(waiting)
            if self.lattice.done[state]:
                if last is None or day == last:
                    return level
                continue
            if level > label[state, day]:
                continue
            for option, days in self._onward(state, day):
                asked = self._asked(state, day, option, days, last)
                if asked is None or (most is not None and asked > most):
                    continue
                node, new = (option.end, days[1]), max(level, asked)
                if node not in label or new < label[node]:
                    label[node] = new
                    heappush(waiting, (new, *node))
        return None

    def _shortest(self, trust: Fraction, last: int | None) -> DatedWay:
        """Breadth first over steps, within the trust; of the shortest the one whose gains come earliest."""
        gains = self.lattice.gains
        came: dict[Node, tuple[Node, Option] | None] = {(0, 0): None}
        early: dict[Node, float] = {(0, 0): 0.0}
        depth: dict[Node, int] = {(0, 0): 0}
        layer: list[Node] = [(0, 0)]
        ends: list[Node] = []
        now = 0
        while layer and (self.soonest or not ends):
            now += 1
            reached: dict[Node, None] = {}
            for state, day in layer:
                for option, days in self._onward(state, day):
                    node = (option.end, days[1])
                    if depth.get(node, now) < now:
                        continue
                    asked = self._asked(state, day, option, days, last)
                    if asked is None or asked > trust:
                        continue
                    done = bool(self.lattice.done[option.end])
                    if done and last is not None and days[1] != last:
                        continue
                    gain = early[state, day] + float(gains[option.end])
                    if node not in early or gain > early[node] + 1e-9:
                        came[node], early[node], depth[node] = ((state, day), option), gain, now
                    if done:
                        ends.append(node)
                    else:
                        reached[node] = None
            layer = list(reached)
        best = min(
            dict.fromkeys(ends),
            key=lambda node: (node[1] if self.soonest else 0, depth[node], node[1], -early[node]),
        )
        options = []
        step = came[best]
        while step is not None:
            options.append(step[1])
            step = came[step[0]]
        return DatedWay(trust, tuple(reversed(options)))

    def _onward(self, state: int, day: int) -> Iterator[tuple[Option, tuple[int, int]]]:
        """The steps that can be made from a state on a day, with the days on which they begin and end."""
        for option in self._steps(state):
            self._looked += 1
            if self._looked > MOST_STEPS:
                raise TooLarge(f"more than {MOST_STEPS:,} steps can be made on different days")
            if self._looked % 4096 == 0:
                if self.progress is not None:
                    self.progress(self._looked, MOST_STEPS)
                if self.stop is not None and self.stop():
                    raise Stopped
            begins = self.calendar.begins(day, option.moves)
            ends = self.calendar.ends(begins, option.moves)
            if self.calendar.late(option.moves, begins, ends) is None:
                yield option, (begins, ends)

    def _asked(
        self, state: int, day: int, option: Option, days: tuple[int, int], last: int | None
    ) -> Fraction | None:
        """What a step asks: of the state before it while it lasts, halfway, and of the state it leads to."""
        begins, ends = days
        visits = [(state, on) for on in self.calendar.between(day, ends)]
        if option.halfway:
            on_days = [begins, *self.calendar.between(begins, ends)]
            visits += [(half, on) for half in option.halfway for on in on_days]
        if not self.lattice.done[option.end]:
            visits.append((option.end, ends))
        most = Fraction(0)
        for visited, on in visits:
            cost = self._cost(visited, on, last)
            if cost is None:
                return None
            most = max(most, cost)
        return most

    def _cost(self, state: int, day: int, last: int | None) -> Fraction | None:
        """What a state asks on a day; None where somebody does not bear it."""
        lapsed = self.calendar.lapsed(day)
        left = 0 if last is None else last - day
        key = (state, len(lapsed), left)
        if key not in self._costs:
            stays = self.lattice.left(state)
            amounts = self.breakdown.amounts(stays, lapsed, left)
            borne = self.lattice.borne
            if any(amounts[p][0] > most for p, most in borne.items()):
                self._costs[key] = None
            else:
                self._costs[key] = max(
                    max(pair) / whole
                    for pair, whole in zip(amounts, self.breakdown.scale, strict=True)
                )
        return self._costs[key]

    def _steps(self, state: int) -> list[Option]:
        """All steps that lead on from a state, whenever they are made."""
        known = self._options.get(state)
        if known is None:
            known = self._options[state] = list(self._found(state))
        return known

    def _found(self, state: int) -> Iterator[Option]:
        lattice = self.lattice
        nodes = lattice.nodes(state)
        choices: list[list[tuple[Edge, ...]]] = []
        for k, axis in enumerate(lattice.axes):
            ready = {
                edge
                for edge, needed in zip(axis.edges, lattice.open[k], strict=True)
                if needed is None or needed[state]
            }
            paths: list[tuple[Edge, ...]] = [()]
            for path in paths:  # grows while it is read
                here = path[-1].end if path else nodes[k]
                paths.extend((*path, edge) for edge in axis.onward[here] if edge in ready)
            choices.append(paths)
        for chosen in product(*choices):
            moves = tuple(edge.move for path in chosen for edge in path)
            if not moves:
                continue
            end = state + sum(
                (path[-1].end - nodes[k]) * lattice.strides[k]
                for k, path in enumerate(chosen)
                if path
            )
            if not lattice.valid[end]:
                continue
            if lattice.never_worse and any(worth[end] < worth[state] for worth in lattice.worths):
                continue
            named = {move.guarantor for move in moves}
            guarantor = next(iter(named)) if len(named) == 1 else None
            partial: tuple[int, ...] = ()
            if guarantor is None:
                partial = tuple(
                    {
                        state + self._made(nodes, chosen, acted): None
                        for acted in halfway(move.by for move in moves)
                    }
                )
            one = len({move.by for move in moves}) == 1
            yield Option(end, moves, partial, None if one else guarantor)

    def _made(
        self, nodes: tuple[int, ...], chosen: tuple[tuple[Edge, ...], ...], acted: frozenset[str]
    ) -> int:
        """By how much the state's number has grown when only some have acted."""
        grown = 0
        for k, path in enumerate(chosen):
            here = nodes[k]
            for edge in path:
                if not acted.issuperset(edge.move.by):
                    break
                here = edge.end
            grown += (here - nodes[k]) * self.lattice.strides[k]
        return grown
