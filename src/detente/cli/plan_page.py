"""The page of `detente plan` for people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.analysis.curve import CurvePoint
    from detente.analysis.improvement import Changes
    from detente.analysis.planning import Plan, Step
    from detente.analysis.remaining import Remaining
    from detente.cli.output import Page
    from detente.cli.planned import Answer
    from detente.model.move import Move


def print_answer(
    answer: Answer, helps: Changes | None, every_moment: bool, output: str | None
) -> None:
    """Print the page.

    Args:
        answer: what was found.
        helps: what would help, where that was asked.
        every_moment: whether each moment of the plan is told.
        output: the file that the plan was written to.
    """
    from detente.cli.helps import print_helps
    from detente.cli.output import Page
    from detente.cli.words import estimates_words
    from detente.report.bounds import standing_words

    case = answer.question.case
    page = Page()
    page.heading(case.title or case.name)
    if answer.question.standing is not None:
        page.heading(f"Where things stand{_on(answer)}")
        page.listed(standing_words(case, answer.question.standing))
        page.heading("Where to from there")
    for paragraph in _opening(answer):
        page.paragraph(paragraph)
    if answer.obstacles:
        page.heading("What stands in the way")
        from detente.report.bounds import obstacle_words

        page.listed(obstacle_words(case, one) for one in answer.obstacles)
    if answer.left is not None:
        _still(page, answer, answer.left)
    if answer.plan is not None:
        _plan(page, answer, answer.plan, every_moment)
    if helps is not None:
        print_helps(page, helps)
    page.gap()
    page.paragraph(estimates_words(case))
    if output is not None and answer.plan is not None:
        page.paragraph(f"The plan is in {output}.")
    page.show()


def _on(answer: Answer) -> str:
    """The day on which things stand so."""
    from detente.report.facts import date_words

    standing = answer.question.standing
    day = standing.day if standing and standing.day else answer.question.case.as_of
    return f" on {date_words(day)}" if day else ""


def _opening(answer: Answer) -> list[str]:
    """The answer in a few sentences."""
    from detente.report.inexact import bound_words, thinned
    from detente.report.words import capital, concept_title

    said = []
    question, found = answer.question, answer.plan
    wanted = (
        f"the {concept_title(question.to)} settlement"
        if isinstance(question.to, str)
        else "the outcome asked for"
    )
    if answer.within is not None and answer.within.point is None:
        return _beyond(answer)
    if answer.because and answer.left is None:
        return [f"{capital(answer.because.strip().rstrip('.'))}."]
    if answer.because:
        said.append(
            f"{capital(wanted)} can no longer be reached"
            + ("." if answer.obstacles else f": {answer.because.strip().rstrip('.')}.")
        )
        if found is None:
            said.append(
                "Nothing that can still be reached is better for all than to stop here."
                if answer.sure
                else "Nothing was found that can still be reached and is better for all than to stop here."
            )
            return said
        chosen = concept_title(question.concept)
        said.append(
            f"What follows is the way to the best of what is left, by the {chosen} solution"
            + ("." if answer.sure else "; whether anything better could be reached is not known.")
        )
    assert found is not None
    said.append(_headline(found, answer))
    if found.concept and thinned(question.known):
        said.append(f"The settlement was chosen from a frontier. {bound_words(question.known)}")
    if answer.too_much:
        said.append(_asks_more(found, answer))
    return said


def _asks_more(found: Plan, answer: Answer) -> str:
    """That the plan for a given outcome asks more than it may."""
    from detente.model.number import shown

    most = answer.question.trust
    assert most is not None
    said = f"That is more than the {shown(most, 3)} that was allowed"
    if found.certificate.bound > most:
        return f"{said}, and no plan to this outcome asks less than {shown(found.certificate.bound, 3)}."
    return f"{said}; whether another plan to this outcome asks less is not known."


def _beyond(answer: Answer) -> list[str]:
    """That nothing can be had for the trust allowed, and what comes nearest."""
    from detente.model.number import shown

    within = answer.within
    assert within is not None
    said = [
        f"No settlement {'can be reached' if within.optimal else 'was found that can be reached'} with a trust of "
        f"{shown(within.trust, 3)}."
    ]
    if within.nearest is not None and within.nearest.trust is not None:
        said.append(
            f"The settlement that asks least asks {shown(within.nearest.trust, 3)}; it is worth "
            f"{_worth_of(within.nearest)}."
        )
    return said


def _worth_of(point: CurvePoint) -> str:
    """What a point is worth to each."""
    from detente.model.number import shown
    from detente.report.words import listed, the

    return listed(
        f"{shown(worth)} to {the(point.case, party)}" for party, worth in point.utilities.items()
    )


def _still(page: Page, answer: Answer, left: Remaining) -> None:
    """The settlements of what can still be reached, and what stopping would leave."""
    from detente.analysis.remaining import stopping
    from detente.cli.words import columns
    from detente.model.number import shown
    from detente.report.words import concept_title, heading

    case = left.case
    page.heading("What can still be reached")
    if left.settlements is None:
        page.paragraph("Nothing that is as good for all as stopping now.")
        return
    if left.over_stopping:
        page.paragraph(
            "Nothing in reach gives everybody as much as no deal did at the outset. The following is measured "
            "against what stopping now would leave."
        )
    concepts = list(left.trust)
    rows = [left.settlements.by_concept[concept].utilities for concept in concepts]
    now = stopping(case, left.standing)
    figures = columns([*rows, now])
    trusts = [left.trust[concept] for concept in concepts]
    cells = [
        ["no plan" if bound.optimal else "none found"]
        if bound.trust is None
        else [
            shown(bound.trust, 3)
            + ("" if bound.optimal else f" (at least {shown(bound.bound, 3)})")
        ]
        for bound in trusts
    ]
    page.table(
        ["", "trust", *(heading(case, party) for party in case.parties)],
        [
            *(
                [
                    concept_title(concept),
                    cells[row][0],
                    *(figures[party][row] for party in case.parties),
                ]
                for row, concept in enumerate(concepts)
            ),
            ["to stop now", "", *(figures[party][-1] for party in case.parties)],
        ],
        numbers=range(1, len(case.parties) + 2),
    )


def _plan(page: Page, answer: Answer, found: Plan, every_moment: bool) -> None:
    """The plan itself: the trade, the steps, what each side risks, what trust means."""
    from detente.cli.bargain import give_and_get
    from detente.report.bounds import days_words, limits_words
    from detente.report.moments import moments_words
    from detente.report.words import risk_words, trust_words, why_nobody_walks

    case = found.case
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
        if every_moment:
            page.heading("Every moment")
            for title, sentences in moments_words(found):
                page.paragraph(f"{title}:")
                page.listed(sentences)
        held = [*days_words(found), *limits_words(found)]
        if held:
            page.heading("Days and limits")
            page.listed(held)
        page.heading("What trust means here")
        page.paragraph(" ".join(trust_words(found)))
    if found.notes:
        page.heading("Notes")
        page.listed(f"{note.strip().rstrip('.')}." for note in found.notes)


def _headline(found: Plan, answer: Answer) -> str:
    """What the plan leads to, in how many steps, and what it asks."""
    from detente.cli.words import counted
    from detente.model.number import shown
    from detente.report.words import concept_title, listed, percent, the

    case = found.case
    question = answer.question
    if answer.because:
        what = f"the {concept_title(question.concept)} settlement of what is left"
    elif answer.within is not None and question.trust is not None:
        what = (
            f"what the {concept_title(question.concept)} solution chooses within a trust of "
            f"{shown(question.trust, 3)}"
        )
    elif found.concept:
        what = f"the {concept_title(found.concept)} settlement"
    else:
        what = "the outcome asked for"
    since = "From today" if question.standing is None else "From where things stand"
    reached = case.utilities.of(found.target)
    worth = listed(
        f"{shown(reached[party])} to {the(case, party)} "
        f"(no deal: {shown(case.utilities.value(p, units))})"
        for p, (party, units) in enumerate(zip(case.parties, case.reservations, strict=True))
    )
    if not found.steps:
        return f"Things are already as {what} would have them, worth {worth}: no step is needed."
    said = [f"{since} to {what} in {counted(len(found.steps), 'step')}. It is worth {worth}."]
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


def _first(found: Plan) -> str:
    """How the first line of the steps is called."""
    return "Today" if found.standing.state == found.case.status_quo else "Now"


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
        ["", *blank, _first(found), *(figures[party][0] for party in case.parties)]
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
