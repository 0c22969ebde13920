"""Conditions and rules of the model, written as the case file says them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from detente.errors import InputError
from detente.formats.detente.conditions import counted
from detente.formats.detente.emit import InlineList, InlineMap, Number
from detente.formats.detente.names import OPERATORS, Names, ordered
from detente.model.issue import Variable
from detente.model.number import written
from detente.model.rule import All, Any_, Condition, In, Not, Rule, Sum

_LISTED = 4  # values that are listed one by one; more are written as bounds or exclusions where that is shorter


def number(value: Fraction) -> Number | str:
    """A number as a file writes it: digits, or text such as `1/3`."""
    form = written(value)
    return form if isinstance(form, str) else Number(form)


def label(variable: Variable, index: int) -> Number | str:
    """A value as a file writes it."""
    if variable.numbers is not None:
        return number(variable.numbers[index])
    return variable.labels[index]


def condition_tree(condition: Condition, names: Names) -> dict[str, Any]:
    """A condition as a mapping that is read back as an equal condition.

    Raises:
        InputError: the format cannot say it (a sum inside a condition, or one that names nothing).
    """
    if isinstance(condition, In):
        return InlineMap({_name(condition, names): _values(condition, names)})
    if isinstance(condition, Not):
        return InlineMap({"not": condition_tree(condition.part, names)})
    if isinstance(condition, Sum) or not condition.parts:
        what = "a sum inside a condition" if isinstance(condition, Sum) else "an empty condition"
        raise InputError.at("", f"{what} cannot be written in a case file")
    parts = condition.parts
    if isinstance(condition, All) and len(parts) > 1:
        single = [part for part in parts if isinstance(part, In)]
        if len({part.variable for part in single}) == len(parts):
            return InlineMap({_name(part, names): _values(part, names) for part in single})
    key = "all" if isinstance(condition, All) else "any"
    return InlineMap({key: InlineList(condition_tree(part, names) for part in parts)})


def _name(condition: In, names: Names) -> str:
    name = names.variables[condition.variable].name
    if name in OPERATORS:
        raise InputError.at(
            "", f"an issue called '{name}' cannot be written in a condition; rename it"
        )
    return name


def _values(condition: In, names: Names) -> Any:
    """The values of a condition: one, a list, bounds, or what is excluded."""
    variable = names.variables[condition.variable]
    count = len(variable.labels)
    chosen = sorted(condition.values)
    if not chosen or chosen[-1] >= count:
        raise InputError.at(
            "", f"a condition on '{variable.name}' names no value; a case file must name one"
        )
    if len(chosen) == 1:
        return label(variable, chosen[0])
    if len(chosen) > _LISTED:
        first, last = chosen[0], chosen[-1]
        if ordered(names.issues[variable.issue]) and last - first + 1 == len(chosen):
            bounds = InlineMap()
            if first > 0 or last == count - 1:
                bounds["at_least"] = label(variable, first)
            if last < count - 1:
                bounds["at_most"] = label(variable, last)
            return bounds
        others = [index for index in range(count) if index not in condition.values]
        if others and len(others) < len(chosen):
            return InlineMap({"not": InlineList(label(variable, index) for index in others)})
    return InlineList(label(variable, index) for index in chosen)


def rule_tree(rule: Rule, names: Names) -> dict[str, Any]:
    """A rule in the form that says its condition most directly.

    Raises:
        InputError: the format cannot say it.
    """
    tree: dict[str, Any] = {"name": rule.name}
    condition = rule.condition
    if isinstance(condition, Sum):
        tree.update(_sum(condition, names))
    elif isinstance(condition, Not):
        tree["forbid"] = condition_tree(condition.part, names)
    elif _implies(condition):
        assert isinstance(condition, Any_)
        premise, conclusion = condition.parts
        assert isinstance(premise, Not)
        tree["if"] = condition_tree(premise.part, names)
        tree["then"] = condition_tree(conclusion, names)
    elif rows := _rows(condition):
        variables = [names.variables[part.variable] for part in rows[0]]
        tree["issues"] = InlineList(variable.name for variable in variables)
        tree["allow"] = [InlineList(_values(part, names) for part in row) for row in rows]
    else:
        tree["require"] = condition_tree(condition, names)
    if rule.about:
        tree["about"] = rule.about
    if rule.sources:
        tree["sources"] = InlineList(rule.sources)
    return tree


def _implies(condition: Condition) -> bool:
    """Whether a condition is `not this, or that`."""
    return (
        isinstance(condition, Any_)
        and len(condition.parts) == 2
        and isinstance(condition.parts[0], Not)
    )


def _rows(condition: Condition) -> list[tuple[In, ...]]:
    """The rows of allowed combinations, if a condition is such a list."""
    if not isinstance(condition, Any_):
        return []
    rows: list[tuple[In, ...]] = []
    for part in condition.parts:
        cells = (
            tuple(cell for cell in part.parts if isinstance(cell, In))
            if isinstance(part, All)
            else ()
        )
        if not isinstance(part, All) or len(cells) < len(part.parts) or not cells:
            return []
        rows.append(cells)
    heads = {tuple(cell.variable for cell in row) for row in rows}
    if len(heads) != 1 or len(set(head := heads.pop())) < len(head):
        return []
    return rows


def _sum(condition: Sum, names: Names) -> dict[str, Any]:
    """A weighted sum by its factors and bounds."""
    factors = InlineMap()
    for variable, adds in condition.terms:
        name = names.variables[variable].name
        factor = _factor(adds, counted(names, variable))
        if factor is None or name in factors:
            raise InputError.at("", f"what '{name}' adds to a sum cannot be written in a case file")
        factors[name] = number(factor)
    tree: dict[str, Any] = {"sum": factors}
    if condition.low is not None:
        tree["at_least"] = number(condition.low)
    if condition.high is not None:
        tree["at_most"] = number(condition.high)
    return tree


def _factor(adds: Sequence[Fraction], counts: Sequence[Fraction] | None) -> Fraction | None:
    """The factor by which each count was multiplied; None if there is none."""
    if counts is None or len(counts) != len(adds):
        return None
    factor = next(
        (add / count for add, count in zip(adds, counts, strict=True) if count), Fraction(1)
    )
    fits = all(add == factor * count for add, count in zip(adds, counts, strict=True))
    return factor if fits else None
