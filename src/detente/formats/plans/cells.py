"""Tables as rows of cells that know where they stand: delimited text (CSV and its kin) and Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from detente.formats.detente.mistakes import Mistakes, Span
from detente.formats.detente.tree import Word

Row = list[Word]

DELIMITERS = "\t;,|"
_SEP = re.compile(r"sep=(.)[ \t]*(\r\n?|\n|\Z)", re.IGNORECASE)
_LINE = re.compile(r"\r\n|\r|\n")
_DASHES = re.compile(r":?-+:?\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_PIPE = re.compile(r"(?<!\\)\|")
_MOST_WRAPPED = 500
_WRAPPED = re.compile(r"(`+|\*{1,3})(.+)\1\Z", re.DOTALL)


def delimited(text: str, fits: Callable[[Row], int], mistakes: Mistakes) -> tuple[list[Row], str]:
    """The rows of a text with a delimiter, blank ones left out; the delimiter is the one whose header fits best.

    Cells may stand in double quotation marks, with a doubled one inside for a mark; such a cell may hold delimiters
    and line ends.

    Args:
        text: the text.
        fits: how well a row does as a header.
        mistakes: where mistakes are kept.

    Returns:
        The rows, the header first, and the delimiter.
    """
    start = line = 0
    given = _SEP.match(text)
    if given:  # as spreadsheets write it
        start, line = given.end(), 1
    marks = given[1] if given else DELIMITERS
    best, most = marks[0], (-1, -1)
    for mark in marks:
        header = next(_rows(text, start, line, mark, Mistakes(mistakes.file)), [])
        likely = (fits(header), len(header))
        if likely > most:
            best, most = mark, likely
    return list(_rows(text, start, line, best, mistakes)), best


def _rows(text: str, at: int, line: int, mark: str, mistakes: Mistakes) -> Iterator[Row]:
    """The rows from an offset on, of which so many lines came before."""
    line += 1
    home = at  # where the line begins
    row: Row = []
    while at < len(text):
        while at < len(text) and text[at] in " \t\ufeff" and text[at] != mark:
            at += 1
        begins, span_line, span_home = at, line, home
        if text[at : at + 1] == '"':
            value, at, closed = _quoted(text, at)
            for end in _LINE.finditer(text, begins, at):
                line, home = line + 1, end.end()
            span = Span(span_line, begins - span_home + 1, begins, at)
            rest = at
            while at < len(text) and text[at] not in f"{mark}\r\n":
                at += 1
            if not closed:
                mistakes.add(span, "this quotation mark is never closed; close it, or take it away")
            elif text[rest:at].strip(" \t"):
                mistakes.add(
                    Span(line, rest - home + 1),
                    "a cell in quotation marks ends here, but more follows; write a mark inside it twice",
                )
        else:
            while at < len(text) and text[at] not in f"{mark}\r\n":
                at += 1
            value = text[begins:at].strip(" \t")
            span = Span(line, begins - home + 1, begins, begins + len(value))
        row.append(Word.at(value, span))
        if at < len(text) and text[at] == mark:
            at += 1
            if at == len(text):
                row.append(Word.at("", Span(line, at - home + 1, at, at)))
            continue
        end_of_line = _LINE.match(text, at)
        if end_of_line:
            at = home = end_of_line.end()
            line += 1
        if any(row):
            yield row
        row = []
    if any(row):
        yield row


def _quoted(text: str, at: int) -> tuple[str, int, bool]:
    """The text of a cell in quotation marks, where it ends, and whether it does."""
    found = []
    at += 1
    while True:
        end = text.find('"', at)
        if end < 0:
            found.append(text[at:])
            return "".join(found).strip(), len(text), False
        found.append(text[at:end])
        if text[end + 1 : end + 2] != '"':
            return "".join(found), end + 1, True
        found.append('"')
        at = end + 2


def markdown(text: str) -> list[list[Row]]:
    """The tables of a Markdown text, each as its rows, the header first."""
    lines: list[tuple[int, str]] = []
    at = 0
    for end in [*_LINE.finditer(text), None]:
        stop = end.start() if end else len(text)
        lines.append((at, text[at:stop]))
        at = end.end() if end else stop
    tables: list[list[Row]] = []
    table: list[Row] | None = None
    fence = ""
    skip = False
    for number, (offset, line) in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if mark and (not fence or (mark[1][0] == fence[0] and len(mark[1]) >= len(fence))):
            fence = "" if fence else mark[1]
            table = None
            continue
        if fence:
            continue
        if skip:  # the line of dashes
            skip = False
            continue
        if table is not None and "|" in line:
            table.append(_split(line, number, offset))
            continue
        table = None
        below = lines[number][1] if number < len(lines) else ""
        if "|" in line and "|" in below and _is_rule(below):
            table = [_split(line, number, offset)]
            tables.append(table)
            skip = True
    return tables


def _is_rule(line: str) -> bool:
    """Whether a line is that of dashes under the header of a Markdown table."""
    cells = line.strip(" \t>").removeprefix("|").removesuffix("|").split("|")
    return all(_DASHES.match(cell.strip(" \t")) for cell in cells)


def _split(line: str, number: int, offset: int) -> Row:
    """The cells of a line of a Markdown table."""
    bounds = [found.start() for found in _PIPE.finditer(line)]
    first = 0
    if bounds and not line[: bounds[0]].strip(" \t>"):
        first = bounds.pop(0) + 1
    row: Row = []
    for stop in [*bounds, len(line)]:
        if stop == len(line) and not line[first:stop].strip() and row:
            break  # behind the last pipe
        raw = line[first:stop]
        value = raw.strip()
        at = first + len(raw) - len(raw.lstrip())
        span = Span(number, at + 1, offset + at, offset + at + len(value))
        value = value.replace("\\|", "|")
        while len(value) < _MOST_WRAPPED and (wrapped := _WRAPPED.match(value)):
            value = wrapped[2].strip()
        row.append(Word.at(value, span))
        first = stop + 1
    return row
