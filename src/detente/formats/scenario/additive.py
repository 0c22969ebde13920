"""A case as other programs see one: issues of named values, and for each party a sum of weight x score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.errors import InputError
from detente.model.case import Case
from detente.model.issue import Issue, Variable
from detente.model.preference import ZERO, Preference


@dataclass(frozen=True)
class Column:
    """What is settled by itself: an issue, or one item of an issue of items.

    Attributes:
        issue: the issue that it is, or belongs to.
        variable: its values.
    """

    issue: Issue
    variable: Variable

    @property
    def name(self) -> str:
        """How the other program calls it."""
        return self.variable.name


@dataclass(frozen=True)
class Term:
    """What one issue adds to a utility: weight x score of the value.

    Attributes:
        weight: 0 or more.
        scores: by value index.
    """

    weight: Fraction
    scores: tuple[Fraction, ...]

    @property
    def adds(self) -> tuple[Fraction, ...]:
        """What each value adds."""
        return tuple(self.weight * score for score in self.scores)


@dataclass(frozen=True)
class Additive:
    """The additive part of a case.

    Attributes:
        columns: what is settled, in the case's order of variables.
        terms: for each party, a term a column.
        reservations: what no deal is worth to each party; None where the case does not say.
        lost: for each party, how many interactions are no sum of single issues.
    """

    columns: tuple[Column, ...]
    terms: dict[str, tuple[Term, ...]]
    reservations: dict[str, Fraction | None]
    lost: dict[str, int]


def additive(case: Case) -> Additive:
    """The additive part of a case; an interaction within one issue becomes part of its scores.

    What no deal is worth is the reservation value or, where none is given, what the status quo is worth by the additive
    part.

    Raises:
        InputError: a party's preferences are hidden.
    """
    if case.unknown:
        who = ", ".join(case.unknown)
        raise InputError.at(
            "", f"the preferences of {who} are not in the case, so they cannot be written"
        )
    columns = tuple(
        Column(issue, variable) for issue in case.issues.values() for variable in issue.variables
    )
    terms: dict[str, tuple[Term, ...]] = {}
    lost: dict[str, int] = {}
    reservations: dict[str, Fraction | None] = {}
    today = case.status_quo
    for party in case.parties:
        preference = case.preferences[party]
        terms[party], lost[party] = _folded(preference, columns, case.sizes)
        given = preference.reservation
        if given is None and today is not None:
            pairs = zip(terms[party], today, strict=True)
            given = sum((term.adds[value] for term, value in pairs), ZERO)
        reservations[party] = given
    return Additive(columns, terms, reservations, lost)


def _folded(
    preference: Preference, columns: Sequence[Column], sizes: Sequence[int]
) -> tuple[tuple[Term, ...], int]:
    """A party's terms, with what interactions add to single issues; and how many interactions are left."""
    terms = [_term(preference, column) for column in columns]
    full = [frozenset(range(size)) for size in sizes]
    lost = 0
    for one in preference.interactions:
        condition = one.condition
        if not condition.possible(full) or one.worth == 0:
            continue
        if condition.certain(full):
            place, holds = 0, [True] * sizes[0]
        elif len(condition.scope) == 1:
            (place,) = condition.scope
            outcome = [0] * len(sizes)
            holds = []
            for value in range(sizes[place]):
                outcome[place] = value
                holds.append(condition.holds(outcome))
        else:
            lost += 1
            continue
        adds = zip(terms[place].adds, holds, strict=True)
        terms[place] = Term(
            Fraction(1), tuple(add + one.worth if held else add for add, held in adds)
        )
    return tuple(terms), lost


def _term(preference: Preference, column: Column) -> Term:
    """Weight and scores of one column, as the case writes them."""
    issue = column.issue
    weight = preference.weights.get(issue.name, ZERO)
    place = issue.variables.index(column.variable)
    if issue.name not in preference.values:
        return Term(weight, tuple(ZERO for _ in column.variable.labels))
    return Term(weight, preference.values[issue.name].of(issue)[place])
