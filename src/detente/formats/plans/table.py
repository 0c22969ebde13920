"""A plan as a table, one line a move: made into the tree that a plan in YAML would have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, short
from detente.formats.detente.tree import Map, Seq, Word
from detente.formats.plans.cells import Row

COLUMNS: dict[str, tuple[str, ...]] = {
    "step": ("step", "steps", "no", "nr", "number", "step no"),
    "issue": ("issue", "what", "matter", "subject"),
    "item": ("item", "thing"),
    "from": ("from", "from value", "before"),
    "to": ("to", "to value", "after"),
    "by": ("by", "who", "performer", "performers", "party", "parties", "performed by"),
    "atomic": ("atomic", "all or nothing"),
    "guarantor": ("guarantor", "guaranteed by"),
    "verifier": ("verifier", "verified by"),
    "begins": ("begins", "begin", "starts", "date", "day", "on", "when"),
    "ends": ("ends", "end"),
    "announced": ("announced", "announced on"),
}
"""The columns of a table, and what else their headers may be called."""

NOTES = ("note", "notes", "comment", "comments", "remark", "remarks", "about", "why", "")
"""Headers of columns that are passed over; so are those that begin with `x-`."""

_CALLED = {name: column for column, names in COLUMNS.items() for name in names}
_OF_STEP = ("begins", "ends", "announced")
_YES = ("yes", "y", "true", "x", "1", "✓", "✔", "✅", "☑")
_NO = ("no", "n", "false", "0")
_NOTHING = ("", "-", "–", "—")
_NUMBER = re.compile(r"(?:step|no|nr|#)?[ .#]*([0-9]{1,6})[ .):]*")


def header_fit(row: Row) -> int:
    """How many of the cells of a row are headers of a plan's table."""
    return len({_column(cell) for cell in row} & set(COLUMNS))


def is_header(row: Row) -> bool:
    """Whether a row is the header of a plan's table: it names the issue and the value that it goes to."""
    return {"issue", "to"} <= {_column(cell) for cell in row}


def _column(cell: str) -> str:
    """The column that a header stands for; as it is written where it stands for none."""
    name = " ".join(re.sub(r"[*_`:.#?]+", " ", cell.casefold()).split())
    return _CALLED.get(name, name)


def tree_of(rows: Sequence[Row], delimiter: str, mistakes: Mistakes) -> Map:
    """The tree of a plan, from the rows of a table.

    Args:
        rows: the header first.
        delimiter: what stands between cells, for messages.
        mistakes: where mistakes are kept.
    """
    return _Table(rows, delimiter, mistakes).tree()


