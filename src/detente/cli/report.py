"""`detente report`: one page about a case, to be opened in a browser."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from detente.cli.options import (
    case_argument,
    json_option,
    limit_options,
    opened,
    parties_option,
    target_option,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.analysis.curve import TrustCurve
    from detente.analysis.frontier import Frontier
    from detente.model.case import Case, Indices


_PATIENCE = 5
"""Seconds of computing that the trust curve may take where nobody asked for it."""

_FEWEST_POINTS = 8
"""Points besides the settlements without which it says too little to be shown."""

_LONG_PLAN = 2.0
"""Seconds for one plan from which on there is no hope for hundreds."""


@click.command(name="report")
@case_argument
@click.option("-o", "--output", metavar="FILE.html", required=True, help="Where the page goes.")
@target_option("Where the plan leads: as for 'detente plan'.")
@click.option(
    "--trust-curve/--no-trust-curve",
    "with_curve",
    default=None,
    help="Whether the page shows how much trust the outcomes ask. Without either it shows it of as many as "
    f"{_PATIENCE} seconds of computing allow, the settlements first, and says of how many.",
)
@limit_options
@parties_option
@json_option
def command(
    case_path: str,
    output: str,
    target: str,
    with_curve: bool | None,
    tolerance: Fraction,
    memory: int | None,
    parties: list[str] | None,
    as_json: bool,
) -> int:
    """Write one page about the case: the frontier, the settlements and the plan.

    The page needs no network and no other file: it can be sent by mail, printed, or read on a
    phone. It is written in one go, so that a reader never sees half of it. Where there is no
    agreement it says why; that page is an answer too, so the exit status is 0.

    \b
    Examples:
      detente report my-case.yaml -o my-case.html
      detente report my-case.yaml --to egalitarian -o out/my-case.html
    """
    from detente.cli.choice import concept_or_file
    from detente.cli.files import refuse_to_overwrite, write_whole
    from detente.cli.output import Page, print_json
    from detente.cli.progress import found_frontier
    from detente.cli.reading import outcome_from

    concept, file = concept_or_file(target, "--to")
    inputs = (case_path, file) if file else (case_path,)
    refuse_to_overwrite(output, *inputs, endings=(".html", ".htm"))
    case = opened(case_path, parties)
    to = concept or outcome_from(case, str(file))
    write_whole(output, _page(case, to, found_frontier(case, tolerance, memory), with_curve))
    if as_json:
        print_json({"written": output, "notes": list(case.notes)})
    else:
        page = Page()
        page.paragraph(f"The page is in {output}: open it in a browser.")
        page.show()
    return 0


def _page(case: Case, to: str | Indices, frontier: Frontier, with_curve: bool | None) -> str:
    """The page, with as much on it as the case allows."""
    from detente.analysis.disagreement import explain_no_agreement
    from detente.analysis.planning import plan
    from detente.analysis.settlement import settle
    from detente.cli.progress import bar
    from detente.errors import NoAgreement, NoPlan
    from detente.report.page import page

    settlements = disagreement = found = curve = None
    no_plan = no_curve = ""
    start = time.process_time()
    try:
        settlements = settle(case, frontier)
    except NoAgreement:
        disagreement = explain_no_agreement(case, frontier)
    if case.status_quo is None:
        no_plan = (
            "A plan starts from today, and the case does not say how every issue stands today."
        )
    elif settlements is not None or not isinstance(to, str):
        chosen = settlements.by_concept.get(to) if settlements and isinstance(to, str) else None
        known = chosen.point if chosen else None  # settling a large frontier takes a while
        target = to if known is None else known.indices
        try:
            with bar("looking for the steps") as progress:
                found = plan(case, target, found=frontier, progress=progress)
            if chosen is not None:
                found = replace(found, concept=chosen.concept)
        except NoPlan as error:
            no_plan = str(error)
        if settlements is not None and with_curve is not False:
            hopeless = time.process_time() - start > _LONG_PLAN
            curve, no_curve = _curve(case, frontier, bool(with_curve), hopeless)
    return page(
        case,
        frontier,
        settlements,
        found,
        disagreement,
        no_plan=no_plan,
        curve=curve,
        no_curve=no_curve,
    )


def _curve(
    case: Case, frontier: Frontier, asked: bool, hopeless: bool
) -> tuple[TrustCurve | None, str]:
    """The trust curve, or why it is left out.

    Args:
        case: the case.
        frontier: its frontier.
        asked: whether it was asked for, however long it takes.
        hopeless: whether a single plan took so long that there is no hope for the curve.
    """
    from detente.analysis.trust_curve import MOST_POINTS, trust_curve
    from detente.cli.progress import bar

    count = len(frontier.acceptable)
    left_out = (
        f"How much trust each outcome asks is left out here: it takes a plan to each of {count:,}, which "
        "would have taken long. 'detente report --trust-curve' works it out, and so does 'detente trust'."
    )
    if not asked and hopeless:
        return None, left_out
    ends = time.process_time() + _PATIENCE
    with bar("looking for the ways there") as progress:
        found = trust_curve(
            case,
            frontier,
            progress=progress,
            stop=None if asked else lambda: time.process_time() > ends,
            points=MOST_POINTS,
        )
    named = sum(bool(point.settlements) for point in found.points)
    enough = not found.left_out or len(found.points) >= named + _FEWEST_POINTS
    return (found, "") if asked or enough else (None, left_out)
