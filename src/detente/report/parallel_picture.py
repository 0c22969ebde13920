"""The frontier of three or more parties: an axis for each, and each outcome a line across them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from markupsafe import Markup

from detente.analysis.frontier import Frontier
from detente.model.number import shown
from detente.report.frontier_picture import WIDE
from detente.report.naming import name
from detente.report.picture import (
    Scale,
    Size,
    el,
    group,
    mark,
    path,
    picture,
    shortened,
    tick_text,
    width_of,
)
from detente.report.spots import Spot, entry_numbers, reservations

MOST_LINES = 400
"""Above this many lines only some are drawn: more make one grey surface."""


def _spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places moved apart so that neighbours are at least `gap` from each other."""
    order = sorted(range(len(places)), key=lambda k: places[k])
    found = list(places)
    for here, there in itertools.pairwise(order):
        found[there] = max(found[there], found[here] + gap)
    if order and found[order[-1]] > high:
        found[order[-1]] = high
        for here, there in zip(order[-2::-1], order[:0:-1], strict=True):
            found[here] = min(found[here], found[there] - gap)
    return [max(place, low) for place in found] if len(order) < 2 else found


def parallel_picture(
    frontier: Frontier,
    marked: Sequence[Spot],
    numbers: Sequence[int],
    size: Size = WIDE,
    links: bool = True,
) -> Markup:
    """The frontier of any number of parties, in parallel coordinates.

    Args:
        frontier: the frontier.
        marked: what to mark (`frontier_picture.spots`).
        numbers: which points to draw.
        size: `WIDE` or `NARROW`.
        links: whether settlements link to their rows in the page's table.
    """
    case = frontier.case
    font = size.font
    parties = list(case.parties)
    no_deal = reservations(case)
    points = [frontier.points[k] for k in numbers]
    worth = [
        [float(case.utilities.value(p, own)) for p, own in enumerate(point.units)]
        for point in points
    ]
    texts = [shortened(", ".join(spot.lines), font, size.width * 0.32) for spot in marked]
    right = size.width - max([width_of(text, font) for text in texts] or [0]) - 34
    left = 40.0
    columns = [left + (right - left) * p / (len(parties) - 1) for p in range(len(parties))]
    top, bottom = size.top + font * 1.6, size.height - 24
    scales = []
    for p in range(len(parties)):
        values = [row[p] for row in worth] + [float(spot.utilities[p]) for spot in marked]
        values += [float(no_deal[p])] if no_deal else []
        low, high = min(values), max(values)
        spread = (high - low) or 1.0
        scales.append(Scale(low - 0.03 * spread, high + 0.03 * spread, bottom, top))

    def across(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(x, scale(value)) for x, scale, value in zip(columns, scales, values, strict=True)]

    body: list[Markup] = [
        group(
            (
                el("path", d=path(across(row)), class_=None if point.acceptable else "out")
                for point, row in zip(points, worth, strict=True)
            ),
            class_="points lines",
            data_kind="lines",
        ),
        el("path", d="M-9 -9", class_="cursor"),
    ]
    room = (right - left) / max(len(parties) - 1, 1) - 8
    for p, (x, scale) in enumerate(zip(columns, scales, strict=True)):
        body.append(el("line", x1=x, x2=x, y1=top, y2=bottom, class_="pillar"))
        anchor = "start" if p == 0 else "middle"
        at = 4.0 if p == 0 else x
        title = shortened(name(case, parties[p]), font, room)
        body.append(el("text", title, x=at, y=size.top, text_anchor=anchor, class_="axis"))
        for value in scale.ticks(4):
            y = scale(value)
            body.append(el("line", x1=x - 4, x2=x, y1=y, y2=y, class_="pillar"))
            body.append(
                el(
                    "text",
                    tick_text(value),
                    x=x - 6,
                    y=y + font * 0.35,
                    text_anchor="end",
                    class_="tick",
                )
            )
        if no_deal is not None:
            y = scale(float(no_deal[p]))
            body.append(el("line", x1=x - 12, x2=x + 12, y1=y, y2=y, class_="no-deal"))
            text = el(
                "text",
                "no deal",
                x=x + 14,
                y=y + font * 0.35,
                class_="note halo",
            )
            body.append(text)
    ends = [scales[-1](float(spot.utilities[-1])) for spot in marked]
    labels = _spread(ends, font * 1.3, top, bottom)
    entries = entry_numbers(marked, numbers)
    for k, spot in enumerate(marked):
        places = across([float(value) for value in spot.utilities])
        x, y = places[-1]
        inside = [
            el("path", d=path(places), class_=f"course course-{k % 4}"),
            *(mark(spot.kinds[0], px, py, 6.0) for px, py in places),
            el("path", d=path([(x + 8, y), (x + 18, labels[k])]), class_="leader"),
            el("text", texts[k], x=x + 21, y=labels[k] + font * 0.35, class_="label"),
        ]
        if links:
            address = f"#settlement-{spot.kinds[0]}"
            body.append(el("a", *inside, href=address, class_="spot", data_entry=entries[k]))
        else:
            body.append(group(inside, class_="spot"))
    about = " ".join(
        f"{', '.join(spot.lines)}: "
        + ", ".join(
            f"{shown(value)} to {name(case, party)}"
            for party, value in zip(parties, spot.utilities, strict=True)
        )
        + "."
        for spot in marked
    )
    return picture(
        body,
        size.width,
        size.height,
        "What the outcomes are worth to each party",
        about or f"{len(frontier.points)} outcomes",
        id=f"frontier-{size.name}",
        class_=f"picture {size.name}",
        role="group",
        data_frontier="",
        font_size=size.font,
    )
