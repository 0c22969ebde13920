"""The outcomes behind the picture: the data that hovering shows, and the table below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from detente.analysis.frontier import Frontier
from detente.analysis.settlement import Settlement, Settlements
from detente.model.case import Case, Outcome
from detente.model.number import exact, shown
from detente.report.naming import (
    amount,
    heading,
    listed,
    name,
    percent,
    quantity,
    the,
    value_words,
    variable_title,
)
from detente.report.spots import Spot, entry_numbers

MOST_CELLS = 4000
"""About how many cells the table of points may have; above that it shows some of the points."""


def _split_words(case: Case, value: Mapping[str, Any]) -> str:
    """A shared issue or item of Adjusted Winner: `shared: 75 % to the one and 25 % to the other`."""
    shares = listed(
        f"{percent(exact(share))} to {the(case, party)}" for party, share in value["share"].items()
    )
    if "value" in value:
        return f"{shown(exact(value['value']))} (shared: {shares})"
    return f"shared: {shares}"


def outcome_words(case: Case, outcome: Outcome) -> list[str]:
    """The value of each variable, in words, in the case's order."""
    found = []
    for v, variable in enumerate(case.variables):
        value = outcome[variable.issue]
        if variable.item is not None and isinstance(value, Mapping) and "share" not in value:
            value = value[variable.item]
        if isinstance(value, Mapping):
            found.append(_split_words(case, value))
        else:
            found.append(value_words(case, v, case.index(variable, value)))
    return found


def outcome_data(
    frontier: Frontier,
    settlements: Settlements | None,
    marked: Sequence[Spot],
    numbers: Sequence[int],
) -> dict[str, Any]:
    """What the page's script needs to show any point: short keys, since there may be thousands.

    `points` holds, for each point drawn and then for each mark that is no point of the frontier:
    utilities, value indices (or words), number of outcomes with these utilities if more than one, whether it is
    acceptable, and what it is called.
    """
    case = frontier.case
    names: dict[int, str] = {}
    extras = []
    for spot, entry in zip(marked, entry_numbers(marked, numbers), strict=True):
        names[entry] = ", ".join(spot.lines)
        if entry >= len(numbers):
            extras.append(spot)
    points: list[list[Any]] = []
    for k, number in enumerate(numbers):
        point = frontier.points[number]
        worth = [amount(case.utilities.value(p, own)) for p, own in enumerate(point.units)]
        ways = quantity(point.ways) if point.ways > 1 else ""
        points.append([worth, point.indices, ways, int(point.acceptable), names.get(k, "")])
    for j, spot in enumerate(extras):
        words = _words_of(case, settlements, spot)
        worth = [amount(value) for value in spot.utilities]
        points.append([worth, words, "", 1, names[len(numbers) + j]])
    return {
        "parties": [heading(case, party) for party in case.parties],
        "values": [
            [value_words(case, v, index) for index in range(size)]
            for v, size in enumerate(case.sizes)
        ],
        "drawn": len(numbers),
        "points": points,
    }


def _words_of(case: Case, settlements: Settlements | None, spot: Spot) -> list[str]:
    """The outcome of a mark that is no point of the frontier, in words."""
    for kind in spot.kinds:
        if settlements is not None and kind in settlements.by_concept:
            return outcome_words(case, settlements.by_concept[kind].outcome)
    if spot.indices is None:
        return ["" for _ in case.variables]
    return [value_words(case, v, index) for v, index in enumerate(spot.indices)]


def titles(case: Case) -> list[str]:
    """What each variable is called."""
    return [variable_title(case, v) for v in range(len(case.variables))]


def point_rows(
    frontier: Frontier, marked: Sequence[Spot], numbers: Sequence[int]
) -> tuple[list[dict[str, Any]], int]:
    """Rows of the table of points, thinned to what a page can carry; and how many there are in all.

    Settlements are always among them.
    """
    case = frontier.case
    columns = len(case.variables) + len(case.parties) + 1
    most = max(20, MOST_CELLS // columns)
    names = {spot.point: ", ".join(spot.lines) for spot in marked if spot.point is not None}
    chosen = list(numbers)
    if len(chosen) > most:
        stride = len(chosen) / most
        even = {chosen[int(k * stride)] for k in range(most)}
        chosen = [number for number in chosen if number in even or number in names]
    rows = []
    for number in chosen:
        point = frontier.points[number]
        rows.append(
            {
                "number": number + 1,
                "worth": [
                    amount(case.utilities.value(p, own)) for p, own in enumerate(point.units)
                ],
                "values": [short_value(case, v, index) for v, index in enumerate(point.indices)],
                "acceptable": point.acceptable,
                "name": names.get(number, ""),
            }
        )
    return rows, len(frontier.points)


def short_value(case: Case, variable: int, index: int) -> str:
    """A value for a narrow column: a holder by name alone, a number without its unit."""
    this = case.variables[variable]
    if this.item is not None:
        return name(case, this.labels[index])
    if this.numbers is not None:
        return shown(this.numbers[index], 6)
    return this.labels[index]


def settlement_rows(
    case: Case, settlements: Settlements, no_deal: Sequence[Fraction] | None
) -> list[dict[str, Any]]:
    """The table of settlements: each concept with what it is worth to each side."""
    rows = []
    for concept, settlement in settlements.by_concept.items():
        cells = []
        for p, party in enumerate(case.parties):
            value = settlement.utilities[party]
            gain = None if no_deal is None else value - no_deal[p]
            sign = "" if gain is None else ("+" if gain > 0 else "") + amount(gain)
            cells.append({"value": amount(value), "gain": sign})
        rows.append({"concept": concept, "cells": cells, "ties": settlement.ties, "twin": ""})
    return rows


def agreements(case: Case, settlements: Settlements) -> list[tuple[list[str], list[str]]]:
    """The different outcomes that the settlements come to: the concepts of each, and its values."""
    found: dict[tuple[str, ...], list[str]] = {}
    for concept, settlement in settlements.by_concept.items():
        words = tuple(_short(case, settlement))
        found.setdefault(words, []).append(concept)
    return [(concepts, list(words)) for words, concepts in found.items()]


def _short(case: Case, settlement: Settlement) -> list[str]:
    if settlement.point is not None:
        return [short_value(case, v, index) for v, index in enumerate(settlement.point.indices)]
    return outcome_words(case, settlement.outcome)
