"""The issues of a GeniusWeb domain: lists of named values, and ranges of numbers."""

from __future__ import annotations

from fractions import Fraction

from detente.formats.detente.field import what_is
from detente.formats.detente.mistakes import Span, short
from detente.formats.detente.tree import Map, Seq, Word
from detente.formats.scenario.findings import Sheet, listed
from detente.model.issue import Options, Range
from detente.model.number import shown

MOST_VALUES = 100_000
"""Values that a range may have; more is a slip."""

_VALUES = '{"values": ["one", "two"]} or {"range": {"low": 0, "high": 10, "step": 1}}'


def issues_of(sheet: Sheet, domain: Map, say: bool) -> dict[str, Options | Range] | None:
    """The issues of a domain, in its order; None, and mistakes are kept, where something is wrong.

    Args:
        sheet: the file in which it stands, a domain's or a profile's.
        domain: the mapping with `issuesValues`.
        say: whether to note what is odd about it; a profile repeats its domain.
    """
    issues = sheet.map(domain, "issuesValues", f'"issuesValues": {{"issue": {_VALUES}}}')
    if issues is None:
        return None
    before = len(sheet.findings.problems)
    if say:
        sheet.say_rest(domain, ("name", "issuesValues"), "the domain")
    if not issues:
        sheet.wrong(issues.home, "there are no issues here; a domain has one at least")
    found: dict[str, Options | Range] = {}
    for name in issues:
        what = f"the values of '{short(name)}'"
        values = sheet.a_map(issues[name], issues.values_at[name], what, _VALUES)
        if values is None:
            continue
        issue: Options | Range | None
        if "range" in values:
            issue = _range(sheet, name, values, say)
        elif "values" in values:
            issue = _options(sheet, name, values, say)
        else:
            issue = None
            sheet.wrong(values.home, f"{what} should be {_VALUES}")
        if issue is not None:
            found[name] = issue
    return found if len(sheet.findings.problems) == before else None


def _options(sheet: Sheet, name: str, values: Map, say: bool) -> Options | None:
    listing, span = values["values"], values.values_at["values"]
    if not isinstance(listing, Seq) or not listing:
        what = "an empty list" if isinstance(listing, Seq) else what_is(listing)
        sheet.wrong(span, f"the values of '{short(name)}' should be a list of some, not {what}")
        return None
    labels: dict[str, None] = {}
    twice: dict[str, None] = {}
    good = True
    for value, place in zip(listing, listing.values_at, strict=True):
        if not isinstance(value, Word):
            sheet.wrong(place, f"a value should be text in quotation marks, not {what_is(value)}")
            good = False
        elif str(value) in labels:
            twice[str(value)] = None
        else:
            labels[str(value)] = None
    if twice and say:
        sheet.findings.note(f"listed twice, and counted once: {listed(twice)}", name)
    return Options(name, tuple(labels)) if good else None


def _range(sheet: Sheet, name: str, values: Map, say: bool) -> Range | None:
    example = '{"low": 0, "high": 10, "step": 1}'
    span = values.values_at["range"]
    bounds = sheet.a_map(values["range"], span, f"the range of '{short(name)}'", example)
    if bounds is None:
        return None
    figures = []
    for key in ("low", "high", "step"):
        if key not in bounds:
            sheet.wrong(span, f"'{key}' is missing from the range of '{short(name)}'")
            return None
        figures.append(sheet.number(bounds, key, f"'{key}' of '{short(name)}'"))
    low, high, step = figures
    if low is None or high is None or step is None:
        return None
    return _grid(sheet, name, low, high, step, span, say)


def _grid(
    sheet: Sheet, name: str, low: Fraction, high: Fraction, step: Fraction, span: Span, say: bool
) -> Range | None:
    if step <= 0:
        sheet.wrong(span, f"the step of '{short(name)}' is not above 0")
        return None
    if high < low:
        sheet.wrong(span, f"the range of '{short(name)}' ends below its beginning")
        return None
    count = (high - low) // step + 1
    if count > MOST_VALUES:
        sheet.wrong(span, f"'{short(name)}' has {count:,} values; that is too many, check the step")
        return None
    last = low + (count - 1) * step
    if last != high and say:
        sheet.findings.note(
            f"the range ends at {shown(high, 6)}, which its steps do not reach; the last value is "
            f"{shown(last, 6)}, as "
            "in GeniusWeb",
            name,
        )
    return Range(name, low, last, step)
