"""Lapses: the days on which a term ends, and what its issues are worth from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from detente.model.case import Case


@dataclass(frozen=True)
class Lapse:
    """A term that ends.

    Attributes:
        term: its name.
        day: the first day on which it is no longer in force.
        variables: those of its issues.
        after: value index of a variable from that day on, for those of which the term says it.
    """

    term: str
    day: date
    variables: frozenset[int]
    after: tuple[tuple[int, int], ...]


def lapses(case: Case) -> tuple[Lapse, ...]:
    """The terms of a case as lapses, the earliest first."""
    found = []
    for term in case.terms:
        of_issue = {v for v, variable in enumerate(case.variables) if variable.issue in term.issues}
        after = []
        for issue, value in term.after:
            for v, variable in enumerate(case.variables):
                if issue in (variable.issue, variable.name):
                    after.append((v, case.index(variable, value)))
        found.append(
            Lapse(
                term.name,
                term.ends,
                frozenset(of_issue) | frozenset(v for v, _ in after),
                tuple(after),
            )
        )
    return tuple(sorted(found, key=lambda lapse: (lapse.day, lapse.term)))
