"""A case without interactions as GENIUS's additive profiles: weights, evaluations and lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from detente.formats.genius.domain import GRID
from detente.formats.genius.markup import Tag
from detente.formats.genius.written import Written, endless, issue_tag, shared, ten_above
from detente.formats.scenario.additive import Additive, Column, Term
from detente.formats.scenario.decimals import decimal, ends
from detente.formats.scenario.findings import listed
from detente.model.case import Case
from detente.model.issue import Options, Range
from detente.model.preference import Piecewise, ValueFunction

ZERO, ONE = Fraction(0), Fraction(1)
_CLOSE = Fraction(1, 1_000_000)  # what rounded weights may add up to more than 1, as when read


@dataclass(frozen=True)
class Curve:
    """A score over a number as an `evaluator` gives it, held in 0..1, and the weight it has.

    Attributes:
        weight: of the issue.
        form: `linear` or `triangular`.
        figures: start and slope of a line; left foot, right foot and top of a triangle.
    """

    weight: Fraction
    form: str
    figures: tuple[Fraction, ...]


def summed(case: Case, found: Additive) -> Written:
    """Issues of named values, whole and real numbers, and for each party a weight and scores."""
    form = Written()
    scales = {party: _scale(case, found, party) for party in case.parties}
    form.scales = {party: scale for party, scale in scales.items() if scale != (ONE, ZERO)}
    profiles: dict[str, tuple[list[Tag], list[Tag]]] = {party: ([], []) for party in case.parties}
    named = []
    for place, column in enumerate(found.columns):
        index = place + 1
        terms = {party: found.terms[party][place] for party in case.parties}
        kind = _kind(column)
        curves: dict[str, Curve] = {}
        if kind != "discrete":
            for party, term in terms.items():
                factor = scales[party][0]
                curve = _curve(column, term, case.preferences[party].values, kind, factor)
                if curve is None:
                    break
                curves[party] = curve
        if len(curves) < len(terms):
            if isinstance(column.issue, Range):
                named.append(column.name)
            kind = "discrete"
        form.issues.append(_issue(index, column, kind, _meanings(column)))
        for party, term in terms.items():
            issues, weights = profiles[party]
            if kind == "discrete":
                weight, numbers = _evaluations(term, scales[party][0])
                evaluations: list[dict[str, object]] = [
                    {"evaluation": decimal(number)} for number in numbers
                ]
                issues.append(_issue(index, column, kind, evaluations))
            else:
                weight = curves[party].weight
                issues.append(_issue(index, column, kind, []))
                issues[-1].inside.append(_evaluator(curves[party], column, kind))
            weights.append(Tag("weight", {"index": index, "value": decimal(weight)}))
    if named:
        form.said.append(
            f"the numbers of {listed(named)} are written as named values: GENIUS scores whole and "
            "real numbers by a line or a triangle only, and looks at 21 of the real ones"
        )
    form.profiles = {party: [*issues, *weights] for party, (issues, weights) in profiles.items()}
    return form


def _meanings(column: Column) -> list[dict[str, object]]:
    """What the domain says of each named value besides its name."""
    known = column.issue.meanings if isinstance(column.issue, Options) else {}
    labels = column.variable.labels
    return [{"description": known[label]} if label in known else {} for label in labels]


def _lift(term: Term) -> Fraction:
    """What must be added to what a term adds so that nothing is below 0."""
    return max(ZERO, -min(term.adds))


def _scale(case: Case, found: Additive, party: str) -> tuple[Fraction, Fraction]:
    """(factor, offset): the utility as it is written is factor x (utility + offset).

    The factor is 1 where every figure then ends as a decimal and no utility is above 1.
    """
    terms = found.terms[party]
    offset = sum((_lift(term) for term in terms), ZERO)
    most = [max(term.adds) + _lift(term) for term in terms]
    reservation = found.reservations[party]
    figures = [*most] if reservation is None else [*most, reservation + offset]
    if sum(most) <= 1 + _CLOSE and all(map(ends, figures)):
        return ONE, offset
    rows = [
        figure
        for term, column in zip(terms, found.columns, strict=True)
        if isinstance(column.issue, Range)
        for figure in (term.weight, *term.adds)
    ]
    unit = endless([*figures, *rows])
    return Fraction(unit, ten_above(sum(most) * unit)), offset


def _kind(column: Column) -> str:
    """How GENIUS may hold an issue, if every party's scores allow it."""
    issue = column.issue
    if not isinstance(issue, Range):
        return "discrete"
    if issue.continuous:
        whole = len(issue.numbers) == GRID and ends(issue.minimum) and ends(issue.maximum)
        return "real" if whole else "discrete"
    return "integer" if issue.step == 1 and issue.minimum.denominator == 1 else "discrete"


