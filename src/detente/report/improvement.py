"""What helps, in words: a single change, and the trust that is then asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from detente.analysis.improvement import Change, Changes
from detente.model.case import Case
from detente.model.issue import Range
from detente.model.move import Move, MoveRule
from detente.model.number import shown
from detente.report.conditions import condition_words
from detente.report.facts import date_words
from detente.report.naming import (
    amount,
    capital,
    does,
    issue_title,
    listed,
    mentioned,
    moves_words,
    percent,
    plural,
    quantity,
    the,
    value_words,
    variable_title,
)


def change_words(case: Case, change: Change) -> str:
    """A change in a sentence without its full stop.

    Args:
        case: the case as it is.
        change: one of its changes.
    """
    words: str = _WORDS[change.kind](case, change)
    return words


def helps_words(found: Changes) -> str:
    """What the list is, how it was come by, and what it leaves out, in a paragraph."""
    tried = quantity(found.tried)
    if found.before == 0:
        return "The plan asks no trust at all: nothing has to help."
    now = (
        "As things are, no plan leads there"
        if found.before is None
        else f"As things are, trust {shown(found.before, 3)} is asked"
    )
    if not found.ranked:
        said = [f"{now}. Of {tried} single changes none would help."]
    else:
        said = [
            f"{now}. Each of these changes, if nothing else changed, would "
            + ("make a plan possible" if found.before is None else "let a plan ask for less")
            + f"; {tried} were tried, each by planning once more for the same agreement."
        ]
    if found.left_out:
        said.append(f"{quantity(found.left_out)} more were thought of and not tried.")
    unsure = sum(not change.optimal for change in found)
    if unsure:
        said.append(
            "Where a figure has 'at most' before it, a plan may ask for less still: that is not known."
        )
    return " ".join(said)


def trust_after(change: Change) -> str:
    """The trust asked after a change: `0.09`, or `at most 0.09` where that is not proven least."""
    return f"{'' if change.optimal else 'at most '}{shown(change.trust, 3)}"


def _moves(case: Case, moves: Sequence[Move]) -> str:
    """Moves by who makes which."""
    return "; ".join(moves_words(case, moves, helpers=False))


def _concerned(case: Case, change: Change) -> str:
    """The moves that a rule of moves is about."""
    if change.moves:
        return _moves(case, change.moves)
    rule = change.rule
    assert rule is not None
    return _rule_words(case, rule)


def _rule_words(case: Case, rule: MoveRule) -> str:
    """What a rule of moves is about, by the case's own words: `zone, from text open to in force`."""
    title = mentioned(issue_title(case.issues[rule.issue]))
    if rule.items:
        title += f" ({listed(rule.items)})"
    start = "" if rule.start is None else f", from {rule.start}"
    end = "" if rule.end is None else f"{'' if start else ','} to {rule.end}"
    return f"{title}{start}{end}"


def _step(case: Case, change: Change) -> str:
    first = change.moves[0]
    issue = case.issues[case.variables[first.variable].issue]
    assert isinstance(issue, Range)
    assert change.amount is not None
    return (
        f"A finer scale: {variable_title(case, first.variable)} in steps of {shown(change.amount, 6)}, "
        f"not {shown(issue.step, 6)}"
    )


def _halves(case: Case, change: Change) -> str:
    return f"{_moves(case, change.moves)}, in two halves, each worth half to everybody"


def _revocable(case: Case, change: Change) -> str:
    first = change.moves[0]
    if case.variables[first.variable].numbers is not None:
        title = variable_title(case, first.variable)
        return f"Every change of {mentioned(title)} is taken back if the plan breaks off"
    return f"{_moves(case, change.moves)}; that is taken back if the plan breaks off"


def _guarantor(case: Case, change: Change) -> str:
    assert change.name is not None
    who = change.case.third_parties.get(change.name)
    known = change.name in case.third_parties or change.name in case.parties
    name = the(change.case, change.name) if known or who is None else who.title
    stands = does(change.case, change.name, "sees to it", "see to it") if known else "sees to it"
    return f"{capital(name)} {stands} that all of this happens or nothing: {_moves(case, change.moves)}"


def _deposit(case: Case, change: Change) -> str:
    assert change.party is not None
    assert change.amount is not None
    it, loses = ("they", "lose") if plural(case, change.party) else ("it", "loses")
    return (
        f"A deposit of {amount(change.amount)} by {the(case, change.party)}, which {it} {loses} by "
        "stopping halfway"
    )


def _tolerance(case: Case, change: Change) -> str:
    assert change.party is not None
    assert change.amount is not None
    who = capital(the(case, change.party))
    bears = does(case, change.party, "bears", "bear")
    return f"{who} {bears} to stand {amount(change.amount)} below no deal on the way"


def _worse(case: Case, change: Change) -> str:
    return "A step may leave a side worse off than the step before"


def _earliest(case: Case, change: Change) -> str:
    assert change.rule is not None
    day = date_words(change.rule.earliest)
    return f"{_concerned(case, change)}, before {day}"


def _latest(case: Case, change: Change) -> str:
    assert change.rule is not None
    assert change.rule.latest is not None
    assert change.amount is not None
    return (
        f"{_concerned(case, change)}, by a deadline {_days(change)} later, "
        f"{_day(change.rule.latest, change)}"
    )


def _term(case: Case, change: Change) -> str:
    term = next(term for term in case.terms if term.name == change.name)
    return (
        f"{capital(term.title or term.name)} ends {_days(change)} later, {_day(term.ends, change)}"
    )


def _days(change: Change) -> str:
    assert change.amount is not None
    return "1 day" if change.amount == 1 else f"{shown(change.amount)} days"


def _day(before: date, change: Change) -> str:
    assert change.amount is not None
    return f"on {date_words(before + timedelta(int(change.amount)))}"


def _needs(case: Case, change: Change) -> str:
    assert change.rule is not None
    assert change.rule.needs is not None
    needed = condition_words(case, change.rule.needs)
    return f"{_concerned(case, change)}, without first: {needed}"


def _move(case: Case, change: Change) -> str:
    (move,) = change.moves
    before, after = (value_words(case, move.variable, v) for v in (move.start, move.end))
    return (
        f"A move that the case does not list: {variable_title(case, move.variable)}, "
        f"from {before} to {after}"
    )


def _rule(case: Case, change: Change) -> str:
    return f"Without the rule '{change.name}' on the way"


def less_words(change: Change) -> str:
    """By how much a change lowers the trust: `less by 34 %`, `none asked`, `a plan`."""
    if change.before is None:
        return "a plan"
    if change.trust == 0:
        return "none asked"
    return f"less by {percent(1 - change.trust / change.before)}"


_WORDS = {
    "step": _step,
    "halves": _halves,
    "revocable": _revocable,
    "guarantor": _guarantor,
    "deposit": _deposit,
    "tolerance": _tolerance,
    "worse": _worse,
    "earliest": _earliest,
    "latest": _latest,
    "term": _term,
    "needs": _needs,
    "move": _move,
    "rule": _rule,
}
