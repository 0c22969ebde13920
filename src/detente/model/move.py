"""Moves: who changes a value, what that needs first, and whether it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from detente.model.issue import Issue, Items, Options, Range, Variable
from detente.model.rule import Condition


@dataclass(frozen=True)
class MoveRule:
    """What the case says of some changes of one issue. Where several fit a change, the most particular is used.

    Attributes:
        issue: the issue that changes.
        items: the items meant, for an issue of items; empty means all.
        start: label of the value moved from; None means any.
        end: label of the value moved to; None means any.
        by: who performs it; all of them must act. Empty means the holder (items) or every party (other issues).
        needs: what must hold before the step in which it is made.
        revocable: whether it is undone if the plan breaks off.
        guarantor: third party that can make a step atomic (all of it happens, or none).
        verifier: third party that confirms it.
        increment: largest change of a range in one move; None lets the planner choose.
        duration: days it takes.
        earliest: first date on which it may begin.
        latest: last date on which it may be complete.
    """

    issue: str
    items: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    by: tuple[str, ...] = ()
    needs: Condition | None = None
    revocable: bool = False
    guarantor: str | None = None
    verifier: str | None = None
    increment: Fraction | None = None
    duration: int = 0
    earliest: date | None = None
    latest: date | None = None
    about: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """One issue (or item) going from one value to another, by named performers.

    Attributes:
        variable: index of the variable that changes.
        start: value index moved from.
        end: value index moved to.
        by: performers, all of whom must act, in the case's order of parties.
    """

    variable: int
    start: int
    end: int
    by: tuple[str, ...]
    needs: Condition | None = None
    revocable: bool = False
    guarantor: str | None = None
    verifier: str | None = None
    duration: int = 0
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True)
class Moves:
    """Every change that a case allows, looked up one at a time.

    Attributes:
        parties: names of the parties, in the case's order.
        issues: the issues by name.
        variables: the case's variables.
        rules: what the case says of particular changes.
    """

    parties: tuple[str, ...]
    issues: dict[str, Issue]
    variables: tuple[Variable, ...]
    rules: tuple[MoveRule, ...]

    def rule(self, variable: int, start: int, end: int) -> MoveRule | None:
        """The most particular rule that fits a change; the first of equals; None if none does."""
        this = self.variables[variable]
        best: tuple[int, MoveRule] | None = None
        for rule in self.rules:
            if rule.issue != this.issue or (rule.items and this.item not in rule.items):
                continue
            if rule.start not in (None, this.labels[start]) or rule.end not in (
                None,
                this.labels[end],
            ):
                continue
            known = bool(rule.items) + (rule.start is not None) + (rule.end is not None)
            if best is None or known > best[0]:
                best = (known, rule)
        return best[1] if best else None

    def move(self, variable: int, start: int, end: int) -> Move:
        """The change as a move, with its performers filled in."""
        this = self.variables[variable]
        rule = self.rule(variable, start, end) or MoveRule(this.issue)
        by = rule.by
        if not by:
            by = (this.labels[start],) if this.item is not None else self.parties
        return Move(
            variable,
            start,
            end,
            tuple(party for party in self.parties if party in by),
            rule.needs,
            rule.revocable,
            rule.guarantor,
            rule.verifier,
            rule.duration,
            rule.earliest,
            rule.latest,
        )

    def next_values(self, variable: int, value: int) -> tuple[int, ...]:
        """Values that one move leads to: the neighbours on a ladder, the listed ends, else any other value."""
        this = self.variables[variable]
        issue = self.issues[this.issue]
        count = len(this.labels)
        if isinstance(issue, Options) and issue.ladder:
            return tuple(v for v in (value - 1, value + 1) if 0 <= v < count)
        others = tuple(v for v in range(count) if v != value)
        rules = [r for r in self.rules if r.issue == this.issue]
        listed = bool(rules) and all(r.start is not None and r.end is not None for r in rules)
        if isinstance(issue, Options) and listed:
            return tuple(v for v in others if self.rule(variable, value, v) is not None)
        return others

    def path(self, variable: int, start: int, end: int) -> tuple[Move, ...] | None:
        """The fewest moves that lead from one value to another; None if none do.

        Moves whose needs ask for another value of the same variable are taken only if nothing else leads there: they
        can never be made from where they begin. A range goes in one move here; `split` divides it.
        """
        if start == end:
            return ()
        issue = self.issues[self.variables[variable].issue]
        if isinstance(issue, Range | Items):
            return (self.move(variable, start, end),)
        values = self._way(variable, start, end, hopeful=True) or self._way(variable, start, end)
        if values is None:
            return None
        return tuple(self.move(variable, here, there) for here, there in pairwise(values))

    def _way(self, variable: int, start: int, end: int, hopeful: bool = False) -> list[int] | None:
        """The values on the shortest way; with `hopeful` only by moves whose needs can hold where they begin."""
        came: dict[int, int] = {start: start}
        edge = [start]
        while edge and end not in came:
            reached = []
            for value in edge:
                for after in self.next_values(variable, value):
                    if after not in came and not (hopeful and self._vain(variable, value, after)):
                        came[after] = value
                        reached.append(after)
            edge = reached
        if end not in came:
            return None
        values = [end]
        while values[-1] != start:
            values.append(came[values[-1]])
        return values[::-1]

    def _vain(self, variable: int, start: int, end: int) -> bool:
        """Whether what a change needs can never hold while its variable is where the change begins."""
        rule = self.rule(variable, start, end)
        if rule is None or rule.needs is None or variable not in rule.needs.scope:
            return False
        values = [frozenset(range(len(each.labels))) for each in self.variables]
        values[variable] = frozenset([start])
        return not rule.needs.possible(values)

    def split(self, move: Move, parts: int) -> tuple[Move, ...]:
        """A change of a range as `parts` moves of (nearly) equal length, on the grid of the range."""
        length = abs(move.end - move.start)
        sign = 1 if move.end > move.start else -1
        stops = [move.start + sign * (length * k // parts) for k in range(parts + 1)]
        return tuple(
            self.move(move.variable, here, there)
            for here, there in pairwise(stops)
            if here != there
        )

    def increments(self, move: Move) -> int | None:
        """How many moves the case demands for a change of a range; None if the planner may choose.

        A move goes from one value of the range to another, so an increment of two and a half steps allows two.
        """
        this = self.variables[move.variable]
        issue = self.issues[this.issue]
        rule = self.rule(move.variable, move.start, move.end)
        if not isinstance(issue, Range) or rule is None or rule.increment is None:
            return None
        most = max(1, rule.increment // issue.step)
        return max(1, -(-abs(move.end - move.start) // most))
