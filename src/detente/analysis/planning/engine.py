"""Which search answers a quest: through all states, over states and days, or through many moves with bounds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import prod

from detente.analysis.planning.account import late, moments, term_title, trust_of
from detente.analysis.planning.axis import MOST_FINE, MOST_STOPS, Axis, axes, coarse, particular
from detente.analysis.planning.dated import Dated
from detente.analysis.planning.earliest import too_late
from detente.analysis.planning.floor import Floor, floor
from detente.analysis.planning.lattice import Lattice
from detente.analysis.planning.merging import merged
from detente.analysis.planning.quest import Answer, Bundle, Quest
from detente.analysis.planning.search import Stopped, fewest_steps, least_trust
from detente.analysis.planning.timely import Timely
from detente.errors import NoPlan, TooLarge

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]

SMALL = 2**13
"""Up to this many states, all are searched before anything else is tried."""

FEW = 2**9
"""Up to this many states, every step is looked at on every day."""

LISTED = 2**17
"""Up to this many states, ways round by other values are tried for the sake of fewer steps too."""

STRAIGHT = ", every issue going there by its fewest moves, long ranges by some of their stops"
ROUND = ", ways round by other values among them"


def _never() -> bool:
    return False


def answer(
    quest: Quest,
    progress: Progress | None = None,
    stop: Stop = _never,
    *,
    trust_only: bool = False,
    most: Fraction | None = None,
) -> Answer | None:
    """The plan of least trust for a quest, and what is proven of it; None where it asks more than `most`, proven.

    Args:
        quest: from where, to where, within what limits.
        progress: called with (states opened, states in all) now and then.
        stop: true when the best so far is wanted.
        trust_only: whether only the trust is wanted: no steps are told.
        most: plans that ask more are of no interest.

    Raises:
        NoPlan: proven that no plan leads there.
        TooLarge: none was found, and whether there is one is not known.
    """
    return _Engine(quest, progress, stop, trust_only, most).answer()


@dataclass(frozen=True)
class _Engine:
    quest: Quest
    progress: Progress | None
    stop: Stop
    trust_only: bool
    most: Fraction | None

    @cached_property
    def straight(self) -> tuple[Axis, ...]:
        """The axes by their fewest moves."""
        return axes(self.quest.case, self.quest.standing, self.quest.target)

    @cached_property
    def round(self) -> tuple[Axis, ...]:
        """The axes with their ways round by other values."""
        return axes(self.quest.case, self.quest.standing, self.quest.target, round_about=True)

    @cached_property
    def detours(self) -> bool:
        """Whether there are ways round, or along a range, that `straight` leaves out."""
        case, standing = self.quest.case, self.quest.standing
        return (
            bool(self.coarse)
            or self.round != self.straight
            or any(
                particular(case, standing, axis.variable) and len(axis.values) > MOST_STOPS + 1
                for axis in self.straight
                if axis.straight and case.variables[axis.variable].numbers is not None
            )
        )

    @cached_property
    def coarse(self) -> tuple[int, ...]:
        """The ranges of which `straight` leaves out stops that may make a difference."""
        quest = self.quest
        if quest.limits.never_worse:
            ranges = (axis for axis in self.straight if axis.straight)
            return tuple(
                axis.variable
                for axis in ranges
                if len(axis.values) <= abs(axis.values[-1] - axis.values[0])
            )
        return coarse(quest.case, quest.standing, self.straight)

    def fine(self, *, round_about: bool) -> tuple[Axis, ...] | None:
        """The axes with every stop of every range; None if those are too many."""
        quest = self.quest
        stops = sum(
            abs(quest.target[variable] - quest.standing.state[variable]) for variable in self.coarse
        )
        if stops > MOST_FINE:
            return None
        return axes(
            quest.case,
            quest.standing,
            quest.target,
            finest=2**200,
            round_about=round_about,
            chains=not round_about,
        )

    @cached_property
    def timed(self) -> bool:
        """Whether it makes a difference on which days the steps are made."""
        quest = self.quest
        moves = [edge.move for axis in self.round for edge in axis.edges]
        longest = sum(_longest(axis) for axis in self.round)
        if quest.limits.soonest and any(move.duration or move.earliest for move in moves):
            return True
        return not quest.calendar.untimed(moves, longest, quest.breakdown.discounted)

    @cached_property
    def floor(self) -> Floor:
        quest = self.quest
        altered = bool(quest.calendar.gone or quest.calendar.coming)
        ways = self.fine(round_about=True) if self.coarse else self.round
        return floor(
            quest.case,
            quest.standing,
            quest.breakdown,
            ways or self.round,
            timed=altered or ways is None,
            lapsed=quest.calendar.gone,
        )

    def lattice(self, ways: Sequence[Axis]) -> Lattice | None:
        """The states along some ways; None if there are too many."""
        quest = self.quest
        try:
            return Lattice(
                quest.case,
                quest.standing,
                tuple(ways),
                quest.scale,
                quest.borne,
                quest.limits.never_worse,
                quest.calendar.gone,
            )
        except TooLarge:
            return None

    def answer(self) -> Answer | None:
        if self.quest.standing.state == self.quest.target:
            return Answer((), Fraction(0), Fraction(0), True, True, "nothing has to change")
        if self.most is not None and self.floor.trust > self.most:
            return None
        if self.timed:
            return self.dated()
        lattice = self.lattice(self.straight)
        small = lattice is not None and lattice.size <= SMALL
        if self.coarse:
            finest = self.many()
            if finest is not None and finest.optimal:
                return finest
        if small:
            assert lattice is not None
            try:
                return self.searched(lattice)
            except Stopped:
                pass
        found = self.many()
        if found is not None and (found.optimal or small):
            return found
        if lattice is not None and not small:
            try:
                return self.searched(lattice)
            except Stopped:
                pass
        if found is None:
            from detente.analysis.planning.many import number

            size = prod(len(axis.values) for axis in self.straight)
            raise TooLarge(
                f"{number(size)} states lie between where things stand and the target, too many to search "
                "them all, and no order was found that keeps to the needs, the rules and the limits; give "
                "ranges larger increments, or plan for a nearer target"
            )
        return found

    def searched(self, lattice: Lattice) -> Answer | None:
        """All states, first those of the fewest moves; then, if less trust is possible, the ways round.

        Raises:
            Stopped: it was stopped before the trust was known.
        """
        levels, known = lattice.levels, self.most
        below = None if known is None else bisect_right(levels, known)
        rank = least_trust(lattice, self.progress, self.stop, below)
        if rank is not None:
            known = levels[rank]
        said, size = STRAIGHT if self.detours else "", lattice.size
        proven = not self.detours or (rank is not None and known == self.floor.trust)
        if not proven:
            wider = self.lattice(self.round) if self.round != self.straight else None
            if wider is not None and not self.coarse:
                below = None
                if known is not None:
                    bisect = bisect_right if rank is None else bisect_left
                    below = bisect(wider.levels, known)
                better = least_trust(wider, self.progress, self.stop, below)
                if better is not None:
                    lattice, rank = wider, better
                    known = wider.levels[better]
                proven, said, size = True, ROUND, wider.size
        if rank is None:
            if self.most is not None:
                return None
            raise NoPlan(_no_plan(self.quest, proven))
        trust = lattice.levels[rank]
        why = f"all {size:,} states between where things stand and the target were searched{said}"
        bound = trust if proven else self.floor.trust
        if self.trust_only:
            return Answer((), trust, bound, proven, False, why)
        bundles, fewest = self._few(lattice, trust)
        return Answer(bundles, trust, bound, proven, fewest, why)

    def _few(self, lattice: Lattice, trust: Fraction) -> tuple[tuple[Bundle, ...], bool]:
        """The fewest steps within a trust, and whether that is proven: ways round only where they save some."""
        rank = bisect_left(lattice.levels, trust)
        try:
            way = fewest_steps(lattice, rank, self.progress, self.stop)
        except Stopped:
            # the trust is known: some steps that keep to it, without care that they are few
            way = fewest_steps(lattice, rank, pairs=0)
        fewest = way.fewest and (not self.detours or lattice.axes == self.round)
        if self.detours and not self.coarse and lattice.axes == self.straight:
            wider = self.lattice(self.round)
            if wider is not None and wider.size <= LISTED:
                other_rank = bisect_left(wider.levels, trust)
                try:
                    other = fewest_steps(wider, other_rank, self.progress, self.stop)
                except Stopped:
                    other = way
                fewest = other is not way and other.fewest
                if len(other.states) < len(way.states):
                    lattice, rank, way = wider, other_rank, other
        bundles = way.bundles(lattice, rank)
        return (bundles if way.fewest else merged(self.quest, bundles, trust)), fewest

    def many(self) -> Answer | None:
        """An order of many moves; None if none was found."""
        from detente.analysis.planning.many import many

        ways, detours = self.straight, self.detours
        finest = self.fine(round_about=False) if self.coarse else None
        if finest is not None:
            ways, detours = finest, finest != self.fine(round_about=True)
        elif not all(axis.straight for axis in ways):
            ways = axes(self.quest.case, self.quest.standing, self.quest.target, chains=True)
            detours = True
        return many(
            self.quest, ways, self.floor, self.stop, detours=detours, trust_only=self.trust_only
        )

    def dated(self) -> Answer:
        """States and days together.

        Few states: every step on every day. Many: the first day on which each can be reached, as long as nothing
        lapses; then, if that is not proven best, every step on every day after all; at last the undated plan if its
        days allow it.
        """
        self._in_time()
        size = prod(len(axis.values) for axis in self.round)
        best = self._all_days(self.round, ROUND if self.detours else "") if size <= FEW else None
        if best is not None:
            return best
        timely = self._timely()
        if timely is not None and timely.optimal:
            return timely
        found = None
        if size > FEW:
            found = self._all_days(self.straight, STRAIGHT if self.detours else "")
            if found is None and timely is None and self.detours:
                found = self._all_days(self.round, ROUND)
        if timely is not None and (found is None or timely.trust <= found.trust):
            return timely
        return found or self._undated()

    def _in_time(self) -> None:
        """Refuse what cannot be done in time, however it is done.

        Raises:
            NoPlan: it says what comes too late.
        """
        quest, calendar = self.quest, self.quest.calendar
        missed = too_late(calendar, quest.standing, self.round)
        if missed is None:
            return
        case = quest.case
        value = case.variables[missed.variable].labels[quest.target[missed.variable]]
        name = f"{case.title_of(missed.variable)}, {value!r} in the target,"
        if missed.term is not None:
            title = term_title(case, missed.term)
            if missed.latest < 0:
                raise NoPlan(f"{name} is out of reach: it needs {title}, which has lapsed")
            raise NoPlan(
                f"{name} is out of reach: a move that it needs cannot be complete before "
                f"{calendar.date(missed.day)}, and {title} lapses on {calendar.date(missed.latest + 1)}"
            )
        raise NoPlan(
            f"{name} is out of reach: a move that it needs cannot be complete before {calendar.date(missed.day)}, and "
            f"its latest date is {calendar.date(missed.latest)}"
        )

    def _timely(self) -> Answer | None:
        """The best plan during which nothing lapses; None if there is none, or if it is not known."""
        quest = self.quest
        if quest.breakdown.discounted or not all(axis.straight for axis in self.straight):
            return None
        lattice = self.lattice(self.straight)
        if lattice is None:
            return None
        timely = Timely(lattice, quest.calendar, self.stop)
        try:
            lowest = least_trust(lattice, self.progress, self.stop)
            rank = None if lowest is None else timely.least(lowest)
            if rank is None:
                return None
            bundles = timely.bundles(rank, soonest=quest.limits.soonest)
            bound = self._undated_bound(lattice.levels[rank])
        except Stopped:
            return None
        assert bundles is not None
        trust = lattice.levels[rank]
        why = f"all {lattice.size:,} states and the first day on which each can be reached were searched"
        if bound < trust:
            why += "; whether less trust does by waiting until something has lapsed, or by ways round, is not known"
        sure = not quest.calendar.coming and not self.detours
        return Answer(bundles, trust, bound, bound == trust, sure, why)

    def _undated_bound(self, trust: Fraction) -> Fraction:
        """What no plan asks less than, on whatever days: `trust` itself if it is proven.

        Every state is taken to ask the least that it ever does.
        """
        calendar = self.quest.calendar
        later = tuple(calendar.lapsed(on) for on, _ in calendar.coming)
        wider = self.lattice(self.round)
        if wider is None:
            return self.floor.trust
        relaxed = replace(wider, later=later)
        below = bisect_left(relaxed.levels, trust)
        rank = least_trust(relaxed, self.progress, self.stop, below)
        return trust if rank is None else relaxed.levels[rank]

    def _all_days(self, ways: Sequence[Axis], said: str) -> Answer | None:
        """Every step on every day; None where there are too many."""
        quest = self.quest
        lattice = self.lattice(ways)
        if lattice is None:
            return None
        try:
            way = Dated(
                lattice,
                quest.calendar,
                quest.breakdown,
                quest.limits.soonest,
                self.progress,
                self.stop,
            ).best()
        except (TooLarge, Stopped):
            return None
        complete = not self.detours or said == ROUND
        if way is None:
            if complete:
                raise NoPlan(_no_plan(quest, True, dated=True))
            return None
        why = f"all steps on all days they can be made on were searched{said}"
        bundles = tuple((option.moves, option.guarantor is not None) for option in way.options)
        bound = way.trust if complete else self.floor.trust
        return Answer(bundles, way.trust, bound, complete, complete, why)

    def _undated(self) -> Answer:
        """The plan that is best days aside, if its days can be kept."""
        quest = self.quest
        found = _Untimed(quest, self.progress, self.stop, False, None).answer()
        assert found is not None
        reason = late(quest, found.bundles)
        if reason is not None:
            raise TooLarge(
                "there are too many days and states to search them all, and the plan that is best days aside comes "
                f"too late: {reason}; give later dates, shorter durations, or plan for a nearer target"
            )
        trust = trust_of(quest, moments(quest, found.bundles))
        why = (
            "there are too many days and states to search them all: this plan is the best days aside, and the "
            "floor is what the first, the last and the largest moves ask"
        )
        bound = self.floor.trust
        return Answer(found.bundles, trust, bound, trust == bound, False, why)


class _Untimed(_Engine):
    """The same, days aside."""

    timed = False


def _longest(axis: Axis) -> int:
    """The most days that a way along an axis takes."""
    days = [0] * len(axis.values)
    for edge in axis.edges:
        days[edge.end] = max(days[edge.end], days[edge.start] + edge.move.duration)
    return max(days)


def _no_plan(quest: Quest, complete: bool, *, dated: bool = False) -> str:
    """Why there is no plan."""
    causes = ["what some move needs", "a rule"]
    if quest.borne:
        causes.append("what a party bears")
    if quest.limits.never_worse:
        causes.append("that no step may leave anyone worse off")
    if dated:
        causes.append("a date")
    said = f"{', '.join(causes[:-1])} or {causes[-1]}"
    tried = "" if complete else " (not all ways round by other values were tried)"
    return (
        f"no order of the moves leads from where things stand to the target: {said} stands in the way of every "
        f"one{tried}"
    )
