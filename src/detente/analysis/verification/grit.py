"""GRIT: which rules of graduated and reciprocated initiatives in tension reduction a plan keeps.

A plan cannot show everything that the rules ask; where it does not, that is said, and not guessed.

Source: Osgood, C. E. (1962), An Alternative to War or Surrender, University of Illinois Press.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.analysis.frontier import Frontier
from detente.analysis.settlement import Ideals
from detente.analysis.verification.checker import Plan, checked, understood
from detente.analysis.verification.course import Course, Leg
from detente.analysis.verification.result import Verification
from detente.model.case import Case
from detente.model.limits import Limits
from detente.model.number import shown
from detente.model.standing import Standing

GRIT_RULES: dict[str, str] = {
    "intent": "the intent to reduce tension is stated",
    "announced": "each step is announced before it is made",
    "as_announced": "each step is carried out as announced",
    "one_sided": "each step is one side's own",
    "invited": "an answer is invited, not demanded",
    "persistent": "steps go on for a while without an answer",
    "answered": "steps are answered in kind",
    "matched": "what is answered is matched, and no less given the next time",
    "bearable": "no step risks more than its side can bear",
    "verifiable": "somebody verifies each step",
    "retaliation": "each side keeps something that it can take back",
    "precise": "a breach is answered precisely and in kind",
    "varied": "steps change from issue to issue",
}
"""The rules in Osgood's order as far as he has one, each as a sentence."""

UNANSWERED = 3
"""Steps of one side in a row, up to which they count as answered in time."""


@dataclass(frozen=True)
class Finding:
    """What can be said of one of GRIT's rules.

    Attributes:
        rule: a key of `GRIT_RULES`.
        holds: whether the plan keeps it; None where the plan and the case do not tell.
        step: the number of the step where it is broken; 0 for the plan as a whole.
        message: in words, with the amount where there is one.
    """

    rule: str
    holds: bool | None
    step: int
    message: str


def grit(
    case: Case,
    plan: Plan,
    *,
    standing: Standing | None = None,
    limits: Limits | None = None,
    found: Frontier | Ideals | None = None,
) -> tuple[Finding, ...]:
    """Hold a plan against the rules of GRIT.

    Args:
        case: the case.
        plan: as `verify` takes it; a step may say when it is `announced`, a move who is its `verifier`.
        standing: as for `verify`.
        limits: as for `verify`; they say what each party can bear.
        found: as for `verify`.

    Returns:
        For each rule that is broken a finding for each step where it is; for each other rule one finding.

    Raises:
        InputError: as `verify`.
        TooLarge: as `verify`.
    """
    asked, standing, limits = understood(case, plan, standing, limits)
    course = Course(case, asked, standing)
    return _Judge(course, checked(course, limits, found), limits).findings()


@dataclass(frozen=True)
class _Turn:
    """Steps of one side in a row, or one step of several."""

    by: frozenset[str]
    legs: tuple[Leg, ...]

    @property
    def first(self) -> int:
        return self.legs[0].number

    @property
    def last(self) -> int:
        return self.legs[-1].number


