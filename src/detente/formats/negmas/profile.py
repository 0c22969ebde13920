"""A party's utility function in NegMAS: weights and value functions by issue, and a reserved value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from detente.formats.detente.field import what_is
from detente.formats.detente.mistakes import Span, did_you_mean, short
from detente.formats.detente.tree import Map, Seq, Word
from detente.formats.negmas.issues import Topic, topics_of
from detente.formats.negmas.kinds import KEYS, UNREAD, kind_of
from detente.formats.negmas.values import Values
from detente.formats.scenario.findings import Sheet
from detente.formats.scenario.weights import total_text
from detente.model.issue import Range
from detente.model.number import shown
from detente.model.preference import Interaction, Piecewise, Preference, Table, ValueFunction
from detente.model.rule import In

ADDITIVE = ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction")
AFFINE = ("AffineUtilityFunction", "LinearUtilityFunction")
CONSTANT = "ConstUtilityFunction"
DISCOUNTED = ("ExpDiscountedUFun", "LinDiscountedUFun")
_READ = (*ADDITIVE, *AFFINE, CONSTANT, *DISCOUNTED)
_NONE = ("-.inf", "-inf", "-infinity")
_ZERO, _ONE = Fraction(0), Fraction(1)


class Profile:
    """Reads one utility function against the issues of the domain."""

    def __init__(self, sheet: Sheet, node: Map, party: str, topics: Sequence[Topic]) -> None:
        self.sheet = sheet
        self.node = node
        self.party = party
        self.topics = topics

    def preference(self) -> Preference | None:
        """The party's preferences; None, and mistakes are kept, where they cannot be read."""
        sheet = self.sheet
        before = len(sheet.findings.problems)
        kind = kind_of(self.node)
        found: Preference | None = None
        if kind in DISCOUNTED:
            return self.discounted(kind)
        self.check_space()
        if kind in ADDITIVE:
            found = self.additive()
        elif kind in AFFINE:
            found = self.affine(kind)
        elif kind == CONSTANT:
            value = self.figure("value", None)
            self.say_rest("value")
            found = (
                None if value is None else self.with_constant(Preference({}, {}), value, "value")
            )
        else:
            sheet.wrong(
                self.node.home,
                f"'{short(kind) or '?'}' is no utility function that is read"
                + did_you_mean(kind, _READ),
            )
        if found is None or len(sheet.findings.problems) > before:
            return None
        reservation = self.reservation(found)
        return None if reservation is None else replace(found, reservation=reservation)

    def say_rest(self, *known: str) -> None:
        """Says which keys are passed over."""
        always = (*KEYS, *UNREAD, "name", "outcome_space", "reserved_value")
        self.sheet.say_rest(self.node, (*always, *known), self.party)

    def discounted(self, kind: str) -> Preference | None:
        """The function inside a discounted one; its discount is by the step of a session, and left out."""
        inner = self.sheet.map(self.node, "ufun", "'ufun: {type: ...}'")
        if inner is None:
            return None
        found = Profile(self.sheet, inner, self.party, self.topics).preference()
        rate = self.node.get("discount", self.node.get("cost"))
        self.sheet.findings.note(
            f"the discount of a {kind} is left out"
            + (f" ({short(rate)})" if isinstance(rate, Word) else "")
            + ": NegMAS counts it by the steps of a session, a discount in Detente is by the day",
            self.party,
        )
        if found is None or "reserved_value" not in self.node:
            return found
        reservation = self.reservation(found)
        return None if reservation is None else replace(found, reservation=reservation)

    def check_space(self) -> None:
        """An outcome space of the function's own must have the issues of the domain, in its order."""
        own = self.node.get("outcome_space")
        if not isinstance(own, Map):
            return
        found = topics_of(self.sheet, own, say=False)
        if found is None:
            return
        names, wanted = [one.name for one in found], [one.name for one in self.topics]
        if names != wanted:
            same = sorted(names) == sorted(wanted)
            why = "in another order" if same else "not those of the domain"
            self.sheet.wrong(
                self.node.keys_at["outcome_space"],
                f"the issues here are {why} ({', '.join(map(short, names[:6]))}); weights and values "
                "go by their order, so make it the same in both files",
            )
        elif any(set(a.labels) != set(b.labels) for a, b in zip(found, self.topics, strict=True)):
            self.sheet.findings.note(
                "its own outcome space has other values than the domain, which counts, as in NegMAS",
                self.party,
            )

    def additive(self) -> Preference | None:
        """A weighted sum of value functions."""
        self.say_rest("weights", "values", "bias")
        entries = self.entries("values", "value functions")
        if entries is None:
            return None
        weights = self.weights()
        reader = Values(self.sheet, self.party)
        figures: dict[str, Fraction] = {}
        values: dict[str, ValueFunction] = {}
        for topic in self.topics:
            entry = entries.get(topic.name)
            function = self.identity(topic) if entry is None else reader.read(*entry, topic)
            if function is not None and weights is not None:
                weight = weights[topic.name]
                values[topic.name] = function if weight >= 0 else _negative(function)
                figures[topic.name] = abs(weight)
        bias = self.figure("bias", _ZERO)
        if bias is None or weights is None or len(values) < len(self.topics):
            return None
        return self.with_constant(Preference(figures, values), bias, "bias")

    def entries(self, key: str, what: str) -> dict[str, tuple[object, Span]] | None:
        """What is given for each issue: in a list by the order of the issues, or by name."""
        given = self.node.get(key)
        if isinstance(given, Seq):
            if len(given) != len(self.topics):
                self.sheet.wrong(
                    self.node.values_at[key],
                    f"there are {len(given)} {what} for the {len(self.topics)} issues "
                    f"({', '.join(short(topic.name) for topic in self.topics[:6])}); write one for each",
                )
                return None
            return {
                topic.name: (given[place], given.values_at[place])
                for place, topic in enumerate(self.topics)
            }
        if isinstance(given, Map):
            names = [topic.name for topic in self.topics]
            for name in given:
                if name not in names:
                    self.sheet.wrong(
                        given.keys_at[name],
                        f"'{short(name)}' is no issue of the domain" + did_you_mean(name, names),
                    )
            return {name: (given[name], given.values_at[name]) for name in given if name in names}
        span = self.node.values_at.get(key, self.node.home)
        self.sheet.wrong(
            span, f"'{key}' should be a list of {what}, one for each issue, not {what_is(given)}"
        )
        return None

    def identity(self, topic: Topic) -> ValueFunction | None:
        """A value function that is left out: the number itself is its score, as in NegMAS."""
        if any(number is None for number in topic.numbers):
            self.sheet.wrong(
                self.node.home, f"there is no value function for '{short(topic.name)}'; add it"
            )
            return None
        self.sheet.findings.note(
            "there is no value function, so each number is its own score, as in NegMAS",
            f"{self.party} ({topic.name})",
        )
        pairs = zip(topic.labels, topic.numbers, strict=True)
        return Table({label: number for label, number in pairs if number is not None})

    def weights(self, otherwise: Fraction = _ONE) -> dict[str, Fraction] | None:
        """The weight of each issue."""
        if self.node.get("weights") is None:
            self.sheet.findings.note(
                f"there are no weights; each is {shown(otherwise, 4)}, as in NegMAS", self.party
            )
            return {topic.name: otherwise for topic in self.topics}
        entries = self.entries("weights", "weights")
        if entries is None:
            return None
        found: dict[str, Fraction] = {}
        for topic in self.topics:
            if topic.name not in entries:
                self.sheet.findings.note(
                    "there is no weight; it is 1, as in NegMAS", f"{self.party} ({topic.name})"
                )
                found[topic.name] = _ONE
                continue
            number = self.sheet.figure(*entries[topic.name], f"the weight of '{short(topic.name)}'")
            if number is None:
                return None
            if number < 0:
                self.sheet.findings.note(
                    f"the weight {shown(number, 4)} is below 0: its scores are turned round instead",
                    f"{self.party} ({topic.name})",
                )
            found[topic.name] = number
        total = sum(found.values(), _ZERO)
        if total != 1 and abs(total - 1) > Fraction(1, 10**9):
            self.sheet.findings.note(
                f"the weights add up to {total_text(total)}, not to 1; they are used as written, as in "
                "NegMAS",
                self.party,
            )
        return found

    def affine(self, kind: str) -> Preference | None:
        """A weighted sum of numbers, and a constant."""
        self.say_rest("weights", "bias", "values")
        weights = self.weights(Fraction(1, len(self.topics)))
        bias = self.figure("bias", _ZERO) if kind == AFFINE[0] else _ZERO
        values: dict[str, ValueFunction] = {}
        for topic in self.topics:
            numbers = [number for number in topic.numbers if number is not None]
            if len(numbers) < len(topic.numbers):
                self.sheet.wrong(
                    self.node.home,
                    f"'{short(topic.name)}' has values that are no numbers; a {kind} needs numbers",
                )
                continue
            if isinstance(topic.issue, Range) and len(numbers) > 1:
                ends = (numbers[0], numbers[0]), (numbers[-1], numbers[-1])
                values[topic.name] = Piecewise(ends, "linear")
            else:
                values[topic.name] = Table(dict(zip(topic.labels, numbers, strict=True)))
        if weights is None or bias is None or len(values) < len(self.topics):
            return None
        turned = {
            name: function if weights[name] >= 0 else _negative(function)
            for name, function in values.items()
        }
        figures = {name: abs(weight) for name, weight in weights.items()}
        return self.with_constant(Preference(figures, turned), bias, "bias")

    def with_constant(self, preference: Preference, constant: Fraction, key: str) -> Preference:
        """The preferences with a constant added to every utility."""
        if constant == 0:
            return preference
        every = In(0, frozenset(range(len(self.topics[0].labels))))
        term = Interaction(every, constant, f"what NegMAS calls '{key}': part of every utility")
        return replace(preference, interactions=(term,))

    def figure(self, key: str, default: Fraction | None) -> Fraction | None:
        """A number of the function; the default where it is left out."""
        if key in self.node:
            return self.sheet.number(self.node, key, f"'{key}'")
        if default is None:
            self.sheet.wrong(self.node.home, f"'{key}' is missing here; write '{key}: 0.5'")
        return default

    def reservation(self, preference: Preference) -> Fraction | None:
        """What no deal is worth: the reserved value; where there is none, as little as the worst outcome."""
        given = self.node.get("reserved_value")
        span = self.node.values_at.get("reserved_value")
        if span is not None and isinstance(given, Word):
            if str(given).casefold() not in _NONE:
                return self.sheet.figure(given, span, "the reserved value")
        elif span is not None and given is not None:
            return self.sheet.figure(given, span, "the reserved value")
        least = sum(
            (min(preference.of(topic.issue)[0]) for topic in self.topics),
            sum((term.worth for term in preference.interactions), _ZERO),
        )
        said = (
            "the reserved value is -infinity" if given is not None else "there is no reserved value"
        )
        self.sheet.findings.note(
            f"{said}, so every outcome is better than none; no deal is taken to be worth as little "
            f"as the worst outcome ({shown(least, 4)})",
            self.party,
        )
        return least


def _negative(function: ValueFunction) -> ValueFunction:
    """The function with every score turned round."""
    if isinstance(function, Piecewise):
        turned = tuple((where, -score) for where, score in function.points)
        return replace(function, points=turned)
    assert isinstance(function, Table)
    return Table({label: -score for label, score in function.scores.items()})
