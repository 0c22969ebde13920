"""The trust curve as a picture: how much each side gets for how much trust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from detente.analysis.curve import CurvePoint, Threshold, TrustCurve
from detente.report.labels import spread
from detente.report.naming import capital, heading, listed, percent, the
from detente.report.picture import (
    Scale,
    Size,
    el,
    group,
    keyed,
    mark,
    number,
    path,
    picture,
    tick_text,
    width_of,
    wrapped,
)
from detente.report.words import CONCEPT_TITLES, concept_title

WIDE = Size("wide", 960, 470, 62, 150, 10, 54, 13)
NARROW = Size("narrow", 344, 380, 50, 20, 8, 50, 12)

_SURE = Fraction(1, 10**9)
"""Less than this between bound and trust is no interval to be drawn."""


def trust_picture(curve: TrustCurve, concept: str = "nash", size: Size = WIDE) -> Markup:
    """What each side gets by the best settlement within so much trust, by one concept of what is best.

    To the right: the trust that the sides are ready for. Upwards: the share of the most that each side
    could gain over no deal. A line for each party steps where more trust reaches a better settlement;
    before the first step nothing can be reached. Where the least trust is not proven a thin line goes
    back to the bound: the step may lie anywhere along it. The settlements of all concepts are marked
    where a plan reaches them.

    Args:
        curve: the curve; some point of it is reached.
        concept: by which the best settlement is chosen.
        size: `WIDE` or `NARROW`.
    """
    font = size.font
    thresholds = curve.best.get(concept, ())
    marked = [point for point in curve.points if point.settlements and point.trust is not None]
    most = max(
        [float(threshold.trust) for threshold in thresholds]
        + [float(point.trust or 0) for point in marked]
        + [0.0]
    )
    reach = most * 1.12 or 0.1
    frame_right = size.width - size.right
    across = Scale(-0.03 * reach, reach, size.left, frame_right)
    shares = [
        share(curve, point, party)
        for point in [*(threshold.point for threshold in thresholds), *marked]
        for party in curve.case.parties
    ]
    low, high = min([0.0, *shares]), max([1.0, *shares])
    heads, top = _heads(marked, across, size)
    up = Scale(low, high, size.height - size.bottom, top + 14)
    body: list[Markup] = [*_axes(across, up, size, reach)]
    if thresholds and thresholds[0].trust > 0:
        first = thresholds[0].trust
        proven = not curve.left_out and all(point.bound >= first for point in curve.points)
        body += _nothing(across, up, size, float(first), proven)
    for head in heads:
        body += _head(head, up(low), font - 1)
    for p, party in enumerate(curve.case.parties):
        body += _line(curve, thresholds, party, p, across, up, reach)
    for point in marked:
        body.append(_marks(curve, point, across, up))
    if size.name == "wide" and thresholds:
        body += _names(curve, thresholds[-1].point, up, frame_right + 10, size)
    height = size.height
    rows, more = keyed(
        _key(curve, thresholds, marked, concept), 8, height, size.width - 16, font - 1
    )
    return picture(
        [*body, *rows],
        size.width,
        height + more + 6,
        "What each side gets for how much trust",
        _about(curve, concept),
        id=f"trust-{size.name}",
        class_=f"picture {size.name}",
        role="img",
        font_size=font,
    )


def share(curve: TrustCurve, point: CurvePoint, party: str) -> float:
    """What a party gains at a point over no deal, as a share of its scale."""
    case = curve.case
    p = list(case.parties).index(party)
    no_deal = case.utilities.value(p, case.reservations[p])
    return float((point.utilities[party] - no_deal) / curve.scale[party])


def _axes(across: Scale, up: Scale, size: Size, reach: float) -> list[Markup]:
    font = size.font
    frame_right = size.width - size.right
    body = []
    for value in Scale(0, reach, 0, 1).ticks(8 if size.name == "wide" else 4):
        x = across(value)
        y = size.height - size.bottom
        body.append(el("line", x1=x, x2=x, y1=up(up.high), y2=y, class_="grid"))
        text = f"{tick_text(round(value * 100, 9))} %"
        body.append(el("text", text, x=x, y=y + font * 1.5, text_anchor="middle", class_="tick"))
    for value in up.ticks(5):
        y = up(value)
        body.append(el("line", x1=size.left, x2=frame_right, y1=y, y2=y, class_="grid"))
        text = f"{tick_text(round(value * 100, 9))} %"
        body.append(
            el("text", text, x=size.left - 8, y=y + font * 0.35, text_anchor="end", class_="tick")
        )
    wide = size.name == "wide"
    text = (
        "Trust asked: the most at risk, or to be gained by stopping, of what a side has to win →"
        if wide
        else "Trust asked →"
    )
    body.append(
        el(
            "text",
            text,
            x=frame_right,
            y=size.height - font * 0.9,
            text_anchor="end",
            class_="axis",
        )
    )
    text = "↑ Gain of each side, as a share of the most it could gain"
    body.append(
        el(
            "text",
            text if wide else "↑ Gain, of the most it could gain",
            x=4,
            y=font * 1.2,
            class_="axis",
        )
    )
    return body


def _nothing(across: Scale, up: Scale, size: Size, first: float, proven: bool) -> list[Markup]:
    """The ground where no settlement can be reached yet."""
    left, right = size.left, across(first)
    top, bottom = up(up.high), up(up.low)
    found = [el("rect", x=left, y=top, width=right - left, height=bottom - top, class_="under-way")]
    room = right - left - 10
    lines = wrapped(
        "no settlement can be reached with so little"
        if proven
        else "no settlement is known that can be reached with so little",
        size.font - 1,
        room,
        4,
    )
    if room > 70:
        for k, line in enumerate(lines):
            found.append(
                el(
                    "text",
                    line,
                    x=left + 6,
                    y=top + 16 + 16 * k,
                    class_="note",
                    font_size=size.font - 1,
                )
            )
    return found


def _line(
    curve: TrustCurve,
    thresholds: Sequence[Threshold],
    party: str,
    p: int,
    across: Scale,
    up: Scale,
    reach: float,
) -> list[Markup]:
    """One party's line, and what is not proven of it."""
    if not thresholds:
        return []
    places: list[tuple[float, float]] = []
    found: list[Markup] = []
    for k, threshold in enumerate(thresholds):
        y = up(share(curve, threshold.point, party))
        until = float(thresholds[k + 1].trust) if k + 1 < len(thresholds) else reach
        places += [(across(float(threshold.trust)), y), (across(until), y)]
        bound = threshold.point.bound
        if not threshold.point.optimal and threshold.trust - bound > _SURE:
            x, end = across(float(bound)), across(float(threshold.trust))
            d = f"M{number(end)} {number(y)}H{number(x)}M{number(x)} {number(y - 4)}v8"
            found.append(el("path", d=d, class_=f"unproven by-{p % 6}"))
    found.append(el("path", d=path(places), class_=f"gain gain-{p % 6} by-{p % 6}"))
    return found


