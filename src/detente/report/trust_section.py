"""The part of a page about trust: which settlements can be reached with how much of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from detente.analysis.curve import CurvePoint, TrustCurve
from detente.analysis.frontier import Frontier
from detente.model.number import shown
from detente.report import frontier_picture, trust_picture
from detente.report.naming import amount, capital, everybody, listed
from detente.report.parallel_picture import parallel_picture
from detente.report.picture import Size, thinned
from detente.report.spots import Spot
from detente.report.trust_shades import shades
from detente.report.words import CONCEPT_TITLES, concept_title

MOST_POINTS = 400
"""Points of the frontier that the coloured picture shows at most, and half as many that are not acceptable."""

MOST_LINES = 150
"""The same where a point is a line."""

_MOST_ROWS = 15


def trust_words(trust: Fraction) -> str:
    """An amount of trust for people: `12.7 %`; small ones are not rounded away."""
    hundred = trust * 100
    if 0 < hundred < Fraction(1, 10):
        return "under 0.1 %"
    return f"{shown(hundred, 1)} %"


def section(curve: TrustCurve, concept: str, marked: Sequence[Spot]) -> dict[str, Any]:
    """The section's words and pictures.

    Args:
        curve: the curve.
        concept: by which the best settlement within so much trust is chosen.
        marked: what the picture of the frontier marks.
    """
    concept = concept if concept in curve.best else "nash"
    drawn = bool(curve.best.get(concept))
    return {
        "words": _words(curve, concept),
        "caption": f"The best settlement is the one that {concept_title(concept)} would choose among those within "
        "reach. A line steps where more trust brings a better one; each shape is the settlement of a concept, at the "
        "trust that it asks.",
        "pictures": [
            trust_picture.trust_picture(curve, concept, size)
            for size in (trust_picture.WIDE, trust_picture.NARROW)
            if drawn
        ],
        "table": _table(curve, concept),
        **_maps(curve, marked),
        "notes": [capital(note.strip().rstrip(".")) + "." for note in curve.notes],
    }


def _words(curve: TrustCurve, concept: str) -> list[str]:
    """What to see, in a few sentences."""
    said = [
        "To the right, more trust: the largest share of what it stands to win that a side must put at risk, or "
        "could gain by stopping. Upwards, what each side gains."
    ]
    least = curve.least
    if least is None or least.trust is None:
        return ["No plan is known that leads to any of the outcomes acceptable to all."]
    sure = "" if least.optimal and not curve.left_out else ", as far as is known"
    if least.trust == 0:
        said.append(f"Some outcomes acceptable to {everybody(curve.case)} ask no trust at all.")
    else:
        said.append(
            f"With trust below {trust_words(least.trust)} no outcome acceptable to {everybody(curve.case)} can be "
            f"reached{sure}."
        )
    chosen = next((point for point in curve.points if concept in point.settlements), None)
    if chosen is not None:
        title = f"The {concept_title(concept)} settlement"
        said.append(f"{title} {_asks(chosen)}.")
    steps = len(curve.best.get(concept, ()))
    if steps > 1:
        said[-1] += f" On the way there the best within reach changes {_times(steps - 1)}."
    return [" ".join(said)]


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _asks(point: CurvePoint) -> str:
    """What a settlement asks."""
    if point.trust is None:
        return "cannot be reached by any plan" if point.reachable is False else "has no known plan"
    if point.trust == 0:
        return "asks none"
    if point.optimal:
        return f"asks {trust_words(point.trust)}"
    return f"asks at most {trust_words(point.trust)}, and at least {trust_words(point.bound)}"


def _table(curve: TrustCurve, concept: str) -> dict[str, Any]:
    """The best settlement within so much trust, a row for each change."""
    case = curve.case
    thresholds = curve.best.get(concept, ())
    rows = []
    for threshold in thresholds[:_MOST_ROWS]:
        point = threshold.point
        named = [
            title
            for key, title in CONCEPT_TITLES.items()
            if key in point.settlements and key != concept
        ]
        bound = "" if point.optimal else f"perhaps {trust_words(point.bound)}"
        cells = []
        for party in case.parties:
            share = Fraction(trust_picture.share(curve, point, party)).limit_denominator(10**6)
            cells.append({"worth": amount(point.utilities[party]), "share": trust_words(share)})
        rows.append(
            {
                "trust": trust_words(threshold.trust),
                "bound": bound,
                "cells": cells,
                "concepts": listed(named),
            }
        )
    more = len(thresholds) - len(rows)
    caption = (
        f"The best within reach by {concept_title(concept)}: what it is worth to each side, and below it the share "
        "of the most that the side could gain"
    )
    return {"caption": f"{caption}; {more} more follow" if more else caption, "rows": rows}


def _maps(curve: TrustCurve, marked: Sequence[Spot]) -> dict[str, Any]:
    """The frontier in colours."""
    frontier = curve.frontier
    if frontier is None or not curve.points or len(curve.case.parties) < 2:
        return {"maps": [], "map_words": "", "map_caption": ""}
    two = len(curve.case.parties) == 2
    numbers = coloured(curve, frontier, MOST_POINTS if two else MOST_LINES)
    worked = len(curve.points)
    said = (
        f"{worked:,} of {worked + curve.left_out:,} outcomes acceptable to all were worked out"
        if (curve.left_out)
        else f"All {worked:,} outcomes acceptable to all were worked out"
    )
    drawn = (
        f", and {len(numbers):,} points are drawn" if len(numbers) < len(frontier.points) else ""
    )
    shape = "point" if two else "line"
    return {
        "maps": trust_maps(curve, marked, frontier),
        "map_words": f"The darker a {shape}, the more trust its best plan asks. Two outcomes side by side may ask very "
        "different amounts.",
        "map_caption": f"{said}{drawn}.",
    }


def trust_maps(
    curve: TrustCurve,
    marked: Sequence[Spot],
    frontier: Frontier,
    sizes: Sequence[Size] = (frontier_picture.WIDE, frontier_picture.NARROW),
) -> list[Markup]:
    """The frontier coloured by trust, in several sizes."""
    two = len(curve.case.parties) == 2
    numbers = coloured(curve, frontier, MOST_POINTS if two else MOST_LINES)
    colours = shades(curve)
    draw = frontier_picture.frontier_picture if two else parallel_picture
    known = set(numbers)
    kept = [spot for spot in marked if two or spot.point is None or spot.point in known]
    return [draw(frontier, kept, numbers, size, links=False, shades=colours) for size in sizes]


def coloured(curve: TrustCurve, frontier: Frontier, most: int) -> list[int]:
    """Which points are drawn: those worked out, and fewer of the others, in the frontier's order."""
    worked = {point.point.units: point for point in curve.points}
    here = [k for k, point in enumerate(frontier.points) if point.units in worked]
    rest = [k for k, point in enumerate(frontier.points) if not point.acceptable]
    found: set[int] = set()
    for places, limit in ((here, most), (rest, most // 2)):
        vectors = [frontier.points[k].units for k in places]
        keep = [
            j for j, units in enumerate(vectors) if units in worked and worked[units].settlements
        ]
        found.update(places[j] for j in thinned(vectors, limit, keep))
    return sorted(found)
