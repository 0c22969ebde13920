"""What helps, as `detente plan --what-helps` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.analysis.improvement import Changes
    from detente.cli.documents import Document
    from detente.cli.output import Page

_MOST = 10
"""Changes that the page for people lists."""


def helps_document(found: Changes) -> Document:
    """The keys that `--what-helps --json` adds to the document of a plan, or of there being none."""
    from detente.cli.documents import jsonable, move_document
    from detente.model.number import plain
    from detente.report.improvement import change_words

    case = found.case
    return {
        "helps": [
            {
                "kind": change.kind,
                "what": change_words(case, change),
                "trust": plain(change.trust),
                "before": None if change.before is None else plain(change.before),
                "optimal": change.optimal,
                "bound": plain(change.bound),
                "amount": None if change.amount is None else plain(change.amount),
                "party": change.party,
                "name": change.name,
                "moves": [jsonable(move_document(case, move)) for move in change.moves],
            }
            for change in found
        ],
        "helps_tried": found.tried,
        "helps_left_out": found.left_out,
    }


def print_helps(page: Page, found: Changes) -> None:
    """The section of the page for people."""
    from detente.report.improvement import change_words, helps_words, less_words, trust_after

    page.heading("What would help")
    page.paragraph(helps_words(found))
    if not found.ranked:
        return
    page.gap()
    page.table(
        ["", "trust", "", "change"],
        [
            [f"{number}", trust_after(change), less_words(change), change_words(found.case, change)]
            for number, change in enumerate(found[:_MOST], 1)
        ],
        numbers=[0, 1, 2],
    )
    if len(found) > _MOST:
        page.paragraph(f"These are {_MOST} of {len(found)}; --json lists all.")
