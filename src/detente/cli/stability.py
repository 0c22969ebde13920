"""`detente stability`: will it hold."""

from __future__ import annotations

import click

from detente.cli.options import case_argument, json_option, opened, parties_option

_SENSES = ("nash", "seq", "smr", "gmr")


@click.command(name="stability")
@case_argument
@click.option(
    "--plan",
    "plan_path",
    metavar="PLAN",
    help="Only the states of a plan: where it starts, and what each of its steps leads to.",
)
@click.option(
    "--outcome",
    "outcome_path",
    metavar="FILE",
    help="Only the outcome in a file, with the reasons.",
)
@click.option(
    "--only",
    metavar="CONCEPT",
    type=click.Choice(_SENSES, case_sensitive=False),
    help=f"Only equilibria in this sense: {', '.join(_SENSES)}.",
)
@click.option(
    "--coalitions",
    is_flag=True,
    help="Ask also what several sides could do together so that all of them gain.",
)
@click.option(
    "--one-change",
    is_flag=True,
    help="A move changes one issue, or item, only; else a side may make several of its own changes "
    "at once, as in a step of a plan.",
)
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(min=0),
    help="List N states at most; with --json as well, where else all are listed.  [default: 8]",
)
@parties_option
@json_option
def command(
    case_path: str,
    plan_path: str | None,
    outcome_path: str | None,
    only: str | None,
    coalitions: bool,
    one_change: bool,
    most: int | None,
    parties: list[str] | None,
    as_json: bool,
) -> int:
    """Say which outcomes would hold, because whoever leaves them gains nothing by it.

    Every outcome that obeys the rules is a state of a graph model; sides move from one to another by
    what the case lets each of them do alone. A state is stable for a side in the sense of Nash if no
    move of its own makes it better off; in the other senses if the others have an answer that takes
    the gain away. A state that is stable for all sides is an equilibrium. What cannot be revoked
    has no way back, unless the case lists one. Dates are left aside.

    CONCEPT is nash, seq (sequential), smr (symmetric metarational) or gmr (general metarational).

    \b
    Examples:
      detente stability my-case.yaml
      detente stability my-case.yaml --outcome proposal.yaml
      detente plan my-case.yaml -o plan.json && detente stability my-case.yaml --plan plan.json
      detente stability my-case.yaml --json | jq '.equilibria.nash | length'
    """
    from detente.cli.holding import ask, coalitions_of, stability_document
    from detente.cli.holding_page import print_page
    from detente.cli.output import print_json

    if plan_path is not None and outcome_path is not None:
        raise click.UsageError("--plan and --outcome contradict each other")
    if only is not None and (plan_path is not None or outcome_path is not None):
        raise click.UsageError("--only lists equilibria; it does not go with --plan or --outcome")
    case = opened(case_path, parties)
    asked = ask(
        case,
        plan_path,
        outcome_path,
        one_change=one_change,
        groups=coalitions,
    )
    together = coalitions_of(asked, only, most, every=as_json) if coalitions else None
    if as_json:
        print_json(stability_document(asked, together, only, most))
    else:
        print_page(asked, together, only, most)
    return 0
