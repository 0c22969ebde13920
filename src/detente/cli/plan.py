"""`detente plan`: how to get there in small steps."""

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
    trust_option,
)
from detente.cli.patience import seconds_option

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.analysis.frontier import Frontier
    from detente.analysis.improvement import Changes
    from detente.analysis.settlement import Ideals
    from detente.cli.planned import Answer, Question, Stop


@click.command(name="plan")
@case_argument
@target_option(
    "Where to: a settlement concept, or a file that holds an outcome, a plan or a settlement."
)
@standing_option
@trust_option(
    "How much trust the plan may ask, such as 0.1 or 10%: the best that can be had for it."
)
@at_risk_options
@click.option(
    "--soonest",
    is_flag=True,
    help="Of the plans that ask the least trust, the one that ends first; else the one of the fewest steps.",
)
@seconds_option
@click.option(
    "--what-helps",
    "with_help",
    is_flag=True,
    help="Also say which single change would lower the trust most, or make the agreement reachable.",
)
@click.option(
    "--every-moment",
    is_flag=True,
    help="Say for every moment what each side has given and not yet received, and where it would stand.",
)
@click.option("-o", "--output", metavar="FILE.json", help="Also write the plan to a file.")
@limit_options
@parties_option
@json_option
def command(
    case_path: str,
    target: str,
    standing_path: str | None,
    done: int | None,
    trust: Fraction | None,
    at_risk: dict[str, Fraction],
    never_worse: bool,
    soonest: bool,
    seconds: float | None,
    with_help: bool,
    every_moment: bool,
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

    With --from the plan goes on from where things stand: some steps done, some refused, some terms
    lapsed. STATE says so, or is a plan of which --done N steps are done. If the settlement is out of
    reach by then, the page says what stands in the way and plans for the best that is left.

    CONCEPT is nash, kalai_smorodinsky, egalitarian, utilitarian or equal_loss.

    \b
    Examples:
      detente plan my-case.yaml
      detente plan my-case.yaml --to egalitarian --at-risk us=5 --never-worse
      detente plan my-case.yaml --trust 0.1 --what-helps
      detente plan my-case.yaml --to proposal.yaml -o plan.json
      detente plan my-case.yaml --from plan.json --done 3
      detente plan my-case.yaml --json | jq .trust
    """
    from detente.cli.choice import concept_or_file
    from detente.cli.files import refuse_to_overwrite, write_json
    from detente.cli.guard import DONE, NO
    from detente.cli.no_agreement import say_no_agreement
    from detente.cli.output import print_json
    from detente.cli.patience import patience
    from detente.cli.planned import Question, answered, document_of
    from detente.cli.progress import bar, found_frontier, found_scales, found_settlements
    from detente.cli.reading import outcome_from
    from detente.errors import NoAgreement

    concept, file = concept_or_file(target, "--to")
    if output is not None:
        inputs = [path for path in (case_path, file, standing_path) if path]
        refuse_to_overwrite(output, *inputs, endings=(".json",))
    case = opened(case_path, parties)
    to = concept or outcome_from(case, str(file))
    standing = standing_from(case, standing_path, done)
    limits = limits_of(case, at_risk, never_worse, soonest)

    frontier = None
    try:
        known: Frontier | Ideals
        if tolerance:
            known = frontier = found_frontier(case, tolerance, memory)
        elif concept:
            known = found_settlements(case, memory)
        else:
            known = found_scales(case, memory)
        question = Question(case, to, standing, limits, trust, known)
        with patience(seconds) as stop:
            with bar("looking for the steps") as progress:
                answer = answered(question, progress, stop)
            helps = _helps(question, answer, stop) if with_help else None
    except NoAgreement:
        return say_no_agreement(case, frontier, as_json=as_json)
    document = document_of(answer, helps)
    if output is not None and answer.plan is not None:
        write_json(output, document)
    if as_json:
        print_json(document)
    else:
        from detente.cli.plan_page import print_answer

        print_answer(answer, helps, every_moment, output)
    return DONE if answer.holds else NO


def _helps(question: Question, answer: Answer, stop: Stop) -> Changes:
    """The single changes that would help."""
    from detente.analysis.improvement import what_helps
    from detente.cli.progress import bar

    to = answer.plan.target if answer.plan is not None else question.to
    with bar("looking for what helps") as progress:
        return what_helps(
            question.case,
            to,
            found=question.known,
            limits=question.limits,
            standing=question.standing,
            progress=progress,
            stop=stop,
        )
