"""The answer where nothing is acceptable to all: what stands in the way, and what comes nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.cli.documents import Document, estimates, exactness, jsonable, numbers
from detente.cli.guard import NO
from detente.model.number import plain, shown

if TYPE_CHECKING:
    from detente.analysis.disagreement import Disagreement
    from detente.analysis.frontier import Frontier
    from detente.cli.output import Page
    from detente.model.case import Case


def say_no_agreement(case: Case, frontier: Frontier | None, *, as_json: bool) -> int:
    """Print why there is no agreement, or that there may be none; returns the exit status."""
    from detente.analysis.continuum import grid_bound
    from detente.analysis.disagreement import explain_no_agreement
    from detente.report.inexact import may_agree

    if frontier is None and grid_bound(case):
        frontier = _listed(
            case
        )  # between the steps of a range there may be an agreement all the same
    found = explain_no_agreement(case, frontier)
    open_ = frontier is not None and may_agree(frontier)
    if as_json:
        from detente.cli.output import print_json

        document = no_agreement_document(found)
        if frontier is not None:
            document |= exactness(frontier)
        elif not grid_bound(case):
            document |= {"exact": True, "bound": {}, "bound_share": {}}
        if open_:
            document |= {"agreement": None, "because": [], "minimal": False}
        print_json(document)
    else:
        _print(found, frontier if open_ else None)
    return NO


def _listed(case: Case) -> Frontier | None:
    """The frontier, where there is one and it can be listed."""
    from detente.cli.progress import found_frontier
    from detente.errors import NoAgreement, TooLarge

    try:
        return found_frontier(case)
    except (NoAgreement, TooLarge):
        return None


def no_agreement_document(found: Disagreement) -> Document:
    """What `settle` and `plan` print with `--json` where there is no agreement."""
    case = found.case
    limits = {
        party: case.utilities.value(p, units)
        for p, (party, units) in enumerate(zip(case.parties, case.reservations, strict=True))
    }
    nearest = found.nearest
    return {
        "agreement": False,
        "because": [
            *({"party": party, "reservation": plain(limits[party])} for party in found.parties),
            *({"rule": rule} for rule in found.rules),
        ],
        "minimal": found.minimal,
        "nearest": nearest
        and {
            "utilities": numbers(nearest.utilities),
            "outcome": jsonable(nearest.outcome),
            "short": numbers(nearest.short),
        },
        "estimates": estimates(case),
    }


def _print(found: Disagreement, undecided: Frontier | None) -> None:
    """The page for people.

    Args:
        found: what stands in the way, or seems to.
        undecided: the inexact frontier that leaves it open whether there is an agreement, if it does.
    """
    from detente.cli.output import Page
    from detente.cli.words import estimates_words
    from detente.report.inexact import may_agree_words
    from detente.report.words import everybody

    case = found.case
    page = Page()
    page.heading(case.title or case.name)
    if undecided is not None:
        page.paragraph(may_agree_words(undecided))
    else:
        page.paragraph(f"There is no agreement that {everybody(case)} can accept.")
        _print_reasons(page, found)
    _print_nearest(page, found)
    if undecided is None:
        page.heading("What may help")
        page.listed(_helps(found))
    page.gap()
    page.paragraph(estimates_words(case))
    page.show()


def _print_reasons(page: Page, found: Disagreement) -> None:
    """What together rules an agreement out."""
    from detente.report.words import the

    case = found.case
    page.heading("What stands in the way, together")
    limits = dict(zip(case.parties, case.reservations, strict=True))
    reasons = []
    for p, party in enumerate(case.parties):
        if party in found.parties:
            least = shown(case.utilities.value(p, limits[party]))
            reasons.append(f"To {the(case, party)}, having no deal is worth {least}.")
    rules = {rule.name: rule for rule in case.rules}
    for name in found.rules:
        about = rules[name].about.strip() if name in rules else ""
        reasons.append(f"The rule '{name}'" + (f": {about}" if about else "."))
    page.listed(reasons)
    if len(reasons) > 1 and found.minimal:
        page.paragraph(
            "Each of these is needed for the conflict: without any one of them the rest would leave "
            "room for an agreement."
        )
    elif len(reasons) > 1:
        page.paragraph("That each of these is needed for the conflict is not proven.")


def _print_nearest(page: Page, found: Disagreement) -> None:
    """The outcome that comes nearest to an agreement."""
    from detente.cli.words import outcome_lines
    from detente.report.words import listed, the

    case = found.case
    if found.nearest is None:
        page.gap()
        page.paragraph("The rules leave no outcome at all.")
        return
    page.heading("The outcome that comes nearest")
    page.listed(outcome_lines(case, found.nearest.outcome))
    words = []
    for party, short in found.nearest.short.items():
        worth = shown(found.nearest.utilities[party])
        lacks = f"{shown(short)} less than no deal" if short > 0 else "no less than no deal"
        words.append(f"{worth} to {the(case, party)} ({lacks})")
    page.paragraph(f"It is worth {listed(words)}.")


def _helps(found: Disagreement) -> list[str]:
    """Where to look next; questions, since the case cannot know."""
    said = []
    if found.parties:
        said.append(
            "Ask whether having no deal is really worth that much ('reservation' in the preferences, or "
            "what today is worth where none is given)."
        )
    if found.rules:
        said.append("Ask whether the rules named above are needed as they stand.")
    said.append(
        "Put more on the table: another issue, or another value of one, that is worth something to "
        "those who fall short."
    )
    return said
