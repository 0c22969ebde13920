"""The frontier as a picture: each point what an outcome is worth to the one side and to the other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from detente.analysis.frontier import Frontier
from detente.report.labels import Box, Wanted, placed
from detente.report.naming import amount, the
from detente.report.picture import (
    Scale,
    Size,
    el,
    group,
    keyed,
    levels,
    mark,
    number,
    path,
    picture,
    shortened,
    tick_text,
    width_of,
)
from detente.report.spots import Spot, entry_numbers, reservations
from detente.report.trust_shades import Shades, dot, key

WIDE = Size("wide", 760, 540, 62, 24, 46, 56, 13)
NARROW = Size("narrow", 344, 400, 42, 10, 42, 50, 12)


def _span(
    values: Sequence[float], no_deal: float | None, others: Sequence[float]
) -> tuple[float, float]:
    """From where to where an axis goes: all points, the marks, and no deal unless it is far away."""
    low, high = min([*values, *others]), max([*values, *others])
    span = (high - low) or abs(high) or 1.0
    if no_deal is not None and low - 1.5 * span <= no_deal <= high + 1.5 * span:
        low, high = min(low, no_deal), max(high, no_deal)
    span = (high - low) or abs(high) or 1.0
    return low - 0.06 * span, high + 0.06 * span


def frontier_picture(
    frontier: Frontier,
    marked: Sequence[Spot],
    numbers: Sequence[int],
    size: Size = WIDE,
    links: bool = True,
    shades: Shades | None = None,
) -> Markup:
    """The frontier of two parties.

    Points in the zone of possible agreement are filled, the others hollow and paler; the zone is
    tinted, and bounded by each side's no-deal line. Each settlement has a shape and a label.

    Args:
        frontier: the frontier.
        marked: what to mark (`spots`).
        numbers: which points to draw (`drawn`).
        size: `WIDE` or `NARROW`.
        links: whether settlements link to their rows in the page's table.
        shades: colours of the points by the trust that they ask, if that is to be shown.
    """
    case = frontier.case
    no_deal = reservations(case)
    first, second = (the(case, party) for party in case.parties)
    points = [frontier.points[k] for k in numbers]
    places = [
        tuple(float(case.utilities.value(p, own)) for p, own in enumerate(point.units))
        for point in points
    ]
    worth = [tuple(map(float, spot.utilities)) for spot in marked]
    line = [None if no_deal is None else float(no_deal[p]) for p in (0, 1)]
    spans = [
        _span([place[p] for place in places] or [0.0], line[p], [w[p] for w in worth])
        for p in (0, 1)
    ]
    across = Scale(*spans[0], size.left, size.width - size.right)
    up = Scale(*spans[1], size.height - size.bottom, size.top)
    frame = Box(size.left, size.top, size.width - size.right, size.height - size.bottom)
    body: list[Markup] = []
    body += _axes(across, up, frame, size, first, second)
    pixels = [(across(x), up(y)) for x, y in places]
    busy = [*pixels, *((across(x), up(y)) for x, y in worth)]
    words, taken = _no_deal(across, up, frame, size, no_deal, bool(frontier.acceptable), busy)
    body += words
    body.append(
        group(
            (
                el(
                    "circle",
                    cx=x,
                    cy=y,
                    r=3.2 if len(points) < 400 else 2.4,
                    class_=None if point.acceptable else "out",
                )
                for point, (x, y) in zip(points, pixels, strict=True)
                if not (shades and point.acceptable)
            ),
            class_="points",
            data_kind="points",
        )
    )
    if shades:
        size_of = 4.6 if len(points) < 400 else 3.2
        body.append(
            group(
                (
                    dot(shades.kind(point.units), x, y, size_of)
                    for point, (x, y) in zip(points, pixels, strict=True)
                    if point.acceptable
                ),
                class_="heat",
            )
        )
    else:
        body.append(el("circle", r=9, cx=-99, cy=-99, class_="cursor"))
    body += _marks(marked, worth, across, up, frame, size, pixels, taken, numbers, links)
    title = f"What the outcomes are worth to {first} and to {second}"
    height = size.height
    if shades:
        title += ", coloured by the trust that they ask"
        outside = not all(point.acceptable for point in points)
        rows, more = keyed(key(shades, False, outside), 8, height, size.width - 16, size.font - 1)
        body += rows
        height += more + 6
    return picture(
        body,
        size.width,
        height,
        title,
        _about(frontier, marked, first, second),
        id=f"{'by-trust' if shades else 'frontier'}-{size.name}",
        class_=f"picture {size.name}",
        role="group" if links else "img",
        data_frontier=None if shades else "",
        font_size=size.font,
    )


def _about(frontier: Frontier, marked: Sequence[Spot], first: str, second: str) -> str:
    """The picture in words, for those who do not see it."""
    inside = len(frontier.acceptable)
    parts = [
        f"{len(frontier.points)} points from upper left to lower right; {inside} of them leave no side "
        "worse off than no deal."
    ]
    for spot in marked:
        worth = f"{amount(spot.utilities[0])} to {first}, {amount(spot.utilities[1])} to {second}"
        parts.append(f"{', '.join(spot.lines)}: {worth}.")
    return " ".join(parts)


def _axes(
    across: Scale, up: Scale, frame: Box, size: Size, first: str, second: str
) -> list[Markup]:
    """Grid, ticks and the names of the two sides."""
    font = size.font
    body = []
    wide = size.name == "wide"
    for value in across.ticks(7 if wide else 4):
        x = across(value)
        body.append(el("line", x1=x, x2=x, y1=frame.top, y2=frame.bottom, class_="grid"))
        body.append(
            el(
                "text",
                tick_text(value),
                x=x,
                y=frame.bottom + font * 1.5,
                text_anchor="middle",
                class_="tick",
            )
        )
    body += levels(up, 6 if wide else 5, frame.left, frame.right, font, gap=8)
    room = frame.right - frame.left - font * 5
    body.append(
        el(
            "text",
            f"Worth to {shortened(first, font, room)} →",
            x=frame.right,
            y=size.height - font * 0.7,
            text_anchor="end",
            class_="axis first",
        )
    )
    body.append(
        el(
            "text",
            f"↑ Worth to {shortened(second, font, room)}",
            x=4,
            y=font * 1.3,
            class_="axis second",
        )
    )
    return body


def _no_deal(
    across: Scale,
    up: Scale,
    frame: Box,
    size: Size,
    no_deal: Sequence[Fraction] | None,
    zone: bool,
    busy: Sequence[tuple[float, float]],
) -> tuple[list[Markup], list[Box]]:
    """The zone, the no-deal lines, and where their words stand: there where they cover least."""
    body: list[Markup] = []
    if no_deal is None:
        return body, []
    font = size.font
    x, y = across(float(no_deal[0])), up(float(no_deal[1]))
    left, bottom = max(frame.left, x), min(frame.bottom, y)
    if zone and left < frame.right and bottom > frame.top:
        corners = [
            (left, frame.top), (frame.right, frame.top), (frame.right, bottom), (left, bottom)
        ]  # fmt: skip
        body.append(el("path", d=path(corners, closed=True), class_="zone"))
    inside_x = frame.left <= x <= frame.right
    inside_y = frame.top <= y <= frame.bottom
    if inside_x:
        body.append(el("line", x1=x, x2=x, y1=frame.top, y2=frame.bottom, class_="no-deal"))
    if inside_y:
        body.append(el("line", x1=frame.left, x2=frame.right, y1=y, y2=y, class_="no-deal"))
    text = f"no deal {amount(no_deal[0])}"
    if not inside_x:
        text = f"← {text}" if x < frame.left else f"{text} →"
    at = min(max(x, frame.left), frame.right - width_of(text, font))
    body.append(el("text", text, x=at, y=frame.top - 6, class_="note"))
    text = f"no deal {amount(no_deal[1])}"
    if not inside_y:
        text = f"{text} ↓" if y > frame.bottom else f"{text} ↑"
    box = _free(width_of(text, font), min(max(y, frame.top), frame.bottom), frame, font, busy)
    body.append(el("text", text, x=box.left + 2, y=box.bottom - font * 0.3, class_="note"))
    return body, [box]


def _free(
    width: float, line: float, frame: Box, font: float, busy: Sequence[tuple[float, float]]
) -> Box:
    """Room for a word along a level line, above or below it, where it covers fewest of what is there."""
    tops = [top for top in (line - font * 1.4, line + 2) if frame.top <= top < frame.bottom - font]
    lefts = [frame.right - width - 6 - k * width / 2 for k in range(20)]
    rooms = [
        Box(left, top, left + width + 4, top + font * 1.3)
        for left in lefts
        for top in tops or [line - font * 1.4]
        if left >= frame.left
    ]
    return min(
        rooms,
        key=lambda room: sum(
            room.left - 10 < x < room.right + 10 and room.top - 10 < y < room.bottom + 10
            for x, y in busy
        ),
        default=Box(frame.left, line - font * 1.4, frame.left + width, line),
    )


def _marks(
    marked: Sequence[Spot],
    worth: Sequence[tuple[float, ...]],
    across: Scale,
    up: Scale,
    frame: Box,
    size: Size,
    pixels: Sequence[tuple[float, float]],
    taken: Sequence[Box],
    numbers: Sequence[int],
    links: bool,
) -> list[Markup]:
    """The settlements and the status quo, with their labels."""
    font = size.font
    room = (frame.right - frame.left) * 0.6
    wanted = [
        Wanted(
            across(place[0]),
            up(place[1]),
            tuple(shortened(text, font, room) for text in spot.lines),
        )
        for spot, place in zip(marked, worth, strict=True)
    ]
    labels = placed(wanted, frame, font, font * 1.25, pixels, taken)
    body = []
    for spot, label, entry in zip(marked, labels, entry_numbers(marked, numbers), strict=True):
        here = label.wanted
        ends = (
            f"M{number(here.x)} {number(here.y)}L{number(label.touch[0])} {number(label.touch[1])}"
        )
        x = label.box.left + 2 if label.anchor == "start" else label.box.right - 2
        lines = [
            el(
                "text",
                text,
                x=x,
                y=label.box.top + font * (1.0 + 1.25 * k),
                text_anchor=label.anchor,
                class_="label",
            )
            for k, text in enumerate(here.lines)
        ]
        inside = [
            el("path", d=ends, class_="leader"),
            mark(spot.kinds[0], here.x, here.y, 8.0 if size.name == "wide" else 7.5),
            *lines,
        ]
        if links:
            address = f"#settlement-{spot.kinds[0]}"
            body.append(el("a", *inside, href=address, class_="spot", data_entry=entry))
        else:
            body.append(group(inside, class_="spot"))
    return body
