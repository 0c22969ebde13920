"""Conditions in words: what a move needs, what a rule demands."""

from __future__ import annotations

from detente.model.case import Case
from detente.model.number import shown
from detente.model.rule import All, Any_, Condition, In, Not, Sum
from detente.report.naming import listed, the, value_words, variable_title

_MOST_NAMED = 4


def _either(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} or {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _in(case: Case, part: In, negated: bool) -> str:
    this = case.variables[part.variable]
    title = variable_title(case, part.variable)
    chosen = sorted(part.values)
    if this.item is not None and len(chosen) == 1:
        holder = the(case, this.labels[chosen[0]])
        return f"{title} is {'not ' if negated else ''}with {holder}"
    size = len(this.labels)
    if this.numbers is not None and len(chosen) > 1 and chosen == list(range(chosen[0], size)):
        low = value_words(case, part.variable, chosen[0])
        return f"{title}: {'not ' if negated else ''}at least {low}"
    if this.numbers is not None and len(chosen) > 1 and chosen == list(range(chosen[-1] + 1)):
        high = value_words(case, part.variable, chosen[-1])
        return f"{title}: {'not ' if negated else ''}at most {high}"
    rest = [v for v in range(size) if v not in part.values]
    if len(rest) < len(chosen) and not negated and rest:
        chosen, negated = rest, True
    words = [value_words(case, part.variable, v) for v in chosen]
    if len(words) > _MOST_NAMED:
        words = [words[0], "...", words[-1]]
    return f"{title}: {'not ' if negated else ''}{_either(words)}"


def _sum(case: Case, part: Sum) -> str:
    names = [variable_title(case, variable) for variable, _ in part.terms]
    bounds = []
    if part.low is not None:
        bounds.append(f"at least {shown(part.low)}")
    if part.high is not None:
        bounds.append(f"at most {shown(part.high)}")
    return f"a count over {listed(names)} is {listed(bounds)}"


def condition_words(case: Case, condition: Condition, negated: bool = False) -> str:
    """A condition in words: `Inspections: talks held; and Paul Whelan is with the United States`."""
    if isinstance(condition, In):
        return _in(case, condition, negated)
    if isinstance(condition, Not):
        return condition_words(case, condition.part, not negated)
    if isinstance(condition, Sum):
        return f"not: {_sum(case, condition)}" if negated else _sum(case, condition)
    parts = [condition_words(case, part, negated) for part in condition.parts]
    joined = isinstance(condition, All) != negated
    assert isinstance(condition, All | Any_)
    return ("; and " if joined else "; or ").join(parts) if parts else "nothing"
