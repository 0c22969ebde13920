"""The parts of a page, as plain data for its template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from detente.analysis.disagreement import Disagreement
from detente.analysis.frontier import Frontier
from detente.analysis.planning.plan import Plan, Step
from detente.analysis.settlement import Settlements
from detente.model.case import Case, Indices
from detente.model.number import shown
from detente.report.conditions import condition_words
from detente.report.course import course
from detente.report.facts import Citation, cited, date_words
from detente.report.inexact import bound_words
from detente.report.ledger import ZERO, Line, ledger
from detente.report.naming import (
    amount,
    capital,
    everybody,
    heading,
    listed,
    runs,
    signed,
    the,
)
from detente.report.outcomes import agreements, outcome_words, titles
from detente.report.summary import many, reasons
from detente.report.words import (
    concept_title,
    middle,
    middle_words,
    moves_words,
    risk_words,
    trades,
    trust_words,
    why_nobody_walks,
)

MOST_LINES = 20
"""Matters that each side gives or gets, or that make no difference, up to which each has a line at once."""


def exchange(
    case: Case, target: Indices, known: dict[str, Citation], what: str
) -> dict[str, Any] | None:
    """What each side gives and gets: from the status quo, or else from the middle, to the target."""
    start = case.status_quo or middle(case)
    if start is None:
        return None
    base = "the status quo" if case.status_quo else "splitting every issue down the middle"
    before, after = case.utilities.of(start), case.utilities.of(target)
    books = []
    for party, book in ledger(case, start, target).items():
        parts = [
            _part(case, "Gets", book.gets, book.got, known),
            _part(case, "Gives", book.gives, book.given, known),
            _part(case, "Makes no difference", book.free, None, known),
        ]
        books.append(
            {
                "party": heading(case, party),
                "change": f"from {amount(before[party])} to {amount(after[party])}",
                "parts": parts,
                "rest": sum(len(part["rest"]) for part in parts),
                "total": signed(book.total),
            }
        )
    found = trades(case, target)
    return {
        "from_to": f"From {base} to {what}. What a change is worth stands on each side's own scale: "
        "the figures of two sides cannot be added or compared with each other.",
        "books": books,
        "trades": found.sentences if found else (),
        "middle": middle_words(case) if found and found.trades else "",
    }


def _part(
    case: Case,
    name: str,
    lines: Sequence[Line],
    total: Fraction | None,
    known: dict[str, Citation],
) -> dict[str, Any]:
    """Some lines of a ledger; of very many the largest, the rest for whoever unfolds it."""
    most = MOST_LINES if len(lines) > MOST_LINES + 5 else len(lines)
    if total is None and len(lines) > MOST_LINES + 5:
        most = 0  # nothing hangs on any of them
    rest = lines[most:]
    less = "smaller matter" if most else "matter"
    return {
        "name": name,
        "title": name if total is None else f"{name} ({signed(total)})",
        "lines": [_line(case, line, known) for line in lines[:most]],
        "rest": [_line(case, line, known) for line in rest],
        "rest_title": many(len(rest), less, f"{less}s") if rest else "",
        "rest_worth": signed(sum((line.worth for line in rest), ZERO)),
    }


def _line(case: Case, line: Line, known: dict[str, Citation]) -> dict[str, Any]:
    sources = [source for issue in line.issues for source in case.issues[issue].sources]
    return {
        "title": capital(line.title),
        "course": f"{line.before} → {line.after}",
        "worth": signed(line.worth),
        "sources": cited(known, sources) if len(line.issues) == 1 else [],
    }


def agreement_table(case: Case, settlements: Settlements) -> dict[str, Any]:
    """The values that the settlements give to every matter, equal ones in one column."""
    found = agreements(case, settlements)
    rows = []
    for v, title in enumerate(titles(case)):
        unit = getattr(case.issues[case.variables[v].issue], "unit", "")
        rows.append(
            {
                "title": capital(title),
                "unit": "" if unit.casefold() in title.casefold() else unit,
                "cells": [words[v] for _, words in found],
            }
        )
    equal = sum(len(set(row["cells"])) == 1 for row in rows)
    return {
        "summary": f"The values of {many(len(rows), 'matter', 'matters')}; on {equal:,} of them all "
        "settlements agree",
        "heads": [listed(map(concept_title, c)) for c, _ in found],
        "rows": rows,
    }


def _dates(step: Step) -> str:
    if step.begins is None or step.ends is None:
        return ""
    if step.begins == step.ends:
        return date_words(step.begins)
    return f"{date_words(step.begins)} to {date_words(step.ends)}"


def _help(case: Case, step: Step) -> str:
    said = []
    if step.atomic and step.guarantor:
        said.append(f"guaranteed by {the(case, step.guarantor)}")
    for verifier in dict.fromkeys(move.verifier for move in step.moves if move.verifier):
        said.append(f"verified by {the(case, verifier)}")
    return "; ".join(said)


def _needs(case: Case, step: Step) -> str:
    return "; ".join(
        dict.fromkeys(condition_words(case, move.needs) for move in step.moves if move.needs)
    )


def steps(plan: Plan) -> dict[str, Any]:
    """The steps as a table."""
    case = plan.case
    rows = []
    count = len(plan.steps)
    for number, step in enumerate(plan.steps, 1):
        rows.append(
            {
                "number": number,
                "moves": [
                    {"words": words, "lasting": not all(move.revocable for move in run)}
                    for words, run in zip(
                        moves_words(case, step.moves, helpers=False), runs(step.moves), strict=True
                    )
                ],
                "needs": _needs(case, step),
                "help": _help(case, step),
                "dates": _dates(step),
                "cells": [
                    {
                        "worth": amount(step.utilities[party]),
                        "away": amount(step.walk_away[party]) if number < count else "",
                    }
                    for party in case.parties
                ],
            }
        )
    before = case.utilities.of(plan.start)
    last: date | None = plan.steps[-1].ends if plan.steps else None
    words = f"{capital(many(count, 'step', 'steps'))} from today"
    words += f", done by {date_words(last)} if each begins as soon as it can." if last else "."
    moments = [*plan.most_exposed.values(), *plan.most_tempted.values()]
    start = [
        {
            "worth": amount(before[party]),
            "away": amount(case.utilities.value(p, case.reservations[p])),
        }
        for p, party in enumerate(case.parties)
    ]
    rows.insert(0, {"number": 0, "moves": [], "needs": "", "help": "", "dates": "", "cells": start})
    return {
        "words": words,
        "rows": rows,
        "needs": any(row["needs"] for row in rows),
        "helped": any(row["help"] for row in rows),
        "dated": any(row["dates"] for row in rows),
        "between": any(moment.amount for moment in moments),
        "under_way": any(moment.acted for moment in course(plan).moments),
        "notes": [capital(note.strip().rstrip(".")) + "." for note in plan.notes],
    }


def risks(plan: Plan) -> dict[str, Any]:
    """What each side risks, and the trust asked."""
    case = plan.case
    stays = why_nobody_walks(plan)
    tempted = any(plan.temptation.values())
    return {
        "heading": "What each side risks, and "
        + ("what it could gain by stopping" if tempted else "why nobody gains by walking away"),
        "parties": [
            {
                "party": heading(case, party),
                "risk": risk_words(plan, party),
                "stays": stays[party],
            }
            for party in case.parties
        ],
        "trust": trust_words(plan),
    }


def no_deal(disagreement: Disagreement) -> dict[str, Any]:
    """Why there is no deal."""
    case = disagreement.case
    about = {rule.name: rule.about.strip().rstrip(".") for rule in case.rules}
    said = [
        f"To {the(case, party)}, having no deal is worth "
        f"{amount(case.utilities.value(p, case.reservations[p]))}."
        for p, party in enumerate(case.parties)
        if party in disagreement.parties
    ]
    said += [
        f"The rule “{rule}”" + (f": {about[rule]}." if about.get(rule) else " must be obeyed.")
        for rule in disagreement.rules
    ]
    minimal = ""
    if len(said) > 1:
        minimal = (
            "Each of these is needed for that: without any one of them the others would "
            "leave room for an agreement."
            if disagreement.minimal
            else "That each of these is needed for that is not proven."
        )
    nearest = disagreement.nearest
    rows, values = [], []
    if nearest is not None:
        rows = [
            {
                "party": heading(case, party),
                "worth": amount(nearest.utilities[party]),
                "no_deal": amount(case.utilities.value(p, case.reservations[p])),
                "short": amount(max(nearest.short.get(party, ZERO), ZERO)),
            }
            for p, party in enumerate(case.parties)
        ]
        values = list(zip(titles(case), outcome_words(case, nearest.outcome), strict=True))
    return {
        "reasons": said or [reasons(disagreement)],
        "minimal": minimal,
        "nearest": rows,
        "values": values,
    }


def certainty(
    frontier: Frontier, settlements: Settlements | None, plan: Plan | None, notes: Sequence[str]
) -> list[str]:
    """What is exact, what is a bound, where there are ties."""
    case = frontier.case
    said = []
    if frontier.exact:
        said.append(
            "The frontier is exact: computed with whole fractions over every outcome that the rules "
            "allow, nothing left out and nothing rounded. Figures are rounded only for showing."
        )
    else:
        said.append(bound_words(frontier))
    if settlements is not None:
        for concept, settlement in settlements.by_concept.items():
            if settlement.ties:
                said.append(
                    f"{concept_title(concept)}: {many(settlement.ties, 'other point ranks', 'other points rank')} "
                    "equal; the one shown is first by a fixed rule."
                )
            point = settlement.point
            if point is not None and point.ways > 1:
                said.append(
                    f"{concept_title(concept)}: {many(point.ways, '', 'outcomes')} are worth exactly the "
                    f"same to {everybody(case)}; one of them is shown."
                )
    if plan is not None:
        certificate = plan.certificate
        if certificate.optimal:
            said.append(
                f"The plan's trust of {shown(plan.trust)} is proven least: {certificate.why}."
            )
        else:
            said.append(
                f"The plan asks {shown(plan.trust)}; no plan can ask less than "
                f"{shown(certificate.bound)}: {certificate.why}. The gap is {shown(certificate.gap)}."
            )
    said += [capital(note.strip().rstrip(".")) + "." for note in notes]
    return list(dict.fromkeys(said))
