"""Does this plan hold: every rule checked, every figure recomputed, for any plan, ours or a person's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from detente.analysis.frontier import Frontier
from detente.analysis.scale import measured, scales
from detente.analysis.settlement import Ideals
from detente.analysis.verification.course import Course
from detente.analysis.verification.figures import Figures
from detente.analysis.verification.proposal import Planned, Proposal, proposal, written
from detente.analysis.verification.result import Moment, Verification
from detente.errors import InputError, did_you_mean, short
from detente.model.case import Case, Indices
from detente.model.limits import Limits
from detente.model.number import exact, shown
from detente.model.standing import Standing

Plan = Mapping[str, Any] | Planned | Proposal
"""A plan in any form: a document, what `detente.plan` returned, or what `proposal` read."""


def verify(
    case: Case,
    plan: Plan,
    *,
    standing: Standing | None = None,
    limits: Limits | None = None,
    found: Frontier | Ideals | None = None,
) -> Verification:
    """Check a plan, rule by rule, and recompute what it asks.

    Args:
        case: the case; it needs a status quo for every issue.
        plan: what `detente.plan` returned, or the document that `detente plan --json` prints, or one of that form
            written by hand; only `steps` with their `moves` must be there. Figures and a target that are given are
            checked.
        standing: where things stand; if not given, what the plan itself was made for or states, else the status quo.
        limits: what the plan may ask; if not given, what the plan itself was made within or states, else what the
            preferences say of tolerance.
        found: the case's frontier or its settlements, if they are known already.

    Raises:
        InputError: the document is no plan of this case (unknown issues or values, missing parts).
        TooLarge: so many parties act apart in one step that the states it may be left in cannot all be looked at.

    Source: the definitions of states, exposure, temptation and trust in the explanation of small steps.
    """
    asked, standing, limits = understood(case, plan, standing, limits)
    return checked(Course(case, asked, standing), limits, found)


def understood(
    case: Case, plan: Plan, standing: Standing | None, limits: Limits | None
) -> tuple[Proposal, Standing | None, Limits]:
    """A plan as a proposal, with the standing and the limits that it was made for where none are given."""
    if isinstance(plan, Proposal):
        asked = plan
    elif isinstance(plan, Mapping):
        asked = proposal(case, plan)
    elif not hasattr(plan, "steps"):
        raise InputError.at("", "this is no plan: a plan is a mapping with 'steps'")
    else:
        asked = proposal(case, written(plan))
        alike = plan.case.variables == case.variables  # else its indices mean something else
        if standing is None and alike:
            standing = getattr(plan, "standing", None)
        if limits is None:
            limits = getattr(plan, "limits", None)
    standing = standing or asked.standing
    limits = limits or asked.limits or Limits()
    for party in limits.tolerance:
        if party not in case.parties:
            hint = did_you_mean(party, case.parties)
            raise InputError.at("", f"a tolerance of '{short(party)}', who is no party{hint}")
    return asked, standing, limits


def checked(course: Course, limits: Limits, found: Frontier | Ideals | None = None) -> Verification:
    """The judgment on a plan that has been followed to its end."""
    return _Checker(course, limits, found if found is not None else measured(course.case)).result()


class _Checker:
    """What is left to judge once a plan has been followed: limits, target, figures."""

    def __init__(self, course: Course, limits: Limits, found: Frontier | Ideals) -> None:
        self.course, self.limits = course, limits
        self.case, self.plan = course.case, course.plan
        utilities = self.case.utilities
        self.scale = {
            party: utilities.value(p, units)
            for p, (party, units) in enumerate(zip(self.case.parties, scales(found), strict=True))
        }
        self.figures = Figures(course)

    def result(self) -> Verification:
        """All of it."""
        course, parties = self.course, self.case.parties
        moments = self.figures.moments()
        nothing = Fraction(0)
        exposure = {p: max((m.exposure[p] for m in moments), default=nothing) for p in parties}
        temptation = {p: max((m.temptation[p] for m in moments), default=nothing) for p in parties}
        trust = max(
            (most / self.scale[p] for each in (exposure, temptation) for p, most in each.items()),
            default=nothing,
        )
        self._start()
        self._target()
        if self.limits.never_worse:
            self._worse()
        followed = not course.violations
        self._tolerance(moments)
        if followed:  # else the figures are of states that the plan never reaches
            self._stated(exposure, temptation, trust)
        violations = tuple(sorted(course.violations, key=lambda one: one.step or 10**9))
        return Verification(
            not violations,
            violations,
            exposure,
            temptation,
            trust,
            self.scale,
            moments,
            course.end,
            course.days(),
            tuple(self._notes()),
        )

    def wrong(self, step: int, rule: str, message: str, **more: Any) -> None:
        self.course.wrong(step, rule, message, **more)

    def _start(self) -> None:
        """Where the plan says that it starts."""
        for v, stated, here in self._differences(self.plan.start, self.course.start):
            name = self.course.name(v)
            self.wrong(
                0,
                "from",
                f"it is said to start with {name} at {stated!r}; things stand at {here!r}",
                issue=self.case.variables[v].name,
            )

    def _target(self) -> None:
        """Where the plan says that it leads."""
        for v, wanted, reached in self._differences(self.plan.target, self.course.end):
            name = self.course.name(v)
            self.wrong(
                0,
                "target",
                f"it ends with {name} at {reached!r}, its target is {wanted!r}",
                issue=self.case.variables[v].name,
            )

    def _differences(self, stated: Indices | None, true: Indices) -> Iterable[tuple[int, str, str]]:
        for v, (one, other) in enumerate(zip(stated or (), true, strict=False)):
            if one != other:
                labels = self.case.variables[v].labels
                yield v, labels[one], labels[other]

    def _worse(self) -> None:
        """No step may leave anyone worse off than the step before."""
        utilities = self.case.utilities
        for leg in self.course.legs:
            before, after = utilities.of(leg.before), utilities.of(leg.after)
            for party in self.case.parties:
                less = before[party] - after[party]
                if less > 0:
                    self.wrong(
                        leg.number,
                        "worse",
                        f"it leaves {self.course.who([party])} worse off than before by {shown(less)} "
                        f"({shown(after[party])} instead of {shown(before[party])})",
                        party=party,
                        amount=less,
                    )

    def _tolerance(self, moments: tuple[Moment, ...]) -> None:
        """Nobody may stand further below no deal than it bears; told of each party's worst moment."""
        for party, most in self.limits.borne(self.case).items():
            if party not in self.case.parties:
                continue
            over = [moment for moment in moments if moment.exposure[party] > most]
            if not over:
                continue
            worst = max(over, key=lambda moment: moment.exposure[party])
            below = worst.exposure[party]
            others = sum(moment is not worst for moment in over)
            also = f"; too much also at {others} other moment{'s' * (others > 1)}" if others else ""
            self.wrong(
                worst.step,
                "tolerance",
                f"{self.when(worst)} {self.course.who([party])} stands {shown(below)} below no deal, "
                f"{shown(below - most)} more than the {shown(most)} that it bears{also}",
                party=party,
                day=worst.day,
                amount=below - most,
            )

    def when(self, moment: Moment) -> str:
        """A moment in words."""
        if moment.acted:
            acted = self.course.who(moment.acted)
            found = f"when only {acted} {'has' if len(moment.acted) == 1 else 'have'} acted in it,"
        elif moment.step:
            found = "after it"
        else:
            found = "before its first step"
        day = moment.day
        ends = [self.course.calendar.first, *(leg.ends for leg in self.course.legs)]
        if day is not None and not moment.acted and day.toordinal() != ends[moment.step]:
            found += f", on {day},"
        return found

    def _stated(
        self, exposure: dict[str, Fraction], temptation: dict[str, Fraction], trust: Fraction
    ) -> None:
        """Hold the figures that the plan states against ours."""
        utilities = self.case.utilities
        for leg, step in zip(self.course.legs, self.plan.steps, strict=True):
            if step.utilities:
                self._compare(leg.number, "utility", step.utilities, utilities.of(leg.after))
            if step.walk_away:
                moment = self.figures.at((leg.number, (), leg.after, leg.left, leg.ends))
                left = "what walking away after it leaves"
                self._compare(leg.number, left, step.walk_away, moment.walk_away)
        self._compare(0, "exposure", self.plan.exposure, exposure)
        self._compare(0, "temptation", self.plan.temptation, temptation)
        self._compare(0, "scale", self.plan.scale, self.scale)
        target = self.plan.utilities
        self._compare(0, "utility at the target", target, utilities.of(self.course.end))
        if self.plan.trust is not None:
            self._compare(0, "trust", {"all": self.plan.trust}, {"all": trust})

    def _compare(
        self, step: int, what: str, given: Mapping[str, Any], known: Mapping[str, Fraction]
    ) -> None:
        """Hold figures against ours; they were printed as doubles."""
        for party, figure in given.items():
            if party not in known:
                self.wrong(step, "figures", f"{what}: no party is called {party!r}")
                continue
            off = exact(figure) - known[party]
            if abs(off) > max(abs(known[party]), Fraction(1)) / 10**9:
                who = "" if party == "all" else f" of {party}"
                self.wrong(
                    step,
                    "figures",
                    f"{what}{who} is said to be {figure}; it is {shown(known[party], 6)}",
                    party=None if party == "all" else party,
                    amount=abs(off),
                )

    def _notes(self) -> Iterable[str]:
        """What was not looked at, and what is not exact."""
        case, course = self.case, self.course
        if not course.calendar.dated:
            moves = [move for leg in course.legs for move in leg.moves]
            left = []
            if any(move.earliest or move.latest for move in moves):
                left.append("the earliest and latest dates of moves")
            if any(step.begins or step.ends for step in self.plan.steps):
                left.append("the dates of the plan")
            if case.terms:
                left.append("the days on which terms lapse")
            if left:
                yield (
                    f"the case has no date ('as_of'), so {' and '.join(left)} were not looked at"
                )
        if course.standing is not None and course.standing is self.plan.standing:
            yield "where things stand when it begins is taken from the plan itself"
        if self.figures.rounded:
            yield "the discount over very many days was taken to 80 digits"
