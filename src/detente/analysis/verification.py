"""Does this plan hold: every rule checked, every figure recomputed, for any plan, ours or a person's.

Written on its own from the definitions, with plain fractions: it shares no code with the planner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from detente.analysis.frontier import Frontier
from detente.analysis.proposal import Planned, Proposal, ProposedStep, proposal, written
from detente.analysis.scale import measured, scales
from detente.analysis.settlement import Settlements
from detente.errors import TooLarge
from detente.model.case import Case
from detente.model.day import days_after
from detente.model.move import Move
from detente.model.number import exact, shown

MOST_HALFWAY = 2**14
"""Ways in which a step can be left half done, up to which each of them is looked at."""


@dataclass(frozen=True)
class Violation:
    """One way in which a plan does not hold.

    Attributes:
        step: number of the step, from 1; 0 means the plan as a whole.
        rule: what is violated: `from`, `moves`, `performers`, `needs`, `rules`, `guarantor`, `dates`, `target` or
            `figures`.
        message: what is wrong, in words, with the amount where there is one.
    """

    step: int
    rule: str
    message: str

    def __str__(self) -> str:
        where = f"step {self.step}" if self.step else "the plan"
        return f"{where}: {self.message}"


@dataclass(frozen=True, repr=False)
class Verification:
    """What the checker found.

    Attributes:
        holds: no violation.
        violations: in order of steps.
        exposure: for each party the most it can lose if the others stop halfway, on its own scale.
        temptation: for each party the most it can gain by stopping, on its own scale.
        trust: the largest of both over all parties, each as a share of the party's scale.
    """

    holds: bool
    violations: tuple[Violation, ...]
    exposure: dict[str, Fraction]
    temptation: dict[str, Fraction]
    trust: Fraction

    def __repr__(self) -> str:
        wrong = f"{len(self.violations)} violations, " if self.violations else ""
        return f"Verification(holds={self.holds}, {wrong}trust {shown(self.trust, 3)})"

    def __str__(self) -> str:
        lines = ["holds" if self.holds else "does not hold", *(f"  {v}" for v in self.violations)]
        lines += [
            f"  {party}: can lose {shown(self.exposure[party])}, can gain by stopping "
            f"{shown(self.temptation[party])}"
            for party in self.exposure
        ]
        return "\n".join([*lines, f"trust {shown(self.trust, 3)}"])


def verify(
    case: Case,
    plan: Mapping[str, Any] | Planned | Proposal,
    *,
    found: Frontier | Settlements | None = None,
) -> Verification:
    """Check a plan, rule by rule, and recompute what it asks.

    Args:
        case: the case; it needs a status quo for every issue.
        plan: what `detente.plan` returned, or the document that `detente plan --json` prints, or one of that form
            written by hand; only `steps` with their `moves` must be there. Figures and a target that are given are
            checked.
        found: the case's frontier or its settlements, if they are known already.

    Raises:
        InputError: the document is no plan of this case (unknown issues or values, missing parts).
        TooLarge: so many parties act apart in one step that the states it may be left in cannot all be looked at.

    Source: the definitions of states, exposure, temptation and trust in the reference on small steps.
    """
    if not isinstance(plan, Mapping | Proposal):
        plan = written(plan)
    asked = plan if isinstance(plan, Proposal) else proposal(case, plan)
    return _Checker(case, asked, found if found is not None else measured(case)).result()


class _Checker:
    """Walks through a plan once, keeping what is in force and what would stay of it."""

    def __init__(self, case: Case, plan: Proposal, found: Frontier | Settlements) -> None:
        assert case.status_quo is not None
        self.case, self.plan = case, plan
        self.state = list(case.status_quo)
        self.stays = list(case.status_quo)
        self.today: date | None = case.as_of
        self.violations: list[Violation] = []
        self.left: list[tuple[int, ...]] = [tuple(self.stays)]  # what stays, for each visited state
        utilities = case.utilities
        self.scale = [utilities.value(p, units) for p, units in enumerate(scales(found))]

    def wrong(self, step: int, rule: str, message: str) -> None:
        found = Violation(step, rule, message)
        if found not in self.violations:  # as when several parts of one change need the same
            self.violations.append(found)

    @property
    def followed(self) -> bool:
        """Whether the plan could be followed so far: else its figures are of states that it never reaches."""
        return all(violation.rule == "figures" for violation in self.violations)

    def result(self) -> Verification:
        for number, step in enumerate(self.plan.steps, 1):
            self._step(number, step)
        self._target()
        exposure, temptation = self._asked()
        shares = [
            most / whole
            for figures in (exposure, temptation)
            for most, whole in zip(figures.values(), self.scale, strict=True)
        ]
        trust = max(shares, default=Fraction(0))
        if self.followed:
            self._figures(exposure, temptation, trust)
        violations = tuple(self.violations)
        return Verification(not violations, violations, exposure, temptation, trust)

    def _step(self, number: int, step: ProposedStep) -> None:
        before, left_before = list(self.state), list(self.stays)
        moves = [move for made in step.moves for move in self._moves(number, made.moves, made.by)]
        if step.atomic:
            named = {move.guarantor for move in moves}
            if len(named) != 1 or None in named:
                self.wrong(
                    number,
                    "guarantor",
                    "it is called atomic, but no one guarantor stands for all its moves",
                )
        for move in moves:
            if move.needs is not None and not move.needs.holds(before):
                self.wrong(
                    number,
                    "needs",
                    f"what {self._name(move)} needs is not there yet when the step begins",
                )
        everybody = {party for move in moves for party in move.by}
        if not step.atomic:
            for acted in _some_of(moves, number):
                self.left.append(_made(moves, before, left_before, acted)[1])
        state, stays = _made(moves, before, left_before, everybody)
        self.state, self.stays = list(state), list(stays)
        if number < len(self.plan.steps):
            self.left.append(stays)
        for rule in self.case.rules:
            if not rule.condition.holds(state):
                self.wrong(number, "rules", f"the state after it breaks the rule {rule.name!r}")
        self._dates(number, moves)
        if step.utilities and self.followed:
            self._compare(number, "utility", step.utilities, self.case.utilities.of(state))

    def _moves(
        self, number: int, moves: Sequence[Move] | str, by: tuple[str, ...] | None
    ) -> list[Move]:
        """The moves of the case that one line of the plan stands for."""
        if isinstance(moves, str):
            self.wrong(number, "moves", moves)
            return []
        first = moves[0] if moves else None
        if first is not None:
            expected = self.state[first.variable]
            if first.start != expected:
                labels = self.case.variables[first.variable].labels
                self.wrong(
                    number,
                    "from",
                    f"{self._name(first)} is at {labels[expected]!r} by then, not at {labels[first.start]!r}",
                )
        for move in moves:
            most = self.case.changes.increments(move)
            if most is not None and most > 1:
                self.wrong(
                    number,
                    "moves",
                    f"{self._name(move)} changes by more than one increment at a time",
                )
            if by is not None and set(by) != set(move.by):
                self.wrong(
                    number,
                    "performers",
                    f"{self._name(move)} is performed by {self._who(move.by)}, not by {self._who(by)}",
                )
            self.state[move.variable] = (
                move.end
            )  # so that a second line on the same issue goes on from here
        return list(moves)

    def _name(self, move: Move) -> str:
        return self.case.title_of(move.variable)

    def _who(self, by: Sequence[str]) -> str:
        return " and ".join(self.case.parties[name].title or name for name in by) or "nobody"

    def _dates(self, number: int, moves: Sequence[Move]) -> None:
        if self.today is None or not moves:
            return
        begins = max([self.today, *(move.earliest for move in moves if move.earliest)])
        ends = days_after(begins, max(move.duration for move in moves))
        for move in moves:
            if move.latest is not None and ends > move.latest:
                self.wrong(
                    number,
                    "dates",
                    f"it ends on {ends}, but {self._name(move)} must be done by {move.latest}",
                )
        self.today = ends

    def _target(self) -> None:
        if self.plan.target is None:
            return
        for v, (reached, wanted) in enumerate(zip(self.state, self.plan.target, strict=True)):
            if reached != wanted:
                variable = self.case.variables[v]
                self.wrong(
                    0,
                    "target",
                    f"it ends with {self.case.title_of(v)} at {variable.labels[reached]!r}, "
                    f"its target is {variable.labels[wanted]!r}",
                )

    def _asked(self) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """Exposure and temptation of each party over the visited states, from the definitions."""
        case = self.case
        today, end = (case.utilities.of(state) for state in (self.left[0], self.state))
        visited = list(map(case.utilities.of, dict.fromkeys(self.left))) if self.plan.steps else []
        exposure, temptation = {}, {}
        for p, party in enumerate(case.parties):
            no_deal = case.utilities.value(p, case.reservations[p])
            penalty = case.utilities.value(p, case.utilities.penalties[p])
            now, then = today[party], end[party]
            walk_away = [no_deal + worth[party] - now for worth in visited]
            exposure[party] = max([Fraction(0), *(no_deal - value for value in walk_away)])
            temptation[party] = max([Fraction(0), *(value - then - penalty for value in walk_away)])
        return exposure, temptation

    def _figures(
        self, exposure: dict[str, Fraction], temptation: dict[str, Fraction], trust: Fraction
    ) -> None:
        self._compare(0, "exposure", self.plan.exposure, exposure)
        self._compare(0, "temptation", self.plan.temptation, temptation)
        self._compare(
            0, "utility at the target", self.plan.utilities, self.case.utilities.of(self.state)
        )
        if self.plan.trust is not None:
            self._compare(0, "trust", {"all": self.plan.trust}, {"all": trust})

    def _compare(
        self, step: int, what: str, given: Mapping[str, Any], known: Mapping[str, Fraction]
    ) -> None:
        """Hold figures that the plan states against ours; they were printed as doubles."""
        for party, figure in given.items():
            if party not in known:
                self.wrong(step, "figures", f"{what}: no party is called {party!r}")
            elif abs(exact(figure) - known[party]) > max(abs(known[party]), Fraction(1)) / 10**9:
                who = "" if party == "all" else f" of {party}"
                self.wrong(
                    step,
                    "figures",
                    f"{what}{who} is said to be {figure}; it is {shown(known[party], 6)}",
                )


def _some_of(moves: Sequence[Move], step: int) -> set[frozenset[str]]:
    """Everybody who may have acted in a step while others have not, as far as it makes a difference.

    Whoever has acted, the moves made are those whose performers are all among them. So it is enough to look at sets of
    parties that are the performers of some moves and nobody else.

    Raises:
        TooLarge: there are more than `MOST_HALFWAY`.
    """
    found = {frozenset[str]()}
    for by in {frozenset(move.by) for move in moves}:
        found |= {acted | by for acted in found}
        if len(found) > MOST_HALFWAY:
            raise TooLarge(
                f"step {step} can be left half done in more than {MOST_HALFWAY:,} ways, too many to look at each; cut "
                "it into smaller steps"
            )
    return found - {frozenset(), frozenset(party for move in moves for party in move.by)}


def _made(
    moves: Sequence[Move], state: Sequence[int], stays: Sequence[int], acted: Set[str]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The state, and what stays of it, when of a step's performers only some have acted."""
    now, left = list(state), list(stays)
    for move in moves:
        if all(party in acted for party in move.by) and now[move.variable] == move.start:
            now[move.variable] = move.end
            if not move.revocable:
                left[move.variable] = move.end
    return tuple(now), tuple(left)