def _evaluations(term: Term, factor: Fraction) -> tuple[Fraction, Sequence[Fraction]]:
    """A weight and evaluations: GENIUS divides these by the largest of the issue."""
    lift = _lift(term)
    adds = [add + lift for add in term.adds]
    most = max(adds)
    if most == 0:
        return ZERO, [ONE] * len(adds)
    unit = shared(adds)
    whole = [int(add * unit) for add in adds]
    share = gcd(*whole)
    return most * factor, [Fraction(number // share) for number in whole]


def _curve(column: Column, term: Term, values: object, kind: str, factor: Fraction) -> Curve | None:
    """The scores of a number as GENIUS's evaluators can give them; None where they cannot."""
    issue = column.issue
    assert isinstance(issue, Range)
    assert isinstance(values, dict)
    function: ValueFunction | None = values.get(issue.name)
    own = (
        function
        if isinstance(function, Piecewise)
        and function.of(issue)[0] == term.scores  # no interaction has been added to them
        else None
    )
    weight = term.weight * factor
    if own is not None and ends(weight):
        line = _line(own, issue)
        if line is not None and all(map(ends, line)):
            return Curve(weight, "linear", line)
        triangle = _triangle(own, issue) if kind == "real" else None
        if triangle is not None and all(map(ends, triangle)):
            return Curve(weight, "triangular", triangle)
    lift = _lift(term)
    adds = [(add + lift) * factor for add in term.adds]
    if kind == "real" and own is None and isinstance(function, Piecewise):
        return None  # what an interaction on the grid adds to a curve says nothing between
    slope = (adds[-1] - adds[0]) / (len(adds) - 1) if len(adds) > 1 else ZERO
    if any(add != adds[0] + slope * k for k, add in enumerate(adds)):
        return None
    if own is not None and kind == "real" and len(own.points) > 2:
        return None  # straight on the grid, but not between its values
    if max(adds) == 0:
        return Curve(ZERO, "linear", (ZERO, ZERO))
    slope /= issue.step
    start = adds[0] - slope * issue.minimum
    unit = shared([start, slope])
    share = Fraction(gcd(int(start * unit), int(slope * unit)), unit)
    for size in (max(adds), share * ten_above(max(adds) / share)):
        if ends(size) and ends(start / size) and ends(slope / size):
            return Curve(size, "linear", (start / size, slope / size))
    return None


def _line(function: Piecewise, issue: Range) -> tuple[Fraction, Fraction] | None:
    """Start and slope of a line held in 0..1, if the function is one over the whole issue."""
    if len({at for at, _ in function.points}) == 1:
        start, slope = function.points[0][1], ZERO
    elif len(function.points) == 2:
        (a, low), (b, high) = function.points
        if a > issue.minimum or b < issue.maximum:
            return None
        slope = (high - low) / (b - a)
        start = low - slope * a
    else:
        return None
    ends_in = all(0 <= start + slope * at <= 1 for at in (issue.minimum, issue.maximum))
    if function.clip == (ZERO, ONE) or (function.clip is None and ends_in):
        return start, slope
    return None


def _triangle(function: Piecewise, issue: Range) -> tuple[Fraction, Fraction, Fraction] | None:
    """Left foot, right foot and top of a triangle of height 1, if the function is one."""
    tops = [at for at, score in function.points if score == 1]
    if len(tops) != 1 or function.clip is not None:
        return None
    top = tops[0]
    feet = []
    for side in (-1, 1):
        beyond = [(at, score) for at, score in function.points if (at - top) * side > 0]
        if not beyond:
            feet.append(top + side * issue.step)
            continue
        at, score = min(beyond, key=lambda point: (point[0] - top) * side)
        if score >= 1:
            return None
        feet.append(top + (at - top) / (1 - score))
    left, right = feet

    def score_at(at: Fraction) -> Fraction:
        side = (at - left) / (top - left) if at <= top else (right - at) / (right - top)
        return max(ZERO, side)

    corners = {issue.minimum, issue.maximum, *(at for at, _ in function.points)}
    corners |= {at for at in (left, top, right) if issue.minimum < at < issue.maximum}
    if any(function.at(at) != score_at(at) for at in corners):
        return None
    return left, right, top


def _issue(index: int, column: Column, kind: str, items: list[dict[str, object]]) -> Tag:
    """The `issue` element of a domain or a profile."""
    tag = issue_tag(index, column.name, kind)
    if kind == "discrete":
        for number, (label, said) in enumerate(zip(column.variable.labels, items, strict=True), 1):
            tag.inside.append(Tag("item", {"index": number, "value": label, **said}))
        return tag
    assert isinstance(column.issue, Range)
    bounds = {
        "lowerbound": decimal(column.issue.minimum),
        "upperbound": decimal(column.issue.maximum),
    }
    if kind == "integer":
        tag.attributes.update(bounds)
    else:
        tag.inside.append(Tag("range", dict(bounds)))
    return tag


def _evaluator(curve: Curve, column: Column, kind: str) -> Tag:
    """The `evaluator` element; a whole number is counted from the issue's lower bound."""
    if kind == "real":
        figures = {f"parameter{k}": decimal(figure) for k, figure in enumerate(curve.figures)}
        return Tag("evaluator", {"ftype": curve.form, **figures})
    assert isinstance(column.issue, Range)
    start, slope = curve.figures
    offset = start + slope * column.issue.minimum
    return Tag("evaluator", {"ftype": "linear", "slope": decimal(slope), "offset": decimal(offset)})
