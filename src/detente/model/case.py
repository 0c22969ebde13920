"""A case: all that is known of one negotiation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from math import prod
from typing import Any

from detente.errors import InputError
from detente.model.event import Event
from detente.model.issue import Issue, Items, Options, Range, Variable
from detente.model.move import MoveRule, Moves
from detente.model.number import common_denominator, exact, in_units, plain
from detente.model.preference import Preference
from detente.model.rule import Rule
from detente.model.term import Term
from detente.model.utility import Utilities

Indices = tuple[int, ...]
"""An outcome inside the program: for each variable the index of its value."""

Outcome = dict[str, Any]
"""An outcome for people and files: for each issue its value (text, a number, or a holder for each item)."""


@dataclass(frozen=True)
class Party:
    """One who must consent."""

    name: str
    title: str = ""
    about: str = ""


@dataclass(frozen=True)
class ThirdParty:
    """A broker, guarantor or verifier.

    Attributes:
        roles: some of `broker`, `guarantor`, `verifier`, or `other`.
    """

    name: str
    title: str = ""
    roles: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Source:
    """Where a fact comes from."""

    name: str
    title: str
    url: str = ""
    date: str = ""


@dataclass(frozen=True, repr=False)
class Case:
    """All that is known of one negotiation.

    Attributes:
        name: short name, such as the file's.
        parties: by name, in the order of the file.
        preferences: by party; a party whose preferences are hidden from the reader is absent.
        rules: what every valid outcome obeys.
        moves: what the case says of particular changes.
        notes: what the reader of the file ought to be told (said aloud, never guessed in silence).
    """

    name: str
    parties: dict[str, Party]
    issues: dict[str, Issue]
    preferences: dict[str, Preference] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    moves: tuple[MoveRule, ...] = ()
    third_parties: dict[str, ThirdParty] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    record: tuple[Event, ...] = ()
    sources: dict[str, Source] = field(default_factory=dict)
    title: str = ""
    about: str = ""
    as_of: date | None = None
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        """Short: what a case holds may be secret, and long."""
        issues = f"{len(self.issues)} issue{'' if len(self.issues) == 1 else 's'}"
        return f"Case({self.name!r}, {len(self.parties)} parties, {issues})"

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """All variables, issue by issue."""
        return tuple(variable for issue in self.issues.values() for variable in issue.variables)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Number of values of each variable."""
        return tuple(len(variable.labels) for variable in self.variables)

    @property
    def outcomes(self) -> int:
        """Number of outcomes, valid or not."""
        return prod(self.sizes)

    @cached_property
    def changes(self) -> Moves:
        """The changes that the case allows."""
        return Moves(tuple(self.parties), self.issues, self.variables, self.moves)

    @cached_property
    def today(self) -> tuple[int | None, ...]:
        """For each variable the index of today's value; None where the case leaves it open."""
        found: list[int | None] = []
        for issue in self.issues.values():
            if isinstance(issue, Items):
                found.extend(0 for _ in issue.items)
            elif issue.status_quo is None:
                found.append(None)
            elif isinstance(issue, Range):
                found.append(int((issue.status_quo - issue.minimum) / issue.step))
            else:
                found.append(issue.values.index(issue.status_quo))
        return tuple(found)

    @cached_property
    def status_quo(self) -> Indices | None:
        """Today's outcome; None if the case leaves it open for some issue."""
        known = tuple(value for value in self.today if value is not None)
        return known if len(known) == len(self.today) else None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Parties whose preferences are not in the case."""
        return tuple(party for party in self.parties if party not in self.preferences)

    @cached_property
    def utilities(self) -> Utilities:
        """The preferences as exact whole numbers.

        Raises:
            InputError: a party's preferences are not in the case.
        """
        if self.unknown:
            who = ", ".join(self.unknown)
            raise InputError.at(
                self.name,
                f"the preferences of {who} are not in the case; "
                "add them under 'preferences' or put their file beside the case",
            )
        denominators, tables, interactions, reservations, penalties = [], [], [], [], []
        for party in self.parties:
            preference = self.preferences[party]
            adds = [row for issue in self.issues.values() for row in preference.of(issue)]
            figures = [figure for row in adds for figure in row]
            figures += [term.worth for term in preference.interactions]
            figures.append(preference.penalty)
            if preference.reservation is not None:
                figures.append(preference.reservation)
            unit = common_denominator(figures)
            denominators.append(unit)
            tables.append(tuple(tuple(in_units(figure, unit) for figure in row) for row in adds))
            interactions.append(
                tuple(
                    (term.condition, in_units(term.worth, unit)) for term in preference.interactions
                )
            )
            given = preference.reservation
            reservations.append(None if given is None else in_units(given, unit))
            penalties.append(in_units(preference.penalty, unit))
        found = Utilities(
            tuple(self.parties),
            tuple(denominators),
            tuple(tables),
            tuple(interactions),
            tuple(reservations),
            tuple(penalties),
        )
        today = self.status_quo
        if today is None:
            return found
        filled = tuple(
            found.units(p, today) if given is None else given
            for p, given in enumerate(reservations)
        )
        return replace(found, reservations=filled)

    @cached_property
    def reservations(self) -> tuple[int, ...]:
        """What no deal is worth to each party, in its units.

        Raises:
            InputError: a reservation value is neither given nor the status quo's.
        """
        missing = [
            party
            for party, units in zip(self.parties, self.utilities.reservations, strict=True)
            if units is None
        ]
        if missing:
            raise InputError.at(
                self.name,
                f"{', '.join(missing)}: no reservation value; give one, or give every issue a "
                "'status_quo' so that no deal means that things stay as they are",
            )
        return tuple(units for units in self.utilities.reservations if units is not None)

    def valid(self, outcome: Sequence[int]) -> bool:
        """Whether the outcome obeys every rule."""
        return all(rule.condition.holds(outcome) for rule in self.rules)

    def outcome(self, indices: Sequence[int]) -> Outcome:
        """An outcome for people and files: text for options, a number for a range, holders for items."""
        found: Outcome = {}
        for variable, index in zip(self.variables, indices, strict=True):
            if variable.item is not None:
                found.setdefault(variable.issue, {})[variable.item] = variable.labels[index]
            elif variable.numbers is not None:
                found[variable.issue] = plain(variable.numbers[index])
            else:
                found[variable.issue] = variable.labels[index]
        return found

    def indices(self, outcome: Mapping[str, Any]) -> Indices:
        """The value indices of an outcome written as `outcome` writes it.

        An issue that is not mentioned, or an item that is not, keeps its status quo.

        Raises:
            ValueError: an issue, item or value that the case does not have, or an issue left open.
        """
        for name in outcome:
            if name not in self.issues:
                raise ValueError(f"no issue is called {name!r}; there are {', '.join(self.issues)}")
        found = []
        for variable in self.variables:
            issue = self.issues[variable.issue]
            given = outcome.get(variable.issue)
            if variable.item is not None:
                if given is not None and not isinstance(given, Mapping):
                    raise ValueError(f"{issue.name}: say who holds each item, as 'item: holder'")
                known = {item.name for item in issue.items} if isinstance(issue, Items) else set()
                for name in given or ():
                    if name not in known:
                        raise ValueError(f"{issue.name} has no item {name!r}")
                given = (given or {}).get(variable.item, variable.labels[0])
            elif given is None:
                assert isinstance(issue, Options | Range)
                if issue.status_quo is None:
                    raise ValueError(f"nothing is said of {issue.name!r}, which has no status quo")
                given = issue.status_quo
            found.append(self.index(variable, given))
        return tuple(found)

    def title_of(self, variable: int) -> str:
        """What is settled, as people call it: the issue's title, or the item's."""
        return self._titles[variable]

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        """What is settled by each variable, as people call it."""
        found: list[str] = []
        for issue in self.issues.values():
            if isinstance(issue, Items):
                found.extend(item.title or item.name for item in issue.items)
            else:
                found.append(issue.title or issue.name)
        return tuple(found)

    def index(self, variable: Variable, value: object) -> int:
        """Index of one value of a variable.

        Raises:
            ValueError: the variable has no such value.
        """
        if variable.numbers is not None:
            issue = self.issues[variable.issue]
            assert isinstance(issue, Range)
            number = exact(value)
            nearest = round((number - issue.minimum) / issue.step)
            # a third is printed as the nearest double, and must read back as a third
            if 0 <= nearest < len(variable.labels) and float(issue.numbers[nearest]) == float(
                number
            ):
                return nearest
        elif str(value) in variable.position:
            return variable.position[str(value)]
        shown = ", ".join(variable.labels[:6]) + (", ..." if len(variable.labels) > 6 else "")
        raise ValueError(f"{variable.name} has no value {str(value)!r}; it can be {shown}")