def _marks(curve: TrustCurve, point: CurvePoint, across: Scale, up: Scale) -> Markup:
    """A settlement: its shape on the height of each party's gain."""
    x = across(float(point.trust or 0))
    worth = ", ".join(
        f"{percent(Fraction(share(curve, point, party)).limit_denominator(10**6))} for "
        f"{the(curve.case, party)}"
        for party in curve.case.parties
    )
    names = listed(map(concept_title, point.settlements))
    return group(
        [
            el("title", f"{names}: trust {percent(point.trust or Fraction(0))}; {worth}"),
            *(
                mark(point.settlements[0], x, up(share(curve, point, party)), 6.5)
                for party in curve.case.parties
            ),
        ],
        class_="spot-mark",
    )


@dataclass(frozen=True)
class _Head:
    """The name of a settlement above the picture, at the trust that it asks."""

    x: float
    y: float
    anchor: str
    lines: tuple[str, ...]


def _heads(marked: Sequence[CurvePoint], across: Scale, size: Size) -> tuple[list[_Head], float]:
    """The names of the settlements, in rows so that none meets another; and their lower edge."""
    font = size.font - 1
    used: list[float] = []  # for each row the place from which on it is free
    found = []
    at: dict[int, list[str]] = {}
    for point in marked:
        x = round(across(float(point.trust or 0)))
        at.setdefault(x, []).extend(point.settlements)
    top = size.font * 1.7 + size.top
    for x, concepts in sorted(at.items()):
        names = [title for key, title in CONCEPT_TITLES.items() if key in concepts]
        lines = wrapped(listed(names), font, size.width * 0.6, 3)
        wide = max(width_of(line, font) for line in lines)
        left, anchor = x + 4.0, "start"
        if left + wide > size.width - 4:
            left, anchor = max(4.0, x - 4 - wide), "end"
        row = next(
            row
            for row in range(len(used) + 1)
            if all(free + 10 < left for free in used[row : row + len(lines)])
        )
        used[row : row + len(lines)] = [left + wide] * len(lines)
        found.append(_Head(x, top + font * (1.0 + 1.35 * row), anchor, tuple(lines)))
    return found, top + font * (1.35 * len(used) + 0.2)


