"""What a file may say of a rule, and the words that help an editor's reader."""

# ruff: noqa: RUF012  (pydantic copies a default for each part)

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, WrapValidator

from detente.formats.detente.field import (
    ConditionMap,
    Number,
    Rows,
    Text,
    Words,
    mistake,
    what_is,
)
from detente.formats.detente.part import Part, read_as, tell_misspelt
from detente.formats.detente.tree import Map


class RulePart(Part):
    """What all rules have."""

    what: ClassVar[str] = "a rule"

    name: Text = None
    """How messages refer to it."""
    about: Text = ""
    """Why the rule is there."""
    sources: Words = []
    """Names of its sources."""


class ImplicationPart(RulePart):
    """Where the first condition holds, so must the second."""

    if_: ConditionMap = Field(alias="if")
    """Where the rule applies."""
    then: ConditionMap
    """What must hold there."""


class ProhibitionPart(RulePart):
    """No outcome meets the condition."""

    forbid: ConditionMap
    """What no outcome may meet."""


class RequirementPart(RulePart):
    """Every outcome meets the condition."""

    require: ConditionMap
    """What every outcome must meet."""


class SumPart(RulePart):
    """A weighted sum keeps to its bounds."""

    sum: dict[str, Number]
    """How much each counts: a range with its number, an item handed over with 1, a ladder with its rung."""
    at_least: Number = None
    """The sum is this or more."""
    at_most: Number = None
    """The sum is this or less."""


class CombinationsPart(RulePart):
    """Only some combinations of values are allowed."""

    issues: Words
    """The issues (or items, as issue.item) that the rows are about."""
    allow: Rows
    """The combinations: a value for each of the issues, in the same order."""


_RULES: dict[tuple[str, ...], type[RulePart]] = {
    ("if", "then"): ImplicationPart,
    ("forbid",): ProhibitionPart,
    ("require",): RequirementPart,
    ("sum", "at_least", "at_most"): SumPart,
    ("issues", "allow"): CombinationsPart,
}


def _rule(value: Any, handler: Any, info: ValidationInfo) -> Any:
    """A rule, by the keys that say its kind."""
    if not isinstance(value, Map):
        raise mistake(
            f"there should be a rule such as {{forbid: {{a: v}}}} here, not {what_is(value)}"
        )
    found = [keys for keys in _RULES if any(key in value for key in keys)]
    if len(found) > 1:
        both = " and ".join(f"'{next(key for key in keys if key in value)}'" for keys in found)
        raise mistake(
            f"a rule says one thing; {both} belong to different rules, so make it two rules"
        )
    if not found:
        known = [key for keys in _RULES for key in keys]
        tell_misspelt(value, [*known, *RulePart.key_names()], RulePart.what, info)
        raise mistake(
            "the rule says nothing; add 'if' and 'then', or 'forbid', 'require', 'sum' or 'allow'"
        )
    return read_as(_RULES[found[0]], value, info)


AnyRule = Annotated[
    ImplicationPart | ProhibitionPart | RequirementPart | SumPart | CombinationsPart,
    WrapValidator(_rule),
]
