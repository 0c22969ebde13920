"""Conditions and rules as the case file writes them, made into those of the model."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

from detente.formats.detente.document_rules import (
    CombinationsPart,
    ImplicationPart,
    ProhibitionPart,
    RequirementPart,
    RulePart,
    SumPart,
)
from detente.formats.detente.field import what_is
from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, short
from detente.formats.detente.names import OPERATORS, Names, ordered, places
from detente.formats.detente.tree import Map, Seq, Word
from detente.model.issue import Items, Range
from detente.model.number import exact
from detente.model.rule import All, Any_, Condition, In, Not, Sum

_BOUNDS = ("at_least", "at_most", "not")


def condition(node: Any, span: Span | None, names: Names, mistakes: Mistakes) -> Condition | None:
    """A condition: all keys of the mapping together; None if something is wrong with it, and what is kept."""
    if not isinstance(node, Map):
        mistakes.add(
            span, f"there should be a condition such as {{issue: value}} here, not {what_is(node)}"
        )
        return None
    if not node:
        mistakes.add(
            span, "the condition names nothing; name an issue and its value, as in {issue: value}"
        )
        return None
    parts = [_part(key, node, names, mistakes) for key in node]
    found = tuple(part for part in parts if part is not None)
    if len(found) < len(parts):
        return None
    return found[0] if len(found) == 1 else All(found)


def _part(key: str, node: Map, names: Names, mistakes: Mistakes) -> Condition | None:
    """What one key of a condition says."""
    value, span = node[key], node.values_at[key]
    if key not in OPERATORS:
        variable = names.variable(key, node.keys_at[key], mistakes)
        if variable is None:
            return None
        values = _values(variable, value, span, names, mistakes)
        return None if values is None else In(variable, values)
    if key == "not":
        part = condition(value, span, names, mistakes)
        return None if part is None else Not(part)
    if not isinstance(value, Seq):
        mistakes.add(
            span, f"after '{key}' stands a list of conditions, such as [{{a: v}}, {{b: w}}]"
        )
        return None
    if not value:
        mistakes.add(span, f"'{key}' names nothing; put at least one condition in its list")
        return None
    parts = [condition(entry, value.values_at[k], names, mistakes) for k, entry in enumerate(value)]
    found = tuple(part for part in parts if part is not None)
    if len(found) < len(parts):
        return None
    return All(found) if key == "all" else Any_(found)


def _values(
    variable: int, value: Any, span: Span | None, names: Names, mistakes: Mistakes
) -> frozenset[int] | None:
    """The values of a variable that are meant."""
    if isinstance(value, Map):
        return _described(variable, value, names, mistakes)
    words = [value] if not isinstance(value, Seq) else list(value)
    spans = [span] if not isinstance(value, Seq) else list(value.values_at)
    if not words or words == [None]:
        name = short(names.variables[variable].name)
        mistakes.add(span, f"no value is named for '{name}'; name the values that are meant")
        return None
    found = []
    for word, place in zip(words, spans, strict=True):
        if isinstance(word, Word):
            found.append(names.value(variable, word, place, mistakes))
        else:
            mistakes.add(place, f"there should be a value here, not {what_is(word)}")
            found.append(None)
    return None if None in found else frozenset(index for index in found if index is not None)


def _described(variable: int, node: Map, names: Names, mistakes: Mistakes) -> frozenset[int] | None:
    """Values by bounds or by exclusion: `{at_least:, at_most:}`, `{not: value}`."""
    this = names.variables[variable]
    left = set(range(len(this.labels)))
    good = bool(node)
    for key, value in node.items():
        if key not in _BOUNDS:
            mistakes.add(
                node.keys_at[key],
                f"'{short(key)}' says nothing about '{short(this.name)}'"
                + did_you_mean(key, _BOUNDS, "use"),
            )
            good = False
        elif key == "not":
            excluded = _values(variable, value, node.values_at[key], names, mistakes)
            good = good and excluded is not None
            left -= excluded or frozenset()
        else:
            bound = _bound(variable, value, node.values_at[key], names, mistakes)
            good = good and bound is not None
            if bound is not None:
                where, keeps = places(this), operator.ge if key == "at_least" else operator.le
                left = {index for index in left if keeps(where[index], bound)}
    if good and not left:
        mistakes.add(
            node.home, f"'{short(this.name)}' has no value that fits this; change the bounds"
        )
        return None
    if not node:
        mistakes.add(
            node.home, f"no value is named for '{short(this.name)}'; name the values that are meant"
        )
    return frozenset(left) if good else None


def _bound(
    variable: int, value: Any, span: Span, names: Names, mistakes: Mistakes
) -> Fraction | None:
    """A bound as a number of the range, or as the rung of a ladder."""
    this = names.variables[variable]
    issue = names.issues[this.issue]
    if not ordered(issue):
        mistakes.add(
            span, f"the values of '{short(this.name)}' are in no order; list those that are meant"
        )
        return None
    if not isinstance(value, Word):
        mistakes.add(span, f"there should be a value here, not {what_is(value)}")
        return None
    if isinstance(issue, Range):
        try:
            return exact(str(value))
        except ValueError:
            mistakes.add(span, f"{what_is(value)} is not a number")
            return None
    rung = names.value(variable, value, span, mistakes)
    return None if rung is None else Fraction(rung)


def rule(part: RulePart, names: Names, mistakes: Mistakes) -> Condition | None:
    """What a rule demands of every outcome; None if something is wrong with it, and what is kept."""
    if isinstance(part, ImplicationPart):
        where = condition(part.if_, part.at("if"), names, mistakes)
        then = condition(part.then, part.at("then"), names, mistakes)
        return None if where is None or then is None else Any_((Not(where), then))
    if isinstance(part, ProhibitionPart):
        forbidden = condition(part.forbid, part.at("forbid"), names, mistakes)
        return None if forbidden is None else Not(forbidden)
    if isinstance(part, RequirementPart):
        return condition(part.require, part.at("require"), names, mistakes)
    if isinstance(part, SumPart):
        return _sum(part, names, mistakes)
    assert isinstance(part, CombinationsPart)
    return _combinations(part, names, mistakes)


def _sum(part: SumPart, names: Names, mistakes: Mistakes) -> Sum | None:
    """A weighted sum of numbers, rungs, and items handed over."""
    terms: list[tuple[int, tuple[Fraction, ...]]] = []
    good = True
    for name, factor in part.sum.items():
        span = part.key_at("sum", name)
        issue = names.issues.get(name)
        wanted = (
            [names.index[variable.name] for variable in issue.variables]
            if isinstance(issue, Items) and issue.items
            else [names.variable(name, span, mistakes)]
        )
        for variable in wanted:
            if variable is None:
                good = False
                continue
            counts = counted(names, variable)
            if counts is None:
                mistakes.add(
                    span,
                    f"the values of '{short(name)}' are no numbers and no ladder; leave it out",
                )
                good = False
                continue
            terms.append((variable, tuple(factor * count for count in counts)))
    if len({variable for variable, _ in terms}) < len(terms):
        mistakes.add(
            part.at("sum"), "an item is counted twice, by itself and with its issue; count it once"
        )
        good = False
    if not part.written["sum"]:
        mistakes.add(part.at("sum"), "the sum names nothing; name an issue and how much it counts")
        good = False
    if part.at_least is None and part.at_most is None:
        if not {"at_least", "at_most"} & set(part.written):
            mistakes.add(part.at(), "a sum needs a bound; add 'at_least' or 'at_most'")
        good = False
    elif part.at_least is not None and part.at_most is not None and part.at_least > part.at_most:
        mistakes.add(part.at("at_least"), "'at_least' is above 'at_most', so no sum can fit")
        good = False
    return Sum(tuple(terms), part.at_least, part.at_most) if good else None


def counted(names: Names, variable: int) -> tuple[Fraction, ...] | None:
    """What each value of a variable counts in a sum; None if it cannot be counted."""
    this = names.variables[variable]
    issue = names.issues[this.issue]
    if isinstance(issue, Items):
        return tuple(Fraction(min(index, 1)) for index in range(len(this.labels)))
    return places(this) if ordered(issue) else None


def _combinations(part: CombinationsPart, names: Names, mistakes: Mistakes) -> Condition | None:
    """The allowed rows over some issues."""
    variables = [names.variable(word, word.span, mistakes) for word in part.issues]
    known = [variable for variable in variables if variable is not None]
    good = len(known) == len(variables)
    if len(set(known)) < len(known):
        mistakes.add(part.at("issues"), "an issue is named twice; name each once")
        good = False
    if not part.issues:
        mistakes.add(
            part.at("issues"), "the rule names no issue; name those that the rows are about"
        )
        good = False
    if not part.allow:
        mistakes.add(
            part.at("allow"), "no combination is allowed, so there is no outcome; add a row"
        )
        good = False
    rows = []
    for number, row in enumerate(part.allow):
        span = part.at("allow", number)
        if not isinstance(row, Seq) or len(row) != len(part.issues):
            count = len(part.issues)
            mistakes.add(
                span,
                f"a row has a value for each of the {count} issues, in order; this one does not",
            )
            good = False
            continue
        cells = []
        for place, (variable, value) in enumerate(zip(variables, row, strict=True)):
            if variable is None:
                continue
            values = _values(variable, value, row.values_at[place], names, mistakes)
            if values is None:
                good = False
            else:
                cells.append(In(variable, values))
        rows.append(All(tuple(cells)))
    return Any_(tuple(rows)) if good else None
