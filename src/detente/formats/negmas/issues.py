"""The issues of a NegMAS outcome space: named values, numbers in a list, and ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from detente.formats.detente.field import what_is
from detente.formats.detente.mistakes import Span, did_you_mean, short
from detente.formats.detente.tree import Map, Seq, Word
from detente.formats.negmas.kinds import KEYS, UNREAD, is_space, kind_of
from detente.formats.scenario.findings import Sheet, listed
from detente.model.issue import Options, Range
from detente.model.number import exact, shown

MOST_VALUES = 100_000
"""Values that an issue may have; more is a slip."""

GRID = 21
"""Points at which a continuous issue is looked at, as in GENIUS."""

LISTED = (
    "CategoricalIssue", "DiscreteOrdinalIssue", "OrdinalIssue", "DiscreteCardinalIssue",
    "CardinalIssue", "SingletonIssue",
)  # fmt: skip
RANGES = ("ContiguousIssue", "ContinuousIssue", "RangeIssue")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*|\d*(?=\.))(?:\.\d*)?(?:[eE][+-]?\d+)?")
_UNREADABLE = {
    "CallableIssue": "makes its values by a program",
    "OptionalIssue": "may be left out of the agreement",
    "CountableInfiniteIssue": "has no bounds",
    "ContinuousInfiniteIssue": "has no bounds",
}


@dataclass(frozen=True)
class Topic:
    """An issue, with its values as NegMAS has them.

    Attributes:
        issue: the issue.
        numbers: each value as a number; None for text.
    """

    issue: Options | Range
    numbers: tuple[Fraction | None, ...]

    @property
    def name(self) -> str:
        """The issue's name."""
        return self.issue.name

    @property
    def labels(self) -> tuple[str, ...]:
        """The values as text."""
        return self.issue.variables[0].labels

    @cached_property
    def places(self) -> dict[Fraction, int]:
        """Index of each value that is a number."""
        return {number: k for k, number in enumerate(self.numbers) if number is not None}

    def find(self, text: str, is_text: bool | None) -> tuple[int | None, str]:
        """The index of a value, and what is to be noted of how it is written.

        Args:
            text: as written.
            is_text: whether it is text, not a number; None where the file cannot say (a key of JSON).
        """
        place = self.issue.variables[0].position.get(text)
        number = number_of(text)
        if place is not None and self.numbers[place] is None and is_text is not False:
            return place, ""
        if number is not None and not is_text and number in self.places:
            place = self.places[number]
            alike = self.labels[place] == text or is_text is None or isinstance(self.issue, Range)
            note = f"'{text}' and '{self.labels[place]}' are the same number, as in NegMAS"
            return place, "" if alike else note
        if place is not None:
            kinds = ("text", "a number") if is_text else ("a number", "text")
            return place, (
                f"'{text}' is {kinds[0]} in one place and {kinds[1]} in the other, which NegMAS "
                "does not take for the same; here it is"
            )
        return None, ""


def topics_of(sheet: Sheet, space: Map, say: bool = True) -> list[Topic] | None:
    """The issues of an outcome space; None, and mistakes are kept, where something is wrong.

    Args:
        sheet: the file in which it stands.
        space: the outcome space.
        say: whether to note what is odd about it; other files repeat the space.
    """
    before = len(sheet.findings.problems)
    kind = kind_of(space)
    if kind and (not is_space(kind) or kind == "EnumeratingOutcomeSpace"):
        why = "lists outcomes one by one" if is_space(kind) else "is no outcome space"
        sheet.wrong(space.home, f"'{short(kind)}' {why}; it should be a CartesianOutcomeSpace")
        return None
    if not kind and say:
        sheet.wrong(
            space.home,
            "'type' is missing here; write 'type: DiscreteCartesianOutcomeSpace', or get a whole copy "
            "of the file",
        )
    if space.get("constraints"):
        sheet.wrong(
            space.keys_at["constraints"],
            "constraints are programs, which are not read; take them away, and add rules later",
        )
    if say:
        sheet.say_rest(
            space, (*KEYS, *UNREAD, "name", "issues", "constraints"), "the outcome space"
        )
    issues = space.get("issues")
    if not isinstance(issues, Seq) or not issues:
        what = what_is(issues) if "issues" in space else "nothing"
        sheet.wrong(
            space.values_at.get("issues", space.home),
            f"'issues' should be a list of some, each with 'name' and 'values', not {what}",
        )
        return None
    found: list[Topic] = []
    names: set[str] = set()
    for node, span in zip(issues, issues.values_at, strict=True):
        topic = _topic(sheet, node, span, say)
        if topic is not None and topic.name in names:
            sheet.wrong(span, f"two issues are called '{short(topic.name)}'; rename one")
        if topic is not None:
            names.add(topic.name)
            found.append(topic)
    return found if len(sheet.findings.problems) == before else None


