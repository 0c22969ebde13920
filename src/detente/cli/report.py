"""`detente report`: one page about a case, to be opened in a browser."""

from __future__ import annotations

import click

from detente.cli.options import case_argument, json_option, parties_option


@click.command(name="report")
@case_argument
@click.option("-o", "--output", metavar="FILE.html", required=True, help="Where the page goes.")
@click.option(
    "--to",
    "target",
    metavar="CONCEPT|FILE",
    default="nash",
    show_default=True,
    help="Where the plan leads: as for 'detente plan'.",
)
@parties_option
@json_option
def command(
    case_path: str, output: str, target: str, parties: list[str] | None, as_json: bool
) -> int:
    """Write one page about the case: the frontier, the settlements and the plan.

    The page needs no network and no other file: it can be sent by mail, printed, or read on a
    phone. It is written in one go, so that a reader never sees half of it.

    \b
    Examples:
      detente report my-case.yaml -o my-case.html
      detente report my-case.yaml --to egalitarian -o out/my-case.html
    """
    return 0
