"""What each side gives and gets: a line for each change, adding up to the change in utility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.model.case import Case
from detente.report.naming import listed, value_words, variable_title

ZERO = Fraction(0)


@dataclass(frozen=True)
class Line:
    """One thing that changes.

    Attributes:
        title: the issue, the item, or the things that matter together.
        before: its value at the start, in words.
        after: its value at the target, in words.
        worth: what the change is worth to the party, on its own scale.
        issues: names of the issues that it is about.
    """

    title: str
    before: str
    after: str
    worth: Fraction
    issues: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """What one party gives and gets between two outcomes.

    Attributes:
        gives: changes that cost it something (worth below 0), the dearest first.
        gets: changes worth something to it, the most valuable first.
        free: changes that are all the same to it.
    """

    gives: tuple[Line, ...]
    gets: tuple[Line, ...]
    free: tuple[Line, ...] = ()

    @property
    def given(self) -> Fraction:
        """All that it gives, 0 or less."""
        return sum((line.worth for line in self.gives), ZERO)

    @property
    def got(self) -> Fraction:
        """All that it gets, 0 or more."""
        return sum((line.worth for line in self.gets), ZERO)

    @property
    def total(self) -> Fraction:
        """The change in its utility."""
        return self.given + self.got


def changes(
    case: Case, start: Sequence[int], target: Sequence[int], only: str | None = None
) -> dict[str, tuple[Line, ...]]:
    """Every change between two outcomes, with its worth to each party (or one); in the case's order.

    An issue counts as a whole, items one by one, and each interaction that comes into force or
    falls away by itself, so that the worths of a party's lines add up exactly to the difference of
    its utilities.
    """
    utilities = case.utilities
    found: dict[str, tuple[Line, ...]] = {}
    for p, party in enumerate(case.parties):
        if only not in (None, party):
            continue
        lines = [
            Line(
                variable_title(case, v),
                value_words(case, v, before),
                value_words(case, v, after),
                utilities.value(p, utilities.tables[p][v][after] - utilities.tables[p][v][before]),
                (case.variables[v].issue,),
            )
            for v, (before, after) in enumerate(zip(start, target, strict=True))
            if before != after
        ]
        for condition, units in utilities.interactions[p]:
            held, holds = condition.holds(start), condition.holds(target)
            if held == holds:
                continue
            about = next(
                (
                    term.about
                    for term in case.preferences[party].interactions
                    if term.condition is condition and term.about
                ),
                "",
            )
            scope = sorted(condition.scope)
            together = "Together: " + listed(variable_title(case, v) for v in scope)
            issues = tuple(dict.fromkeys(case.variables[v].issue for v in scope))
            words = ("does not apply", "applies")
            lines.append(
                Line(
                    about.strip().rstrip(".") or together,
                    words[held],
                    words[holds],
                    utilities.value(p, units if holds else -units),
                    issues,
                )
            )
        found[party] = tuple(lines)
    return found


def ledger(case: Case, start: Sequence[int], target: Sequence[int]) -> dict[str, Ledger]:
    """What each party gives and gets when things go from `start` to `target` (value indices).

    For every party `gives` and `gets` add up exactly to the difference of its utilities. Where the
    case has no status quo to start from, `middle.middle(case)` serves: the outcome that splits
    every issue down the middle.
    """
    found = {}
    for party, lines in changes(case, start, target).items():
        found[party] = Ledger(
            tuple(sorted((line for line in lines if line.worth < 0), key=lambda line: line.worth)),
            tuple(sorted((line for line in lines if line.worth > 0), key=lambda line: -line.worth)),
            tuple(line for line in lines if line.worth == 0),
        )
    return found
