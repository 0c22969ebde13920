"""One agreement in full: what changes, what each side gives and gets, and the trades behind it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from detente.cli.words import outcome_lines
from detente.model.number import shown
from detente.report.words import (
    Line,
    capital,
    heading,
    ledger,
    middle_words,
    signed,
    trades,
    value_words,
    variable_title,
)

if TYPE_CHECKING:
    from detente.analysis.settlement import Settlement
    from detente.cli.output import Page
    from detente.model.case import Case


_LINES = 10
"""Lines for what a side gets, and for what it gives; of more the last one sums up."""


def print_settlement(page: Page, case: Case, one: Settlement) -> None:
    """A settlement: its outcome, what each side gives and gets, its trades."""
    if one.point is None:
        page.listed(outcome_lines(case, one.outcome))
        return
    target = one.point.indices
    start = case.status_quo
    if start is None:
        page.listed(outcome_lines(case, one.outcome))
    else:
        give_and_get(page, case, start, target)
    found = trades(case, target)
    if found is not None:
        page.heading("The trades in it")
        for sentence in found.sentences:
            page.paragraph(sentence)
        if found.trades:
            page.paragraph(f"({middle_words(case).rstrip('.')}.)")


def give_and_get(page: Page, case: Case, start: Sequence[int], target: Sequence[int]) -> None:
    """What each side gives and gets, side by side.

    Of very many changes each side's largest are shown, the rest summed up, and all of them listed
    once below.
    """
    before, after = case.utilities.of(start), case.utilities.of(target)
    columns = []
    short = False
    for party, book in ledger(case, start, target).items():
        rows = []
        for verb, lines in (("gets", book.gets), ("gives", book.gives), ("also", book.free)):
            shown_ = lines if len(lines) <= _LINES else lines[: _LINES - 1]
            for number, line in enumerate(shown_):
                figure = signed(line.worth) if line.worth else "0"
                rows.append(("" if number else verb, figure, _line(case, line)))
            rest = lines[len(shown_) :]
            if rest:
                short = True
                total = sum((line.worth for line in rest), Fraction(0))
                what = f"{len(rest)} {'smaller' if total else 'other'} matters"
                rows.append(("", signed(total) if total else "0", what))
        title = f"{heading(case, party)}: from {shown(before[party])} to {shown(after[party])}"
        columns.append((title, rows or [("", "", "nothing changes")]))
    page.beside(columns)
    if short:
        page.heading("All that changes")
        page.listed(
            f"{variable_title(case, v)}: {value_words(case, v, value)}"
            for v, value in enumerate(target)
            if value != start[v]
        )


def _line(case: Case, line: Line) -> str:
    """A thing that changes; of an item between two sides the column itself says where it goes."""
    if line.after == "applies" or (line.after.startswith("held by ") and len(case.parties) == 2):
        return capital(line.title)
    return f"{capital(line.title)}: {line.after}"
