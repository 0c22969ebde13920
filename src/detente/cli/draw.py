"""`detente draw`: one picture of a case or of a plan, as a file."""

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
    target_option,
)
from detente.cli.patience import patience, seconds_option

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.model.case import Case

PICTURES = {
    "frontier": "what could be agreed, with the settlements marked",
    "frontier-by-trust": "what could be agreed, coloured by the trust that each outcome asks",
    "trust": "how much each side gets for how much trust",
    "worth": "what each side has and risks after every step of a plan",
    "worth-by-date": "what each side has and risks on every day of a plan",
    "calendar": "who does what when, a bar for each move of a plan",
}
"""Every picture with what it shows."""

_OF_PLANS = ("worth", "worth-by-date", "calendar")
_NARROW = 480
_LEAST, _MOST = 100, 20_000
_FINE = 2
"""Pixels of a PNG for each of the picture's own, where no width is given."""


@click.command(name="draw")
@case_argument
@click.argument("picture", metavar="PICTURE", type=click.Choice(list(PICTURES)))
@click.option(
    "-o", "--output", metavar="FILE.svg|FILE.png", required=True, help="Where the picture goes."
)
@target_option("Where the plan leads, and whose settlements the trust curve follows.")
@click.option(
    "--plan",
    "plan_path",
    metavar="PLAN",
    help="Draw this plan, one that 'detente plan -o' wrote or one written by hand, in place of a plan "
    "found now.",
)
@click.option(
    "--width",
    metavar="PIXELS",
    type=click.IntRange(_LEAST, _MOST),
    help=f"How wide it is; up to {_NARROW} it is laid out for a telephone.",
)
@click.option("--dark", is_flag=True, help="Light on dark, for slides.")
@standing_option
@at_risk_options
@seconds_option
@limit_options
@parties_option
@json_option
def command(
    case_path: str,
    picture: str,
    output: str,
    target: str,
    plan_path: str | None,
    width: int | None,
    dark: bool,
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
    """Draw one picture, as SVG or PNG, that stands by itself.

    \b
    PICTURE is one of:
      frontier           what could be agreed, with the settlements marked
      frontier-by-trust  the same, coloured by the trust that each outcome asks
      trust              how much each side gets for how much trust
      worth              what each side has and risks after every step of a plan
      worth-by-date      the same over days
      calendar           who does what when: a bar for each move of a plan

    An SVG can be enlarged without loss and edited in a drawing program; a PNG goes into letters and
    slides. Both hold their colours: nothing else is needed to show them. The exit status is 1 if
    there is nothing to draw, as no outcome is acceptable to all or no plan leads there.

    \b
    Examples:
      detente draw my-case.yaml calendar -o calendar.png
      detente draw my-case.yaml worth --plan plan.json -o worth.svg
      detente draw my-case.yaml trust --to egalitarian --width 1600 --dark -o slide.png
    """
    from detente.cli.choice import concept_or_file
    from detente.cli.drawing import Drawer, Wanted
    from detente.cli.files import refuse_to_overwrite
    from detente.cli.no_agreement import say_no_agreement
    from detente.cli.output import Page, print_json
    from detente.errors import InputError, NoAgreement, NoPlan

    concept, file = concept_or_file(target, "--to")
    inputs = [path for path in (case_path, file, plan_path, standing_path) if path]
    refuse_to_overwrite(output, *inputs, endings=(".svg", ".png"))
    if plan_path and picture not in _OF_PLANS:
        raise InputError.at(
            "", f"--plan: {picture} is no picture of a plan; {', '.join(_OF_PLANS)} are"
        )
    case = opened(case_path, parties)
    wanted = Wanted(
        concept,
        file,
        plan_path,
        standing_from(case, standing_path, done),
        limits_of(case, at_risk, never_worse),
        tolerance,
        memory,
        width is not None and width <= _NARROW,
    )
    with patience(seconds) as stop:
        drawer = Drawer(case, wanted, stop)
        try:
            drawing = drawer.draw(picture)
        except NoAgreement:
            return say_no_agreement(case, drawer.frontier, as_json=as_json)
        except NoPlan as error:
            return _say_nothing(case, str(error), as_json=as_json)
    _write(drawing, output, width, dark)
    if as_json:
        print_json({"written": output, "picture": picture, "notes": drawer.notes})
        return 0
    page = Page()
    page.paragraph(f"The picture is in {output}: {PICTURES[picture]}.")
    if drawer.notes:
        page.listed(drawer.notes)
    page.show()
    return 0


def _write(drawing: str, output: str, width: int | None, dark: bool) -> None:
    """The picture as a file, of the kind that the file's name says."""
    from detente.cli.files import write_whole
    from detente.report.standalone import own_size, standalone

    svg = standalone(drawing, "dark" if dark else "light", width)
    if not output.lower().endswith(".png"):
        write_whole(output, svg)
        return
    from detente.report.raster import png

    write_whole(output, png(svg, width or round(own_size(svg)[0] * _FINE)))


def _say_nothing(case: Case, why: str, *, as_json: bool) -> int:
    """There is no plan to be drawn."""
    from detente.cli.guard import NO
    from detente.cli.output import Page, print_json
    from detente.report.words import capital

    if as_json:
        print_json({"agreement": True, "reachable": False, "because": why})
        return NO
    page = Page()
    page.heading(case.title or case.name)
    page.paragraph(f"Nothing is drawn. {capital(why.strip().rstrip('.'))}.")
    page.show()
    return NO
