"""One party's preferences as the case file writes them, made into those of the model."""

from __future__ import annotations

from fractions import Fraction

from detente.formats.detente.conditions import condition
from detente.formats.detente.document_preferences import PreferencePart, WantPart
from detente.formats.detente.field import Figure
from detente.formats.detente.mistakes import Mistakes, did_you_mean, nearest, short
from detente.formats.detente.names import Names, canonical, ordered, places
from detente.formats.detente.tree import Word
from detente.model.issue import Issue, Items, Range, Variable
from detente.model.number import exact, written
from detente.model.preference import (
    ZERO,
    Estimate,
    Interaction,
    Interval,
    Piecewise,
    Preference,
    Table,
    ValueFunction,
    Worth,
)

FUNCTIONS = ("table", "linear", "peaked", "piecewise", "items")


def preference(part: PreferencePart, party: str, names: Names, mistakes: Mistakes) -> Preference:
    """The preferences of a party; they are whole only if no mistake was found."""
    return _Reader(part, party, names, mistakes).read()


class _Reader:
    """Reads one party's preferences."""

    def __init__(self, part: PreferencePart, party: str, names: Names, mistakes: Mistakes) -> None:
        self.part = part
        self.party = party
        self.names = names
        self.mistakes = mistakes
        self.intervals: dict[str, Interval] = {}

    def read(self) -> Preference:
        """All of it."""
        self.check_issues()
        part = self.part
        weights: dict[str, Fraction] = {}
        values: dict[str, ValueFunction] = {}
        for name, want in part.issues.items():
            if name not in self.names.issues and name not in self.names.lost:
                continue
            weight = self.figure(want.weight, f"issues.{name}.weight", least=ZERO, what="a weight")
            issue = self.names.issues.get(name)
            if issue is None:  # of which too little is understood to check more
                continue
            weights[name] = weight
            function = self.value_function(want, issue)
            if function is not None:
                values[name] = function
        interactions = []
        for number, entry in enumerate(part.interactions):
            found = condition(entry.when, entry.at("when"), self.names, self.mistakes)
            worth = self.figure(entry.worth, f"interactions.{number}.worth")
            if found is not None:
                interactions.append(Interaction(found, worth, str(entry.about)))
        estimate = part.estimate
        return Preference(
            weights,
            values,
            tuple(interactions),
            self.optional(part.reservation, "reservation"),
            self.optional(part.penalty, "penalty", least=ZERO) or ZERO,
            self.optional(part.tolerance, "tolerance", least=ZERO),
            self.discount(part.discount),
            Estimate(str(estimate.by), estimate.on, str(estimate.basis)) if estimate else None,
            self.intervals,
            str(part.note),
        )

    def check_issues(self) -> None:
        """Every issue must be there, and nothing else."""
        given = self.part.written["issues"]
        known = [*self.names.issues, *self.names.lost]
        meant = set()
        for name in given:
            if name not in known:
                self.mistakes.add(
                    given.keys_at[name],
                    f"there is no issue '{short(name)}'" + did_you_mean(name, known),
                )
                meant.add(nearest(name, known))
        for name in known:
            if name not in given and name not in meant:
                self.mistakes.add(
                    self.part.key_at("issues"),
                    f"'{short(self.party)}' says nothing of '{short(name)}'; add it, "
                    "with 'weight: 0' if the party does not care",
                )

    def figure(
        self, figure: Figure, path: str, least: Fraction | None = None, what: str = "this"
    ) -> Fraction:
        """The figure itself; where it is uncertain, its interval is kept under its path."""
        lowest = figure.interval.low if figure.interval else figure.value
        if least is not None and lowest < least:
            self.mistakes.add(
                figure.span,
                f"{what} of {written(lowest)} is too low; it is {written(least)} or more",
            )
        if figure.interval:
            self.intervals[path] = figure.interval
        return figure.value

    def optional(
        self, figure: Figure | None, path: str, least: Fraction | None = None
    ) -> Fraction | None:
        """A figure that need not be there."""
        return None if figure is None else self.figure(figure, path, least, f"a {path}")

    def discount(self, figure: Figure | None) -> Fraction | None:
        """The factor a day: above 0, and not above 1."""
        if figure is not None and not 0 < figure.value <= 1:
            self.mistakes.add(
                figure.span,
                f"a discount of {written(figure.value)} is no factor above 0 and up to 1",
            )
        return self.optional(figure, "discount")

    def value_function(self, want: WantPart, issue: Issue) -> ValueFunction | None:
        """How the party scores the values of an issue; None if it does not, or if that is a mistake."""
        chosen = [key for key in FUNCTIONS if getattr(want, key) is not None]
        given = [key for key in FUNCTIONS if want.written.get(key) is not None]
        if len(given) > 1:
            self.mistakes.add(
                want.key_at(given[1]),
                f"an issue is scored in one way, not by {' and '.join(given)}; keep one",
            )
            return None
        if not given:
            if want.weight.value:
                usual = (
                    "items" if isinstance(issue, Items) else "linear" if ordered(issue) else "table"
                )
                self.mistakes.add(
                    want.at(),
                    f"it is not said how '{short(self.party)}' scores '{short(issue.name)}'; "
                    f"add '{usual}', or weigh it 0",
                )
            return None
        if not chosen:
            return None
        kind = chosen[0]
        fits = (
            kind == "items"
            if isinstance(issue, Items)
            else kind == "table" or (kind != "items" and ordered(issue))
        )
        if not fits:
            self.mistakes.add(want.key_at(kind), _misfit(kind, issue))
            return None
        if want.within is not None and kind in ("table", "items"):
            self.mistakes.add(
                want.key_at("within"), f"'within' does not go with '{kind}'; leave it out"
            )
        path = f"issues.{issue.name}.{kind}"
        if kind == "items":
            assert isinstance(issue, Items)
            return self.worth(want, issue, path)
        variable = issue.variables[0]
        if kind == "table":
            return self.table(want, issue, variable, path)
        points = {
            "linear": self.linear, "peaked": self.peaked, "piecewise": self.piecewise
        }[kind](want, issue, variable, path)  # fmt: skip
        if points is None:
            return None
        return Piecewise(points, kind, self.clip(want, issue))

    def clip(self, want: WantPart, issue: Issue) -> tuple[Fraction, Fraction] | None:
        """The bounds of the score, if there are any."""
        if want.within is None:
            return None
        if len(want.within) != 2 or want.within[0].value > want.within[1].value:
            self.mistakes.add(
                want.at("within"), "'within' is two bounds, the lower first, as in [0, 1]"
            )
            return None
        low, high = (
            self.figure(figure, f"issues.{issue.name}.within.{k}")
            for k, figure in enumerate(want.within)
        )
        return low, high

    def table(self, want: WantPart, issue: Issue, variable: Variable, path: str) -> Table | None:
        """A score for every value, and for nothing else."""
        scores: dict[str, Fraction] = {}
        meant = set()
        good = True
        for word, figure in want.table.items():
            label = canonical(issue, variable, word)
            if label is None:
                self.mistakes.add(
                    word.span,
                    f"'{short(issue.name)}' has no value '{short(word)}'"
                    + did_you_mean(word, variable.labels, "it can be"),
                )
                meant.add(nearest(word, variable.labels))
                good = False
            elif label in scores:
                self.mistakes.add(word.span, f"the value {short(word)} is scored twice; keep one")
                good = False
            else:
                scores[label] = self.figure(figure, f"{path}.{label}")
        missing = [label for label in variable.labels if label not in scores and label not in meant]
        if missing:
            shown = ", ".join(f"'{short(label)}'" for label in missing[:4])
            shown += f" and {len(missing) - 4} more" if len(missing) > 4 else ""
            self.mistakes.add(want.key_at("table"), f"the table has no score for {shown}; add it")
            good = False
        return Table(scores) if good else None

    def linear(
        self, want: WantPart, issue: Issue, variable: Variable, path: str
    ) -> tuple[tuple[Fraction, Fraction], ...] | None:
        """A straight line from the first value to the last."""
        if len(want.linear) != 2:
            self.mistakes.add(
                want.at("linear"),
                "'linear' has two scores, of the first and the last value, as in [0, 1]",
            )
            return None
        ends = places(variable)[0], places(variable)[-1]
        scores = [self.figure(figure, f"{path}.{k}") for k, figure in enumerate(want.linear)]
        return (ends[0], scores[0]), (ends[1], scores[1])

    def peaked(
        self, want: WantPart, issue: Issue, variable: Variable, path: str
    ) -> tuple[tuple[Fraction, Fraction], ...] | None:
        """Straight lines from the first value to the peak, and on to the last."""
        peak = want.peaked
        if len(peak.scores) != 3:
            self.mistakes.add(
                peak.at("scores"),
                "'scores' has three scores, of the first value, of the peak and of the last, as in [0, 1, 0.5]",
            )
            return None
        where = self.place(peak.at_, issue, variable)
        if where is None:
            return None
        ends = places(variable)[0], places(variable)[-1]
        scores = [self.figure(figure, f"{path}.scores.{k}") for k, figure in enumerate(peak.scores)]
        first, last = ends[0] == where, ends[1] == where
        if (first and scores[0] != scores[1]) or (last and scores[2] != scores[1]):
            end = "first" if first else "last"
            self.mistakes.add(
                peak.at("scores"), f"the peak is the {end} value, but the two have different scores"
            )
            return None
        points = [(ends[0], scores[0]), (where, scores[1]), (ends[1], scores[2])]
        return tuple(dict(points).items())

    def piecewise(
        self, want: WantPart, issue: Issue, variable: Variable, path: str
    ) -> tuple[tuple[Fraction, Fraction], ...] | None:
        """Straight lines between points, lowest first."""
        points: list[tuple[Fraction, Fraction]] = []
        good = True
        for word, figure in want.piecewise.items():
            where = self.place(word, issue, variable)
            if where is None:
                good = False
                continue
            if points and where <= points[-1][0]:
                if good:
                    self.mistakes.add(
                        word.span,
                        "the points are out of order; put them in order, the lowest first",
                    )
                good = False
                continue
            label = str(written(where)) if isinstance(issue, Range) else str(word)
            points.append((where, self.figure(figure, f"{path}.{label}")))
        if good and not points:
            self.mistakes.add(
                want.key_at("piecewise"), "there are no points; give at least two, as {0: 0, 18: 1}"
            )
            return None
        return tuple(points) if good else None

    def place(self, word: Word, issue: Issue, variable: Variable) -> Fraction | None:
        """Where a point stands: a number within the range, or the rung of a ladder."""
        if not isinstance(issue, Range):
            rung = self.names.value(self.names.index[issue.name], word, word.span, self.mistakes)
            return None if rung is None else Fraction(rung)
        try:
            where = exact(str(word))
        except ValueError:
            self.mistakes.add(word.span, f"'{short(word)}' is not a number of the range")
            return None
        if not issue.minimum <= where <= issue.maximum:
            self.mistakes.add(
                word.span,
                f"{short(word)} is outside '{short(issue.name)}', which goes from "
                f"{written(issue.minimum)} to {written(issue.maximum)}",
            )
            return None
        return where

    def worth(self, want: WantPart, issue: Items, path: str) -> Worth:
        """What it is worth who holds each item in the end."""
        found: dict[str, dict[str, Fraction]] = {}
        holders = dict(zip((item.name for item in issue.items), issue.variables, strict=True))
        for name, worth in want.items.items():
            span = want.key_at("items", name)
            if name not in holders:
                self.mistakes.add(
                    span,
                    f"'{short(issue.name)}' has no item '{short(name)}'"
                    + did_you_mean(name, holders),
                )
                continue
            labels = holders[name].labels
            if isinstance(worth, Figure):
                if self.party not in labels:
                    self.mistakes.add(
                        worth.span,
                        f"'{short(self.party)}' can never hold '{short(name)}'; "
                        f"give a worth for each holder, as {{{labels[0]}: 0, ...}}",
                    )
                    continue
                found[name] = {self.party: self.figure(worth, f"{path}.{name}")}
                continue
            found[name] = {}
            for holder, figure in worth.items():
                if holder not in labels:
                    self.mistakes.add(
                        holder.span,
                        f"'{short(holder)}' can never hold '{short(name)}'"
                        + did_you_mean(holder, labels, "it can be held by"),
                    )
                    continue
                found[name][str(holder)] = self.figure(figure, f"{path}.{name}.{holder}")
        return Worth(found)


def _misfit(kind: str, issue: Issue) -> str:
    """What to say of a score function that does not fit the kind of issue."""
    name = short(issue.name)
    if isinstance(issue, Items):
        return f"'{name}' is a set of items, so '{kind}' does not fit; use 'items'"
    if kind == "items":
        return f"'{name}' has no items; use 'table'" + (" or 'linear'" if ordered(issue) else "")
    return (
        f"the options of '{name}' are in no order, so '{kind}' does not fit; use 'table', "
        "or say 'ladder: true' in the issue if they are"
    )
