"""The names that a case uses, and what each of them stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, short
from detente.formats.detente.tree import Word
from detente.model.issue import Issue, Items, Options, Range, Variable
from detente.model.number import exact, written

OPERATORS = ("any", "all", "not")
"""Keys of a condition that are no issue's name."""


@dataclass(frozen=True)
class Names:
    """What names the file may use.

    Attributes:
        parties: names of the parties, in order.
        third_parties: names of the third parties.
        sources: names of the sources.
        issues: the issues that were understood.
        lost: names of issues that are in the file but could not be understood; they may be named.
    """

    parties: tuple[str, ...]
    third_parties: frozenset[str]
    sources: tuple[str, ...]
    issues: Mapping[str, Issue]
    lost: frozenset[str] = frozenset()

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """All variables, as the case will have them."""
        return tuple(variable for issue in self.issues.values() for variable in issue.variables)

    @cached_property
    def index(self) -> dict[str, int]:
        """Index of each variable by its name."""
        return {variable.name: place for place, variable in enumerate(self.variables)}

    def is_lost(self, name: str) -> bool:
        """Whether a name is that of an issue (or of an item of one) that could not be understood."""
        return any(name == issue or name.startswith(f"{issue}.") for issue in self.lost)

    def variable(self, name: str, span: Span | None, mistakes: Mistakes) -> int | None:
        """The variable that a name stands for: an issue, or `issue.item`; None if none, and why is kept."""
        if name in self.index:
            return self.index[name]
        if self.is_lost(name):
            return None
        issue = self.issues.get(name)
        if isinstance(issue, Items):
            items = [f"{name}.{item.name}" for item in issue.items]
            mistakes.add(
                span,
                f"'{short(name)}' is a set of items; say which one, as in '{short(items[0])}'"
                if items
                else f"'{short(name)}' has no items",
            )
        else:
            mistakes.add(
                span,
                f"there is no issue '{short(name)}'"
                + did_you_mean(name, [*self.index, *sorted(self.lost)]),
            )
        return None

    def issue(self, name: str, span: Span | None, mistakes: Mistakes) -> Issue | None:
        """The issue of a name; None if there is none, and why is kept."""
        if name not in self.issues and name not in self.lost:
            known = [*self.issues, *self.lost]
            mistakes.add(span, f"there is no issue '{short(name)}'" + did_you_mean(name, known))
        return self.issues.get(name)

    def value(self, variable: int, word: Word, span: Span | None, mistakes: Mistakes) -> int | None:
        """The index of a value of a variable; None if it has no such value, and why is kept."""
        this = self.variables[variable]
        found = position(self.issues[this.issue], this, word)
        if found is None:
            mistakes.add(
                span,
                f"'{short(this.name)}' has no value '{short(word)}'"
                + _values(self.issues[this.issue], this, word),
            )
        return found

    def party(self, name: str, span: Span | None, mistakes: Mistakes) -> bool:
        """Whether a party has this name; if not, why is kept."""
        return known(name, self.parties, "party", span, mistakes)

    def third_party(self, name: str, span: Span | None, mistakes: Mistakes) -> bool:
        """Whether a third party has this name; if not, why is kept."""
        return known(name, sorted(self.third_parties), "third party", span, mistakes)

    def check_sources(self, words: Sequence[Word], mistakes: Mistakes) -> tuple[str, ...]:
        """The names of sources; a name that is none is kept as a mistake."""
        for word in words:
            known(word, self.sources, "source", word.span, mistakes)
        return tuple(map(str, words))


def known(
    name: str, names: Collection[str], what: str, span: Span | None, mistakes: Mistakes
) -> bool:
    """Whether a name is among those that there are; if not, why is kept."""
    if name in names:
        return True
    mistakes.add(span, f"there is no {what} '{short(name)}'" + did_you_mean(name, names))
    return False


def position(issue: Issue, variable: Variable, word: str) -> int | None:
    """The index of a value as it is written; None if the variable has no such value."""
    if not isinstance(issue, Range):
        return variable.position.get(str(word))
    try:
        steps = (exact(str(word)) - issue.minimum) / issue.step
    except ValueError:
        return None
    return int(steps) if steps.denominator == 1 and 0 <= steps < len(variable.labels) else None


def canonical(issue: Issue, variable: Variable, word: str) -> str | None:
    """A value in the one form in which the case names it; None if the variable has no such value."""
    found = position(issue, variable, word)
    return None if found is None else variable.labels[found]


def ordered(issue: Issue) -> bool:
    """Whether the values of an issue are in an order: numbers, or the rungs of a ladder."""
    return isinstance(issue, Range) or (isinstance(issue, Options) and issue.ladder)


def places(variable: Variable) -> tuple[Fraction, ...]:
    """Where the values of an ordered issue stand: their numbers, or their rungs."""
    return variable.numbers or tuple(map(Fraction, range(len(variable.labels))))


def _values(issue: Issue, variable: Variable, word: str) -> str:
    """What values there are, after a message that one is none of them."""
    if isinstance(issue, Range):
        labels = variable.labels
        step = f" in steps of {written(issue.step)}" if len(labels) > 1 else ""
        return f"; it goes from {labels[0]} to {labels[-1]}{step}"
    return did_you_mean(word, variable.labels, "it can be")
