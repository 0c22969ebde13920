"""What a calendar of a plan shows: a row for each matter that changes, and on it a bar for each move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from detente.model.case import Case
from detente.model.issue import Items
from detente.report.course import Course
from detente.report.naming import (
    capital,
    issue_title,
    moves_words,
    runs,
    the,
    value_words,
    variable_title,
)


@dataclass(frozen=True)
class Bar:
    """One move on the calendar, or several that follow each other too closely to be drawn apart.

    Attributes:
        steps: first and last step.
        begins: place on the axis: the ordinal of a day, or a step.
        ends: likewise.
        by: who performs it.
        lasting: whether it cannot be undone.
        atomic: whether somebody guarantees the step.
        verified: whether somebody confirms it.
        about: the move in words.
    """

    steps: tuple[int, int]
    begins: float
    ends: float
    by: tuple[str, ...]
    lasting: bool
    atomic: bool
    verified: bool
    about: str

    @property
    def text(self) -> str:
        """Its steps: `3`, or `3-6`."""
        first, last = self.steps
        return str(first) if first == last else f"{first}–{last}"

    @property
    def kind(self) -> tuple[object, ...]:
        """What must be the same for two bars to be drawn as one."""
        return self.by, self.lasting, self.atomic, self.verified


@dataclass(frozen=True)
class Row:
    """A matter that changes.

    Attributes:
        title: the issue or the item.
        course: from what to what.
        group: the issue above it, where this is the first of its items.
        indented: whether it is one of the items of an issue.
        bars: its moves, in order.
        earliest: days before which a move cannot begin.
        latest: days by which a move must be complete.
    """

    title: str
    course: str
    group: str
    indented: bool
    bars: tuple[Bar, ...]
    earliest: tuple[date, ...]
    latest: tuple[date, ...]


def rows(course: Course, dated: bool) -> list[Row]:
    """The rows, in the case's order.

    Args:
        course: the plan.
        dated: whether places are days; else step k goes from k - 1 to k.
    """
    case = course.case
    bars: dict[int, list[Bar]] = {}
    ends: dict[int, list[int]] = {}
    limits: dict[int, tuple[set[date], set[date]]] = {}
    for number, step in enumerate(course.steps, 1):
        begins, last = float(number - 1), float(number)
        if dated and step.begins and step.ends:
            begins, last = float(step.begins.toordinal()), float(step.ends.toordinal())
        for run in runs(step.moves):
            move, duration = run[0], max(each.duration for each in run)
            until = min(last, begins + duration) if dated else last
            bar = Bar(
                (number, number),
                begins,
                until,
                move.by,
                not all(each.revocable for each in run),
                step.atomic,
                any(each.verifier for each in run),
                "; ".join(moves_words(case, run)),
            )
            bars.setdefault(move.variable, []).append(bar)
            ends.setdefault(move.variable, [move.start]).append(run[-1].end)
            early, late = limits.setdefault(move.variable, (set(), set()))
            early.update(each.earliest for each in run if each.earliest and dated)
            late.update(each.latest for each in run if each.latest and dated)
    found = []
    named = ""
    for v in sorted(bars):
        issue = case.issues[case.variables[v].issue]
        title = capital(issue_title(issue)) if isinstance(issue, Items) else ""
        first, until_value = (_value(case, v, k) for k in (ends[v][0], ends[v][-1]))
        found.append(
            Row(
                capital(variable_title(case, v)),
                f"{first} → {until_value}",
                title if title != named else "",
                bool(title),
                tuple(bars[v]),
                tuple(sorted(limits[v][0])),
                tuple(sorted(limits[v][1])),
            )
        )
        named = title
    return found


def _value(case: Case, variable: int, index: int) -> str:
    """A value, or who holds the item: in the first column there is little room."""
    this = case.variables[variable]
    return (
        value_words(case, variable, index) if this.item is None else the(case, this.labels[index])
    )


def joined(bars: Sequence[Bar], near: float) -> list[Bar]:
    """The bars with those made one that follow each other on the spot and are of one kind.

    Args:
        bars: in order.
        near: length on the axis below which a bar's number hides the next.
    """
    found: list[Bar] = []
    for bar in bars:
        last = found[-1] if found else None
        if last is not None and last.kind == bar.kind and bar.ends - last.begins < near:
            found[-1] = replace(
                last,
                steps=(last.steps[0], bar.steps[1]),
                ends=bar.ends,
                about=f"{last.about}; {bar.about}" if len(last.about) < 400 else last.about,
            )
        else:
            found.append(bar)
    return found
