"""What commands print: one JSON document, or a page of plain words with aligned columns."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from detente.cli.text import clean

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

Cell = str | Sequence[str]

_WIDEST = 100
"""Longer lines are hard to read."""


def print_json(document: object) -> None:
    """Print the one JSON document of a command: UTF-8 whatever the locale (RFC 8259), letters as they are."""
    stream = sys.stdout
    if (stream.encoding or "").lower().replace("-", "") != "utf8" and hasattr(
        stream, "reconfigure"
    ):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    stream.write(json_text(document))


def json_text(document: object) -> str:
    """A document as JSON text: indented, but each point of a frontier on one line, since there may be many."""
    import json

    rows: list[str] = []
    if isinstance(document, dict) and document.get("points"):
        rows = [
            json.dumps(point, ensure_ascii=False, allow_nan=False) for point in document["points"]
        ]
        document = {**document, "points": []}
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if rows:
        listed = ",\n    ".join(rows)
        text = text.replace('\n  "points": []', f'\n  "points": [\n    {listed}\n  ]', 1)
    return text


def styled(stream: object = None) -> bool:
    """Whether colours and bold letters may be used: a terminal that knows them, and nobody objects."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("TERM", "") in ("dumb", "unknown"):
        return False
    isatty = getattr(stream or sys.stdout, "isatty", None)
    return bool(isatty and isatty())


def width() -> int:
    """How many columns a line may take: the terminal's, but no more than can be read with ease."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return max(20, min(int(given), 1000))
    try:
        return max(20, min(os.get_terminal_size(sys.stdout.fileno()).columns, _WIDEST))
    except (OSError, ValueError, AttributeError):
        return _WIDEST


class Page:
    """Paragraphs, lists and tables, printed in order by `show`.

    Text is taken as it is: no markup is read from it, and what could disturb a terminal is made visible.
    """

    def __init__(self) -> None:
        """An empty page."""
        self._parts: list[RenderableType] = []

    def _text(self, text: Cell, style: str = "") -> RenderableType:
        from rich.text import Text

        lines = [text] if isinstance(text, str) else text
        return Text("\n".join(map(clean, lines)), style=style)

    def heading(self, text: str) -> None:
        """A heading, with an empty line before it."""
        if self._parts:
            self._parts.append("")
        self._parts.append(self._text(text, "bold"))

    def paragraph(self, text: str) -> None:
        """A paragraph."""
        self._parts.append(self._text(text))

    def gap(self) -> None:
        """An empty line."""
        self._parts.append("")

    def listed(self, lines: Iterable[str], *, numbered: bool = False) -> None:
        """A list, with hanging indents."""
        from rich.padding import Padding
        from rich.table import Table

        lines = list(lines)
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for number, line in enumerate(lines, 1):
            table.add_row(f"{number}." if numbered else "-", self._text(line))
        if lines:
            self._parts.append(Padding(table, (0, 0, 0, 2)))

    def table(
        self, head: Sequence[str], rows: Iterable[Sequence[Cell]], numbers: Iterable[int] = ()
    ) -> None:
        """A table.

        Args:
            head: the columns' headings.
            rows: for each column a text, or several lines.
            numbers: indices of columns that are set flush right.
        """
        from rich import box
        from rich.table import Table

        numbers = set(numbers)
        table = Table(
            box=None if not styled() else box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0)
        )
        for index, title in enumerate(head):
            table.add_column(
                self._text(title),
                justify="right" if index in numbers else "left",
                no_wrap=index in numbers,
                overflow="fold",
                header_style="bold",
            )
        for row in rows:
            table.add_row(*(self._text(cell) for cell in row))
        self._parts.append(table)

    def beside(self, columns: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]) -> None:
        """Short lists beside each other; one below the other where that would be too narrow.

        Args:
            columns: for each list its title and its rows: a word, a figure, a text.
        """
        from rich.table import Table

        lists = []
        for title, rows in columns:
            inner = Table.grid(padding=(0, 1, 0, 0))
            inner.add_column(no_wrap=True)
            inner.add_column(justify="right", no_wrap=True)
            inner.add_column(overflow="fold")
            for row in rows:
                inner.add_row(*map(self._text, row))
            lists.append((title, inner))
        if width() < 36 * len(columns):
            for title, inner in lists:
                self._parts += [self._text(title, "bold"), inner]
            return
        outer = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
        for title, _ in lists:
            outer.add_column(self._text(title), header_style="bold", ratio=1)
        outer.add_row(*(inner for _, inner in lists))
        self._parts.append(outer)

    def show(self) -> None:
        """Print the page on standard output."""
        sys.stdout.write(self.rendered())

    def rendered(self) -> str:
        """The page as text, without spaces at the ends of lines."""
        stream = StringIO()
        console = _console(stream)
        for part in self._parts:
            console.print(part)
        return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def _console(stream: StringIO) -> Console:
    from rich.console import Console

    colour = styled()
    return Console(
        file=stream,
        force_terminal=colour,
        no_color=not colour,
        color_system="auto" if colour else None,
        width=width(),
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
