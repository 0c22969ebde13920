"""A case of which only some values are still open: its settlements, on the figures of the whole case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from detente.model.case import Case
from detente.model.rule import In, Rule


def restricted(case: Case, allowed: Mapping[int, frozenset[int]], why: str, *more: Rule) -> Case:
    """The case with rules that leave some variables only some of their values.

    What no deal is worth stays what it is in the whole case.

    Args:
        case: the case; it has reservation values, or a status quo.
        allowed: values (their indices) that are open, by index of the variable; others are open in full.
        why: begins the names of the rules that are added.
        more: further rules.
    """
    known = case.utilities
    least = {
        party: known.value(p, units)
        for p, (party, units) in enumerate(zip(case.parties, case.reservations, strict=True))
    }
    rules = tuple(
        Rule(f"{why}: {case.variables[v].name}", In(v, values))
        for v, values in sorted(allowed.items())
        if len(values) < case.sizes[v]
    )
    return replace(
        case,
        rules=(*case.rules, *rules, *more),
        preferences={
            party: replace(preference, reservation=least[party])
            for party, preference in case.preferences.items()
        },
    )