def _topic(sheet: Sheet, node: object, span: Span, say: bool) -> Topic | None:
    example = "a mapping with 'name', 'type' and 'values'"
    entry = sheet.a_map(node, span, "an issue", example)
    if entry is None:
        return None
    name = entry.get("name")
    if not isinstance(name, Word) or not name:
        sheet.wrong(entry.values_at.get("name", span), "this issue has no name; write 'name: ...'")
        return None
    name = str(name)
    if "values" not in entry:
        sheet.wrong(span, f"'{short(name)}' has no values; write 'values: [...]'")
        return None
    kind = kind_of(entry)
    values, at = entry["values"], entry.values_at["values"]
    if kind in _UNREADABLE:
        sheet.wrong(span, f"'{short(name)}' is a {kind}, which {_UNREADABLE[kind]}; it is not read")
        return None
    if kind and kind not in LISTED + RANGES:
        near = did_you_mean(kind, LISTED + RANGES)
        sheet.wrong(span, f"'{short(kind)}' is no kind of issue that is read{near}")
        return None
    if not kind:
        kind = _guess(sheet, name, values, at)
    topic: Topic | None = None
    if kind in RANGES:
        topic = _range(sheet, name, kind, values, at, say)
    elif kind:
        topic = _listed(sheet, name, kind, values, at, say)
    if topic is not None and say:
        _check_count(sheet, entry, topic)
        known = (*KEYS, *UNREAD, "name", "values", "n_levels")
        sheet.say_rest(entry, known, name)
    return topic


def _guess(sheet: Sheet, name: str, values: object, at: Span) -> str:
    """The kind of an issue without a type, where its values leave no doubt; else empty, and a mistake is kept."""
    if isinstance(values, Word):
        return "ContiguousIssue"
    if not isinstance(values, Seq) or len(values) not in (2, 3):
        return "CategoricalIssue"
    if all(isinstance(one, Word) and one.plain and number_of(one) is not None for one in values):
        sheet.wrong(
            at,
            f"the values of '{short(name)}' could be a list or the ends of a range; write "
            "'type: CategoricalIssue' or 'type: ContiguousIssue'",
        )
        return ""
    return "CategoricalIssue"


def _check_count(sheet: Sheet, entry: Map, topic: Topic) -> None:
    """Notes where the file counts its own values otherwise; the values count."""
    said = entry.get("n_values")
    number = number_of(said) if isinstance(said, Word) else None
    count = len(topic.labels)
    if number is not None and number != count and not getattr(topic.issue, "continuous", False):
        sheet.findings.note(
            f"'n_values' is {said}, but there are {count} values, which count", topic.name
        )