class _Table:
    """Goes through a table line by line."""

    def __init__(self, rows: Sequence[Row], delimiter: str, mistakes: Mistakes) -> None:
        self.rows = rows
        self.delimiter = delimiter
        self.mistakes = mistakes
        self.steps = Seq(rows[0][0].span)
        self.number = 0
        self.step: Map | None = None
        self.said: dict[
            str, Word
        ] = {}  # whether the step is atomic, and from which cell that is known

    def tree(self) -> Map:
        """All of it."""
        found = Map(self.rows[0][0].span)
        found.put("steps", found.span, self.steps, found.span)
        columns = self.columns()
        if columns is None:
            return found
        for row in self.rows[1:]:
            if not any(row):
                continue
            cells = {name: Word.at("", row[0].span) for name in COLUMNS}
            for k, cell in enumerate(row):
                if k < len(columns):
                    if columns[k] in COLUMNS:
                        cells[columns[k]] = cell
                elif cell:
                    hint = (
                        "write '\\|' for a '|' inside a cell"
                        if self.delimiter == "|"
                        else f"put a cell with '{_shown(self.delimiter)}' in it into quotation marks"
                    )
                    self.mistakes.add(
                        cell.span, f"this line has more cells than the header; {hint}"
                    )
                    break
            self.line(row[0].span, cells, "step" in columns)
        self.close()
        if len(self.rows) == 1:
            self.mistakes.add(
                self.rows[0][0].span,
                "there is a header, but no line under it; write one for each move",
            )
        return found

    def columns(self) -> list[str] | None:
        """What each column holds; None if the table cannot be read."""
        found: list[str] = []
        for cell in self.rows[0]:
            column = _column(cell)
            if column in COLUMNS and column in found:
                self.mistakes.add(
                    cell.span, f"a second column for '{column}'; call it 'note' or take it away"
                )
                column = ""
            elif column not in COLUMNS and column not in NOTES and not column.startswith("x-"):
                hint = did_you_mean(column, COLUMNS, "there can be")
                self.mistakes.add(
                    cell.span,
                    f"no column of a plan is called '{short(cell)}'{hint}; a column of remarks is called 'note'"
                    if "mean" not in hint
                    else f"no column of a plan is called '{short(cell)}'{hint}",
                )
            found.append(column)
        missing = [name for name in ("issue", "to") if name not in found]
        if not missing:
            return found
        self.mistakes.add(
            self.rows[0][0].span,
            f"the header has no column {' and no column '.join(map(repr, missing))}; a table of moves has at least "
            "'issue' and 'to', and best also 'step', 'from' and 'by'",
        )
        return None

    def line(self, span: Span, cells: dict[str, Word], numbered: bool) -> None:
        """One line: one move."""
        self.count(span, cells["step"], numbered)
        assert self.step is not None
        for key in _OF_STEP:
            self.of_step(key, cells[key])
        self.atomic(cells["atomic"], cells["guarantor"])
        if not cells["issue"] and cells["item"] not in _NOTHING:  # an item alone says which
            cells = {**cells, "issue": cells["item"], "item": cells["issue"]}
        good = True
        for key in ("issue", "to"):
            if not cells[key]:
                what = "which issue changes" if key == "issue" else "which value it goes to"
                self.mistakes.add(
                    cells[key].span, f"this line does not say {what}; fill in '{key}'"
                )
                good = False
        if not good:
            return
        move = Map(span)
        for key in ("issue", "item", "from", "to", "by", "guarantor", "verifier"):
            cell = cells[key]
            if cell and not (key not in ("issue", "to", "from") and cell in _NOTHING):
                move.put(key, cell.span, cell, cell.span)
        self.step["moves"].put(move, span)

    def count(self, span: Span, cell: Word, numbered: bool) -> None:
        """Begin another step where the line belongs to one."""
        number = self.number + (self.step is None or not numbered)
        if numbered and cell not in _NOTHING:
            found = _NUMBER.fullmatch(cell.casefold())
            if found is None:
                self.mistakes.add(
                    cell.span,
                    f"'{short(cell)}' is no number of a step; number the steps 1, 2, 3, or leave the cell empty where "
                    "a move belongs to the step above",
                )
            else:
                number = int(found[1])
                if number not in (self.number, self.number + 1) or number == 0:
                    place = f"follows step {self.number}" if self.number else "is the first here"
                    self.mistakes.add(
                        cell.span,
                        f"step {number} {place}; number the steps 1, 2, 3 in the order in which they are made",
                    )
        if number != self.number or self.step is None:
            self.close()
            self.number = number
            self.step = Map(span)
            self.step.put("moves", span, Seq(span), span)
            self.steps.put(self.step, span)

    def of_step(self, key: str, cell: Word) -> None:
        """What a line says of its whole step."""
        assert self.step is not None
        if cell in _NOTHING:
            return
        if key in self.step and self.step[key] != cell:
            self.mistakes.add(
                cell.span,
                f"'{short(cell)}' is not what another line of the same step says of '{key}' "
                f"('{short(self.step[key])}'); say it once",
            )
        elif key not in self.step:
            self.step.put(key, cell.span, cell, cell.span)

    def atomic(self, cell: Word, guarantor: Word) -> None:
        """Whether the step is atomic, as far as one line says so: by its own column, or by naming a guarantor."""
        if guarantor not in _NOTHING:
            self.said.setdefault("guarantor", guarantor)
        word = cell.casefold()
        if word in _NOTHING:
            return
        if word not in _YES and word not in _NO:
            self.mistakes.add(cell.span, f"'{short(cell)}' is neither 'yes' nor 'no'")
            return
        said = "yes" if word in _YES else "no"
        other = "no" if word in _YES else "yes"
        if other in self.said:
            self.mistakes.add(
                cell.span,
                f"this says '{said}', another line of the same step '{other}'; a step is atomic as a whole or not",
            )
        self.said.setdefault(said, cell)

    def close(self) -> None:
        """End a step: what its lines say of it as a whole."""
        if self.step is not None:
            source = self.said.get("yes") or (
                None if "no" in self.said else self.said.get("guarantor")
            )
            if source is not None:
                self.step.put("atomic", source.span, Word.at("true", source.span), source.span)
        self.said = {}


def _shown(delimiter: str) -> str:
    return "a tab" if delimiter == "\t" else delimiter
