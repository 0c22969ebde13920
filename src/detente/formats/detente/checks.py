"""Checks of a case as a whole: rules that leave no outcome, a status quo that breaks them, needs never met."""

from __future__ import annotations

from collections.abc import Sequence

from detente.formats.detente.document import MovePart
from detente.formats.detente.document_rules import RulePart
from detente.formats.detente.mistakes import Mistakes, short
from detente.model.case import Case
from detente.model.feasibility import contradictions
from detente.model.move import MoveRule
from detente.model.needs import stuck


def check_rules(case: Case, parts: Sequence[RulePart], mistakes: Mistakes) -> None:
    """Some outcome must obey all rules, and the status quo must be one.

    Args:
        case: a case with at least its issues and rules.
        parts: where each rule stands.
        mistakes: where mistakes are kept.
    """
    found = contradictions([rule.condition for rule in case.rules], case.sizes)
    blamed: set[int] = set()
    for group in found:
        blamed.update(group)
        last = group[-1]
        if len(group) == 1:
            message = (
                f"no outcome obeys the rule '{short(case.rules[last].name)}'; change or delete it"
            )
        else:
            listed = ", ".join(f"'{short(case.rules[index].name)}'" for index in group)
            message = (
                f"no outcome obeys these {len(group)} rules together: {listed}; change one of them"
            )
        mistakes.add(parts[last].at(), message)
    today = case.status_quo
    if today is None:
        return
    for index, rule in enumerate(case.rules):
        if index in blamed or rule.condition.holds(today):
            continue
        scope = sorted(rule.condition.scope)
        now = ", ".join(
            f"{short(case.variables[v].name)} is {short(case.variables[v].labels[today[v]])}"
            for v in scope[:4]
        ) + (", ..." if len(scope) > 4 else "")
        mistakes.add(
            parts[index].at(),
            f"the status quo breaks the rule '{short(rule.name)}' ({now}); a plan starts there, so change "
            "the rule or the status quo",
        )


def check_needs(case: Case, parts: Sequence[MovePart], mistakes: Mistakes) -> None:
    """Every move must be possible some day, as far as its needs go.

    Args:
        case: a case with at least its issues and moves.
        parts: where each move stands.
        mistakes: where mistakes are kept.
    """
    impossible = set()
    for index, move in enumerate(case.moves):
        if move.needs is not None and contradictions([move.needs], case.sizes):
            mistakes.add(
                parts[index].at("needs"),
                "what this move needs can never hold; its parts exclude each other",
            )
            impossible.add(index)
    today = case.status_quo
    if today is None:
        return
    for cause in stuck(case.changes, today):
        first = cause.rules[0]
        if first in impossible:
            continue
        lacking = " and ".join(f"'{short(case.variables[v].name)}'" for v in cause.lacking[:3])
        if cause.circle:
            chain = [_named(case.moves[index]) for index in (*cause.rules, first)]
            message = (
                f"{' needs '.join(chain)}: these moves wait for one another, so none can ever be made; "
                "take one of the needs away"
            )
        else:
            message = (
                f"what this move needs can never be reached: no moves lead {lacking} from the status quo to "
                "what is needed; change the need, or allow such moves"
            )
        mistakes.add(parts[first].at("needs"), message)


def _named(move: MoveRule) -> str:
    """A move in two or three words."""
    name = ".".join([move.issue, *move.items]) if len(move.items) == 1 else move.issue
    return f"'{short(name)}'" + (f" to '{short(move.end)}'" if move.end is not None else "")
