"""Issues of three kinds, the values they can take, and the variables that they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from detente.model.number import shown, written


@dataclass(frozen=True)
class Variable:
    """What can be settled by itself: an `options` or `range` issue, or one item of an `items` issue.

    Attributes:
        name: the issue's name, or `issue.item`.
        issue: name of the issue it belongs to.
        item: name of the item, or None.
        labels: its values as text, in order; indices into this tuple are how the analysis names values.
        numbers: its values as numbers, for a range.
    """

    name: str
    issue: str
    item: str | None
    labels: tuple[str, ...]
    numbers: tuple[Fraction, ...] | None = None

    @cached_property
    def position(self) -> dict[str, int]:
        """Index of each label."""
        return {label: index for index, label in enumerate(self.labels)}


@dataclass(frozen=True)
class Options:
    """An issue settled by one of several named values.

    Attributes:
        name: how the case refers to it.
        values: names of the values; in order where they form a ladder.
        ladder: whether a move goes from one value only to its neighbours.
        status_quo: today's value, None if the case does not say.
        title: for people; the name where empty.
        meanings: what a value means, for people; values without one are absent.
        sources: names of the sources of what is said of it.
    """

    name: str
    values: tuple[str, ...]
    ladder: bool = False
    status_quo: str | None = None
    title: str = ""
    about: str = ""
    meanings: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The one variable of the issue."""
        return (Variable(self.name, self.name, None, self.values),)


@dataclass(frozen=True)
class Range:
    """An issue settled by a number between two bounds.

    Attributes:
        minimum: lowest value.
        maximum: highest value; a whole number of steps above the lowest.
        step: distance between neighbouring values.
        unit: what is counted, for people.
        continuous: whether the values stand for a continuum (the answer is then exact only on the grid).
        status_quo: today's value, None if the case does not say.
    """

    name: str
    minimum: Fraction
    maximum: Fraction
    step: Fraction = Fraction(1)
    unit: str = ""
    continuous: bool = False
    status_quo: Fraction | None = None
    title: str = ""
    about: str = ""
    sources: tuple[str, ...] = ()

    @cached_property
    def numbers(self) -> tuple[Fraction, ...]:
        """All values, lowest first."""
        count = (self.maximum - self.minimum) / self.step
        return tuple(self.minimum + self.step * k for k in range(int(count) + 1))

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The one variable of the issue; its labels are the numbers as written."""
        labels = tuple(str(written(number)) for number in self.numbers)
        return (Variable(self.name, self.name, None, labels, self.numbers),)


@dataclass(frozen=True)
class Item:
    """One thing that may be handed over.

    Attributes:
        name: how the case refers to it, unique in its issue.
        holder: party that holds it today.
        receivers: parties that it may go to.
    """

    name: str
    holder: str
    receivers: tuple[str, ...]
    title: str = ""
    about: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Items:
    """An issue of things that may be handed over one by one; an outcome says who holds each in the end."""

    name: str
    items: tuple[Item, ...]
    title: str = ""
    about: str = ""
    sources: tuple[str, ...] = ()

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """One variable an item; its values are the holders, today's first."""
        return tuple(
            Variable(
                f"{self.name}.{item.name}", self.name, item.name, (item.holder, *item.receivers)
            )
            for item in self.items
        )


Issue = Options | Range | Items


def value_text(issue: Issue, variable: Variable, index: int) -> str:
    """A value of a variable as people read it: with the unit where there is one."""
    if isinstance(issue, Range):
        number = shown(issue.numbers[index], 6)
        return f"{number} {issue.unit}".rstrip()
    return variable.labels[index]
