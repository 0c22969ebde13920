"""`detente trust`: where to, under how much trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from detente.cli.options import (
    at_risk_options,
    case_argument,
    json_option,
    limit_options,
    limits_of,
    opened,
    parties_option,
    standing_from,
    standing_option,
    trust_option,
)
from detente.cli.patience import seconds_option

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.analysis.curve import CurvePoint, TrustCurve
    from detente.analysis.frontier import Frontier
    from detente.analysis.settlement import Ideals
    from detente.cli.documents import Document
    from detente.cli.output import Page

_MOST_ROWS = 24
"""Rows of the table of trusts."""


@click.command(name="trust")
@case_argument
@trust_option("Look only for what can be reached with so much trust, such as 0.1 or 10%.")
@click.option(
    "--points",
    metavar="N",
    type=click.IntRange(min=1),
    help="Settlements that are looked at where there are very many.  [default: 2000]",
)
@standing_option
@at_risk_options
@seconds_option
@limit_options
@parties_option
@json_option
def command(
    case_path: str,
    trust: Fraction | None,
    points: int | None,
    standing_path: str | None,
    done: int | None,
    at_risk: dict[str, Fraction],
    never_worse: bool,
    seconds: float | None,
    tolerance: Fraction,
    memory: int | None,
    parties: list[str] | None,
    as_json: bool,
) -> int:
    """Say which settlements can be reached, and how much trust each of them asks.

    Every outcome that all sides can accept and that no other beats counts as a settlement. For each
    the plan that asks the least trust is found; the page then says what can be reached with how much
    trust, and which of it each solution concept would choose. The exit status is 1 if there is
    nothing that all sides can accept, or if no plan leads to any of it.

    \b
    Examples:
      detente trust my-case.yaml
      detente trust my-case.yaml --trust 0.1
      detente trust my-case.yaml --json | jq '.best.nash[] | [.trust, .utilities]'
    """
    from detente.cli.guard import DONE, NO
    from detente.cli.no_agreement import say_no_agreement
    from detente.cli.output import print_json
    from detente.cli.patience import patience
    from detente.cli.progress import bar, found_frontier, found_settlements
    from detente.errors import NoAgreement

    case = opened(case_path, parties)
    standing = standing_from(case, standing_path, done)
    limits = limits_of(case, at_risk, never_worse)
    from detente.analysis.trust_curve import MOST_POINTS, trust_curve

    frontier = None
    try:
        known: Frontier | Ideals
        if tolerance:
            known = frontier = found_frontier(case, tolerance, memory)
        else:
            known = found_settlements(case, memory)
        with patience(seconds) as stop, bar("looking for the ways there") as progress:
            found = trust_curve(
                case,
                known,
                limits=limits,
                standing=standing,
                progress=progress,
                stop=stop,
                most=trust,
                points=points or MOST_POINTS,
            )
    except NoAgreement:
        return say_no_agreement(case, frontier, as_json=as_json)
    if as_json:
        print_json(curve_document(found, known))
    else:
        _print(found, case_path, parties)
    return DONE if found.least is not None else NO


def curve_document(found: TrustCurve, known: Frontier | Ideals) -> Document:
    """What `detente trust --json` prints.

    Args:
        found: the curve.
        known: the frontier or the settlements that it was made from.
    """
    from detente.cli.documents import estimates, exactness, jsonable, numbers
    from detente.model.number import plain

    least = found.least

    def reached(point: CurvePoint) -> Document:
        return {
            "utilities": numbers(point.utilities),
            "outcome": jsonable(point.outcome),
        }

    return {
        "agreement": True,
        "reachable": _reachable(found),
        "least": None if least is None or least.trust is None else plain(least.trust),
        "curve": [
            {
                "trust": None if point.trust is None else plain(point.trust),
                "bound": plain(point.bound),
                "optimal": point.optimal,
                "reachable": point.reachable,
                **reached(point),
                "settlements": list(point.settlements),
            }
            for point in found.points
        ],
        "best": {
            concept: [
                {"trust": plain(threshold.trust), **reached(threshold.point)}
                for threshold in thresholds
            ]
            for concept, thresholds in found.best.items()
        },
        "optimal": found.optimal,
        "most": None if found.most is None else plain(found.most),
        "left_out": found.left_out,
        "scale": numbers(found.scale),
        "notes": list(found.notes),
        "frontier": exactness(known),
        "estimates": estimates(found.case),
    }


def _reachable(found: TrustCurve) -> bool | None:
    """Whether any settlement can be reached; None where that is not known."""
    if found.least is not None:
        return True
    return False if found.optimal and found.most is None else None


def _print(found: TrustCurve, case_path: str, parties: list[str] | None) -> None:
    """The page for people."""
    from detente.cli.output import Page
    from detente.cli.words import estimates_words, next_words
    from detente.report.curve import curve_words, enough

    case = found.case
    page = Page()
    page.heading(case.title or case.name)
    for paragraph in curve_words(found):
        page.paragraph(paragraph)
    least = found.least
    if least is not None:
        _thresholds(page, found)
    _settlements(page, found)
    if found.notes:
        page.heading("Notes")
        page.listed(f"{note.strip().rstrip('.')}." for note in found.notes)
    page.gap()
    page.paragraph(estimates_words(case))
    if least is not None and least.trust is not None:
        page.line(next_words("plan", case_path, parties, "--trust", enough(least.trust)))
    page.show()


def _thresholds(page: Page, found: TrustCurve) -> None:
    """What can be reached with how much trust."""
    from detente.cli.words import grouped
    from detente.model.number import shown
    from detente.report.curve import chosen_words, rows, thinned
    from detente.report.words import CONCEPT_TITLES

    every = rows(found)
    page.heading("What can be reached with how much trust, and what the concepts choose of it")
    page.table(
        ["trust", "within reach", "chosen from there on"],
        [
            [
                shown(row.trust, 3),
                grouped(row.reached),
                chosen_words(found.case, row, CONCEPT_TITLES),
            ]
            for row in thinned(every, _MOST_ROWS)
        ],
        numbers=[0, 1],
    )
    if len(every) > _MOST_ROWS:
        page.paragraph(f"These are {_MOST_ROWS} of {len(every)} rows; --json has all.")


def _settlements(page: Page, found: TrustCurve) -> None:
    """What each concept would choose if trust did not matter, and what that asks."""
    from detente.cli.words import columns
    from detente.report.curve import asked_words
    from detente.report.words import concept_title, heading, listed

    case = found.case
    chosen = [point for point in found.points if point.settlements]
    if not chosen:
        return
    page.heading("What the concepts choose where trust does not matter, and what it asks")
    figures = columns([point.utilities for point in chosen])
    page.table(
        ["", "trust", *(heading(case, party) for party in case.parties)],
        [
            [
                listed(map(concept_title, point.settlements)),
                asked_words(point, found.most),
                *(figures[party][row] for party in case.parties),
            ]
            for row, point in enumerate(chosen)
        ],
        numbers=range(1, len(case.parties) + 2),
    )
