"""When the steps of a plan can be done: one after the other, from the date of the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from detente.analysis.planning.plan import Step
from detente.model.case import Case
from detente.model.day import days_after


def scheduled(case: Case, steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """The steps with their first and last days, and a note for each move that would be late.

    A step begins when the one before it has ended and the earliest date of each of its moves has come, and lasts as
    long as its longest move. A case without a date, or whose moves have neither durations nor dates, is left alone.
    """
    dated = any(
        move.duration or move.earliest or move.latest for step in steps for move in step.moves
    )
    if case.as_of is None or not dated:
        return steps, ()
    today: date = case.as_of
    done: list[Step] = []
    late: list[str] = []
    for number, step in enumerate(steps, 1):
        begins = max([today, *(move.earliest for move in step.moves if move.earliest)])
        ends = days_after(begins, max(move.duration for move in step.moves))
        for move in step.moves:
            if move.latest is not None and ends > move.latest:
                name = case.title_of(move.variable)
                late.append(
                    f"step {number} would end on {ends}, after the latest date of {name}, {move.latest}"
                )
        done.append(replace(step, begins=begins, ends=ends))
        today = ends
    return tuple(done), tuple(late)
