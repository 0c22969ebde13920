"""Cases with one thing changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from detente.model.case import Case, ThirdParty
from detente.model.issue import Options, Range
from detente.model.move import Move, MoveRule
from detente.model.preference import Piecewise, Table

GUARANTOR = "guarantor"
"""Name of the third party that stands in where a case has no guarantor."""


def rule_of(case: Case, move: Move) -> MoveRule:
    """What the case says of a move; that it says nothing, if so."""
    found = case.changes.rule(move.variable, move.start, move.end)
    return found or MoveRule(case.variables[move.variable].issue)


def specially(case: Case, moves: Iterable[Move], **said: Any) -> Case:
    """The case with something else said of some moves; all else that it says of them stays.

    Of a range it is said of every move along it: into which moves it is divided is for the plan to choose.

    Args:
        case: the case.
        moves: the moves.
        said: attributes of `MoveRule`.
    """
    new, silent = [], {}
    for move in moves:
        this = case.variables[move.variable]
        if this.numbers is not None:
            case = generally(case, this.issue, **said)
            continue
        new.append(
            replace(
                rule_of(case, move),
                items=() if this.item is None else (this.item,),
                start=this.labels[move.start],
                end=this.labels[move.end],
                **said,
            )
        )
        if not any(rule.issue == this.issue for rule in case.moves):
            # of an issue of which only particular moves are listed no others can be made
            silent[this.issue] = MoveRule(this.issue)
    return replace(case, moves=(*new, *case.moves, *silent.values()))


def generally(case: Case, issue: str, **said: Any) -> Case:
    """The case with something else said of every move along an issue."""
    rules = [replace(rule, **said) if rule.issue == issue else rule for rule in case.moves]
    if not any(r.issue == issue and r.start is None and r.end is None for r in rules):
        rules.append(MoveRule(issue, **said))
    return replace(case, moves=tuple(rules))


def revocable(case: Case, move: Move) -> Case:
    """The case in which a move is undone if the plan breaks off; of a range, every move along it."""
    return specially(case, [move], revocable=True)


def guarantor_for(case: Case, moves: Iterable[Move]) -> str:
    """Who could guarantee some moves: who guarantees one of them already, else the case's guarantor, else anybody."""
    named = sorted({move.guarantor for move in moves if move.guarantor is not None})
    known = [name for name, third in case.third_parties.items() if "guarantor" in third.roles]
    if named:
        return named[0]
    if known:
        return known[0]
    name = GUARANTOR
    while name in case.parties or name in case.third_parties:
        name += "_"
    return name


def guaranteed(case: Case, moves: Iterable[Move], by: str) -> Case:
    """The case in which a guarantor can make a step of some moves atomic."""
    changed = specially(case, moves, guarantor=by)
    if by in case.third_parties or by in case.parties:
        return changed
    third = ThirdParty(by, "a guarantor", (GUARANTOR,))
    return replace(changed, third_parties={**case.third_parties, by: third})


def deposited(case: Case, party: str, amount: Fraction) -> Case:
    """The case in which stopping costs a party so much more, on its own scale."""
    before = case.preferences[party]
    after = replace(before, penalty=before.penalty + amount)
    return replace(case, preferences={**case.preferences, party: after})


def without_needs(case: Case, rule: int) -> Case:
    """The case in which what one of its move rules needs is not needed."""
    return _rule_with(case, rule, needs=None)


def with_dates(
    case: Case, rule: int, *, earliest: date | None = None, latest: date | None = None
) -> Case:
    """The case in which the dates of one of its move rules are these."""
    return _rule_with(case, rule, earliest=earliest, latest=latest)


def _rule_with(case: Case, rule: int, **said: Any) -> Case:
    moves = list(case.moves)
    moves[rule] = replace(moves[rule], **said)
    return replace(case, moves=tuple(moves))


def without_rule(case: Case, name: str) -> Case:
    """The case without one of its rules."""
    return replace(case, rules=tuple(rule for rule in case.rules if rule.name != name))


def prolonged(case: Case, term: str, days: int) -> Case:
    """The case in which a term ends so many days later."""
    terms = tuple(
        replace(each, ends=each.ends + timedelta(days)) if each.name == term else each
        for each in case.terms
    )
    return replace(case, terms=terms)


def tied(case: Case, variable: int) -> bool:
    """Whether a rule, a need or an interaction looks at a variable."""
    conditions = [rule.condition for rule in case.rules]
    conditions += [rule.needs for rule in case.moves if rule.needs is not None]
    for preference in case.preferences.values():
        conditions += [term.condition for term in preference.interactions]
    return any(variable in condition.scope for condition in conditions)


def refined(case: Case, variable: int) -> Case | None:
    """The case in which a range has a value between every two; None where that is not told.

    It is not where a rule, a need or an interaction looks at the range, or a table gives what its values are worth:
    those say nothing of what lies between. Value indices of the range are doubled.
    """
    issue = case.issues[case.variables[variable].issue]
    if not isinstance(issue, Range) or tied(case, variable):
        return None
    for preference in case.preferences.values():
        known = preference.values.get(issue.name)
        if known is not None and not isinstance(known, Piecewise):
            return None
    issues = {**case.issues, issue.name: replace(issue, step=issue.step / 2)}
    return replace(case, issues=issues)


def halved(case: Case, move: Move) -> Case | None:
    """The case in which a move between two options is made in two halves; None where that is not told.

    The new value, worth half of either to everybody, stands after the first of the two in the case's order: value
    indices behind it go up by one. Each half takes as long as the whole: a step of both must not be the quicker way.
    It is not told where a rule, a need or an interaction looks at the issue.
    """
    this = case.variables[move.variable]
    issue = case.issues[this.issue]
    if not isinstance(issue, Options) or tied(case, move.variable):
        return None
    start, end = this.labels[move.start], this.labels[move.end]
    half = f"half way from {start} to {end}"
    while half in this.labels:
        half += " again"
    place = min(move.start, move.end) + 1
    values = (*this.labels[:place], half, *this.labels[place:])
    preferences = {}
    for party, preference in case.preferences.items():
        known = preference.values.get(issue.name)
        if known is not None:
            scores = dict(zip(this.labels, known.of(issue)[0], strict=True))
            scores[half] = (scores[start] + scores[end]) / 2
            preference = replace(
                preference, values={**preference.values, issue.name: Table(scores)}
            )
        preferences[party] = preference
    rule = rule_of(case, move)
    first = replace(rule, start=start, end=half)
    second = replace(rule, start=half, end=end)
    silent = () if any(r.issue == issue.name for r in case.moves) else (MoveRule(issue.name),)
    return replace(
        case,
        issues={**case.issues, issue.name: replace(issue, values=values)},
        preferences=preferences,
        moves=(first, second, *case.moves, *silent),
    )