def _listed(
    sheet: Sheet, name: str, kind: str, values: object, at: Span, say: bool
) -> Topic | None:
    listing: list[object]
    if kind == "SingletonIssue" and isinstance(values, Word):
        listing, places = [values], [at]
    elif isinstance(values, Seq) and values:
        listing, places = list(values), values.values_at
    elif isinstance(values, Word) and number_of(values) is not None:
        sheet.wrong(
            at,
            f"'{short(name)}' only says how many values it has; list them, or make it a "
            "ContiguousIssue",
        )
        return None
    else:
        what = "an empty list" if isinstance(values, Seq) else what_is(values)
        sheet.wrong(at, f"the values of '{short(name)}' should be a list of some, not {what}")
        return None
    labels: dict[str, Fraction | None] = {}
    seen: dict[Fraction, str] = {}
    twice: dict[str, None] = {}
    good = True
    for value, place in zip(listing, places, strict=True):
        if not isinstance(value, Word):
            sheet.wrong(place, f"a value should be a word or a number, not {what_is(value)}")
            good = False
            continue
        number = number_of(value) if value.plain else None
        if number is not None and number in seen:
            twice[str(value)] = None
        elif str(value) in labels:
            if (labels[str(value)] is None) != (number is None):
                sheet.wrong(
                    place,
                    f"'{short(value)}' stands here as text and as a number; they could not be told "
                    "apart, so rename one",
                )
                good = False
            twice[str(value)] = None
        else:
            labels[str(value)] = number
            if number is not None:
                seen[number] = str(value)
    if not good:
        return None
    if twice and say:
        sheet.findings.note(f"listed twice, and counted once: {listed(twice)}", name)
    numbers = tuple(labels.values())
    steps = _evenly(numbers) if kind in ("DiscreteCardinalIssue", "CardinalIssue") else None
    if steps is not None:
        issue = Range(name, *steps)
        return Topic(issue, tuple(issue.numbers))
    return Topic(Options(name, tuple(labels)), numbers)


def _evenly(
    numbers: tuple[Fraction | None, ...],
) -> tuple[Fraction, Fraction, Fraction] | None:
    """Lowest, highest and step of numbers that rise by equal steps; None for others."""
    known = [number for number in numbers if number is not None]
    if len(known) < max(2, len(numbers)):
        return None
    step = known[1] - known[0]
    if step <= 0 or any(b - a != step for a, b in pairwise(known)):
        return None
    return known[0], known[-1], step


def _range(sheet: Sheet, name: str, kind: str, values: object, at: Span, say: bool) -> Topic | None:
    short_name = short(name)
    if isinstance(values, Word) and kind == "ContiguousIssue":
        count = sheet.figure(values, at, f"the number of values of '{short_name}'")
        figures = None if count is None else [Fraction(0), count - 1]
    elif isinstance(values, Seq) and len(values) in (2, 3):
        read = [
            sheet.figure(value, place, f"a bound of '{short_name}'")
            for value, place in zip(values, values.values_at, strict=True)
        ]
        figures = [figure for figure in read if figure is not None]
        if len(figures) < len(read):
            return None
    else:
        sheet.wrong(
            at, f"the values of '{short_name}' should be its bounds, [lowest, highest], not a list"
        )
        return None
    if figures is None:
        return None
    low, high = figures[:2]
    if high < low:
        sheet.wrong(at, f"the range of '{short_name}' ends below its beginning")
        return None
    if kind == "ContinuousIssue" and len(figures) == 2:
        if high == low:
            return Topic(Options(name, (str(shown(low, 9)),)), (low,))
        if say:
            sheet.findings.note(
                f"any real number between the bounds is possible; it is taken on a grid of {GRID} "
                "points",
                name,
            )
        issue = Range(name, low, high, (high - low) / (GRID - 1), continuous=True)
        return Topic(issue, issue.numbers)
    step = figures[2] if len(figures) == 3 else Fraction(1)
    if any(figure.denominator != 1 for figure in (low, high, step)) or step < 1:
        sheet.wrong(at, f"'{short_name}' goes by whole numbers, so its bounds must be whole")
        return None
    if (high - low) // step + 1 > MOST_VALUES:
        sheet.wrong(at, f"'{short_name}' has more than {MOST_VALUES:,} values; check its bounds")
        return None
    whole = Range(name, low, low + (high - low) // step * step, step)
    return Topic(whole, whole.numbers)


def number_of(text: str) -> Fraction | None:
    """A word as the number that YAML and JSON take it for; None for text, such as `1/2` or `007`."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return exact(str(text))
    except ValueError:
        return None