def _head(head: _Head, bottom: float, font: float) -> list[Markup]:
    """A name, and the line from it down through the picture."""
    return [
        el("line", x1=head.x, x2=head.x, y1=head.y - font * 0.8, y2=bottom, class_="leader"),
        *(
            el(
                "text",
                line,
                x=head.x + (4 if head.anchor == "start" else -4),
                y=head.y + font * 1.35 * k,
                text_anchor=head.anchor,
                class_="label",
                font_size=font,
            )
            for k, line in enumerate(head.lines)
        ),
    ]


def _names(
    curve: TrustCurve, point: CurvePoint, up: Scale, left: float, size: Size
) -> list[Markup]:
    """The parties' names at the ends of their lines."""
    parties = list(curve.case.parties)
    font = size.font
    texts = [
        wrapped(heading(curve.case, party), font, size.width - left - 4, 2) for party in parties
    ]
    heights = [font * 1.25 * len(lines) + 2 for lines in texts]
    places = [up(share(curve, point, party)) for party in parties]
    tops = spread(places, heights, size.height - size.bottom + 14)
    return [
        el("text", line, x=left, y=top + font * (0.95 + 1.25 * k), class_=f"axis name by-{p % 6}")
        for p, (lines, top) in enumerate(zip(texts, tops, strict=True))
        for k, line in enumerate(lines)
    ]


def _key(
    curve: TrustCurve,
    thresholds: Sequence[Threshold],
    marked: Sequence[CurvePoint],
    concept: str,
) -> list[tuple[Markup, float, str]]:
    """What the lines and marks are."""
    found = []
    if thresholds:
        for p, party in enumerate(curve.case.parties):
            line = el("path", d="M0 0H34", class_=f"gain gain-{p % 6} by-{p % 6}")
            best = f"{the(curve.case, party)}, at the best settlement by {concept_title(concept)}"
            found.append((line, 34.0, best))
    for point in marked:
        names = [title for key, title in CONCEPT_TITLES.items() if key in point.settlements]
        found.append((mark(point.settlements[0], 8, 0, 6), 16.0, listed(names)))
    if any(
        not threshold.point.optimal and threshold.trust - threshold.point.bound > _SURE
        for threshold in thresholds
    ):
        line = el("path", d="M0 0H30M0 -4v8", class_="unproven by-0")
        found.append((line, 30.0, "not proven: it may be reached with less, down to the foot"))
    missing = [
        concept_title(known)
        for point in curve.points
        if point.settlements and point.trust is None
        for known in point.settlements
    ]
    if missing:
        found.append((group([]), 0.0, f"No plan is known to: {listed(missing)}."))
    return found


def _about(curve: TrustCurve, concept: str) -> str:
    """The picture in words."""
    parts = []
    for threshold in curve.best.get(concept, ())[:12]:
        gains = listed(
            f"{the(curve.case, party)} "
            f"{percent(Fraction(share(curve, threshold.point, party)).limit_denominator(10**6))}"
            for party in curve.case.parties
        )
        parts.append(f"From trust {percent(threshold.trust)}: {gains} of the most to be gained.")
    for point in curve.points:
        if point.settlements and point.trust is not None:
            names = listed(map(concept_title, point.settlements))
            parts.append(f"{names}: trust {percent(point.trust)}.")
    return capital(" ".join(parts)) or "No settlement is reached."
