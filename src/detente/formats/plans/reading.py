"""From the file of a plan to a proposal, with every mistake told in one run."""

from __future__ import annotations

import os
from pathlib import Path

from detente.analysis.verification.proposal import Path as Way
from detente.analysis.verification.proposal import Proposal, proposal
from detente.errors import InputError
from detente.formats.detente.field import span_within
from detente.formats.detente.mistakes import Mistakes, Span
from detente.formats.detente.source import read_text
from detente.formats.detente.tree import Map, Tree, parse
from detente.formats.plans.cells import Row, delimited, markdown
from detente.formats.plans.table import header_fit, is_header, tree_of
from detente.model.case import Case

_DELIMITED = (".csv", ".tsv", ".tab")
_MARKDOWN = (".md", ".markdown")
_TREES = (".json", ".yaml", ".yml")


def read_plan(case: Case, path: str | os.PathLike[str]) -> Proposal:
    """The plan in a file, its names resolved by the case.

    The file is JSON or YAML as `detente plan -o` writes it, of which only `steps` with their `moves` must be there; or
    a table, one line a move: comma, semicolon or tab between cells, or a Markdown table. Its header names `issue`
    and `to`, and where wanted `step`, `item`, `from`, `by`, `atomic`, `guarantor`, `verifier`, `begins`, `ends`,
    `announced`, in any order.

    Args:
        case: the case; it needs a status quo.
        path: the file. What its name does not tell (`.json`, `.yaml`, `.csv`, `.tsv`, `.md`) is told by what is in it.

    Raises:
        InputError: every mistake in the file, each with its place.
    """
    shown = os.fspath(path)
    mistakes = Mistakes(shown)
    text = read_text(Path(shown), mistakes)
    mistakes.stop()
    assert text is not None
    tree = _tree(text, Path(shown).suffix.lower(), mistakes)

    def located(way: Way) -> tuple[str, int, int]:
        span = span_within(tree, way) or Span(1, 1)
        return shown, span.line, span.column

    try:
        found = proposal(case, tree, located)
    except InputError as error:
        raise InputError([*mistakes.problems, *error.problems]) from None
    mistakes.stop()
    return found


def _tree(text: str, suffix: str, mistakes: Mistakes) -> Map:
    """The plan in a text as a tree; what could not be read at all ends here."""
    kind = _kind(text, suffix)
    if kind == "markdown":
        return _of_markdown(text, mistakes)
    if kind == "delimited":
        rows, mark = delimited(text, header_fit, mistakes)
        if not rows:
            mistakes.add(Span(1, 1), "the file is empty; a table of moves begins with its header")
            mistakes.stop()
        return tree_of(rows, mark, mistakes)
    tree: Tree
    _, tree = parse(text, mistakes, json=suffix == ".json")
    mistakes.stop()
    if not isinstance(tree, Map):
        mistakes.add(
            Span(1, 1),
            "this is not a plan: there should be 'steps' and their 'moves' here, or a table whose header names 'issue' "
            "and 'to'",
        )
        mistakes.stop()
    assert isinstance(tree, Map)
    return tree


def _kind(text: str, suffix: str) -> str:
    """What kind of text a plan is in: `tree`, `delimited` or `markdown`."""
    for kind, suffixes in (("tree", _TREES), ("delimited", _DELIMITED), ("markdown", _MARKDOWN)):
        if suffix in suffixes:
            return kind
    if any(is_header(table[0]) for table in markdown(text)):
        return "markdown"
    rows: list[Row] = []
    if not text.lstrip().startswith("{"):
        rows, _ = delimited(text, header_fit, Mistakes(""))
    return "delimited" if rows and is_header(rows[0]) else "tree"


def _of_markdown(text: str, mistakes: Mistakes) -> Map:
    """The one table of moves in a Markdown text."""
    tables = markdown(text)
    fit = [table for table in tables if is_header(table[0])] or tables[:1]
    if not fit:
        mistakes.add(
            Span(1, 1),
            "there is no table here; a table of moves has a header, a line of dashes under it ('|---|---|'), and a "
            "line for each move",
        )
        mistakes.stop()
    for table in fit[1:]:
        mistakes.add(table[0][0].span, "a second table of moves begins here; a file holds one plan")
    return tree_of(fit[0], "|", mistakes)
