"""What helps, as `detente plan --what-helps` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.analysis.improvement import Change, Changes
    from detente.cli.documents import Document
    from detente.cli.output import Page

_MOST = 12
"""Changes that the page for people lists."""

_ALIKE = 3
"""Of one kind and with the same effect: the rest is summed up."""


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
            for number, change in _listed(found)
        ],
        numbers=[0, 1, 2],
    )
    left = len(found) - len(_listed(found))
    if left:
        more = "one more change is" if left == 1 else f"{left} more changes are"
        page.paragraph(f"{more.capitalize()} listed by --json: they do no better than these.")


def _listed(found: Changes) -> list[tuple[int, Change]]:
    """The changes that the page lists, with their numbers in the whole list."""
    alike: dict[tuple[str, Fraction], int] = {}
    kept = []
    for number, change in enumerate(found, 1):
        same = (change.kind, change.trust)
        alike[same] = alike.get(same, 0) + 1
        if alike[same] <= _ALIKE:
            kept.append((number, change))
    return kept[:_MOST]