class _Judge:
    """Holds one plan against the rules, one after the other."""

    def __init__(self, course: Course, verified: Verification, limits: Limits) -> None:
        self.course, self.case = course, course.case
        self.verified, self.limits = verified, limits
        self.legs = course.legs
        self.turns = tuple(_turns(self.legs))

    def findings(self) -> tuple[Finding, ...]:
        """All of them, in the order of the rules."""
        found: list[Finding] = []
        for rule in GRIT_RULES:
            judged = list(getattr(self, f"_{rule}")())
            broken = [finding for finding in judged if finding.holds is False]
            found += broken or judged[:1]
            if broken and rule == "bearable":  # of some parties it may not be known
                found += [finding for finding in judged if finding.holds is None]
        return tuple(found)

    def who(self, by: Iterable[str]) -> str:
        return self.course.who([party for party in self.case.parties if party in by])

    def issues(self, leg: Leg) -> set[str]:
        return {self.case.variables[move.variable].issue for move in leg.moves}

    def given(self, legs: Sequence[Leg], by: Iterable[str]) -> Fraction:
        """What steps give to others than some parties, as shares of what those have to win, added up."""
        utilities = self.case.utilities
        before, after = utilities.of(legs[0].before), utilities.of(legs[-1].after)
        return sum(
            (
                (after[p] - before[p]) / self.verified.scale[p]
                for p in self.case.parties
                if p not in by
            ),
            Fraction(0),
        )

    # -- what a plan cannot show ------------------------------------------------------------------------

    def _intent(self) -> Iterator[Finding]:
        yield Finding(
            "intent", None, 0, "a plan does not show whether its aim is stated openly beforehand"
        )

    def _invited(self) -> Iterator[Finding]:
        yield Finding(
            "invited", None, 0, "a plan does not show in which words an answer is asked for"
        )

    def _persistent(self) -> Iterator[Finding]:
        yield Finding(
            "persistent",
            None,
            0,
            "in a plan everybody does what is agreed; it does not show who would go on without an answer",
        )

    def _precise(self) -> Iterator[Finding]:
        yield Finding("precise", None, 0, "a plan does not show how a breach would be answered")

    # -- announced, and done so -------------------------------------------------------------------------

    def _announced(self) -> Iterator[Finding]:
        silent = []
        for leg, step in zip(self.legs, self.course.plan.steps, strict=True):
            days = [step.announced or line.announced for line in leg.lines] or [step.announced]
            known = [day for day in days if day is not None]
            if len(known) < len(days):
                silent.append(leg.number)
            begins = self.course.calendar.date(leg.begins)
            if begins is None:
                continue
            for day in dict.fromkeys(known):
                if day >= begins:
                    late = (day - begins).days
                    when = "on the very day" if not late else f"{_counted(late, 'day')} after"
                    yield Finding(
                        "announced",
                        False,
                        leg.number,
                        f"it is announced on {day}, {when} it begins ({begins})"
                        if late
                        else f"it is announced only on {day}, {when} on which it begins",
                    )
        if silent:
            steps = _steps(silent, self.legs)
            yield Finding(
                "announced", None, 0, f"the plan does not say when {steps} announced ('announced')"
            )
        elif not self.course.calendar.dated:
            yield Finding(
                "announced", None, 0, "the case has no date, so nothing is before or after"
            )
        else:
            yield Finding("announced", True, 0, "every step is announced before it begins")

    def _as_announced(self) -> Iterator[Finding]:
        told = set()
        for violation in self.verified.violations:
            if violation.rule not in ("figures", "target", "worse", "tolerance") and (
                violation.step not in told
            ):
                told.add(violation.step)
                yield Finding(
                    "as_announced",
                    False,
                    violation.step,
                    f"it cannot be carried out as the plan has it: {violation.message}",
                )
        yield Finding(
            "as_announced", None, 0, "only the record can show whether what is announced is done"
        )

    # -- who does what, and who answers -----------------------------------------------------------------

    def _one_sided(self) -> Iterator[Finding]:
        for leg in self.legs:
            if len(leg.by) > 1:
                yield Finding(
                    "one_sided", False, leg.number, f"it takes {self.who(leg.by)} together"
                )
        yield Finding("one_sided", True, 0, "every step is made by one side alone")

    def _answered(self) -> Iterator[Finding]:
        sides = {turn.by for turn in self.turns}
        if len(sides) == 1 and len(next(iter(sides))) == 1:
            alone = self.who(next(iter(sides)))
            yield Finding("answered", False, 0, f"every step is made by {alone}; nobody answers")
            return
        for turn in self.turns:
            if len(turn.legs) > UNANSWERED:
                yield Finding(
                    "answered",
                    False,
                    turn.first + UNANSWERED,
                    f"steps {turn.first} to {turn.last} are all made by {self.who(turn.by)}: "
                    f"{len(turn.legs)} in a row without an answer, more than {UNANSWERED}",
                )
        utilities = self.case.utilities
        for turn, answer in self._answers():
            given = self.given(turn.legs, turn.by)
            for party in turn.by if given > 0 else ():
                before = utilities.of(answer[0].before)[party]
                gained = utilities.of(answer[-1].after)[party] - before
                if gained <= 0:
                    last = f" to {answer[-1].number}" if len(answer) > 1 else ""
                    yield Finding(
                        "answered",
                        False,
                        answer[0].number,
                        f"what is done in answer to {self.who(turn.by)} in step{'s' if last else ''} "
                        f"{answer[0].number}{last} is worth {shown(gained)} to {self.who([party])}: no answer in kind",
                    )
        if self.turns:
            yield Finding(
                "answered",
                True,
                0,
                "every side's steps are soon followed by others', which are worth something to it",
            )
        else:
            yield Finding("answered", None, 0, "the plan has no steps")

    def _answers(self) -> Iterator[tuple[_Turn, tuple[Leg, ...]]]:
        """Each one-sided turn with what others do before that side's next turn, or to the end."""
        for k, turn in enumerate(self.turns):
            if len(turn.by) > 1:
                continue
            between: list[Leg] = []
            for other in self.turns[k + 1 :]:
                if other.by == turn.by:
                    break
                between += other.legs
            if between:
                yield turn, tuple(between)

    def _matched(self) -> Iterator[Finding]:
        compared = False
        for k, turn in enumerate(self.turns):
            again = next((other for other in self.turns[k + 1 :] if other.by == turn.by), None)
            if again is None or len(turn.by) > 1:
                continue
            compared = True
            first, second = self.given(turn.legs, turn.by), self.given(again.legs, turn.by)
            if second < first:
                yield Finding(
                    "matched",
                    False,
                    again.first,
                    f"what {self.who(turn.by)} gives from step {again.first} on, {_percent(second)} of what the "
                    f"others have to win, is less than the {_percent(first)} before the answer",
                )
        yield Finding(
            "matched",
            True if compared else None,
            0,
            "no side gives less after an answer than before it"
            if compared
            else "no side has a second turn after an answer, so there is nothing to compare",
        )

    # -- risk --------------------------------------------------------------------------------------------

    def _bearable(self) -> Iterator[Finding]:
        borne = self.limits.borne(self.case)
        open_ = []
        for party in self.case.parties:
            most, worst = self.verified.exposure[party], self.verified.most_exposed(party)
            if party not in borne:
                open_.append(f"{self.who([party])} {shown(most)}")
            elif most > borne[party] and worst is not None:
                yield Finding(
                    "bearable",
                    False,
                    worst.step,
                    f"at the worst moment {self.who([party])} stands {shown(most)} below no deal, "
                    f"{shown(most - borne[party])} more than the {shown(borne[party])} that it bears",
                )
        if open_:
            yield Finding(
                "bearable",
                None,
                0,
                "it is not said what everybody can bear ('tolerance'); at the worst moment they stand so far below no "
                f"deal: {', '.join(open_)}",
            )
        else:
            yield Finding("bearable", True, 0, "nobody ever risks more than it bears")

    def _verifiable(self) -> Iterator[Finding]:
        for leg in self.legs:
            lacking = [
                self.course.name(move.variable)
                for move, line in zip(leg.moves, leg.lines, strict=True)
                if not (line.verifier or move.verifier)
            ]
            if lacking:
                names = ", ".join(dict.fromkeys(lacking))
                yield Finding("verifiable", False, leg.number, f"nobody is named to verify {names}")
        yield Finding("verifiable", True, 0, "somebody is named to verify every move")

    def _retaliation(self) -> Iterator[Finding]:
        pending: dict[int, set[str]] = {}  # who has a hand in what can be taken back
        for leg in self.legs:
            for move in leg.moves:
                pending.setdefault(move.variable, set()).update(move.by)
                if not move.revocable:
                    del pending[move.variable]
            if leg is self.legs[-1]:
                break
            for party in leg.by:
                state = list(leg.after)
                for variable, by in pending.items():
                    if party in by:
                        state[variable] = leg.left[variable]
                if self._loses(leg.after, state, party) <= 0:
                    yield Finding(
                        "retaliation",
                        False,
                        leg.number,
                        f"after it {self.who([party])} can take nothing back that another side would miss",
                    )
        yield Finding(
            "retaliation",
            True,
            0,
            "after each of its steps a side can still take back something that another would miss",
        )

    def _loses(self, now: Sequence[int], then: Sequence[int], party: str) -> Fraction:
        """The most that another party loses, as a share of what it has to win."""
        before, after = self.case.utilities.of(now), self.case.utilities.of(then)
        return max(
            (before[p] - after[p]) / self.verified.scale[p] for p in self.case.parties if p != party
        )

    def _varied(self) -> Iterator[Finding]:
        issues = self.case.issues
        for leg, after in zip(self.legs, self.legs[1:], strict=False):
            same = self.issues(after) & self.issues(leg)
            if same and self.issues(after) <= same:
                names = ", ".join(issues[name].title or name for name in issues if name in same)
                only = " (the case has no other issue)" if len(issues) == 1 else ""
                yield Finding(
                    "varied", False, after.number, f"it is on {names}, as the step before it{only}"
                )
        yield Finding("varied", True, 0, "no step is on the same issues alone as the one before it")


def _turns(legs: Sequence[Leg]) -> Iterator[_Turn]:
    """Steps in a row by the same one party; a step of several is a turn by itself."""
    run: list[Leg] = []
    for leg in legs:
        if not leg.moves:
            continue
        by = frozenset(leg.by)
        if run and (frozenset(run[-1].by) != by or len(by) > 1):
            yield _Turn(frozenset(run[-1].by), tuple(run))
            run = []
        run.append(leg)
    if run:
        yield _Turn(frozenset(run[-1].by), tuple(run))


def _steps(numbers: Sequence[int], legs: Sequence[Leg]) -> str:
    """Steps by number, and the verb: `step 3 is`, `the steps are`."""
    if len(numbers) == len(legs):
        return "its steps are"
    if len(numbers) == 1:
        return f"step {numbers[0]} is"
    return f"steps {', '.join(map(str, numbers[:-1]))} and {numbers[-1]} are"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _percent(share: Fraction) -> str:
    return f"{shown(100 * share, 1)} %"
