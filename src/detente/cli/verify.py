"""`detente verify`: does this plan hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from detente.cli.options import (
    at_risk_options,
    case_argument,
    json_option,
    limits_of,
    opened,
    parties_option,
    standing_from,
    standing_option,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.analysis.verification import Finding, Verification
    from detente.cli.output import Page
    from detente.model.case import Case


_MOST_TOLD = 12
_MOST_OF_RULE = 3


@click.command(name="verify")
@case_argument
@click.argument("plan_path", metavar="PLAN")
@standing_option
@at_risk_options
@click.option(
    "--grit",
    "with_grit",
    is_flag=True,
    help="Also hold the plan against the rules of GRIT (Osgood 1962); they do not change the exit status.",
)
@parties_option
@json_option
def command(
    case_path: str,
    plan_path: str,
    standing_path: str | None,
    done: int | None,
    at_risk: dict[str, Fraction],
    never_worse: bool,
    with_grit: bool,
    parties: list[str] | None,
    as_json: bool,
) -> int:
    """Check any plan against the case, rule by rule, and work out what it asks.

    PLAN is a file that 'detente plan -o' wrote, or one of that form written by hand (JSON or YAML):
    only its steps with their moves must be there. Or it is a table (CSV, TSV, Markdown), one line a
    move, whose header names 'issue' and 'to', and where wanted 'step', 'item', 'from', 'by',
    'atomic', 'guarantor' and 'begins'. Figures that a plan states are checked too. The checker
    shares no code with the search that finds plans. The exit status is 1 if the plan does not hold.

    \b
    Examples:
      detente plan my-case.yaml -o plan.json && detente verify my-case.yaml plan.json
      detente verify my-case.yaml our-proposal.csv --at-risk us=5 --never-worse
      detente verify my-case.yaml rest-of-it.md --from where-we-are.yaml
      detente verify my-case.yaml our-proposal.yaml --json | jq '.violations[].message'
    """
    from detente.cli.documents import grit_document, verification_document
    from detente.cli.guard import DONE, NO
    from detente.cli.output import print_json
    from detente.cli.progress import found_scales
    from detente.formats.plans import read_plan

    case = opened(case_path, parties)
    asked = read_plan(case, plan_path)
    standing = standing_from(case, standing_path, done)
    limits = limits_of(case, at_risk, never_worse)
    from detente.analysis.verification import grit, verify

    if asked.limits is not None:  # those of the plan itself, and stricter or other ones given here
        both = {**asked.limits.tolerance, **limits.tolerance}
        limits = replace(
            limits, tolerance=both, never_worse=never_worse or asked.limits.never_worse
        )
    scales = found_scales(case, options=False)
    found = verify(case, asked, standing=standing, limits=limits, found=scales)
    findings: Sequence[Finding] = ()
    if with_grit:
        findings = grit(case, asked, standing=standing, limits=limits, found=scales)
    if as_json:
        document = verification_document(found)
        print_json({**document, "grit": grit_document(findings)} if with_grit else document)
    else:
        _print(case, found, len(asked.steps), findings, standing is not None)
    return DONE if found.holds else NO


def _print(
    case: Case,
    found: Verification,
    steps: int,
    findings: Sequence[Finding],
    on_the_way: bool,
) -> None:
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
        if not on_the_way and any(v.rule == "from" and not v.step for v in found.violations):
            page.paragraph("The plan begins on the way: say where things stand with --from.")
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
    worst = _worst(case, found, steps)
    if worst:
        page.listed(worst)
        page.gap()
    if found.trust == 0 and found.holds:
        page.paragraph("Trust 0: at no moment would anybody gain by walking away.")
    elif found.trust:
        page.paragraph(
            f"Trust {shown(found.trust)}: at the worst moment a side has {percent(found.trust)} of "
            "what it stands to win at risk, or could gain as much by stopping."
        )
    _grit(page, findings)
    if found.notes:
        page.heading("Notes")
        page.listed(f"{capital(note)}." for note in found.notes)
    if findings or found.notes:
        page.gap()
    page.paragraph(estimates_words(case))
    page.show()


def _worst(case: Case, found: Verification, steps: int) -> list[str]:
    """For each party when it stands furthest below no deal, and when stopping would bring it most."""
    from types import SimpleNamespace

    from detente.report.moments import moment_sentence, moment_title

    # of a plan these look at where it leads and at how many steps it has
    plan: Any = SimpleNamespace(case=case, target=found.end, steps=range(steps))
    said: list[str] = []
    for party in case.parties:
        for moment in (found.most_exposed(party), found.most_tempted(party)):
            if moment is not None:
                visited: Any = moment
                sentence = moment_sentence(plan, visited, party)
                said.append(f"{moment_title(plan, visited)}: {sentence}")
    return list(dict.fromkeys(said))


def _grit(page: Page, findings: Sequence[Finding]) -> None:
    """What GRIT's rules say of the plan: broken ones first."""
    from detente.analysis.verification import GRIT_RULES
    from detente.report.words import capital

    for title, holds in (
        ("Rules of GRIT that it breaks", False),
        ("Rules of GRIT that it keeps", True),
        ("Rules of GRIT of which nothing is known", None),
    ):
        said = []
        for rule, sentence in GRIT_RULES.items():
            told = [
                f"{f'step {finding.step}: ' if finding.step else ''}{finding.message}"
                for finding in findings
                if finding.rule == rule and finding.holds is holds
            ]
            if len(told) > _MOST_OF_RULE + 1:
                told = [*told[:_MOST_OF_RULE], f"and {len(told) - _MOST_OF_RULE} times more"]
            if told:
                said.append(f"{capital(sentence)}. {capital('; '.join(told))}.")
        if said:
            page.heading(title)
            page.listed(said)
