"""A case with interactions as GENIUS's nonlinear profiles: sums of boxes over whole-number issues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from detente.errors import InputError, Problem
from detente.formats.genius.boxes_written import Box, TooManyBoxes, boxes
from detente.formats.genius.markup import Tag
from detente.formats.genius.written import Written, issue_tag, shared, ten_above
from detente.formats.scenario.additive import Additive, Column
from detente.formats.scenario.decimals import ends
from detente.formats.scenario.findings import listed
from detente.model.case import Case
from detente.model.issue import Range
from detente.model.preference import Interaction

_MOST = 10_000  # boxes of one profile: beyond, GENIUS itself takes minutes to load it


def boxed(case: Case, found: Additive) -> Written:
    """Issues as whole numbers, and for each party a box for whatever adds to its utility.

    Raises:
        InputError: an interaction falls into too many boxes.
    """
    form = Written(attributes={"type": "nonlinear"})
    firsts = [_first(column) for column in found.columns]
    turned = []
    for index, (column, first) in enumerate(zip(found.columns, firsts, strict=True), 1):
        tag = issue_tag(index, column.name, "integer")
        last = first + len(column.variable.labels) - 1
        tag.attributes.update(lowerbound=first, upperbound=last)
        form.issues.append(tag)
        if not _whole(column):
            turned.append(column.name)
    if turned:
        form.said.append(
            f"the values of {listed(turned)} become the whole numbers 0, 1, 2, ... in their order, "
            "as GENIUS knows interactions of whole-number issues only"
        )
    problems: list[Problem] = []
    for p, party in enumerate(case.parties):
        try:
            paid = _paid(case, found, party)
        except InputError as error:
            problems += error.problems
            continue
        form.profiles[party] = [
            *form.issues,
            _utility(case, p, found, paid, firsts, form),
        ]
    if problems:
        raise InputError(problems)
    if form.capped:
        form.said.append(
            f"should an outcome be worth more than 1 to {', '.join(form.capped)}, GENIUS counts it "
            "as 1"
        )
    return form


def _whole(column: Column) -> bool:
    """Whether an issue has whole numbers in steps of 1, which GENIUS takes as they are."""
    issue = column.issue
    return (
        isinstance(issue, Range)
        and issue.step == 1
        and issue.minimum.denominator == 1
        and not issue.continuous
    )


def _first(column: Column) -> int:
    """The whole number that stands for the first value."""
    return int(column.issue.minimum) if isinstance(column.issue, Range) and _whole(column) else 0


def _paid(case: Case, found: Additive, party: str) -> list[tuple[Box, Fraction]]:
    """The boxes of a party, and what each pays.

    Raises:
        InputError: an interaction falls into too many.
    """
    paid: list[tuple[Box, Fraction]] = []
    for place, term in enumerate(found.terms[party]):
        for worth, run in groupby(enumerate(term.adds), key=lambda pair: pair[1]):
            values = [value for value, _ in run]
            if worth:
                ranges = ((place, values[0], values[-1]),)
                whole = len(values) == len(term.adds)
                paid.append((Box(() if whole else ranges), worth))
    for one in _several(case, party):
        try:
            found_boxes = boxes(one.condition, case.sizes)
        except TooManyBoxes:
            found_boxes = []
        if not found_boxes or len(paid) + len(found_boxes) > _MOST:
            scope = [case.variables[variable].name for variable in sorted(one.condition.scope)]
            raise InputError.at(
                "",
                f"an interaction of {party} over {listed(scope)} falls into too many "
                "hyper-rectangles for a GENIUS profile; write the case as a Detente file, or make "
                "its condition simpler",
            )
        paid += [(box, one.worth) for box in found_boxes]
    return paid


def _several(case: Case, party: str) -> Iterable[Interaction]:
    """The interactions that are over several issues and can come to something."""
    full = [frozenset(range(size)) for size in case.sizes]
    for one in case.preferences[party].interactions:
        condition = one.condition
        if not one.worth or not condition.possible(full) or condition.certain(full):
            continue
        if len(condition.scope) > 1:
            yield one


def _utility(
    case: Case,
    party: int,
    found: Additive,
    paid: Sequence[tuple[Box, Fraction]],
    firsts: Sequence[int],
    form: Written,
) -> Tag:
    """The `utility` element of a party; its scale is kept where it is not the case's own."""
    name = list(case.parties)[party]
    reservation = found.reservations[name]
    figures = [worth for _, worth in paid] + ([] if reservation is None else [reservation])
    unit = shared(figures)
    most = sum((max(term.adds) for term in found.terms[name]), Fraction(0))
    most += sum(max(one.worth, Fraction(0)) for one in _several(case, name))
    divisor = unit
    if most > 1 and _reached(case, party) > 1:
        divisor = ten_above(most * unit)
    elif reservation is not None and not ends(reservation):
        divisor = ten_above(unit * max(most, Fraction(1)))
    elif most > 1:
        form.said.append(f"should an outcome be worth more than 1 to {name}, GENIUS counts it as 1")
    if divisor != unit:
        form.scales[name] = Fraction(unit, divisor), Fraction(0)
    rectangles = [
        Tag(
            "hyperRectangle",
            {"utility": int(worth * unit)},
            [
                Tag(
                    "EXCLUDES" if box.excludes else "INCLUDES",
                    {
                        "index": variable + 1,
                        "min": firsts[variable] + low,
                        "max": firsts[variable] + high,
                    },
                )
                for variable, low, high in box.ranges
            ],
        )
        for box, worth in paid
    ]
    function = Tag("ufun", {"type": "PlainUfun", "weight": 1, "aggregation": "sum"}, rectangles)
    return Tag("utility", {"maxutility": divisor}, [function])


def _reached(case: Case, party: int) -> Fraction:
    """A utility that some outcome certainly has: climbed to, issue by issue."""
    known = case.utilities
    tables, terms = known.tables[party], known.interactions[party]
    touching: list[list[int]] = [[] for _ in case.sizes]
    for number, (condition, _) in enumerate(terms):
        for variable in condition.scope:
            touching[variable].append(number)
    outcome = [table.index(max(table)) for table in tables]
    for _ in range(3):
        before = list(outcome)
        for variable, size in enumerate(case.sizes):
            gains = []
            for value in range(size):
                outcome[variable] = value
                held = sum(
                    terms[number][1]
                    for number in touching[variable]
                    if terms[number][0].holds(outcome)
                )
                gains.append(tables[variable][value] + held)
            outcome[variable] = gains.index(max(gains))
        if outcome == before:
            break
    return known.value(party, known.units(party, outcome))
