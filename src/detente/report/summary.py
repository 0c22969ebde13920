"""A page in five sentences."""

from __future__ import annotations

from fractions import Fraction

from detente.analysis.disagreement import Disagreement
from detente.analysis.frontier import Frontier
from detente.analysis.planning.plan import Plan
from detente.analysis.settlement import Settlement
from detente.model.case import Case, Indices
from detente.report.inexact import bound_words, may_agree, may_agree_words, thinned
from detente.report.ledger import changes
from detente.report.naming import (
    amount,
    capital,
    everybody,
    listed,
    mentioned,
    percent,
    quantity,
    signed,
    the,
)
from detente.report.words import concept_title, trades


def many(count: int, one: str, more: str) -> str:
    """A count with its noun: `1 step`, `8 steps`, `13,824 outcomes`."""
    return f"{quantity(count)} {one if count == 1 else more}"


def frontier_words(frontier: Frontier) -> str:
    """How much there is to choose from."""
    case = frontier.case
    found, inside = len(frontier.points), len(frontier.acceptable)
    if inside == found:
        enough = "all of them leave no side worse off than no deal"
    elif inside == 0:
        enough = "each of them leaves some side worse off than no deal"
    else:
        leave = "leaves" if inside == 1 else "leave"
        enough = f"{inside:,} of them {leave} no side worse off than no deal"
    if thinned(frontier):
        return (
            f"Of {many(case.outcomes, 'outcome that the issues allow', 'outcomes that the issues allow')}, "
            f"{many(found, 'stands', 'stand')} here for the best to be had, of which there are too many; "
            f"{enough}. {bound_words(frontier)}"
        )
    return (
        f"Of {many(case.outcomes, 'outcome that the issues allow', 'outcomes that the issues allow')}, "
        f"{many(found, 'is', 'are')} the best to be had, in that nothing is better for one side "
        f"without being worse for another (outcomes of equal worth counted once); {enough}."
    )


def _worth(case: Case, utilities: dict[str, Fraction], no_deal: dict[str, Fraction]) -> str:
    return listed(
        f"{amount(utilities[party])} to {the(case, party)} (no deal: {amount(no_deal[party])})"
        if party in no_deal
        else f"{amount(utilities[party])} to {the(case, party)}"
        for party in case.parties
    )


def _reason(case: Case, start: Indices | None, target: Indices) -> str:
    """What each side gets that it values most."""
    if start is None:
        return ""
    said: list[str] = []
    for party, lines in changes(case, start, target).items():
        best = max(lines, key=lambda line: line.worth, default=None)
        if best is not None and best.worth > 0:
            most = "" if said else "what is worth most "
            verb = "" if said else "is "
            title = best.title if best.after.startswith("held by ") else mentioned(best.title)
            said.append(f"{most}to {the(case, party)} {verb}{title} ({signed(best.worth)})")
    return f"{capital(listed(said))}." if said else ""


def settlement_words(
    case: Case,
    target: Indices,
    concept: str | None,
    no_deal: dict[str, Fraction],
) -> str:
    """What the settlement on the page is worth."""
    known = f"The {concept_title(concept)} settlement" if concept else "The outcome chosen"
    worth = case.utilities.of(target)
    below = [the(case, p) for p in case.parties if p in no_deal and worth[p] < no_deal[p]]
    said = f"{known} is worth {_worth(case, worth, no_deal)}."
    return f"{said} It leaves {listed(below)} worse off than no deal." if below else said


def summary(
    frontier: Frontier,
    target: Indices | None,
    concept: str | None,
    no_deal: dict[str, Fraction],
    plan: Plan | None,
    disagreement: Disagreement | None,
    settlement: Settlement | None = None,
) -> list[str]:
    """The page in at most five sentences."""
    case = frontier.case
    if target is None:
        return no_deal_summary(frontier, disagreement)
    said = [frontier_words(frontier), settlement_words(case, target, concept, no_deal)]
    reason = _reason(case, case.status_quo, target)
    if reason:
        said.append(reason)
    compared = trades(case, target)
    if compared is not None and compared.trades:
        better = min(compared.gain.values()) > 0
        gains = listed(
            f"{(amount if better else signed)(gain)} for {the(case, party)}"
            for party, gain in compared.gain.items()
        )
        said.append(
            f"It is better than splitting every issue down the middle, by {gains}."
            if better
            else f"Compared with splitting every issue down the middle, it is {gains}."
        )
    if plan is not None and plan.steps:
        asks = (
            "asks no trust"
            if plan.trust == 0
            else f"asks each side to bear at most {percent(plan.trust)} of what it has to win"
        )
        leap = f"; all at once it would be {percent(plan.leap)}" if plan.leap > plan.trust else ""
        said.append(
            f"{capital(many(len(plan.steps), 'step leads', 'steps lead'))} there from today, and the "
            f"way {asks}{leap}."
        )
    return said[:5]


def no_deal_summary(frontier: Frontier, disagreement: Disagreement | None) -> list[str]:
    """Why there is no deal, in a few sentences."""
    case = frontier.case
    if may_agree(frontier):
        return [may_agree_words(frontier)]
    said = [
        f"No outcome leaves {everybody(case)} at least as well off as no deal.",
    ]
    if disagreement is None:
        return said
    said.append(reasons(disagreement))
    nearest = disagreement.nearest
    if nearest is not None:
        short = [
            f"{amount(lacking)} short for {the(case, party)}"
            for party, lacking in nearest.short.items()
            if lacking > 0
        ]
        if short:
            said.append(
                f"The outcome that comes nearest is {listed(short)}, "
                f"at most {percent(nearest.share)} of all that is at stake for a side."
            )
    return said


def reasons(disagreement: Disagreement) -> str:
    """What together rules a deal out."""
    case = disagreement.case
    parts = [f"what no deal is worth to {the(case, party)}" for party in disagreement.parties]
    parts += [f"the rule “{rule}”" for rule in disagreement.rules]
    if not parts:
        return "The rules leave no outcome at all."
    if len(parts) == 1:
        return f"{capital(parts[0])} alone rules it out."
    needed = "; without any one of them there would be room" if disagreement.minimal else ""
    return f"What rules it out, together: {listed(parts)}{needed}."
