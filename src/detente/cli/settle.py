"""`detente settle`: which of the possible agreements is fair, and in what sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from detente.cli.options import case_argument, json_option, limit_options, opened, parties_option

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.analysis.settlement import Settlement, Settlements
    from detente.cli.output import Page


@click.command(name="settle")
@case_argument
@click.option(
    "--concept",
    metavar="CONCEPT",
    default="nash",
    show_default=True,
    help="The settlement whose trades are shown.",
)
@limit_options
@parties_option
@json_option
def command(
    case_path: str,
    concept: str,
    tolerance: Fraction,
    memory: int | None,
    parties: list[str] | None,
    as_json: bool,
) -> int:
    """Show the settlements that the theory of bargaining singles out.

    Each is fair in a sense of its own, and the page says in which. Below them: what each side
    gives and gets in one of them, and the trades that make it better than splitting every issue.
    The exit status is 1 if there is nothing that all sides can accept; the page then says what
    stands in the way, and which outcome comes nearest.

    \b
    Examples:
      detente settle my-case.yaml
      detente settle my-case.yaml --concept egalitarian
      detente settle my-case.yaml --json | jq .settlements.nash.outcome
    """
    from detente.cli.choice import concept_named
    from detente.cli.documents import settlements_document
    from detente.cli.no_agreement import say_no_agreement
    from detente.cli.output import print_json
    from detente.cli.progress import found_frontier, found_settlements
    from detente.cli.words import next_words
    from detente.errors import NoAgreement

    chosen = concept_named(concept, "--concept")
    case = opened(case_path, parties)
    from detente.analysis.settlement import settle

    frontier = None
    try:
        if tolerance:
            frontier = found_frontier(case, tolerance, memory)
            found = settle(case, frontier)
        else:
            found = found_settlements(case, memory)
    except NoAgreement:
        return say_no_agreement(case, frontier, as_json=as_json)
    if as_json:
        print_json(settlements_document(found))
    else:
        more = () if chosen in ("nash", "adjusted_winner") else ("--to", chosen)
        _print(found, chosen, next_words("plan", case_path, parties, *more))
    return 0


def _print(found: Settlements, chosen: str, then: str) -> None:
    """The page for people."""
    from detente.cli.output import Page
    from detente.cli.words import columns, estimates_words, frontier_words, unlisted_words
    from detente.report.words import concept_title, concept_words, heading

    case = found.case
    page = Page()
    page.heading(case.title or case.name)
    page.paragraph(frontier_words(found.frontier) if found.frontier else unlisted_words(found))
    page.heading("Settlements")
    lines = [
        (concept_title(c), one.utilities, concept_words(c)) for c, one in found.by_concept.items()
    ]
    lines.append(("No deal", found.reservation, "What each side has without an agreement."))
    lines.append(("At most", found.ideal, "The most each could have while the rest accept."))
    figures = columns([utilities for _, utilities, _ in lines])
    page.table(
        ["", *(heading(case, party) for party in case.parties), "fair in this sense"],
        [
            [title, *(figures[party][row] for party in case.parties), words]
            for row, (title, _, words) in enumerate(lines)
        ],
        numbers=range(1, len(case.parties) + 1),
    )
    notes = [*_same(found), *_ties(found), *_beaten(found)]
    if notes:
        page.gap()
        page.listed(notes)
    one = found.by_concept.get(chosen)
    if one is None:
        page.gap()
        page.paragraph(f"{concept_title(chosen)} does not apply to this case.")
    else:
        _print_one(page, found, one)
    page.gap()
    page.paragraph(estimates_words(case))
    if case.status_quo is not None:
        page.line(then)
    page.show()


def _same(found: Settlements) -> list[str]:
    """Which concepts choose the same outcome."""
    from detente.report.words import concept_title, listed

    groups: list[list[Settlement]] = []
    for one in found.by_concept.values():
        for group in groups:
            if group[0].outcome == one.outcome:
                group.append(one)
                break
        else:
            groups.append([one])
    return [
        f"{listed(concept_title(one.concept) for one in group)} choose the same outcome."
        for group in groups
        if len(group) > 1
    ]


def _beaten(found: Settlements) -> list[str]:
    """Where a concept's outcome is not on the frontier: Adjusted Winner shares, it does not search for compromises."""
    from detente.report.words import concept_title, everybody

    said = []
    for one in found.by_concept.values():
        better = [
            other.concept
            for other in found.by_concept.values()
            if all(other.utilities[p] > one.utilities[p] for p in one.utilities)
        ]
        if better:
            said.append(
                f"{concept_title(one.concept)} leaves {everybody(found.case)} worse off than "
                f"{concept_title(better[0])}: it settles every matter, but for one that it may split, as "
                "one side likes best, and does not look for values in between."
            )
    return said


def _ties(found: Settlements) -> list[str]:
    """Where a concept leaves more than one outcome equal."""
    from detente.report.words import concept_title

    return [
        f"{concept_title(one.concept)}: {one.ties} other "
        f"{'point of the frontier is' if one.ties == 1 else 'points of the frontier are'} just as "
        "good in this sense; the tie is broken by a fixed rule."
        for one in found.by_concept.values()
        if one.ties
    ]


def _print_one(page: Page, found: Settlements, one: Settlement) -> None:
    """One settlement in full: what changes, who gives and gets what, the trades."""
    from detente.cli.bargain import print_settlement
    from detente.report.words import concept_title

    page.heading(f"{concept_title(one.concept)} in full")
    print_settlement(page, found.case, one)
