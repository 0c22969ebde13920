"""`detente frontier`: what could we agree on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from detente.cli.options import case_argument, json_option, limit_options, opened, parties_option

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.analysis.frontier import Frontier, Point

_SHOWN, _SHOWN_IN_JSON = 20, 1000
_TOLD = 30
"""Values that a line tells; in the first of a long agenda there would be hundreds."""


@click.command(name="frontier")
@case_argument
@click.option("--acceptable", is_flag=True, help="Only points that all sides can accept.")
@click.option(
    "--point",
    metavar="N",
    type=click.IntRange(min=1),
    help="Show point N of the list, and all outcomes that are worth exactly as much.",
)
@click.option("--all", "show_all", is_flag=True, help=f"List every one, not {_SHOWN} of them.")
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(min=1),
    help=f"List N at most; with --json as well, where else all points are listed, and "
    f"{_SHOWN_IN_JSON} outcomes of a point.",
)
@limit_options
@parties_option
@json_option
def command(
    case_path: str,
    acceptable: bool,
    point: int | None,
    show_all: bool,
    most: int | None,
    tolerance: Fraction,
    memory: int | None,
    parties: list[str] | None,
    as_json: bool,
) -> int:
    """List every outcome that no other outcome beats for all sides at once.

    The list is the whole Pareto frontier, not a sample: one line for each different set of
    utilities, the best for the first party first. A line says how it differs from the one above.
    Only with --tolerance points may be left out, and the page says how much that can matter.

    \b
    Examples:
      detente frontier my-case.yaml
      detente frontier my-case.yaml --acceptable --all
      detente frontier my-case.yaml --point 3
      detente frontier long-agenda.yaml --tolerance 1% --memory 500MB
      detente frontier my-case.yaml --json | jq '.points | length'
    """
    from detente.cli.documents import frontier_document
    from detente.cli.no_agreement import say_no_agreement
    from detente.cli.output import print_json
    from detente.cli.point import behind, point_document, print_point
    from detente.cli.progress import found_frontier
    from detente.errors import NoAgreement

    if show_all and most is not None:
        raise click.UsageError("--all and --most contradict each other")
    case = opened(case_path, parties)
    try:
        frontier = found_frontier(case, tolerance, memory)
    except NoAgreement:
        return say_no_agreement(case, None, as_json=as_json)
    if point is not None:
        found = behind(frontier, point)
        if as_json:
            limit = None if show_all else most or _SHOWN_IN_JSON
            print_json(point_document(frontier, found, limit))
        else:
            print_point(frontier, found, None if show_all else most or _SHOWN)
        return 0
    points = frontier.acceptable if acceptable else frontier.points
    if as_json:
        chosen = [points[place] for place in _spread(len(points), most)]
        print_json(frontier_document(frontier, chosen))
    else:
        _print(frontier, points, None if show_all else most or _SHOWN)
    return 0


def _spread(count: int, most: int | None) -> list[int]:
    """Places in a list of `count`, at most `most` of them, evenly spread, both ends included."""
    if most is None or count <= most:
        return list(range(count))
    if most == 1:
        return [0]
    return [place * (count - 1) // (most - 1) for place in range(most)]


def _print(frontier: Frontier, points: Sequence[Point], most: int | None) -> None:
    """The page for people."""
    from detente.cli.output import Page
    from detente.cli.words import columns, estimates_words, frontier_words, grouped
    from detente.report.words import capital, heading, value_words, variable_title

    case = frontier.case
    page = Page()
    page.heading(case.title or case.name)
    page.paragraph(frontier_words(frontier))
    numbers = _spread(len(points), most)
    listed = [points[number] for number in numbers]
    rank = {point.units: number for number, point in enumerate(frontier.points, 1)}
    if listed:
        varied = [
            v
            for v in range(len(case.variables))
            if len({point.indices[v] for point in frontier.points}) > 1
        ]

        def said(v: int, point: Point) -> str:
            return f"{variable_title(case, v)}: {value_words(case, v, point.indices[v])}"

        def told(which: Sequence[int], point: Point) -> list[str]:
            found = [said(v, point) for v in which[:_TOLD]]
            rest = len(which) - len(found)
            return [*found, f"and {rest} more (--point {rank[point.units]})"] if rest else found

        same = [said(v, listed[0]) for v in range(len(case.variables)) if v not in varied]
        if same and len(frontier.points) > 1:
            page.gap()
            listed_same = "; ".join(same[:_TOLD])
            more = f"; and {len(same) - _TOLD} more" if len(same) > _TOLD else ""
            page.paragraph(f"The same on all of them: {listed_same}{more}.")
        figures = columns([frontier.utilities(point) for point in listed])
        rows = []
        before: Point | None = None
        for row, point in enumerate(listed):
            changed = [v for v in varied if before is None or point.indices[v] != before.indices[v]]
            rows.append(
                [
                    grouped(rank[point.units]),
                    *(figures[party][row] for party in case.parties),
                    "yes" if point.acceptable else "no",
                    capital("; ".join(told(changed or range(len(case.variables)), point))),
                ]
            )
            before = point
        page.gap()
        head = [
            "",
            *(heading(case, party) for party in case.parties),
            "acceptable",
            "outcome",
        ]
        if len(rows) > 1:
            head[-1] = "outcome (then: what differs from the line above)"
        page.table(head, rows, numbers=range(len(case.parties) + 1))
        if len(listed) < len(points):
            page.gap()
            page.paragraph(
                f"These are {len(listed)} of {grouped(len(points))}, spread evenly; "
                "--all lists every one."
            )
        if any(point.ways > 1 for point in listed):
            page.paragraph(
                "Where several outcomes have the same utilities, one of them is shown; "
                "--point N lists those of point N."
            )
    page.gap()
    page.paragraph(estimates_words(case))
    page.show()
