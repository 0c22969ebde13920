"""One agreement in full: what changes, what each side gives and gets, and the trades behind it."""

from __future__ import annotations

from collections.abc import Sequence
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
)

if TYPE_CHECKING:
    from detente.analysis.settlement import Settlement
    from detente.cli.output import Page
    from detente.model.case import Case


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
    """What each side gives and gets, side by side."""
    before, after = case.utilities.of(start), case.utilities.of(target)
    columns = []
    for party, book in ledger(case, start, target).items():
        rows = []
        for verb, lines in (("gets", book.gets), ("gives", book.gives), ("also", book.free)):
            for number, line in enumerate(lines):
                figure = signed(line.worth) if line.worth else "0"
                rows.append(("" if number else verb, figure, _line(case, line)))
        title = f"{heading(case, party)}: from {shown(before[party])} to {shown(after[party])}"
        columns.append((title, rows or [("", "", "nothing changes")]))
    page.beside(columns)


def _line(case: Case, line: Line) -> str:
    """A thing that changes; of an item between two sides the column itself says where it goes."""
    if line.after == "applies" or (line.after.startswith("held by ") and len(case.parties) == 2):
        return capital(line.title)
    return f"{capital(line.title)}: {line.after}"
