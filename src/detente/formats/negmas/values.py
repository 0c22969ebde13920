"""Value functions of NegMAS: tables, straight and broken lines, polynomials, and curves rounded as doubles."""

from __future__ import annotations

from fractions import Fraction

from detente.formats.detente.field import what_is
from detente.formats.detente.mistakes import Span, did_you_mean, short
from detente.formats.detente.tree import Map, Seq
from detente.formats.negmas.curves import CURVES
from detente.formats.negmas.issues import Topic, number_of
from detente.formats.negmas.kinds import KEYS, kind_of
from detente.formats.scenario.findings import Sheet
from detente.model.issue import Range
from detente.model.preference import Piecewise, Table, ValueFunction

Scores = tuple[Fraction, ...]
"""What each value of an issue is worth, by index."""

_MOST = 10**80
_LONGEST = 30  # coefficients of a polynomial
_LINES = ("AffineFun", "LinearFun", "IdentityFun")


class Values:
    """Reads the value functions of one party."""

    def __init__(self, sheet: Sheet, party: str) -> None:
        self.sheet = sheet
        self.party = party

    def read(self, node: object, span: Span, topic: Topic) -> ValueFunction | None:
        """The value function of one issue; None, and a mistake is kept, where it cannot be read."""
        if isinstance(node, Seq):
            scores = self.in_order(node, span, topic)
        else:
            example = "such as {type: TableFun, mapping: {value: 0.5, ...}}"
            what = f"the value function of '{short(topic.name)}'"
            inner = self.sheet.a_map(node, span, what, example)
            scores = None if inner is None else self.scores(inner, span, topic)
        if scores is None:
            return None
        if any(abs(x.numerator) >= _MOST or x.denominator >= _MOST for x in scores):
            self.sheet.wrong(
                span, f"the scores of '{short(topic.name)}' are too large, or too fine"
            )
            return None
        if kind_of(node) in _LINES and isinstance(topic.issue, Range) and len(scores) > 1:
            ends = topic.issue.minimum, topic.issue.maximum
            return Piecewise(((ends[0], scores[0]), (ends[1], scores[-1])), "linear")
        return Table(dict(zip(topic.labels, scores, strict=True)))

    def scores(self, node: Map, span: Span, topic: Topic) -> Scores | None:
        """What a function gives each value; None, and a mistake is kept, where it cannot be read."""
        kind = kind_of(node)
        if node.get("normalize") is not None and str(node["normalize"]).casefold() != "false":
            self.sheet.wrong(
                node.keys_at["normalize"],
                "'normalize' cannot be read; let NegMAS write the function, which works it out",
            )
            return None
        if not kind:
            return self.table(node, topic)
        if kind == "TableFun":
            mapping = self.sheet.map(node, "mapping", "'mapping: {value: 0.5, ...}'")
            return None if mapping is None else self.table(mapping, topic)
        if kind == "ConstFun":
            bias = self.parameter(node, "bias", None)
            return None if bias is None else (bias,) * len(topic.labels)
        if kind == "BiasedFun":
            inner = self.sheet.map(node, "fun", "'fun: {type: ...}'")
            bias = self.parameter(node, "bias", Fraction(0))
            found = None if inner is None else self.scores(inner, node.values_at["fun"], topic)
            if found is None or bias is None:
                return None
            return tuple(score + bias for score in found)
        if kind == "AggregatingFun":
            return self.mixture(node, span, topic)
        if kind not in CURVES:
            self.sheet.wrong(
                span,
                f"'{short(kind)}' is no value function that is read"
                + did_you_mean(kind, [*CURVES, "TableFun", "ConstFun", "BiasedFun"]),
            )
            return None
        return self.curve(node, span, topic)

    def in_order(self, node: Seq, span: Span, topic: Topic) -> Scores | None:
        """Scores in a list, one for each value."""
        if len(node) != len(topic.labels):
            self.sheet.wrong(
                span,
                f"there are {len(node)} scores for the {len(topic.labels)} values of "
                f"'{short(topic.name)}'; write one for each",
            )
            return None
        found = [
            self.sheet.number(node, place, f"the score of '{short(label)}'")
            for place, label in enumerate(topic.labels)
        ]
        known = tuple(number for number in found if number is not None)
        return known if len(known) == len(found) else None

    def table(self, mapping: Map, topic: Topic) -> Scores | None:
        """A score for each value."""
        sheet = self.sheet
        found: dict[str, Fraction] = {}
        good = True
        for key in mapping:
            span = mapping.keys_at[key]
            is_text = sheet.quoted(span) or number_of(key) is None
            place, note = topic.find(key, None if sheet.json else is_text)
            if place is None:
                sheet.wrong(
                    span,
                    f"'{short(topic.name)}' has no value '{short(key)}'"
                    + did_you_mean(key, topic.labels),
                )
                good = False
                continue
            if note:
                sheet.findings.note(note, f"{self.party} ({topic.name})")
            label = topic.labels[place]
            number = sheet.number(mapping, key, f"the score of '{short(key)}'")
            if label in found:
                sheet.wrong(span, f"'{short(label)}' has a score already; keep one of the two")
            good = good and number is not None and label not in found
            found[label] = number or Fraction(0)
        for label in topic.labels:
            if label not in found:
                sheet.wrong(
                    mapping.home, f"'{short(topic.name)}' has no score for '{short(label)}'; add it"
                )
                good = False
        return tuple(found[label] for label in topic.labels) if good else None

    def mixture(self, node: Map, span: Span, topic: Topic) -> Scores | None:
        """A weighted sum of other functions."""
        parts, bias = node.get("funs"), self.parameter(node, "bias", Fraction(0))
        if not isinstance(parts, Seq) or not parts:
            self.sheet.wrong(span, f"'funs' should be a list of functions, not {what_is(parts)}")
            return None
        weights = self.numbers(node, "weights", [Fraction(1)] * len(parts))
        found: list[Scores] = []
        for part, place in zip(parts, parts.values_at, strict=True):
            example = "such as {type: LinearFun, slope: 1}"
            inner = self.sheet.a_map(part, place, "a function", example)
            scores = None if inner is None else self.scores(inner, place, topic)
            if scores is not None:
                found.append(scores)
        if weights is None or bias is None or len(found) < len(parts):
            return None
        if len(weights) != len(found):
            self.sheet.wrong(
                node.values_at["weights"],
                f"there are {len(weights)} weights for {len(found)} functions",
            )
            return None
        return tuple(
            sum((w * one for w, one in zip(weights, column, strict=True)), bias)
            for column in zip(*found, strict=True)
        )

    def curve(self, node: Map, span: Span, topic: Topic) -> Scores | None:
        """What a function that is given by some figures gives each value."""
        kind = kind_of(node)
        curve = CURVES[kind]
        figures: list[Fraction | list[Fraction]] = []
        for key, default in curve.parameters.items():
            figure = (
                self.numbers(node, key, None)
                if key == "coefficients"
                else self.parameter(node, key, default)
            )
            if figure is None:
                return None
            figures.append(figure)
        self.sheet.say_rest(node, (*KEYS, *curve.parameters, "normalize", "issue"), self.party)
        if curve.rounded:
            self.sheet.findings.note(
                f"{kind} has no exact values; they are taken as the doubles nearest to them, as "
                "NegMAS does",
                self.party,
            )
        numbers = [number for number in topic.numbers if number is not None]
        if len(numbers) < len(topic.numbers):
            self.sheet.wrong(
                span,
                f"'{short(topic.name)}' has values that are no numbers; a {kind} needs numbers",
            )
            return None
        try:
            return tuple(curve.at(number, *figures) for number in numbers)
        except (ValueError, OverflowError, ZeroDivisionError):
            self.sheet.wrong(
                span, f"this {kind} has no value for some of the numbers of '{short(topic.name)}'"
            )
            return None

    def parameter(self, node: Map, key: str, default: Fraction | None) -> Fraction | None:
        """A figure of a function; the default where it is left out."""
        if key in node:
            return self.sheet.number(node, key, f"'{key}'")
        if default is None:
            self.sheet.wrong(node.home, f"this {kind_of(node)} has no '{key}'; write '{key}: 0.5'")
        return default

    def numbers(self, node: Map, key: str, default: list[Fraction] | None) -> list[Fraction] | None:
        """A list of figures; the default where it is left out."""
        value = node.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, Seq):
            self.sheet.wrong(
                node.values_at.get(key, node.home),
                f"'{key}' should be a list of numbers, not {what_is(value)}",
            )
            return None
        found = [self.sheet.number(value, k, f"a figure of '{key}'") for k in range(len(value))]
        known = [figure for figure in found if figure is not None]
        if len(known) > _LONGEST:
            self.sheet.wrong(node.values_at[key], f"'{key}' has more than {_LONGEST} figures")
            return None
        return known if len(known) == len(found) else None
