"""`detente plan`: how to get there in small steps."""

from __future__ import annotations

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

    from detente.analysis.frontier import Frontier
    from detente.analysis.planning import Plan, Step
    from detente.analysis.settlement import Settlements
    from detente.cli.output import Page
    from detente.model.case import Case
    from detente.model.move import Move


@click.command(name="plan")
@case_argument
@target_option(
    "Where to: a settlement concept, or a file that holds an outcome, a plan or a settlement."
)
@click.option("-o", "--output", metavar="FILE.json", help="Also write the plan to a file.")
@limit_options
@parties_option
@json_option
def command(
    case_path: str,
    target: str,
    output: str | None,
    tolerance: Fraction,
    memory: int | None,
    parties: list[str] | None,
    as_json: bool,
) -> int:
    """Find the steps from today to a settlement that ask the parties for the least trust.

    The page says who does what in which order, what each side gives and gets, what it risks at the
    worst moment, and what walking away would bring. The exit status is 1 if there is no agreement to
    plan for, or if the moves of the case cannot lead to it.

    CONCEPT is nash, kalai_smorodinsky, egalitarian, utilitarian or equal_loss.

    \b
    Examples:
      detente plan my-case.yaml
      detente plan my-case.yaml --to egalitarian
      detente plan my-case.yaml --to proposal.yaml -o plan.json
      detente plan my-case.yaml --json | jq .trust
    """
    from detente.cli.choice import concept_or_file
    from detente.cli.documents import plan_document
    from detente.cli.files import refuse_to_overwrite, write_json
    from detente.cli.no_agreement import say_no_agreement
    from detente.cli.output import print_json
    from detente.cli.progress import bar, found_frontier, found_scales, found_settlements
    from detente.cli.reading import outcome_from
    from detente.errors import NoAgreement, NoPlan

    concept, file = concept_or_file(target, "--to")
    if output is not None:
        refuse_to_overwrite(output, case_path, *([file] if file else ()), endings=(".json",))
    case = opened(case_path, parties)
    to = concept or outcome_from(case, str(file))
    from detente.analysis.planning import plan

    frontier = None
    try:
        known: Frontier | Settlements
        if tolerance:
            known = frontier = found_frontier(case, tolerance, memory)
        elif concept:
            known = found_settlements(case, memory)
        else:
            known = found_scales(case, memory)
        with bar("looking for the steps") as progress:
            found = plan(case, to, found=known, progress=progress)
    except NoAgreement:
        return say_no_agreement(case, frontier, as_json=as_json)
    except NoPlan as error:
        return _say_no_plan(case, str(error), as_json=as_json)
    document = plan_document(found, known)
    if output is not None:
        write_json(output, document)
    if as_json:
        print_json(document)
    else:
        _print(found, known, output)
    return 0


def _say_no_plan(case: Case, why: str, *, as_json: bool) -> int:
    """There is an agreement, but the moves of the case do not lead to it."""
    from detente.cli.guard import NO
    from detente.cli.output import Page, print_json
    from detente.cli.words import estimates_words
    from detente.report.words import capital

    if as_json:
        print_json({"agreement": True, "reachable": False, "because": why})
        return NO
    page = Page()
    page.heading(case.title or case.name)
    page.paragraph(f"{capital(why.strip().rstrip('.'))}.")
    page.paragraph(estimates_words(case))
    page.show()
    return NO


def _print(found: Plan, frontier: Frontier | Settlements, output: str | None) -> None:
    """The page for people."""
    from detente.cli.bargain import give_and_get
    from detente.cli.output import Page
    from detente.cli.words import estimates_words
    from detente.report.inexact import bound_words, thinned
    from detente.report.words import risk_words, trust_words, why_nobody_walks

    case = found.case
    page = Page()
    page.heading(case.title or case.name)
    page.paragraph(_headline(found))
    if found.concept and thinned(frontier):
        page.paragraph(f"The settlement was chosen from a frontier. {bound_words(frontier)}")
    if found.steps:
        page.heading("What each side gives and gets")
        give_and_get(page, case, found.start, found.target)
        page.heading("The steps, and what each side has after them")
        _steps(page, found)
        steady = not any(found.temptation.values())
        why = "why nobody gains by walking away" if steady else "what walking away would bring"
        page.heading(f"What each side risks, and {why}")
        whys = why_nobody_walks(found)
        for party in case.parties:
            page.listed([risk_words(found, party), whys[party]])
        page.heading("What trust means here")
        page.paragraph(" ".join(trust_words(found)))
    if found.notes:
        page.heading("Notes")
        page.listed(f"{note.strip().rstrip('.')}." for note in found.notes)
    page.gap()
    page.paragraph(estimates_words(case))
    if output is not None:
        page.paragraph(f"The plan is in {output}.")
    page.show()


