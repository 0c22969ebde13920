"""The course of a plan as pictures need it: its steps, and every moment at which somebody could walk away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from detente.analysis import verification
from detente.analysis.planning.plan import Plan, Step, Visited
from detente.analysis.verification import Proposal
from detente.analysis.verification import course as verification_course
from detente.analysis.verification.figures import Figures
from detente.model.case import Case, Indices
from detente.model.lapse import lapses
from detente.model.standing import Standing


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
    moments = tuple(_moment(plan.case, visited) for visited in plan.moments)
    return Course(plan.case, plan.start, plan.target, plan.concept, plan.steps, moments)


def proposed(
    case: Case, plan: Proposal, standing: Standing | None = None
) -> tuple[Course, tuple[str, ...]]:
    """The course of a plan that somebody wrote, and what is wrong with it, as far as it can be told without limits.

    Args:
        case: the case.
        plan: the plan, read.
        standing: where things stand; the status quo by default.

    Raises:
        TooLarge: a step can be left half done in too many ways.
    """
    followed = verification_course.Course(case, plan, standing)
    days = followed.days()
    steps = []
    for k, leg in enumerate(followed.legs):
        begins, ends = days[k] if days else (None, None)
        _, left, _ = _figures(case, leg.after, leg.left, ())
        worth = case.utilities.of(leg.after)
        steps.append(Step(leg.moves, leg.guaranteed, leg.after, worth, left, begins, ends))
    moments = tuple(_moment(case, visited) for visited in Figures(followed).moments())
    wrong = tuple(map(str, followed.violations))
    found = Course(case, followed.start, followed.end, None, tuple(steps), moments)
    return found, wrong


def _moment(case: Case, visited: Visited | verification.Moment) -> Moment:
    """A visited moment with what the state is worth, what walking away leaves, and what no deal is worth."""
    over = [
        after for lapse in lapses(case) if lapse.term in visited.lapsed for after in lapse.after
    ]
    worth, left, no_deal = _figures(case, visited.state, visited.stays, over)
    return Moment(
        visited.step,
        visited.acted,
        visited.day,
        visited.lapsed,
        worth,
        left,
        no_deal,
        visited.exposure,
        visited.temptation,
    )


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
