"""What no plan can ask less than, told from its ends and from its largest moves, however many moves there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from detente.analysis.planning.axis import Axis, Edge
from detente.analysis.planning.breakdown import Breakdown
from detente.model.case import Case
from detente.model.lapse import Lapse
from detente.model.standing import Standing

Vector = tuple[int, ...]


@dataclass(frozen=True)
class _Change:
    """A move that changes what stays: by how much for each party, in its units."""

    axis: int
    edge: Edge
    worth: Vector


@dataclass(frozen=True)
class Floor:
    """A lower bound on the trust of every plan of some moves, and what it rests on.

    Attributes:
        trust: no plan asks less.
        why: `start`, `ends` or `largest`: where things stand, the first and the last move, or one large move.
        variable: the variable of that move, if it is one.
    """

    trust: Fraction
    why: str = "start"
    variable: int | None = None


def floor(
    case: Case,
    standing: Standing,
    breakdown: Breakdown,
    axes: Sequence[Axis],
    *,
    timed: bool,
    lapsed: Sequence[Lapse] = (),
) -> Floor:
    """What no plan along these axes asks less than.

    - Every plan visits where it begins.
    - Ends. What stays changes for a first and for a last time. If nobody guarantees it, then at some moment only some
      first moves of one set of performers have changed it, and at another only some last moves of one party are
      missing. Where all those performers' moves are good for a party, or all bad for it, more of them only make that
      moment worse for it than the mildest one alone. The two moves are different ones.
    - Largest move. A move that nobody guarantees takes what a party has from one visited level to another, at least its
      own worth apart; both lie between the party's exposure and its temptation, so half of what does not fit between
      no deal and the target is asked on one of the two sides.

    Source: the first two after Sandholm and Lesser (1995), no exchange asks less than what comes last; the third is the
    least width of a strip that holds all partial sums.
    """
    if breakdown.discounted and any(
        worth < 0 for worth in case.utilities.of(breakdown.target).values()
    ):
        return Floor(Fraction(0))  # the later it comes, the less is lost
    lowest = Floor(breakdown.asked(standing.stays, lapsed))
    utilities = case.utilities
    moving = {axis.variable for axis in axes}
    apart_from = all(
        moving.isdisjoint(condition.scope)
        for terms in utilities.interactions
        for condition, _ in terms
    )
    if timed or not apart_from or not axes:
        return lowest
    changes = [
        _Change(k, edge, worth)
        for k, axis in enumerate(axes)
        for edge in axis.edges
        if any(worth := _worth(case, axis, edge))
    ]
    if any(change.edge.move.guarantor for change in changes):
        unguarded = [change for change in changes if not change.edge.move.guarantor]
    else:
        unguarded = changes
    if len({change.edge.move.by for change in changes}) < 2:
        return lowest  # one step does it all, and visits nothing
    judge = _Judge(case, standing, breakdown, axes, changes)
    if len(unguarded) == len(changes):
        lowest = max(lowest, judge.ends(), key=lambda found: found.trust)
    if judge.apart:
        lowest = max(lowest, judge.largest(unguarded), key=lambda found: found.trust)
    return lowest


def _worth(case: Case, axis: Axis, edge: Edge) -> Vector:
    here, there = axis.stays[edge.start], axis.stays[edge.end]
    return tuple(
        table[axis.variable][there] - table[axis.variable][here] for table in case.utilities.tables
    )


class _Judge:
    """The bounds of one problem.

    Figures are in units: `level` is what stays, less the status quo; below `-level` lies exposure, above
    `level - room` temptation.
    """

    def __init__(
        self,
        case: Case,
        standing: Standing,
        breakdown: Breakdown,
        axes: Sequence[Axis],
        changes: Sequence[_Change],
    ) -> None:
        utilities, now = case.utilities, case.status_quo
        assert now is not None
        self.case, self.axes, self.changes = case, axes, changes
        self.scale = tuple(breakdown.scale)
        self.parties = range(len(self.scale))
        self.room = [
            utilities.units(p, breakdown.target) + utilities.penalties[p] - case.reservations[p]
            for p in self.parties
        ]
        self.first = [
            utilities.units(p, standing.stays) - utilities.units(p, now) for p in self.parties
        ]
        self.standing = standing
        self.of_axis: list[list[_Change]] = [[] for _ in axes]
        for change in changes:
            self.of_axis[change.axis].append(change)
        self._known: dict[tuple[str, ...] | str, list[int | None]] = {}
        makers = {change.edge.move.by for change in changes}
        self.apart = sum(map(len, makers)) == len({party for by in makers for party in by})

    def _signs(self, by: tuple[str, ...] | str) -> list[int | None]:
        """For each party whether the changes that `by` makes are all good for it (1), bad (-1), or mixed (None).

        Args:
            by: a set of performers; or a party, for all changes in which it takes part.
        """
        if by not in self._known:
            members = [
                change.worth
                for change in self.changes
                if (
                    change.edge.move.by == by
                    if isinstance(by, tuple)
                    else by in change.edge.move.by
                )
            ]
            found: list[int | None] = []
            for p in self.parties:
                good = any(worth[p] > 0 for worth in members)
                bad = any(worth[p] < 0 for worth in members)
                found.append(None if good and bad else 1 if good else -1)
            self._known[by] = found
        return self._known[by]

    def _after(self, change: _Change, signs: Sequence[int | None]) -> Fraction:
        """What is asked where this change and others of its group have been made, and nothing else."""
        asked = [Fraction(0)]
        for p, sign in enumerate(signs):
            level = self.first[p] + change.worth[p]
            if sign == -1:
                asked.append(Fraction(-level, self.scale[p]))
            elif sign == 1:
                asked.append(Fraction(level - self.room[p], self.scale[p]))
        return max(asked)

    def _missing(
        self, change: _Change, signs: Sequence[int | None], last: Sequence[int]
    ) -> Fraction:
        """What is asked where this change and others of its group are missing, and nothing else."""
        asked = [Fraction(0)]
        for p, sign in enumerate(signs):
            level = last[p] - change.worth[p]
            if sign == -1:
                asked.append(Fraction(level - self.room[p], self.scale[p]))
            elif sign == 1:
                asked.append(Fraction(-level, self.scale[p]))
        return max(asked)

    def _first_changes(self) -> list[_Change]:
        """The changes that can be the first: nothing but moves that change nothing comes before them."""
        values = [frozenset([value]) for value in self.standing.state]
        reached: list[set[int]] = []
        for k, axis in enumerate(self.axes):
            changing = {change.edge for change in self.of_axis[k]}
            nodes = {0}
            for edge in axis.edges:
                if edge.start in nodes and edge not in changing:
                    nodes.add(edge.end)
            reached.append(nodes)
            values[axis.variable] = frozenset(axis.values[node] for node in nodes)
        return [
            change
            for change in self.changes
            if change.edge.start in reached[change.axis]
            and (change.edge.move.needs is None or change.edge.move.needs.possible(values))
        ]

    def _last_changes(self) -> list[_Change]:
        """The changes that can be the last on their axis."""
        found = []
        for k, axis in enumerate(self.axes):
            changing = {change.edge for change in self.of_axis[k]}
            nodes = set(range(axis.first_final, len(axis.values)))
            for edge in reversed(axis.edges):
                if edge.end in nodes and edge not in changing:
                    nodes.add(edge.start)
            found += [change for change in self.of_axis[k] if change.edge.end in nodes]
        return found

    def ends(self) -> Floor:
        """What the first and the last change ask."""
        ways = [
            [axis.stays[node] for node in range(axis.first_final, len(axis.values))]
            for axis in self.axes
        ]
        firsts = []
        for change in self._first_changes():
            firsts.append((self._after(change, self._signs(change.edge.move.by)), change))
        last = self._at_end(ways)
        closing = []
        if last is not None:
            for change in self._last_changes():
                asked = []
                for party in change.edge.move.by:
                    asked.append(self._missing(change, self._signs(party), last))
                closing.append((min(asked), change))
        if not firsts:
            return Floor(Fraction(0))
        firsts = sorted(firsts, key=lambda pair: pair[0])
        closing = sorted(closing, key=lambda pair: pair[0])
        if not closing:
            return Floor(firsts[0][0], "ends", self._variable(firsts[0][1]))
        best: tuple[Fraction, _Change] | None = None
        for (opening, first), (ending, end) in product(firsts[:2], closing[:2]):
            if first is end and len(self.changes) > 1:
                continue
            pair = (max(opening, ending), first if opening >= ending else end)
            if best is None or pair[0] < best[0]:
                best = pair
        if best is None:
            best = max(firsts[0], closing[0], key=lambda pair: pair[0])
        return Floor(best[0], "ends", self._variable(best[1]))

    def _at_end(self, ways: Sequence[Sequence[int]]) -> list[int] | None:
        """What stays once the plan is complete, less the status quo; None where that hangs on the way."""
        if any(len(set(stays)) > 1 for stays in ways):
            return None
        last = list(self.first)
        for axis, stays in zip(self.axes, ways, strict=True):
            for p in self.parties:
                row = self.case.utilities.tables[p][axis.variable]
                last[p] += row[stays[0]] - row[axis.stays[0]]
        return last

    def largest(self, unguarded: Sequence[_Change]) -> Floor:
        """What the largest move asks."""
        ways = [
            [axis.stays[node] for node in range(axis.first_final, len(axis.values))]
            for axis in self.axes
        ]
        last = self._at_end(ways)
        if last is None:
            return Floor(Fraction(0))
        least = Floor(Fraction(0))
        counted = set(map(id, unguarded))
        for k, axis in enumerate(self.axes):
            of_axis = {
                change.edge: self._width(change, last)
                for change in self.of_axis[k]
                if id(change) in counted
            }
            # of the ways along the axis the one whose largest move asks least
            asked: list[Fraction | None] = [None] * len(axis.values)
            asked[0] = Fraction(0)
            for edge in axis.edges:
                before = asked[edge.start]
                if before is None:
                    continue
                through = max(before, of_axis.get(edge, Fraction(0)))
                known = asked[edge.end]
                asked[edge.end] = through if known is None else min(known, through)
            known_ends = [found for found in asked[axis.first_final :] if found is not None]
            if known_ends and min(known_ends) > least.trust:
                least = Floor(min(known_ends), "largest", axis.variable)
        return least

    def _width(self, change: _Change, last: Sequence[int]) -> Fraction:
        signs = self._signs(change.edge.move.by)
        asked = [Fraction(0)]
        for p, sign in enumerate(signs):
            if sign is not None:
                asked.append(
                    Fraction(-(-(abs(change.worth[p]) - self.room[p]) // 2), self.scale[p])
                )
        # the move may be the last of all, and its end is not visited
        return min(max(asked), self._missing(change, signs, last))

    def _variable(self, change: _Change) -> int:
        return self.axes[change.axis].variable
