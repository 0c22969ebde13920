"""How much a GENIUS profile likes each value of one issue: its evaluators as value functions."""

from __future__ import annotations

from fractions import Fraction

from detente.formats.detente.mistakes import did_you_mean
from detente.formats.genius.domain import Topic, bounds_of
from detente.formats.genius.findings import Findings, listed
from detente.formats.xml import Element
from detente.model.issue import Options, Range
from detente.model.preference import Piecewise, Table, ValueFunction

ZERO, ONE = Fraction(0), Fraction(1)
_NOTHING = Fraction(
    1, 100_000
)  # EvaluatorDiscrete.normalize: a largest score below this counts as 0


def value_function(
    element: Element, topic: Topic, who: str, findings: Findings
) -> ValueFunction | None:
    """The scores that a profile gives the values of an issue.

    Args:
        element: the profile's `issue` element.
        topic: the issue as the domain has it; of the same kind as the profile has it.
        who: how notes call profile and issue.
        findings: takes mistakes and notes.

    Returns:
        None where a mistake was kept.
    """
    if isinstance(topic.issue, Options):
        return _discrete(element, topic.issue, who, findings)
    evaluator = next(iter(element.named("evaluator")), None)
    if topic.kind == "real":
        if evaluator is None:
            findings.wrong(element, f"{topic.name!r} has no <evaluator>, so it cannot be scored")
            return None
        return _real(evaluator, topic.issue, who, findings)
    if evaluator is None:
        findings.note("no evaluator, so every value scores 0, as in GENIUS", who)
        return _line(topic.issue, ZERO, ZERO)
    return _integer(element, evaluator, topic.issue, who, findings)


def _discrete(element: Element, issue: Options, who: str, findings: Findings) -> Table | None:
    """Each evaluation divided by the largest (`EvaluatorDiscrete`)."""
    found: dict[str, Fraction] = {}
    again: list[str] = []
    good = True
    for item in element.named("item"):
        value = item.attributes.get("value")
        if value is None:
            findings.wrong(item, 'an item has no value; write value="..." as in the domain')
            good = False
        if value is None or item.attributes.get("evaluation", "null") == "null":
            continue  # GENIUS passes over an item without evaluation
        number = findings.number(item, "evaluation")
        if number is None:
            good = False
            continue
        if found.get(value, number) != number:
            again.append(value)
        found[value] = number
    if not good:
        return None
    known = set(issue.values)
    surplus = [value for value in found if value not in known]
    missing = [value for value in issue.values if value not in found]
    if missing:
        findings.wrong(
            element,
            f"{issue.name!r} says nothing of {listed(missing)}; give every value of the domain an "
            f'<item value="..." evaluation="..."/>{did_you_mean(missing[0], surplus, "it also has")}',
        )
        return None
    if again:
        findings.note(f"{listed(again)} is scored more than once; the last score counts", who)
    if surplus:
        findings.note(
            f"scores {listed(surplus)}, which the domain does not have; as in GENIUS, that "
            "counts only where the largest score is looked for",
            who,
        )
    top = max(found.values())
    if top < _NOTHING:
        findings.note("no value scores above 0, so every value scores 0, as in GENIUS", who)
        return Table(dict.fromkeys(issue.values, ZERO))
    below = [value for value in issue.values if found[value] < 0]
    if below:
        findings.note(f"{listed(below)} scores below 0, and is kept so, as in GENIUS", who)
    return Table({value: found[value] / top for value in issue.values})


def _integer(
    element: Element, evaluator: Element, issue: Range, who: str, findings: Findings
) -> Piecewise | None:
    """Offset + slope x (value - lower bound), held in 0..1 (`EvaluatorInteger`)."""
    if "slope" not in evaluator.attributes and "parameter0" in evaluator.attributes:
        findings.note("scored by parameter0 + parameter1 x value, as in old GENIUS", who)
        return _parameters(evaluator, issue, findings)
    slope, offset = findings.number(evaluator, "slope"), findings.number(evaluator, "offset")
    bounds = bounds_of(element)
    low: Fraction | None = issue.minimum
    if "lowerbound" in bounds.attributes:
        low = findings.number(bounds, "lowerbound")
        if low is not None and low != issue.minimum:
            findings.note(
                f"the score is counted from the profile's lower bound {low}, not from the "
                f"domain's {issue.minimum}, as in GENIUS",
                who,
            )
    if slope is None or offset is None or low is None:
        return None
    return _line(issue, offset - slope * low, slope)


def _real(evaluator: Element, issue: Range, who: str, findings: Findings) -> Piecewise | None:
    """Linear, constant or triangular (`EvaluatorReal`)."""
    form = evaluator.attributes.get("ftype", "").strip().lower()
    if form == "linear":
        if "parameter1" not in evaluator.attributes and "slope" in evaluator.attributes:
            findings.note("scored by offset + slope x value, as NegMAS does", who)
            slope, start = findings.number(evaluator, "slope"), findings.number(evaluator, "offset")
            return None if slope is None or start is None else _line(issue, start, slope)
        return _parameters(evaluator, issue, findings)
    if form == "constant":
        score = findings.number(evaluator, "parameter0")
        return None if score is None else _curve([(issue.minimum, score)], issue)
    if form == "triangular":
        corners = [findings.number(evaluator, f"parameter{k}") for k in (0, 2, 1)]
        if None in corners:
            return None
        low, top, high = (corner for corner in corners if corner is not None)
        if not low < top < high:
            findings.wrong(
                evaluator,
                "a triangular score needs parameter0 (its left foot) below parameter2 (its top) "
                "below parameter1 (its right foot)",
            )
            return None
        return _curve([(low, ZERO), (top, ONE), (high, ZERO)], issue)
    findings.wrong(
        evaluator,
        f"the evaluator's ftype is {form[:40]!r}; a real-valued issue can be scored by 'linear', "
        "'constant' or 'triangular'",
    )
    return None


def _parameters(evaluator: Element, issue: Range, findings: Findings) -> Piecewise | None:
    start = findings.number(evaluator, "parameter0")
    slope = findings.number(evaluator, "parameter1")
    return None if start is None or slope is None else _line(issue, start, slope)


def _line(issue: Range, start: Fraction, slope: Fraction) -> Piecewise:
    """The line `start + slope x value`, held in 0..1."""
    ends = [(at, start + slope * at) for at in sorted({issue.minimum, issue.maximum})]
    within = all(ZERO <= score <= ONE for _, score in ends)
    form = "linear" if len(ends) == 2 else "piecewise"
    return Piecewise(tuple(ends), form, None if within else (ZERO, ONE))


def _curve(points: list[tuple[Fraction, Fraction]], issue: Range) -> Piecewise:
    """Straight lines between points, cut to the range of the issue."""
    whole = Piecewise(tuple(points))
    inside = [at for at, _ in points if issue.minimum < at < issue.maximum]
    places = sorted({issue.minimum, *inside, issue.maximum})
    kept = tuple((at, whole.at(at)) for at in places)
    return Piecewise(kept, "linear" if len(kept) == 2 else "piecewise")
