"""The course of a plan: from state to state, from day to day, and what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from detente.analysis.verification.calendar import Calendar
from detente.analysis.verification.proposal import Proposal, ProposedMove, ProposedStep
from detente.analysis.verification.result import Violation
from detente.analysis.verification.ways import meant
from detente.errors import TooLarge
from detente.model.case import Case, Indices
from detente.model.move import Move
from detente.model.rule import Condition
from detente.model.standing import Standing

_MOST_NAMED = 4

MOST_HALFWAY = 2**14
"""Ways in which a step can be left half done, up to which each of them is looked at."""


@dataclass(frozen=True)
class Leg:
    """One step as it is carried out.

    Attributes:
        number: of the step, from 1.
        moves: what is done, in the order of the plan's lines.
        lines: for each move the line of the plan that it comes from.
        guaranteed: whether one guarantor stands for all of it, and the plan says that it is atomic.
        before: the state in which it begins.
        after: the state in which it ends.
        left: what stays of the state in which it ends, terms left aside.
        halfway: (who has acted, state, what stays) wherever only some have acted; empty where it is guaranteed.
        begins: number of its first day.
        ends: number of its last day.
    """

    number: int
    moves: tuple[Move, ...]
    lines: tuple[ProposedMove, ...]
    guaranteed: bool
    before: Indices
    after: Indices
    left: Indices
    halfway: tuple[tuple[tuple[str, ...], Indices, Indices], ...]
    begins: int
    ends: int

    @property
    def by(self) -> tuple[str, ...]:
        """Everybody who acts in it."""
        return tuple(dict.fromkeys(party for move in self.moves for party in move.by))


class Course:
    """Follows a plan step by step. Where a step is wrong, it goes on as the plan seems to mean it.

    So one mistake is told once, and not again by everything that comes after it.
    """

    def __init__(self, case: Case, plan: Proposal, standing: Standing | None) -> None:
        assert case.status_quo is not None
        self.case, self.plan, self.standing = case, plan, standing
        self.violations: list[Violation] = []
        first = plan.steps[0].begins if plan.steps else None
        self.calendar = Calendar(case, standing, first)
        self.start: Indices = standing.state if standing is not None else case.status_quo
        self.stays: Indices = standing.stays if standing is not None else case.status_quo
        self.legs: list[Leg] = []
        for number, step in enumerate(plan.steps, 1):
            self.legs.append(self._leg(number, step))

    @property
    def end(self) -> Indices:
        """The state in which the plan ends."""
        return self.legs[-1].after if self.legs else self.start

    @property
    def last_day(self) -> int:
        """Number of the day on which the plan ends."""
        return self.legs[-1].ends if self.legs else self.calendar.first

    def wrong(self, step: int, rule: str, message: str, **more: Any) -> None:
        """Keep a violation, once."""
        found = Violation(step, rule, message, **more)
        if found not in self.violations:
            self.violations.append(found)

    def name(self, variable: int) -> str:
        """What is settled, as people call it."""
        return self.case.title_of(variable)

    def who(self, by: Sequence[str]) -> str:
        """Parties, as people call them."""
        return " and ".join(self.case.parties[name].title or name for name in by) or "nobody"

    def _leg(self, number: int, step: ProposedStep) -> Leg:
        before = self.legs[-1].after if self.legs else self.start
        left_before = self.legs[-1].left if self.legs else self.stays
        moves, lines = self._moves(number, step, before)
        guaranteed = step.atomic and self._guaranteed(number, moves)
        begins, ends = self._days(number, step, moves)
        after, left = _made(moves, before, left_before, None)
        self._conditions(number, moves, before, after)
        self._terms(number, moves, begins, ends)
        halfway = []
        if not guaranteed:
            for acted in _some_of(moves, number):
                state, stays = _made(moves, before, left_before, acted)
                names = tuple(party for party in self.case.parties if party in acted)
                halfway.append((names, state, stays))
        return Leg(
            number,
            tuple(moves),
            tuple(lines),
            guaranteed,
            before,
            after,
            left,
            tuple(halfway),
            begins,
            ends,
        )

    def _moves(
        self, number: int, step: ProposedStep, before: Indices
    ) -> tuple[list[Move], list[ProposedMove]]:
        """The moves of a step, each checked by itself, and the lines that they come from."""
        state = list(before)
        visited: dict[int, set[int]] = {}
        moves: list[Move] = []
        lines: list[ProposedMove] = []
        for line in step.moves:
            v = line.variable
            found = self._line(number, line, state[v], before)
            start = state[v] if line.start is None else line.start
            passed = visited.setdefault(v, {start})
            if start != state[v]:  # which has been told
                passed = visited[v] = {start}
            for move in found:
                if move.end in passed:
                    self.wrong(
                        number,
                        "moves",
                        f"{self.name(v)} comes back to {self._value(v, move.end)!r} within the step",
                        issue=self.case.variables[v].name,
                    )
                passed.add(move.end)
                moves.append(move)
                lines.append(line)
            state[v] = line.end  # so that a second line on the same issue goes on from here
        return moves, lines

    def _line(
        self, number: int, line: ProposedMove, here: int, before: Indices
    ) -> tuple[Move, ...]:
        """The moves that one line stands for, checked against where things stand and what the case says."""
        v = line.variable
        about = {"issue": self.case.variables[v].name}
        start = here if line.start is None else line.start
        if start != here:
            self.wrong(
                number,
                "from",
                f"{self.name(v)} is at {self._value(v, here)!r} by then, not at {self._value(v, start)!r}",
                **about,
            )
        moves, known = meant(self.case, line, start, before, self.standing)
        if start == line.end:
            self.wrong(
                number,
                "moves",
                f"{self.name(v)} is at {self._value(v, start)!r} already, so this changes nothing",
                **about,
            )
        if not known:
            self.wrong(
                number,
                "moves",
                f"no moves of the case lead from {self._value(v, start)!r} to {self._value(v, line.end)!r} on "
                f"{self.name(v)}",
                **about,
            )
            return moves
        for move in moves:
            most = self.case.changes.increments(move)
            if most is not None and most > 1:
                self.wrong(
                    number,
                    "moves",
                    f"{self.name(v)} changes by more than one increment at a time: it takes {most} moves",
                    amount=Fraction(most),
                    **about,
                )
            if line.by is not None and set(line.by) != set(move.by):
                self.wrong(
                    number,
                    "performers",
                    f"{self.name(v)} is performed by {self.who(move.by)}, not by {self.who(line.by)}",
                    **about,
                )
            if line.guarantor is not None and line.guarantor != move.guarantor:
                third = self.case.third_parties
                named = third[line.guarantor].title or line.guarantor
                known_as = (third[g].title or g) if (g := move.guarantor) in third else g
                self.wrong(
                    number,
                    "guarantor",
                    f"{named} is not named as guarantor of {self.name(v)} in the case; "
                    f"{f'that is {known_as}' if known_as else 'nobody is'}",
                    **about,
                )
            if self.standing is not None and self.standing.refuses(v, move.end):
                self.wrong(
                    number,
                    "refused",
                    f"{self.name(v)} cannot be moved to {self._value(v, move.end)!r}: that is refused",
                    **about,
                )
        return moves

    def _value(self, variable: int, index: int) -> str:
        return self.case.variables[variable].labels[index]

    def _guaranteed(self, number: int, moves: Sequence[Move]) -> bool:
        """Whether one guarantor stands for all moves of a step."""
        named = {move.guarantor for move in moves}
        if len(named) == 1 and None not in named:
            return True
        if moves:
            self.wrong(
                number,
                "guarantor",
                "it is called atomic, but no one guarantor stands for all its moves",
            )
        return not moves

    def _conditions(
        self, number: int, moves: Sequence[Move], before: Indices, after: Indices
    ) -> None:
        """What the moves need where the step begins, and the rules where it ends."""
        for move in moves:
            if move.needs is not None and not move.needs.holds(before):
                self.wrong(
                    number,
                    "needs",
                    f"what {self.name(move.variable)} needs is not there yet when the step begins: "
                    f"{self._stand(move.needs, before)} by then",
                    issue=self.case.variables[move.variable].name,
                )
        for rule in self.case.rules:
            # told where it is broken, and not again after each step until it is mended
            if rule.condition.holds(after) or (number > 1 and not rule.condition.holds(before)):
                continue
            self.wrong(
                number,
                "rules",
                f"the state after it breaks the rule {rule.name!r}: {self._stand(rule.condition, after)} by then",
            )

    def _stand(self, condition: Condition, state: Indices) -> str:
        """Where the issues that a condition looks at stand."""
        scope = sorted(condition.scope)
        found = [f"{self.name(v)} is at {self._value(v, state[v])!r}" for v in scope[:_MOST_NAMED]]
        if len(scope) > _MOST_NAMED:
            return ", ".join([*found, f"{len(scope) - _MOST_NAMED} more"])
        return " and ".join([", ".join(found[:-1]), found[-1]] if found[1:] else found)

    def _days(self, number: int, step: ProposedStep, moves: Sequence[Move]) -> tuple[int, int]:
        """When a step begins and ends."""
        calendar = self.calendar
        begins = self.legs[-1].ends if self.legs else calendar.first
        longest = max((move.duration for move in moves), default=0)
        if not calendar.dated:
            return begins, calendar.later(begins, longest)
        why = "the step before it ends" if self.legs else "things stand as they are"
        for move in moves:
            if move.earliest is not None and calendar.number(move.earliest) > begins:
                begins = calendar.number(move.earliest)
                why = f"{self.name(move.variable)} may begin"
        if step.begins is not None:
            stated = calendar.number(step.begins)
            if stated < begins:
                self.wrong(
                    number,
                    "dates",
                    f"it is to begin on {step.begins}, {_days(begins - stated)} before {why} "
                    f"({calendar.date(begins)})",
                    day=step.begins,
                    amount=Fraction(begins - stated),
                )
            begins = max(begins, stated)
        ends = calendar.later(begins, longest)
        for move in moves:
            if move.latest is not None and ends > calendar.number(move.latest):
                late = ends - calendar.number(move.latest)
                self.wrong(
                    number,
                    "dates",
                    f"it ends on {calendar.date(ends)}, but {self.name(move.variable)} must be done by "
                    f"{move.latest}, {_days(late)} earlier",
                    issue=self.case.variables[move.variable].name,
                    day=calendar.date(ends),
                    amount=Fraction(late),
                )
        if step.ends is not None and calendar.number(step.ends) != ends:
            self.wrong(
                number,
                "figures",
                f"it is said to end on {step.ends}; it ends on {calendar.date(ends)}",
                day=calendar.date(ends),
                amount=Fraction(abs(ends - calendar.number(step.ends))),
            )
        return begins, ends

    def _terms(self, number: int, moves: Sequence[Move], begins: int, ends: int) -> None:
        """A step that a term bears on must end before the term does."""
        for lapse in self.calendar.lapses:
            if ends < lapse.day:
                continue
            for move in moves:
                v = move.variable
                in_force = begins >= lapse.day and lapse.after.get(v) == move.end
                if v in lapse.variables and not in_force:
                    said = f"{self.name(v)} rests on {self._term(lapse.term)}"
                elif move.needs is not None and move.needs.scope & lapse.variables:
                    said = f"what {self.name(v)} needs rests on {self._term(lapse.term)}"
                else:
                    continue
                day = self.calendar.date(lapse.day)
                since = f"on {day}" if day else "already"
                when = f"; the step ends on {self.calendar.date(ends)}" if day else ""
                self.wrong(
                    number,
                    "terms",
                    f"{said}, which lapses {since}{when}",
                    issue=self.case.variables[v].name,
                    day=day,
                    amount=Fraction(ends - lapse.day),
                )

    def _term(self, name: str) -> str:
        return next((t.title or t.name for t in self.case.terms if t.name == name), name)

    def days(self) -> tuple[tuple[date, date], ...]:
        """For each step its first and last day; empty where the case has no dates."""
        found = []
        for leg in self.legs:
            begins, ends = self.calendar.date(leg.begins), self.calendar.date(leg.ends)
            if begins is not None and ends is not None:
                found.append((begins, ends))
        return tuple(found)


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _some_of(moves: Sequence[Move], step: int) -> list[frozenset[str]]:
    """Everybody who may have acted in a step while others have not, as far as it makes a difference.

    Whoever has acted, the moves made are those whose performers are all among them. So it is enough to look at sets of
    parties that are the performers of some moves and nobody else.

    Raises:
        TooLarge: there are more than `MOST_HALFWAY`.
    """
    found = {frozenset[str]()}
    everybody = frozenset(party for move in moves for party in move.by)
    for by in {frozenset(move.by) for move in moves}:
        found |= {acted | by for acted in found}
        if len(found) > MOST_HALFWAY:
            raise TooLarge(
                f"step {step} can be left half done in more than {MOST_HALFWAY:,} ways, too many to look at each; cut "
                "it into smaller steps"
            )
    return sorted(found - {frozenset(), everybody}, key=lambda acted: (len(acted), sorted(acted)))


def _made(
    moves: Sequence[Move],
    state: Sequence[int],
    stays: Sequence[int],
    acted: AbstractSet[str] | None,
) -> tuple[Indices, Indices]:
    """The state, and what stays of it, when of a step's performers only some have acted (None: all).

    Once all have, each move is made, even one that starts where things do not stand; who has made a move that starts
    from a value which others have yet to bring about, has made it in vain so far.
    """
    now, left = list(state), list(stays)
    for move in moves:
        if acted is None or (
            all(party in acted for party in move.by) and now[move.variable] == move.start
        ):
            now[move.variable] = move.end
            if not move.revocable:
                left[move.variable] = move.end
    return tuple(now), tuple(left)
