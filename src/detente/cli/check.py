"""`detente check`: is this case sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from detente.cli.options import case_argument, json_option, opened, parties_option

if TYPE_CHECKING:
    from detente.model.case import Case


@click.command(name="check")
@case_argument
@parties_option
@json_option
def command(case_path: str, parties: list[str] | None, as_json: bool) -> int:
    """Say whether a case is sound, and where it is not.

    Every mistake is reported in one run, each with its file, line and column and how to mend it.
    The exit status is 2 if there is any.

    \b
    Examples:
      detente check my-case.yaml
      detente check genius/Energy
      detente check my-case.yaml --json | jq '.problems[].message'
    """
    from detente.cli.guard import DONE, WRONG_INPUT, documents, tell
    from detente.cli.output import print_json
    from detente.cli.words import next_words
    from detente.errors import InputError

    try:
        case = opened(case_path, parties)
    except InputError as error:
        tell(error.problems)
        if as_json:
            print_json({"valid": False, "problems": documents(error.problems)})
        return WRONG_INPUT
    if as_json:
        print_json(
            {
                "valid": True,
                "problems": [],
                "parties": list(case.parties),
                "issues": list(case.issues),
                "outcomes": str(case.outcomes),
                "rules": len(case.rules),
                "moves": len(case.moves),
                "notes": list(case.notes),
            }
        )
    else:
        _print(case, next_words("settle", case_path, parties))
    return DONE


def _print(case: Case, then: str) -> None:
    """The line for people, and what they ought to know."""
    from detente.cli.output import Page
    from detente.cli.words import counted, estimates_words
    from detente.report.words import listed, the

    parts = [
        counted(len(case.parties), "party", "parties"),
        counted(len(case.issues), "issue"),
        counted(case.outcomes, "conceivable outcome"),
    ]
    more = (
        (len(case.rules), "rule"),
        (len(case.moves), "rule for moves", "rules for moves"),
        (len(case.terms), "term"),
        (len(case.record), "event on record", "events on record"),
        (len(case.sources), "source"),
    )
    parts += [counted(*entry) for entry in more if entry[0]]
    page = Page()
    page.paragraph(f"valid: {', '.join(parts)}.")
    if case.status_quo is None:
        page.paragraph(
            "It does not say how every issue stands today, which a plan needs ('status_quo')."
        )
    if case.unknown:
        who = listed(the(case, party) for party in case.unknown)
        page.paragraph(f"What {who} would want is not in the case: it cannot be analysed yet.")
    if case.preferences:
        page.paragraph(estimates_words(case))
    page.listed(case.notes)
    if not case.unknown:
        page.line(then)
    page.show()