def _headline(found: Plan) -> str:
    """The whole answer in a paragraph."""
    from detente.cli.words import counted
    from detente.model.number import shown
    from detente.report.words import concept_title, listed, percent, the

    case = found.case
    what = (
        f"the {concept_title(found.concept)} settlement"
        if found.concept
        else "the outcome asked for"
    )
    reached = case.utilities.of(found.target)
    worth = listed(
        f"{shown(reached[party])} to {the(case, party)} "
        f"(no deal: {shown(case.utilities.value(p, units))})"
        for p, (party, units) in enumerate(zip(case.parties, case.reservations, strict=True))
    )
    if not found.steps:
        return f"Things are already as {what} would have them, worth {worth}: no step is needed."
    said = [f"From today to {what} in {counted(len(found.steps), 'step')}. It is worth {worth}."]
    if found.trust == 0:
        said.append("The plan enforces itself: at no moment would anybody gain by walking away.")
        return " ".join(said)
    risked = max(found.exposure[party] / found.scale[party] for party in case.parties)
    share = f"{percent(found.trust)} of what it stands to win"
    if risked == found.trust:
        said.append(f"At the worst moment a side has {share} at risk")
    else:
        said.append(f"At one moment a side could gain as much as {share} by walking away")
    if found.leap > found.trust:
        said[-1] += f"; doing everything at once would ask {percent(found.leap)}"
    said[-1] += "."
    return " ".join(said)


def _joined(step: Step) -> list[Move]:
    """The moves of a step, those that follow on each other as one."""
    found: list[Move] = []
    for move in step.moves:
        last = found[-1] if found else None
        if last and (last.variable, last.end, last.by) == (move.variable, move.start, move.by):
            found[-1] = replace(last, end=move.end)
        else:
            found.append(move)
    return found


def _steps(page: Page, found: Plan) -> None:
    """The steps in a table: who does what, when, and where it leaves each side."""
    from detente.cli.words import columns
    from detente.report.facts import date_words
    from detente.report.words import capital, does, heading, move_words, the

    case = found.case
    dated = any(step.ends for step in found.steps)
    figures = columns([case.utilities.of(found.start), *(step.utilities for step in found.steps)])
    blank = [""] if dated else []
    rows: list[list[str | list[str]]] = [
        ["", *blank, "Today", *(figures[party][0] for party in case.parties)]
    ]
    for number, step in enumerate(found.steps, 1):
        lines = [capital(move_words(case, move, helpers=False)) + "." for move in _joined(step)]
        if step.atomic and step.guarantor:
            stands = does(case, step.guarantor, "guarantees", "guarantee")
            lines.append(f"{capital(the(case, step.guarantor))} {stands} it: all of it or nothing.")
        for verifier in dict.fromkeys(move.verifier for move in step.moves if move.verifier):
            confirms = does(case, verifier, "verifies", "verify")
            lines.append(f"{capital(the(case, verifier))} {confirms} it.")
        when = date_words(step.ends)
        rows.append(
            [
                f"{number}",
                *([when] if dated else []),
                lines,
                *(figures[party][number] for party in case.parties),
            ]
        )
    first = 2 if dated else 1
    page.table(
        [
            "",
            *(["done by"] if dated else []),
            "who does what",
            *(heading(case, party) for party in case.parties),
        ],
        rows,
        numbers=[0, *range(first + 1, first + 1 + len(case.parties))],
    )
