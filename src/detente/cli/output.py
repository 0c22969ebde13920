"""What commands print: one JSON document, or a page of plain words with aligned columns."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from detente.cli.text import clean

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_BREAK = r"\n\s+"
_SHORT_LIST = re.compile(r"\[\n\s+([^\[\]{}\n]{1,40}(?:\n\s+[^\[\]{}\n]{1,40}){0,3})\n\s+\]")
"""A list of a few short texts or numbers, as `json` indents it: a line each, which is no help to anybody."""

_STREAMED = ("points", "outcomes", "states")
"""Lists of a document that may be very long."""

_LEAST_TEXT = 14
"""Columns that a text in a table needs to be readable."""

_PERCENT = re.compile(r"(?<=\d) (?=%)")
_KEPT = "\ue000"
"""Stands for a space at which no line is broken (rich would break at U+00A0) until the page is done."""

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
    for piece in json_pieces(document):
        stream.write(piece)


def json_text(document: object) -> str:
    """A document as JSON text."""
    return "".join(json_pieces(document))


def json_pieces(document: object) -> Iterator[str]:
    """A document as JSON text, piece by piece.

    It is indented, but each entry of the lists named in `_STREAMED` stands on one line, since there may
    be very many: they may be given as an iterator, and are never held together.
    """
    import json

    rows: Iterable[object] | None = None
    if isinstance(document, dict):
        long = (key for key in _STREAMED if isinstance(document.get(key), list | Iterator))
        key = next(long, "")
        if key:
            rows = iter(document[key])
            document = {**document, key: []}
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    text = _SHORT_LIST.sub(lambda found: f"[{re.sub(_BREAK, ' ', found[1])}]", text)
    if rows is None:
        yield text
        return
    head, empty, tail = text.partition(f'\n  "{key}": []')
    yield head + empty[:-1]
    separator = "\n    "
    for row in rows:
        yield separator + json.dumps(row, ensure_ascii=False, allow_nan=False)
        separator = ",\n    "
    yield ("]" if separator[0] == "\n" else "\n  ]") + tail


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


class _Line(str):
    """What is not to be broken into lines."""

    __slots__ = ()


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
        joined = _PERCENT.sub(_KEPT, "\n".join(map(clean, lines)))
        return Text(joined, style=style)

    def heading(self, text: str) -> None:
        """A heading, with an empty line before it."""
        if self._parts:
            self._parts.append("")
        self._parts.append(self._text(text, "bold"))

    def paragraph(self, text: str) -> None:
        """A paragraph."""
        self._parts.append(self._text(text))

    def line(self, text: str) -> None:
        """A line that is never broken, however long: something to be copied."""
        self._parts.append(_Line(clean(text)))

    def gap(self) -> None:
        """An empty line."""
        self._parts.append("")

    def listed(self, entries: Iterable[Cell]) -> None:
        """A list, with hanging indents."""
        from rich.padding import Padding
        from rich.table import Table

        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for entry in entries:
            table.add_row("-", self._text(entry))
        if table.row_count:
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
        from rich.table import Table

        rows, numbers = list(rows), set(numbers)
        widths = {
            index: _width_of_figures(head[index], [row[index] for row in rows]) for index in numbers
        }
        texts = len(head) - len(numbers)
        whole = {index: max(least, len(head[index])) for index, least in widths.items()}
        if sum(whole.values()) + 3 * len(head) + 2 * _LEAST_TEXT * texts <= width():
            widths = whole  # there is room for headings on one line
        needed = sum(widths.values()) + 3 * len(head) + _LEAST_TEXT * texts
        if needed > width():
            self._records(head, rows, numbers)
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for index, title in enumerate(head):
            table.add_column(
                self._text(title),
                justify="right" if index in numbers else "left",
                width=widths.get(index),
                overflow="fold",
                header_style="bold",
            )
        for row in rows:
            table.add_row(*(self._text(cell) for cell in row))
        self._parts.append(table)

    def _records(
        self, head: Sequence[str], rows: Iterable[Sequence[Cell]], numbers: set[int]
    ) -> None:
        """A table too wide for the page, a list entry a row: figures must never be cut."""
        entries: list[Cell] = []
        for row in rows:
            number, lines, figures = "", [], []
            for index, (title, cell) in enumerate(zip(head, row, strict=True)):
                if index in numbers:
                    if title:
                        figures.append(f"{title}: {str(cell).strip()}")
                    else:
                        number = str(cell).strip()
                elif cell:
                    texts = [cell] if isinstance(cell, str) else list(cell)
                    lines += [f"{title}: {texts[0]}" if title else texts[0], *texts[1:]]
            start = [f"{number}. {lines[0]}" if number else lines[0]] if lines else []
            entries.append([*start, *lines[1:], *(["; ".join(figures)] if figures else [])])
        self.listed(entries)

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
            if isinstance(part, _Line):
                stream.write(f"{part}\n")
            else:
                console.print(part)
        text = stream.getvalue().replace(_KEPT, " ")
        return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _width_of_figures(title: str, cells: Sequence[Cell]) -> int:
    """The columns that figures take, and the longest word above them."""
    from rich.cells import cell_len

    texts = [*title.split(), *(cell for cell in cells if isinstance(cell, str))]
    return max((cell_len(clean(text)) for text in texts), default=0)


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
