"""`detente verify`: does this plan hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from detente.cli.options import case_argument, json_option, opened, parties_option

if TYPE_CHECKING:
    from detente.analysis.verification import Verification
    from detente.model.case import Case


_MOST_TOLD = 12


@click.command(name="verify")
@case_argument
@click.argument("plan_path", metavar="PLAN")
@parties_option
@json_option
def command(case_path: str, plan_path: str, parties: list[str] | None, as_json: bool) -> int:
    """Check any plan against the case, rule by rule, and work out what it asks.

    PLAN is a file that 'detente plan -o' wrote, or one of that form written by hand (JSON or YAML):
    only its steps with their moves must be there. Figures that it states are checked too. The
    checker shares no code with the search that finds plans. The exit status is 1 if the plan does
    not hold.

    \b
    Examples:
      detente plan my-case.yaml -o plan.json && detente verify my-case.yaml plan.json
      detente verify my-case.yaml our-proposal.yaml --json | jq '.violations[].message'
    """
    from detente.cli.documents import verification_document
    from detente.cli.guard import DONE, NO
    from detente.cli.output import print_json
    from detente.cli.progress import found_scales
    from detente.cli.reading import placed, plan_from

    case = opened(case_path, parties)
    tree = plan_from(plan_path)
    from detente.analysis.verification import proposal, verify

    with placed(plan_path, tree):
        asked = proposal(case, tree)
    found = verify(case, asked, found=found_scales(case, options=False))
    if as_json:
        print_json(verification_document(found))
    else:
        _print(case, found, len(asked.steps))
    return DONE if found.holds else NO


def _print(case: Case, found: Verification, steps: int) -> None:
    """The page for people."""
    from detente.cli.output import Page
    from detente.cli.words import counted, estimates_words
    from detente.model.number import shown
    from detente.report.words import capital, percent, the

    page = Page()
    page.heading(case.title or case.name)
    if found.holds:
        page.paragraph(f"The plan holds: {counted(steps, 'step')}, each of which can be done.")
    else:
        wrong = len(found.violations)
        page.paragraph(
            f"The plan does not hold: {counted(wrong, 'thing is wrong', 'things are wrong')}."
        )
        page.listed(
            f"{f'Step {violation.step}' if violation.step else 'The plan as a whole'}: "
            f"{violation.message}."
            for violation in found.violations[:_MOST_TOLD]
        )
        if wrong > _MOST_TOLD:
            page.paragraph(f"... and {wrong - _MOST_TOLD} more, most of which follow from these.")
    page.heading(
        "What it asks at most" if found.holds else "What it would ask as far as it can be followed"
    )
    page.table(
        ["", "can lose if the others stop", "can gain by stopping"],
        [
            [
                capital(the(case, party)),
                shown(found.exposure[party]),
                shown(found.temptation[party]),
            ]
            for party in case.parties
        ],
        numbers=[1, 2],
    )
    page.gap()
    if found.trust == 0 and found.holds:
        page.paragraph("Trust 0: at no moment would anybody gain by walking away.")
    elif found.trust:
        page.paragraph(
            f"Trust {shown(found.trust)}: at the worst moment a side has {percent(found.trust)} of "
            "what it stands to win at risk, or could gain as much by stopping."
        )
    page.paragraph(estimates_words(case))
    page.show()
