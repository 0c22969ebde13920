"""The frontier of three or more parties: an axis for each, and each outcome a line across them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from detente.analysis.frontier import Frontier, Point
from detente.model.case import Case
from detente.report.frontier_picture import WIDE
from detente.report.labels import spread
from detente.report.naming import amount, heading, the
from detente.report.picture import (
    Scale,
    Size,
    el,
    group,
    keyed,
    mark,
    path,
    picture,
    shortened,
    tick_text,
    width_of,
    wrapped,
)
from detente.report.spots import Spot, entry_numbers, reservations
from detente.report.trust_shades import Shades, key

MOST_LINES = 300
"""Above this many lines only some are drawn: more make one grey surface."""


def _axis(
    case: Case,
    party: int,
    x: float,
    scale: Scale,
    size: Size,
    room: float,
    no_deal: Fraction | None,
) -> list[Markup]:
    """One party's axis; where there is little room its name is a number, which the caption explains."""
    font = size.font
    first = party == 0 and room >= 60
    title = heading(case, list(case.parties)[party])
    lines = wrapped(title, font, x + room / 2 - 4 if first else room, 2)
    if room < 60:
        lines = [str(party + 1)]
    body = [
        el("line", x1=x, x2=x, y1=scale.start, y2=scale.end, class_="pillar"),
        *(
            el(
                "text",
                line,
                x=4.0 if first else x,
                y=scale.end - 10 - font * 1.2 * (len(lines) - 1 - k),
                text_anchor="start" if first else "middle",
                class_="axis",
            )
            for k, line in enumerate(lines)
        ),
    ]
    if room >= 60 or party == 0:
        for value in scale.ticks(4):
            y = scale(value)
            body.append(el("line", x1=x - 4, x2=x, y1=y, y2=y, class_="pillar"))
            text = tick_text(value)
            at = {"x": x - 6, "y": y + font * 0.35, "text_anchor": "end"}
            body.append(el("text", text, class_="tick halo", **at))
    if no_deal is not None:
        y = scale(float(no_deal))
        body.append(el("line", x1=x - 12, x2=x + 12, y1=y, y2=y, class_="no-deal"))
        if (
            room >= 80 and party < len(case.parties) - 1
        ):  # beside the last stand the settlements' names
            body.append(el("text", "no deal", x=x + 14, y=y + font * 0.35, class_="note halo"))
    return body


def parallel_picture(
    frontier: Frontier,
    marked: Sequence[Spot],
    numbers: Sequence[int],
    size: Size = WIDE,
    *,
    links: bool = True,
    shades: Shades | None = None,
) -> Markup:
    """The frontier of any number of parties, in parallel coordinates.

    Args:
        frontier: the frontier.
        marked: what to mark (`frontier_picture.spots`).
        numbers: which points to draw.
        size: `WIDE` or `NARROW`.
        links: whether settlements link to their rows in the page's table.
        shades: colours of the points by the trust that they ask, if that is to be shown.
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
    texts = [[shortened(line, font, size.width * 0.4) for line in spot.lines] for spot in marked]
    widest = max((width_of(line, font) for lines in texts for line in lines), default=0.0)
    right = size.width - widest - 26
    left = 40.0
    columns = [left + (right - left) * p / (len(parties) - 1) for p in range(len(parties))]
    top, bottom = size.top + font, size.height - 24
    scales = []
    for p in range(len(parties)):
        values = [row[p] for row in worth] + [float(spot.utilities[p]) for spot in marked]
        values += [float(no_deal[p])] if no_deal else []
        low, high = min(values), max(values)
        margin = 0.03 * ((high - low) or 1.0)
        scales.append(Scale(low - margin, high + margin, bottom, top))

    def across(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(x, scale(value)) for x, scale, value in zip(columns, scales, values, strict=True)]

    body: list[Markup] = [
        group(
            (
                el("path", d=path(across(row)), class_=None if point.acceptable else "out")
                for point, row in zip(points, worth, strict=True)
                if not (shades and point.acceptable)
            ),
            class_="points lines",
            data_kind="lines",
        )
    ]
    if shades:
        body.append(_shaded(shades, points, [across(row) for row in worth]))
    else:
        body.append(el("path", d="M-9 -9", class_="cursor"))
    room = (right - left) / max(len(parties) - 1, 1) - 8
    for p, (x, scale) in enumerate(zip(columns, scales, strict=True)):
        body += _axis(case, p, x, scale, size, room, None if no_deal is None else no_deal[p])
    ends = [scales[-1](float(spot.utilities[-1])) for spot in marked]
    heights = [font * (1.25 * len(lines) + 0.2) for lines in texts]
    tops = spread(ends, heights, bottom + 10)
    entries = entry_numbers(marked, numbers)
    for k, spot in enumerate(marked):
        places = across([float(value) for value in spot.utilities])
        x, y = places[-1]
        inside = [
            el("path", d=path(places), class_=f"course course-{k % 4}"),
            *(mark(spot.kinds[0], px, py, 6.0) for px, py in places),
            el("path", d=path([(x + 8, y), (x + 17, tops[k] + heights[k] / 2)]), class_="leader"),
            *(
                el("text", line, x=x + 20, y=tops[k] + font * (1.0 + 1.25 * j), class_="label")
                for j, line in enumerate(texts[k])
            ),
        ]
        if links:
            address = f"#settlement-{spot.kinds[0]}"
            body.append(el("a", *inside, href=address, class_="spot", data_entry=entries[k]))
        else:
            body.append(group(inside, class_="spot"))
    height = size.height
    if shades:
        outside = not all(point.acceptable for point in points)
        rows, more = keyed(key(shades, True, outside), 8, height, size.width - 16, font - 1)
        body += rows
        height += more + 6
    about = " ".join(
        f"{', '.join(spot.lines)}: "
        + ", ".join(
            f"{amount(value)} to {the(case, party)}"
            for party, value in zip(parties, spot.utilities, strict=True)
        )
        + "."
        for spot in marked
    )
    return picture(
        body,
        size.width,
        height,
        "What the outcomes are worth to each party"
        + (", coloured by the trust that they ask" if shades else ""),
        about or f"{len(frontier.points)} outcomes",
        id=f"{'by-trust' if shades else 'frontier'}-{size.name}",
        class_=f"picture {size.name}",
        role="group" if links else "img",
        data_frontier=None if shades else "",
        font_size=size.font,
    )


def _shaded(
    shades: Shades, points: Sequence[Point], places: Sequence[Sequence[tuple[float, float]]]
) -> Markup:
    """The acceptable outcomes in their colours, those that ask most first, so that the others lie above them."""
    drawn = [
        (shades.kind(point.units), row)
        for point, row in zip(points, places, strict=True)
        if point.acceptable
    ]
    drawn.sort(key=lambda pair: pair[0], reverse=True)
    return group((el("path", d=path(row), class_=kind) for kind, row in drawn), class_="heat lines")
