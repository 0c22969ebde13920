"""What a party wants: weights, value functions, interactions, and what no deal is worth to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from detente.model.issue import Issue, Items, Range
from detente.model.number import common_denominator, in_units
from detente.model.rule import Condition

ZERO = Fraction(0)


@dataclass(frozen=True)
class Table:
    """A score for each value, by its label."""

    scores: Mapping[str, Fraction]

    def of(self, issue: Issue) -> tuple[tuple[Fraction, ...], ...]:
        """Scores of the values, a tuple for each variable of the issue."""
        return tuple(
            tuple(self.scores[label] for label in variable.labels) for variable in issue.variables
        )


@dataclass(frozen=True)
class Piecewise:
    """Straight lines between given points; flat outside them.

    Over a range the points are at numbers of the range; over a ladder of options at positions 0, 1, 2, ...

    Attributes:
        points: (where, score), ascending in `where`, at least one.
        form: how the case wrote it, so that it is saved as it was: `linear`, `peaked` or `piecewise`.
        clip: bounds that the score is held in, if any (GENIUS holds its linear scores in 0..1).
    """

    points: tuple[tuple[Fraction, Fraction], ...]
    form: str = "piecewise"
    clip: tuple[Fraction, Fraction] | None = None

    def at(self, where: Fraction) -> Fraction:
        """The score at one place."""
        return self._scores([where])[0]

    def of(self, issue: Issue) -> tuple[tuple[Fraction, ...], ...]:
        """Scores of the values of the issue's one variable."""
        if isinstance(issue, Range):
            return (self._scores(issue.numbers),)
        return (self._scores([Fraction(k) for k in range(len(issue.variables[0].labels))]),)

    def _scores(self, places: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """The scores at some places, in ascending order.

        In whole numbers up to the last division, which is several times as quick as in fractions.
        """
        unit = common_denominator([*places, *(where for where, _ in self.points)])
        xs = [in_units(where, unit) for where, _ in self.points]
        found = []
        line = 0  # between this point and the next
        for place in places:
            x = in_units(place, unit)
            while line < len(xs) and xs[line] < x:
                line += 1
            after = self.points[min(line, len(xs) - 1)][1]
            if 0 < line < len(xs):
                before = self.points[line - 1][1]
                width, along = xs[line] - xs[line - 1], x - xs[line - 1]
                a = before.numerator * after.denominator
                b = after.numerator * before.denominator
                below = before.denominator * after.denominator * width
                score = Fraction(a * (width - along) + b * along, below)
            else:
                score = after
            found.append(
                score if self.clip is None else min(max(score, self.clip[0]), self.clip[1])
            )
        return tuple(found)


@dataclass(frozen=True)
class Worth:
    """What it is worth that each item ends with each holder; 0 where nothing is said.

    Attributes:
        of_item: by item, then by holder.
    """

    of_item: Mapping[str, Mapping[str, Fraction]]

    def of(self, issue: Issue) -> tuple[tuple[Fraction, ...], ...]:
        """Scores of the holders, a tuple for each item."""
        assert isinstance(issue, Items)
        return tuple(
            tuple(self.of_item.get(item.name, {}).get(holder, ZERO) for holder in variable.labels)
            for item, variable in zip(issue.items, issue.variables, strict=True)
        )


ValueFunction = Table | Piecewise | Worth


@dataclass(frozen=True)
class Interaction:
    """A bonus (or, below 0, a penalty) where several issues take certain values together."""

    condition: Condition
    worth: Fraction
    about: str = ""


@dataclass(frozen=True)
class Estimate:
    """Whose estimate a preference is, since when, and on what it rests."""

    by: str
    on: date | None = None
    basis: str = ""


@dataclass(frozen=True)
class Interval:
    """Where an uncertain figure lies; the analysis uses the figure itself and says so."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Preference:
    """What one party wants, on a scale of its own: utility = sum of weight x score, plus interactions.

    Weights are used as they are written, never normalised behind the reader's back.

    Attributes:
        weights: by issue, 0 or more.
        values: by issue; an issue of weight 0 may be absent.
        interactions: terms over several issues.
        reservation: what no deal is worth; None means what the status quo is worth.
        penalty: what the party loses, besides, by stopping halfway (a deposit, its reputation); on its scale.
        tolerance: the most that it bears to stand below no deal on the way, on its scale; None: no limit.
        discount: factor a day, or None.
        estimate: whose estimate all this is; None means the party's own word.
        intervals: uncertain figures, by a dotted path such as `issues.inspections.weight`.
    """

    weights: Mapping[str, Fraction]
    values: Mapping[str, ValueFunction]
    interactions: tuple[Interaction, ...] = ()
    reservation: Fraction | None = None
    penalty: Fraction = ZERO
    tolerance: Fraction | None = None
    discount: Fraction | None = None
    estimate: Estimate | None = None
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    note: str = ""

    def of(self, issue: Issue) -> tuple[tuple[Fraction, ...], ...]:
        """What each value adds to the utility: weight x score, a tuple for each variable of the issue."""
        weight = self.weights.get(issue.name, ZERO)
        if weight == 0 or issue.name not in self.values:
            return tuple(tuple(ZERO for _ in variable.labels) for variable in issue.variables)
        scores_of = self.values[issue.name].of(issue)
        if weight == 1:
            return scores_of
        return tuple(
            tuple(weight * score if score else ZERO for score in scores) for scores in scores_of
        )
