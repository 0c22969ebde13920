"""Plans by trying everything: what the definitions say, written a second time, without a thought of speed.

`World.walk` follows one given plan and says what is wrong with it and what it asks. `slow` makes every plan
there is and walks it; `fast` keeps for each state only what cannot be beaten, and is held against `slow` on
tiny cases. Nothing here is taken from the planner or the checker: only the model of the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import chain, combinations, product

from detente.model.case import Case
from detente.model.issue import Range
from detente.model.lapse import lapses
from detente.model.limits import Limits
from detente.model.move import Move
from detente.model.standing import Standing

ZERO = Fraction(0)
LAST_DAY = date.max.toordinal()


@dataclass(frozen=True)
class Done:
    """A step: its moves, those of one issue in order; whether it is guaranteed; the day it begins, if said."""

    moves: tuple[Move, ...]
    atomic: bool = False
    begins: int | None = None

    @property
    def by(self):
        """Everybody who acts."""
        return frozenset(party for move in self.moves for party in move.by)


@dataclass(frozen=True)
class Seen:
    """A visited moment."""

    step: int
    acted: frozenset[str]
    state: tuple[int, ...]
    stays: tuple[int, ...]
    day: int


@dataclass
class Walk:
    """What a given plan comes to."""

    faults: set[str] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)
    exposure: dict[str, Fraction] = field(default_factory=dict)
    temptation: dict[str, Fraction] = field(default_factory=dict)
    trust: Fraction = ZERO
    state: tuple[int, ...] = ()
    ends: int = 0


MOST_STEPS = 150_000
"""Steps between two states, up to which all of them are tried."""


class TooMany(Exception):
    """More than `MOST_STEPS`: not a case for brute force."""


@dataclass(frozen=True)
class Best:
    """The best there is: its trust, when it ends (days from the start), its steps."""

    trust: Fraction
    days: int
    steps: int


@dataclass(frozen=True)
class World:
    """A case, where things stand in it, where to, and within what limits."""

    case: Case
    target: tuple[int, ...]
    standing: Standing | None = None
    limits: Limits = field(default_factory=Limits)

    # -- what is given ------------------------------------------------------------------------------

    @cached_property
    def q(self):
        return tuple(self.case.status_quo)

    @cached_property
    def at(self) -> Standing:
        return self.standing or Standing(self.q, self.q)

    @cached_property
    def dated(self) -> bool:
        return self.case.as_of is not None or self.at.day is not None

    @cached_property
    def start(self) -> int:
        """The first day: an ordinal number, or 0 where nothing is dated."""
        day = self.at.day or self.case.as_of
        return day.toordinal() if day else 0

    @cached_property
    def lapses(self):
        """(day or None where it is over already, variables, value afterwards by variable), the earliest first."""
        gone, coming = [], []
        for lapse in lapses(self.case):
            day = lapse.day.toordinal()
            if lapse.term in self.at.lapsed:
                gone.append((None, lapse.variables, dict(lapse.after)))
            elif not self.dated or (self.case.as_of is not None and lapse.day <= self.case.as_of):
                continue  # without dates nothing lapses; what had lapsed before, the status quo says
            elif day <= self.start:
                gone.append((None, lapse.variables, dict(lapse.after)))
            else:
                coming.append((day, lapse.variables, dict(lapse.after)))
        return gone + coming

    # -- worth --------------------------------------------------------------------------------------

    @cached_property
    def tables(self):
        rows = {}
        for party, wants in self.case.preferences.items():
            rows[party] = [row for issue in self.case.issues.values() for row in wants.of(issue)]
        return rows

    def worth(self, party, state) -> Fraction:
        key = (party, state)
        if key not in self._worth:
            total = sum((row[k] for row, k in zip(self.tables[party], state, strict=True)), ZERO)
            for term in self.case.preferences[party].interactions:
                if term.condition.holds(state):
                    total += term.worth
            self._worth[key] = total
        return self._worth[key]

    @cached_property
    def _worth(self):
        return {}

    @cached_property
    def no_deal(self):
        """d_p at the outset."""
        given = {p: wants.reservation for p, wants in self.case.preferences.items()}
        return {p: self.worth(p, self.q) if d is None else d for p, d in given.items()}

    @cached_property
    def scale(self):
        """I_p - d_p, else the range of the utility over valid outcomes, else 1."""
        valid = [x for x in product(*map(range, self.case.sizes)) if self.obeys(x)]
        good = [x for x in valid if all(self.worth(p, x) >= d for p, d in self.no_deal.items())]
        found = {}
        for p, d in self.no_deal.items():
            whole = max((self.worth(p, x) for x in good), default=d) - d
            if whole <= 0:
                whole = max(self.worth(p, x) for x in valid) - min(self.worth(p, x) for x in valid)
            found[p] = whole if whole > 0 else Fraction(1)
        return found

    def obeys(self, state):
        return all(rule.condition.holds(state) for rule in self.case.rules)

    def without(self, state, day):
        """A state with the issues of lapsed terms at what they are afterwards."""
        values = list(state)
        for when, _, after in self.lapses:
            if when is None or when <= day:
                for v, value in after.items():
                    values[v] = value
        return tuple(values)

    def asked(self, stays, day, end) -> dict[str, tuple[Fraction, Fraction]]:
        """Exposure and temptation of each party if the plan, which ends on a day, breaks off on another."""
        left, today = self.without(stays, day), self.without(self.q, day)
        key = (left, today, end - day)
        if key not in self._asked:
            found = {}
            for p, wants in self.case.preferences.items():
                d = self.worth(p, today) if wants.reservation is None else wants.reservation
                v = d + self.worth(p, left) - self.worth(p, today)
                factor = Fraction(1 if wants.discount is None else wants.discount) ** (end - day)
                going_on = factor * self.worth(p, self.target)
                found[p] = max(ZERO, d - v), max(ZERO, v - going_on - wants.penalty)
            self._asked[key] = found
        return self._asked[key]

    @cached_property
    def _asked(self):
        return {}

    @cached_property
    def _cost(self):
        return {}

    @cached_property
    def borne(self):
        return self.limits.borne(self.case)

    def cost(self, stays, day, end) -> Fraction | None:
        """The trust that a moment asks; None if somebody does not bear it."""
        key = (stays, day, end)
        if key not in self._cost:
            asked = self.asked(stays, day, end)
            bearable = all(asked[p][0] <= most for p, most in self.borne.items())
            most = max(max(pair) / self.scale[p] for p, pair in asked.items())
            self._cost[key] = most if bearable else None
        return self._cost[key]

    # -- time ---------------------------------------------------------------------------------------

    def begins(self, moves, day) -> int:
        if not self.dated:
            return day
        return max([day, *(move.earliest.toordinal() for move in moves if move.earliest)])

    def ends(self, moves, begins) -> int:
        end = begins + max(move.duration for move in moves)
        return min(end, LAST_DAY) if self.dated else end

    def late(self, moves, begins, ends) -> set[str]:
        """What dates and terms have against a step."""
        faults = set()
        for move in moves:
            if self.dated and move.latest is not None and ends > move.latest.toordinal():
                faults.add("dates")
            for day, variables, after in self.lapses:
                if day is not None and ends < day:
                    continue
                in_force = day is None or day <= begins
                if move.variable in variables and not (
                    in_force and after.get(move.variable) == move.end
                ):
                    faults.add("terms")
                if move.needs is not None and move.needs.scope & variables:
                    faults.add("terms")
        return faults

    def between(self, first, last):
        """Days on which a term lapses strictly between two days."""
        days = {day for day, _, _ in self.lapses if day is not None and first < day < last}
        return sorted(days)  # two terms may lapse on one day

    # -- one plan -----------------------------------------------------------------------------------

    def made(self, state, stays, moves, acted):
        """State and what stays when some of a step's performers have acted."""
        now, left = list(state), list(stays)
        for move in moves:
            if acted >= set(move.by) and now[move.variable] == move.start:
                now[move.variable] = move.end
                if not move.revocable:
                    left[move.variable] = move.end
        return tuple(now), tuple(left)

    def walk(self, steps) -> Walk:
        """Follows a plan: what is wrong with it, and what it asks."""
        walk = Walk(state=self.at.state, ends=self.start)
        state, stays, day = self.at.state, self.at.stays, self.start
        been = [{value} for value in state]
        for number, step in enumerate(steps, 1):
            moves, before = step.moves, state
            begins = self.begins(moves, day)
            if step.begins is not None:
                if step.begins < begins:
                    walk.faults.add("dates")
                begins = max(begins, step.begins)
            ends = self.ends(moves, begins)
            walk.faults |= self.late(moves, begins, ends)
            for moment in [day, *self.between(day, ends)]:
                walk.seen.append(Seen(number - 1, frozenset(), state, stays, moment))
            guaranteed = step.atomic and True in self.guarded(moves)
            if step.atomic and not guaranteed:
                walk.faults.add("guarantor")
            if not guaranteed:
                for acted in halfway(moves):
                    now, left = self.made(state, stays, moves, acted)
                    for moment in [begins, *self.between(begins, ends)]:
                        walk.seen.append(Seen(number, acted, now, left, moment))
            for move in moves:
                if move.needs is not None and not move.needs.holds(before):
                    walk.faults.add("needs")
                if self.at.refuses(move.variable, move.end):
                    walk.faults.add("refused")
                if move.end in been[move.variable]:
                    walk.faults.add("twice")
                been[move.variable].add(move.end)
            state, stays = self.made(state, stays, moves, step.by)
            if not self.obeys(state):
                walk.faults.add("rules")
            if self.limits.never_worse and any(
                self.worth(p, state) < self.worth(p, before) for p in self.case.parties
            ):
                walk.faults.add("worse")
            day = ends
        walk.state, walk.ends = state, day
        if state != tuple(self.target):
            walk.faults.add("target")
        asked = [self.asked(seen.stays, seen.day, day) for seen in walk.seen]
        for p in self.case.parties:
            walk.exposure[p] = max((each[p][0] for each in asked), default=ZERO)
            walk.temptation[p] = max((each[p][1] for each in asked), default=ZERO)
            worst = max(walk.exposure[p], walk.temptation[p])
            walk.trust = max(walk.trust, worst / self.scale[p])
        if any(walk.exposure[p] > most for p, most in self.borne.items()):
            walk.faults.add("tolerance")
        return walk

    # -- all plans ----------------------------------------------------------------------------------

    def lines(self, variable, value, been) -> Iterator[tuple[Move, ...]]:
        """Every way to move a variable on from a value in one step, some lines one after the other; none first."""
        yield ()
        goal = self.target[variable]
        if value == goal or self.at.state[variable] == goal:
            return
        changes = self.case.changes
        issue = self.case.issues[self.case.variables[variable].issue]
        for after in changes.next_values(variable, value):
            if after in been or self.at.refuses(variable, after):
                continue
            if isinstance(issue, Range) and not min(value, goal) <= after <= max(value, goal):
                continue
            move = changes.move(variable, value, after)
            rule = changes.rule(variable, value, after)
            if isinstance(issue, Range) and rule is not None and rule.increment is not None:
                # no value lies nearer than the next one: an increment below the step allows that
                most = max(rule.increment, issue.step)
                if abs(after - value) * issue.step > most:
                    continue
            for onward in self.lines(variable, after, been | {after}):
                yield (move, *onward)

    def steps(self, state, been) -> Iterator[tuple[Move, ...]]:
        """The moves of every step that leads on from a state, needs and nothing else considered."""
        ways = [
            [
                line
                for line in self.lines(v, value, been[v])
                if all(move.needs is None or move.needs.holds(state) for move in line)
            ]
            for v, value in enumerate(state)
        ]
        for chosen in product(*ways):
            moves = tuple(chain.from_iterable(chosen))
            if moves:
                yield moves

    def guarded(self, moves) -> list[bool]:
        """Whether a step may be atomic, besides not being so."""
        one = len({move.guarantor for move in moves}) == 1 and moves[0].guarantor is not None
        return [False, True] if one else [False]

    def slow(self) -> Best | None:
        """The best of all plans, each made and walked from its first step to its last."""
        walks = [(self.walk(plan), len(plan)) for plan in self.plans()]
        return self.least(
            [Best(w.trust, w.ends - self.start, steps) for w, steps in walks if not w.faults]
        )

    def least(self, found):
        def key(best):
            rest = (best.days, best.steps) if self.limits.soonest else (best.steps,)
            return (best.trust, *rest)

        return min(found, key=key, default=None)

    def plans(self) -> Iterator[tuple[Done, ...]]:
        """Every plan, whatever it asks."""
        been = tuple(frozenset([value]) for value in self.at.state)
        yield from self.onward(self.at.state, been, ())

    def onward(self, state, been, so_far):
        if state == tuple(self.target):
            yield so_far
            return
        for moves in self.steps(state, been):
            after = list(state)
            visited = list(been)
            for move in moves:
                after[move.variable] = move.end
                visited[move.variable] |= {move.end}
            if self.obeys(after):
                for atomic in self.guarded(moves):
                    yield from self.onward(
                        tuple(after), tuple(visited), (*so_far, Done(moves, atomic))
                    )

    # -- all plans, quickly -------------------------------------------------------------------------

    @cached_property
    def discounted(self) -> bool:
        """Whether it matters to anybody how far off the end is."""
        return any(wants.discount not in (None, 1) for wants in self.case.preferences.values())

    @cached_property
    def timeless(self) -> bool:
        """Whether nothing hangs on the day: neither what is asked, nor what can be done, nor what is best."""
        tied = bool(self.lapses) or (
            self.dated and any(rule.earliest or rule.latest for rule in self.case.moves)
        )
        return not (self.discounted or tied or self.limits.soonest)

    def fast(self) -> Best | None:
        """As `slow`, keeping for each state, what stays, the day and the values visited only what is not beaten."""
        if not self.discounted:
            return self.least(self.swept(self.start, any_end=True))
        ends = {best.days for best in self.swept(self.start, any_end=True, free=True)}
        return self.least(
            [best for days in ends for best in self.swept(self.start + days, any_end=False)]
        )

    def swept(self, end, *, any_end, free=False):
        """The unbeaten plans that end on a day, or on any; `free`: whatever they ask.

        Nodes are done in the order of how many values have been visited: every step visits more.
        """
        been = tuple(frozenset([value]) for value in self.at.state)
        first = (self.at.state, self.at.stays, self.start, been)
        layers = {len(been): {first: {(ZERO, 0)}}}
        found = []
        tried = 0
        for size in range(len(been), sum(self.case.sizes) + 1):
            for node, labels in layers.pop(size, {}).items():
                if node[0] == tuple(self.target):
                    if any_end or node[2] == end:
                        days = node[2] - self.start
                        found += [Best(trust, days, steps) for trust, steps in labels]
                    continue
                for after, asked in self.led(node, None if free else end):
                    tried += 1
                    if tried > MOST_STEPS:
                        raise TooMany
                    label = {(max(trust, asked), steps + 1) for trust, steps in labels}
                    layer = layers.setdefault(sum(map(len, after[3])), {})
                    layer[after] = unbeaten(layer.get(after, set()) | label)
        return found

    def led(self, node, end):
        """The nodes that one step leads to, with what it asks, the moment before it included."""
        state, stays, day, been = node
        for moves in self.steps(state, been):
            begins = self.begins(moves, day)
            ends = self.ends(moves, begins)
            by = frozenset(party for move in moves for party in move.by)
            after, left = self.made(state, stays, moves, by)
            if not self.obeys(after) or self.late(moves, begins, ends):
                continue
            if self.limits.never_worse and any(
                self.worth(p, after) < self.worth(p, state) for p in self.case.parties
            ):
                continue
            visited = list(been)
            for move in moves:
                visited[move.variable] |= {move.end}
            reached = (after, left, day if self.timeless else ends, tuple(visited))
            waits = [(stays, moment) for moment in [day, *self.between(day, ends)]]
            for atomic in self.guarded(moves):
                moments = list(waits)
                for acted in () if atomic else halfway(moves):
                    partial = self.made(state, stays, moves, acted)[1]
                    moments += [
                        (partial, moment) for moment in [begins, *self.between(begins, ends)]
                    ]
                asked = ZERO
                for what, moment in moments if end is not None else ():
                    cost = self.cost(what, moment, end)
                    if cost is None:
                        break
                    asked = max(asked, cost)
                else:
                    yield reached, asked


def halfway(moves) -> list[frozenset[str]]:
    """Who may have acted while others have not, where that completes somebody's moves."""
    sets = sorted({frozenset(move.by) for move in moves}, key=sorted)
    everybody = frozenset().union(*sets)
    some = chain.from_iterable(combinations(sets, n) for n in range(1, len(sets)))
    return sorted({frozenset().union(*chosen) for chosen in some} - {everybody}, key=sorted)


def unbeaten(labels):
    """The pairs that no other pair beats in both."""
    return {
        pair
        for pair in labels
        if not any(
            other != pair and other[0] <= pair[0] and other[1] <= pair[1] for other in labels
        )
    }
