"""The course of a plan as pictures need it: its steps, and every moment at which somebody could walk away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from detente.analysis.planning.plan import Plan, Step, visits
from detente.model.case import Case, Indices


@dataclass(frozen=True)
class Moment:
    """A moment at which somebody could walk away.

    Attributes:
        step: steps complete by then, or the step under way where some have acted in it.
        acted: who has acted in that step while others have not yet; empty between steps.
        day: when it begins; None where the plan has no dates.
        lapsed: terms no longer in force by then.
        worth: what the state is worth to each party.
        left: what walking away would leave each party.
        no_deal: what no deal is worth to each party on that day.
        exposure: how far `left` lies below `no_deal`.
        temptation: how far `left` lies above what going on is worth, less what breaking off costs.
    """

    step: int
    acted: tuple[str, ...]
    day: date | None
    lapsed: tuple[str, ...]
    worth: dict[str, Fraction]
    left: dict[str, Fraction]
    no_deal: dict[str, Fraction]
    exposure: dict[str, Fraction]
    temptation: dict[str, Fraction]


@dataclass(frozen=True)
class Course:
    """A plan's steps and moments.

    Attributes:
        concept: the settlement that it leads to, if it was asked for by name.
        moments: every visited one, in order; none where there are no steps.
    """

    case: Case
    start: Indices
    target: Indices
    concept: str | None
    steps: tuple[Step, ...]
    moments: tuple[Moment, ...]

    @property
    def dated(self) -> bool:
        """Whether every step has its dates."""
        return bool(self.steps) and all(step.begins and step.ends for step in self.steps)

    @property
    def begins(self) -> date | None:
        """The day on which it begins."""
        first = self.moments[0].day if self.moments else None
        return first or (self.steps[0].begins if self.steps else None)

    @cached_property
    def worths(self) -> list[dict[str, Fraction]]:
        """What the start and the state after each step are worth to each party."""
        known = self.case.utilities
        return [known.of(self.start), *(step.utilities for step in self.steps)]

    def halfway(self, step: int) -> list[Moment]:
        """The moments at which a step is under way, and some have acted in it while others have not."""
        return [moment for moment in self.moments if moment.acted and moment.step == step]

    def between(self, step: int) -> list[Moment]:
        """The moments between a step and the next: its end, then each lapse before the next one ends."""
        return [moment for moment in self.moments if not moment.acted and moment.step == step]


def course(plan: Plan | Course) -> Course:
    """The course of a plan."""
    if isinstance(plan, Course):
        return plan
    case = plan.case
    # The one place that knows how a plan keeps the moments that it visits.
    ends = {number: step.ends for number, step in enumerate(plan.steps, 1)}
    begins = {number: step.begins for number, step in enumerate(plan.steps, 1)}
    visited = visits(plan.start, [(step.moves, step.atomic) for step in plan.steps])
    goal = case.utilities.of(plan.target)
    moments = []
    for visit in visited:
        day = begins.get(visit.step) if visit.acted else ends.get(visit.step, begins.get(1))
        worth, left, no_deal = _figures(case, visit.state, visit.stays, ())
        penalties = {
            party: case.utilities.value(p, case.utilities.penalties[p])
            for p, party in enumerate(case.parties)
        }
        moments.append(
            Moment(
                visit.step,
                visit.acted,
                day,
                (),
                worth,
                left,
                no_deal,
                {p: max(Fraction(0), no_deal[p] - left[p]) for p in left},
                {p: max(Fraction(0), left[p] - goal[p] - penalties[p]) for p in left},
            )
        )
    return Course(case, plan.start, plan.target, plan.concept, plan.steps, tuple(moments))


Worths = dict[str, Fraction]


def _figures(
    case: Case, state: Indices, stays: Indices, lapsed: Iterable[tuple[int, int]]
) -> tuple[Worths, Worths, Worths]:
    """What a state is worth, what walking away in it leaves, and what no deal is worth, the lapsed terms counted in."""
    known = case.utilities
    assert case.status_quo is not None  # no plan starts without
    today, kept = list(case.status_quo), list(stays)
    for variable, value in lapsed:
        today[variable] = kept[variable] = value
    now, then = known.of(today), known.of(kept)
    no_deal = {
        party: now[party]
        if case.preferences[party].reservation is None
        else known.value(p, case.reservations[p])
        for p, party in enumerate(case.parties)
    }
    left = {party: no_deal[party] + then[party] - now[party] for party in case.parties}
    return known.of(state), left, no_deal


def changed(course: Course) -> list[int]:
    """The variables that some step changes, in the case's order."""
    return sorted({move.variable for step in course.steps for move in step.moves})


def dates(course: Course) -> tuple[date, date] | None:
    """First and last day; None where there are no dates, or all of it is on one day."""
    last = course.steps[-1].ends if course.steps else None
    first = course.begins
    if not course.dated or first is None or last is None or last <= first:
        return None
    return first, last


def lasting(step: Step) -> bool:
    """Whether something in the step cannot be undone."""
    return any(not move.revocable for move in step.moves)


def verifiers(step: Step) -> Sequence[str]:
    """Who confirms what is done in the step."""
    return list(dict.fromkeys(move.verifier for move in step.moves if move.verifier))
